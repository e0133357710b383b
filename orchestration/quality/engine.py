"""DuckDB as the gate uses it: bounded, offline, its failures in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.errors import OutOfSpaceError, QualityGateError, is_out_of_space
from orchestration.settings import Settings

MEMORY_LIMIT = "1GB"

_SQL = Path(__file__).parent / "sql"


@contextmanager
def profiling_connection(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB of its own that spills into a workspace, gone when the connection is closed.

    Raises OutOfSpaceError or QualityGateError for whatever fails in it; messages of DuckDB are
    not passed on, for they may quote values.
    """
    # Looked up when the gate runs, so that ingest may import the gate.
    from orchestration.ingest.staging import new_workspace

    workspace = new_workspace(settings)
    config = {
        "memory_limit": MEMORY_LIMIT,
        "temp_directory": str(workspace.folder),
        "preserve_insertion_order": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        with duckdb.connect(config=config) as connection:
            connection.execute("set enable_progress_bar = false")
            yield connection
    except duckdb.Error as error:
        if is_out_of_space(error):
            raise OutOfSpaceError(
                "No space left on the disk while checking the quality of landing days.",
                way_out="Free disk space and run again; what was there before is intact.",
            ) from None
        raise QualityGateError(
            f"The quality of the landing days could not be checked: {type(error).__name__}.",
            way_out="Nothing was loaded. Run again, if need be fewer landing days at once.",
        ) from None
    finally:
        workspace.remove()


def sql(name: str, **parts: str) -> str:
    """Return `sql/<name>.sql` with its parts filled in (code of ours, never delivered text)."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8").format(**parts)


def patterns(paths: Iterable[str]) -> list[str]:
    """Escape what DuckDB would read as a pattern in paths."""
    return [re.sub(r"([*?\[])", r"[\1]", path) for path in paths]
