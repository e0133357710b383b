"""Publishing the marts: readers see nothing of it before all is written and checked."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import duckdb

from orchestration.errors import OutOfSpaceError, PublicationError, is_out_of_space
from orchestration.publish import database, parquet
from orchestration.publish import publication as files
from orchestration.publish.database import FileLoadRow
from orchestration.publish.parquet import MartFiles
from orchestration.publish.plan import MartPlan, PublicationPlan, plan_publication
from orchestration.publish.publication import LAYOUT, Publication, current_publication
from orchestration.publish.verify import verify
from orchestration.settings import Settings
from orchestration.transform.state import (
    WarehouseState,
    log_changes_since,
    open_warehouse,
    read_state,
)

_WRITERS = 2


def publication_is_current(settings: Settings, file_loads: Iterable[FileLoadRow]) -> bool:
    """Whether readers already see what the warehouse and the landing zone hold."""
    published = current_publication(settings)
    if published is None or not settings.warehouse.exists():
        return False
    with open_warehouse(settings) as connection:
        state = read_state(connection)
    return (
        state.is_finished
        and state.transform_id == published.transform_id
        and _digest(file_loads) == published.file_loads_digest
        and published.as_of == _as_of(state)
    )


def publish(
    settings: Settings,
    file_loads: list[FileLoadRow],
    progress: Callable[[str], None] = lambda _: None,
) -> Publication:
    """Publish the warehouse's marts and audit tables, as of the time that it was built for.

    Only the dates that changed since the current publication are written, the rest is taken over
    from it. Raises PublicationError or OutOfSpaceError; the previous publication then stands
    untouched. The caller holds the warehouse lock.
    """
    publication_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S") + "-" + uuid.uuid4().hex[:8]
    previous = current_publication(settings)
    keep = {previous.publication_id} if previous else set()
    files.remove_superseded(settings, keep)
    try:
        with open_warehouse(settings) as connection:
            publication = _begin(connection, publication_id, file_loads, previous)
            plan = plan_publication(connection, settings, previous)
            publication = _write_verified(
                connection, settings, plan, publication, file_loads, progress
            )
            files.write_record(files.folder_of(settings, publication_id), publication)
            files.swap(settings, publication_id)
            # A crash before this leaves a log that is relative to another publication than the
            # current one: the next is then written whole.
            log_changes_since(connection, publication_id)
    except (OSError, duckdb.Error) as error:
        _discard(settings, publication_id)
        raise _as_error(error) from None
    except PublicationError:
        _discard(settings, publication_id)
        raise
    return publication


def _begin(
    connection: duckdb.DuckDBPyConnection,
    publication_id: str,
    file_loads: list[FileLoadRow],
    previous: Publication | None,
) -> Publication:
    connection.execute("set preserve_insertion_order = false")
    connection.execute("set threads = 2")
    state = read_state(connection)
    if not state.is_finished or state.transform_id is None:
        raise PublicationError(
            "The marts are not complete.", way_out="Run `chatmart run` to finish them."
        )
    if previous is not None:
        _remember(connection, previous)
    published_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    return Publication(
        publication_id=publication_id,
        published_at=published_at.isoformat(),
        as_of=_as_of(state),
        transform_id=state.transform_id,
        file_loads_digest=_digest(file_loads),
        rows={},
        layout=LAYOUT,
    )


def _as_of(state: WarehouseState) -> str | None:
    return state.as_of.isoformat() if state.as_of else None


def _write_verified(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    plan: PublicationPlan,
    publication: Publication,
    file_loads: list[FileLoadRow],
    progress: Callable[[str], None],
) -> Publication:
    """Write and check; if what was taken over turns out to be wrong, write everything anew."""
    folder = files.folder_of(settings, publication.publication_id)
    try:
        written = _write(connection, settings, plan, publication, file_loads, progress)
        progress("verifying")
        verify(connection, folder, written)
    except (OSError, duckdb.Error, PublicationError) as error:
        if plan.base is None or isinstance(_as_error(error), OutOfSpaceError):
            raise
        progress("everything anew")
        connection.execute("detach database if exists target")
        shutil.rmtree(folder)
        return _write_verified(
            connection, settings, plan.as_whole(), publication, file_loads, progress
        )
    return written


def _discard(settings: Settings, publication_id: str) -> None:
    """Remove what was written, unless readers see it: a swap can fail after it has happened."""
    current = current_publication(settings)
    if current is None or current.publication_id != publication_id:
        shutil.rmtree(files.folder_of(settings, publication_id), ignore_errors=True)


def _write(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    plan: PublicationPlan,
    publication: Publication,
    file_loads: list[FileLoadRow],
    progress: Callable[[str], None],
) -> Publication:
    folder = files.folder_of(settings, publication.publication_id)
    folder.mkdir(parents=True)
    database.attach(connection, folder, plan)

    def write_mart(mart: MartPlan) -> int:
        with connection.cursor() as cursor:
            rows = database.write_mart(cursor, mart)
            parquet.write_mart(
                cursor,
                MartFiles(folder, publication.publication_id, mart.mart),
                mart.date_column,
                mart.changed_dates,
                plan.base.files_of(mart.mart) if plan.base else None,
            )
        return rows

    rows: dict[str, int] = {}
    # Most marts are too small to keep more than one core busy.
    with ThreadPoolExecutor(_WRITERS, thread_name_prefix="publish") as pool:
        for mart, count in zip(plan.marts, pool.map(write_mart, plan.marts), strict=True):
            progress(mart.mart)
            rows[mart.mart] = count
    database.write_audit(connection, publication, file_loads)
    database.describe(connection)
    database.detach(connection)
    if plan.base is not None:
        sizes = (plan.base.publication.whole_bytes, plan.base.publication.whole_rows)
    else:
        sizes = (files.database_of(folder).stat().st_size, sum(rows.values()))
    return dataclasses.replace(publication, rows=rows, whole_bytes=sizes[0], whole_rows=sizes[1])


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


def _digest(file_loads: Iterable[FileLoadRow]) -> str:
    digest = hashlib.sha256()
    for load in sorted(
        file_loads, key=lambda load: (load.source, load.landing_day, load.file_name)
    ):
        digest.update(repr(load).encode())
    return digest.hexdigest()


def _as_error(error: Exception) -> OutOfSpaceError | PublicationError:
    if is_out_of_space(error):
        return OutOfSpaceError(
            "The disk is full, so the marts could not be published.",
            way_out="Free space and run again; the previous publication stands.",
        )
    return PublicationError(
        f"The marts could not be published ({type(error).__name__}).",
        way_out="The previous publication stands. Mend the cause and run again.",
    )
