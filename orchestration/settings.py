"""Where everything lives: one home folder, and the project's own files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
DBT_PROJECT_DIR = PROJECT_ROOT / "dbt_project"
SEEDS_DIR = PROJECT_ROOT / "seeds"

HOME_VARIABLE = "CHATMART_HOME"
LAKE_GLOB_VARIABLE = "CHATMART_LAKE_GLOB"
DEFAULT_HOME = "data"


@dataclass(frozen=True)
class Settings:
    """The layout of one chatmart home folder.

    `home` holds every file chatmart reads or writes; outside of it lies only the parsed dbt
    project, which says nothing about anybody's data.
    """

    home: Path

    @classmethod
    def from_environment(cls) -> Settings:
        """Take the home folder from `CHATMART_HOME`, else `./data`; always an absolute path."""
        return cls(Path(os.environ.get(HOME_VARIABLE) or DEFAULT_HOME).expanduser().absolute())

    @property
    def landing(self) -> Path:
        """Files as delivered: `<source>/dt=YYYY-MM-DD/<file>`; deleted only when asked to."""
        return self.home / "landing"

    @property
    def lake(self) -> Path:
        """Typed Parquet: `<source>/dt=YYYY-MM-DD/<table>.parquet`."""
        return self.home / "lake"

    @property
    def staging(self) -> Path:
        """Work in progress of ingest, on the lake's file system so that renames are atomic."""
        return self.lake / "_staging"

    @property
    def catalog(self) -> Path:
        """SQLite database of what the lake holds."""
        return self.lake / "_catalog.sqlite"

    @property
    def quarantine(self) -> Path:
        """Rejected records: `<source>/dt=YYYY-MM-DD/rejected.parquet`."""
        return self.home / "quarantine"

    @property
    def warehouse(self) -> Path:
        """The DuckDB database that dbt builds."""
        return self.home / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        """What readers open: the current publication."""
        return self.home / "published"

    @property
    def privacy(self) -> Path:
        """What outlives lake and warehouse so that nothing removed comes back."""
        return self.home / "privacy"

    @property
    def exports(self) -> Path:
        """Exports that Dagster made; those of `chatmart export` lie where they were asked for."""
        return self.home / "exports"

    @property
    def dagster(self) -> Path:
        """Dagster's own storage."""
        return self.home / "dagster"
