"""The manifest that the asset definitions are read from."""

from __future__ import annotations

from pathlib import Path

from dagster_dbt import DbtProject
from filelock import FileLock

from orchestration.settings import DBT_PROJECT_DIR, Settings
from orchestration.transform import dbt
from orchestration.transform.project import project_hash

_TARGET = Path("target") / "definitions"
_HASH = "project_hash"


def prepared_project() -> DbtProject:
    """Return the dbt project in place, parsed if its files have changed since the last time.

    The manifest lies in the project's own target folder: it depends on nothing in a home folder,
    and definitions must load without one.
    """
    project = DbtProject(DBT_PROJECT_DIR, target_path=_TARGET)
    target = DBT_PROJECT_DIR / _TARGET
    target.mkdir(parents=True, exist_ok=True)
    current = project_hash()
    # Web server, daemon and run load the definitions at the same time.
    with FileLock(target / "parse.lock"):
        known = target / _HASH
        if not project.manifest_path.exists() or not known.exists() or known.read_text() != current:
            dbt.parse(Settings.from_environment(), target)
            known.write_text(current)
    return project
