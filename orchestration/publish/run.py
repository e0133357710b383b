"""Publishing the marts: readers see nothing of it before all is written and checked."""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from orchestration.errors import OutOfSpaceError, PublicationError
from orchestration.publish import publication as files
from orchestration.publish.publication import Publication, current_publication
from orchestration.publish.verify import verify
from orchestration.settings import Settings
from orchestration.transform.state import open_warehouse, read_state

_SQL = Path(__file__).parent / "sql"
_WRITERS = 2


@dataclass(frozen=True)
class FileLoadRow:
    """One landing file as `audit.file_loads` shows it."""

    source: str
    landing_day: date
    file_name: str
    received: int
    accepted: int
    quarantined: int
    status: str
    loaded_at: datetime | None


def publication_is_current(
    settings: Settings, file_loads: Iterable[FileLoadRow], as_of: datetime | None
) -> bool:
    """Whether readers already see what the warehouse and the landing zone hold, as of that time."""
    published = current_publication(settings)
    if published is None or not settings.warehouse.exists():
        return False
    with open_warehouse(settings) as connection:
        state = read_state(connection)
    return (
        state.is_finished
        and state.transform_id == published.transform_id
        and _digest(file_loads) == published.file_loads_digest
        and published.as_of == (as_of.isoformat() if as_of else None)
    )


def publish(
    settings: Settings,
    file_loads: list[FileLoadRow],
    as_of: datetime | None,
    progress: Callable[[str], None] = lambda _: None,
) -> Publication:
    """Publish the warehouse's marts and audit tables; `as_of` is a UTC time.

    Raises PublicationError or OutOfSpaceError; the previous publication then stands untouched.
    The caller holds the warehouse lock.
    """
    publication_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S") + "-" + uuid.uuid4().hex[:8]
    folder = files.folder_of(settings, publication_id)
    previous = current_publication(settings)
    keep = {previous.publication_id} if previous else set()
    files.remove_superseded(settings, keep)
    try:
        folder.mkdir(parents=True)
        publication = _write(
            settings, folder, publication_id, file_loads, as_of, previous, progress
        )
        progress("verifying")
        verify(settings, folder, publication.rows)
        files.write_record(folder, publication)
        files.swap(settings, publication_id)
    except (OSError, duckdb.Error) as error:
        _discard(settings, publication_id)
        raise _as_error(error) from None
    except PublicationError:
        _discard(settings, publication_id)
        raise
    return publication


def _discard(settings: Settings, publication_id: str) -> None:
    """Remove what was written, unless readers see it: a swap can fail after it has happened."""
    current = current_publication(settings)
    if current is None or current.publication_id != publication_id:
        shutil.rmtree(files.folder_of(settings, publication_id), ignore_errors=True)


def _write(
    settings: Settings,
    folder: Path,
    publication_id: str,
    file_loads: list[FileLoadRow],
    as_of: datetime | None,
    previous: Publication | None,
    progress: Callable[[str], None],
) -> Publication:
    published_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    rows: dict[str, int] = {}
    with open_warehouse(settings) as connection:
        connection.execute("set preserve_insertion_order = false")
        connection.execute("set threads = 2")
        state = read_state(connection)
        if not state.is_finished or state.transform_id is None:
            raise PublicationError(
                "The marts are not complete.", way_out="Run `chatmart run` to finish them."
            )
        if previous is not None:
            _remember(connection, previous)
        connection.execute("attach ? as target", [str(files.database_of(folder))])
        connection.execute((_SQL / "create_schemas.sql").read_text())
        marts = _marts(connection)
        # Most marts are too small to keep more than one core busy.
        with ThreadPoolExecutor(_WRITERS, thread_name_prefix="publish") as pool:
            counts = pool.map(
                lambda mart: _publish_mart(connection.cursor(), mart, folder, publication_id), marts
            )
            for mart, count in zip(marts, counts, strict=True):
                progress(mart)
                rows[mart] = count
        _publish_audit(connection, file_loads)
        connection.execute(
            "insert into target.audit.publications values (?, ?, ?)",
            [publication_id, published_at, as_of],
        )
        _describe(connection)
        connection.execute("checkpoint target")
        connection.execute("detach target")
    return Publication(
        publication_id=publication_id,
        published_at=published_at.isoformat(),
        as_of=as_of.isoformat() if as_of else None,
        transform_id=state.transform_id,
        file_loads_digest=_digest(file_loads),
        rows=rows,
    )


def _remember(connection: duckdb.DuckDBPyConnection, previous: Publication) -> None:
    """Add a publication to the history, once it is known to have been one.

    A publication is one only when it has become current, which is after its own files are written.
    """
    connection.execute(
        "delete from state.publications where publication_id = ?", [previous.publication_id]
    )
    connection.execute(
        "insert into state.publications values (?, ?, ?)",
        [previous.publication_id, previous.published_at, previous.as_of],
    )


def _marts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    return [
        mart
        for (mart,) in connection.execute(
            "select distinct mart from state.contracts order by mart"
        ).fetchall()
    ]


def _publish_mart(
    connection: duckdb.DuckDBPyConnection, mart: str, folder: Path, publication_id: str
) -> int:
    mart_folder = files.parquet_of(folder) / mart
    mart_folder.mkdir(parents=True)
    file = mart_folder / f"{mart}-{publication_id}.parquet"
    connection.execute(f'create table target.marts."{mart}" as from marts."{mart}"')
    connection.execute(
        f'copy target.marts."{mart}" to ? (format parquet, compression zstd, compression_level 1)',
        [str(file)],
    )
    counted = connection.execute(f'select count(*) from target.marts."{mart}"').fetchone()
    return counted[0] if counted else 0


def _publish_audit(connection: duckdb.DuckDBPyConnection, file_loads: list[FileLoadRow]) -> None:
    connection.execute((_SQL / "create_audit.sql").read_text())
    if file_loads:
        connection.executemany(
            "insert into target.audit.file_loads values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    load.source,
                    load.landing_day,
                    load.file_name,
                    load.received,
                    load.accepted,
                    load.quarantined,
                    load.status,
                    load.loaded_at,
                )
                for load in file_loads
            ],
        )


def _describe(connection: duckdb.DuckDBPyConnection) -> None:
    # Comments cannot be bound as parameters; the texts are the project's own descriptions.
    for mart, text in connection.execute(
        "select distinct mart, mart_description from state.contracts"
    ).fetchall():
        connection.execute(f'comment on table target.marts."{mart}" is {_literal(text)}')
    for mart, column, text in connection.execute(
        "select mart, column_name, column_description from state.contracts"
    ).fetchall():
        connection.execute(
            f'comment on column target.marts."{mart}"."{column}" is {_literal(text)}'
        )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _digest(file_loads: Iterable[FileLoadRow]) -> str:
    digest = hashlib.sha256()
    for load in sorted(
        file_loads, key=lambda load: (load.source, load.landing_day, load.file_name)
    ):
        digest.update(repr(load).encode())
    return digest.hexdigest()


def _as_error(error: Exception) -> OutOfSpaceError | PublicationError:
    if "No space left" in str(error) or getattr(error, "errno", None) == 28:
        return OutOfSpaceError(
            "The disk is full, so the marts could not be published.",
            way_out="Free space and run again; the previous publication stands.",
        )
    return PublicationError(
        f"The marts could not be published ({type(error).__name__}).",
        way_out="The previous publication stands. Mend the cause and run again.",
    )
