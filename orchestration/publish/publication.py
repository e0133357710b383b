"""A publication on disk: one folder, found through the link `published/current`."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb

from orchestration.durable import flush
from orchestration.publish.editions import COMPLETE, EDITIONS
from orchestration.settings import Settings

_PARQUET = "parquet"
_RECORD = "publication.json"

_COPIED_AT_ONCE = 2**30

# How a publication is laid out. One that is laid out otherwise is not built upon.
LAYOUT = f"2, DuckDB {duckdb.__version__}"


@dataclass(frozen=True)
class Publication:
    """What a publication was made of. Times are ISO 8601, UTC.

    `rows` are those of each mart, `rows_without_personal_data` those of the marts in the file
    without personal data. `whole_bytes` and `whole_rows` are the size of both DuckDB files and the
    rows of all marts in them when they were last written anew instead of being copied and changed.
    `replaces_all` says that no earlier publication may outlive this one. `pseudonyms` and
    `erasures` are how many the home knew of when it was published, `removals` and `written_afresh`
    what retention had done by then, `deletions` the entries that were deleted on demand.
    """

    publication_id: str
    published_at: str
    as_of: str | None
    transform_id: str
    file_loads_digest: str
    rows: dict[str, int]
    rows_without_personal_data: dict[str, int] = field(default_factory=dict)
    whole_bytes: int = 0
    whole_rows: int = 0
    layout: str = ""
    replaces_all: bool = False
    pseudonyms: int = 0
    erasures: int = 0
    removals: int = 0
    written_afresh: str | None = None
    deletions: int = 0

    @property
    def rows_in_databases(self) -> int:
        """The rows of all marts in both DuckDB files."""
        return sum(self.rows.values()) + sum(self.rows_without_personal_data.values())


def folder_of(settings: Settings, publication_id: str) -> Path:
    """The folder of a publication."""
    return settings.published / "publications" / publication_id


def database_of(folder: Path, edition: str = COMPLETE) -> Path:
    """A DuckDB file of a publication's folder."""
    return folder / _file_name(edition)


def size_of_databases(folder: Path) -> int:
    """The bytes of both DuckDB files of a publication's folder."""
    return sum(database_of(folder, edition).stat().st_size for edition in EDITIONS)


def _file_name(edition: str) -> str:
    return f"{edition}.duckdb"


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


def missing_files(settings: Settings) -> list[str]:
    """Name what readers open below the home folder and would not find."""
    return [str(door.relative_to(settings.home)) for door in _doors(settings) if not door.exists()]


def was_published(settings: Settings) -> bool:
    """Whether there was a publication at some time, whatever has become of it."""
    return any(map(os.path.lexists, [settings.published / "current", *_doors(settings)]))


def _doors(settings: Settings) -> list[Path]:
    """What readers open: it leads through the link to the current publication."""
    return [settings.published / name for name in (*map(_file_name, EDITIONS), _PARQUET)]


def is_complete(settings: Settings, publication: Publication) -> bool:
    """Whether a publication has all files that one has today."""
    folder = folder_of(settings, publication.publication_id)
    return publication.layout == LAYOUT and all(
        database_of(folder, edition).is_file() for edition in EDITIONS
    )


def swap(settings: Settings, publication_id: str) -> None:
    """Make a publication the current one, by renaming one link."""
    _make_durable(folder_of(settings, publication_id))
    _replace_link(settings.published / "current", f"publications/{publication_id}")
    for door in _doors(settings):
        if not door.is_symlink():
            _replace_link(door, f"current/{door.name}")


def remove_superseded(settings: Settings, keep: set[str]) -> list[str]:
    """Remove the folders of all publications but those to keep, half-written ones included.

    Returns the names of those that could not be removed.
    """
    publications = settings.published / "publications"
    if not publications.is_dir():
        return []
    for folder in publications.iterdir():
        if folder.name not in keep:
            shutil.rmtree(folder, ignore_errors=True)
    return sorted(folder.name for folder in publications.iterdir() if folder.name not in keep)


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
    flush(link.parent)


def _make_durable(folder: Path) -> None:
    for path in folder.rglob("*"):
        # A file with another name belongs to an earlier publication, which made it durable.
        if path.is_dir() or path.stat().st_nlink == 1:
            flush(path)
    flush(folder)
