"""Reading what readers see, for what is said about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.errors import ChatmartError, PublicationError
from orchestration.settings import Settings

_ATTEMPTS = 3


@contextmanager
def open_published(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open the published DuckDB file. Raises PublicationError if it is damaged."""
    try:
        path = str(settings.published / "chatmart.duckdb")
        with duckdb.connect(path, read_only=True) as connection:
            yield connection
    except duckdb.Error as error:
        raise PublicationError(
            f"published/chatmart.duckdb cannot be read ({type(error).__name__}).",
            way_out="Delete the link published/current and run `chatmart run`: everything is "
            "published anew.",
        ) from None


def rows_of_quarantine(settings: Settings, query: str, files: Sequence[Path]) -> list[tuple]:
    """Run a query over files of the quarantine, its one parameter.

    Files that a run replaces meanwhile are read anew or left out. Raises ChatmartError naming a
    damaged one.
    """
    present = list(files)
    with duckdb.connect() as connection:
        for _ in range(_ATTEMPTS):
            if not present:
                return []
            try:
                return connection.execute(query, [list(map(str, present))]).fetchall()
            except duckdb.Error:
                present = [file for file in present if file.exists()]
                for file in present:
                    if not _is_readable(connection, file) and file.exists():
                        raise _damaged(settings, file) from None
    raise ChatmartError(
        "The quarantine is being rewritten all the time.", way_out="Ask again later."
    )


def _damaged(settings: Settings, file: Path) -> ChatmartError:
    name = file.relative_to(settings.home)
    return ChatmartError(
        f"{name} cannot be read.",
        way_out=f"Delete the folder lake/{'/'.join(name.parts[1:3])} and run `chatmart run`: the "
        "landing day is read anew from its landing files.",
    )


def _is_readable(connection: duckdb.DuckDBPyConnection, file: Path) -> bool:
    try:
        connection.execute("select count(*) from read_parquet(?)", [str(file)])
    except duckdb.Error:
        return False
    return True
