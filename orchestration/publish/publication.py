"""A publication on disk: one folder, found through the link `published/current`."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass
from pathlib import Path

import duckdb

from orchestration.settings import Settings

_DATABASE = "chatmart.duckdb"
_PARQUET = "parquet"
_RECORD = "publication.json"

_COPIED_AT_ONCE = 2**30

# How a publication is laid out. One that is laid out otherwise is not built upon.
LAYOUT = f"1, DuckDB {duckdb.__version__}"


@dataclass(frozen=True)
class Publication:
    """What a publication was made of. Times are ISO 8601, UTC.

    `whole_bytes` and `whole_rows` are the size of the DuckDB file and the rows of all marts in it
    when it was last written anew instead of being copied and changed.
    """

    publication_id: str
    published_at: str
    as_of: str | None
    transform_id: str
    file_loads_digest: str
    rows: dict[str, int]
    whole_bytes: int = 0
    whole_rows: int = 0
    layout: str = ""


def folder_of(settings: Settings, publication_id: str) -> Path:
    """The folder of a publication."""
    return settings.published / "publications" / publication_id


def database_of(folder: Path) -> Path:
    """The DuckDB file of a publication's folder."""
    return folder / _DATABASE


def parquet_of(folder: Path) -> Path:
    """The Parquet folder of a publication's folder: one folder per mart."""
    return folder / _PARQUET


def write_record(folder: Path, publication: Publication) -> None:
    """Describe the publication beside its files."""
    (folder / _RECORD).write_text(json.dumps(asdict(publication), indent=2) + "\n")


def current_publication(settings: Settings) -> Publication | None:
    """The publication that readers see, None before the first one or if its files are gone."""
    folder = settings.published / "current"
    try:
        publication = Publication(**json.loads((folder / _RECORD).read_text()))
    except (OSError, ValueError, TypeError):
        return None
    is_whole = database_of(folder).is_file() and parquet_of(folder).is_dir()
    return publication if is_whole else None


def swap(settings: Settings, publication_id: str) -> None:
    """Make a publication the current one, by renaming one link."""
    _make_durable(folder_of(settings, publication_id))
    _replace_link(settings.published / "current", f"publications/{publication_id}")
    for name in (_DATABASE, _PARQUET):
        link = settings.published / name
        if not link.is_symlink():
            _replace_link(link, f"current/{name}")


def remove_superseded(settings: Settings, keep: set[str]) -> None:
    """Remove the folders of all publications but those to keep, half-written ones included."""
    publications = settings.published / "publications"
    if not publications.is_dir():
        return
    for folder in publications.iterdir():
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file; on file systems that can, both share their bytes until one of them changes."""
    try:
        with source.open("rb") as read, target.open("wb") as written:
            while os.copy_file_range(read.fileno(), written.fileno(), _COPIED_AT_ONCE):
                pass
    except (AttributeError, OSError):
        shutil.copyfile(source, target)


def _replace_link(link: Path, target: str) -> None:
    aside = link.with_name(f".{link.name}-{uuid.uuid4().hex}")
    aside.symlink_to(target)
    aside.replace(link)
    _sync(link.parent)


def _make_durable(folder: Path) -> None:
    for path in folder.rglob("*"):
        # A file with another name belongs to an earlier publication, which made it durable.
        if path.is_dir() or path.stat().st_nlink == 1:
            _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
