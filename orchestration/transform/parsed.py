"""The parsed dbt project: parsing takes seconds and depends on no home, so all homes share it."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import uuid
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from orchestration.settings import DBT_PROJECT_DIR, Settings
from orchestration.transform import dbt
from orchestration.transform.project import Project, project_hash

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest

# Stands for the lake of the home in the source definitions of a parsed project.
_ANY_LAKE = "<lake>"
# A run that began before the project was edited still reads the parse it began with.
_KEPT_PARSES = 3


@dataclass(frozen=True)
class ParsedProject:
    """What `dbt parse` left in `folder`, which nothing changes afterwards.

    `project_hash` is that of the files it was parsed from.
    """

    folder: Path
    project_hash: str

    @property
    def manifest_path(self) -> Path:
        """The manifest as JSON; its sources lie in no particular home."""
        return self.folder / "manifest.json"

    def project(self, settings: Settings) -> Project:
        """Return the project as the planner sees it, with the sources in the lake of this home.

        So the views of the lake are made anew in a home that was moved.
        """
        lake = json.dumps(_as_glob(settings.lake))[1:-1]
        return Project(json.loads(self.manifest_path.read_text().replace(_ANY_LAKE, lake)))

    def manifest(self, settings: Settings) -> Manifest:
        """Return the manifest as dbt takes it, with the sources in the lake of this home.

        It knows the macros that a run may call.
        """
        from dbt.contracts.graph.manifest import Manifest

        from orchestration.transform.needed_macros import needed_macros

        manifest = Manifest.from_msgpack((self.folder / "partial_parse.msgpack").read_bytes())
        lake = _as_glob(settings.lake)
        for source in manifest.sources.values():
            for meta in (source.meta, source.config.meta):
                if location := meta.get("external_location"):
                    meta["external_location"] = location.replace(_ANY_LAKE, lake)
            if source.relation_name:
                source.relation_name = source.relation_name.replace(_ANY_LAKE, lake)
        manifest.macros = needed_macros(manifest)
        return manifest


def parsed_project(settings: Settings) -> ParsedProject:
    """Return the parsed project; parse it if no process has done so since it last changed."""
    root = _root(settings)
    current = project_hash()
    folder = root / _key(current)
    if not folder.exists():
        root.mkdir(parents=True, exist_ok=True)
        with FileLock(root / "parse.lock"):
            if not folder.exists():
                _parse_into(folder, settings)
    return ParsedProject(folder, current)


def _parse_into(folder: Path, settings: Settings) -> None:
    aside = folder.with_name(f".{uuid.uuid4().hex}")
    dbt.parse(settings, aside, lake=_ANY_LAKE)
    aside.rename(folder)
    parses = [path for path in folder.parent.iterdir() if path.is_dir()]
    parses.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for outdated in parses[_KEPT_PARSES:]:
        shutil.rmtree(outdated, ignore_errors=True)


def _root(settings: Settings) -> Path:
    """Where parses lie: in the project's own target folder, or at home if that is read-only."""
    target = DBT_PROJECT_DIR / "target"
    if os.access(target if target.exists() else DBT_PROJECT_DIR, os.W_OK):
        return target / "parsed"
    return settings.home / "dbt" / "parsed"


def _key(of_files: str) -> str:
    parts = (of_files, str(DBT_PROJECT_DIR), version("dbt-core"), version("dbt-duckdb"))
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def as_sql_literal(path: Path) -> str:
    """Write a path so that it survives a SQL literal and a glob as what it is."""
    return re.sub(r"([*?\[])", r"[\1]", str(path)).replace("'", "''")


def _as_glob(path: Path) -> str:
    """The same so that it survives str.format() as well."""
    return as_sql_literal(path).replace("{", "{{").replace("}", "}}")
