"""Publishing the marts: readers see nothing of it before all is written and checked."""

from __future__ import annotations

import dataclasses
import hashlib
import shutil
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration.errors import (
    ChatmartError,
    OutOfSpaceError,
    PublicationError,
    is_out_of_space,
)
from orchestration.ingest import count_deleted_entries
from orchestration.privacy.history import PrivacyHistory
from orchestration.privacy.pseudonyms import count_pseudonyms
from orchestration.publish import database, parquet
from orchestration.publish import publication as files
from orchestration.publish.database import FileLoadRow
from orchestration.publish.editions import Edition, Editions, promised_editions
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
        files.is_complete(settings, published)
        and not files.missing_files(settings)
        and state.is_finished
        and state.transform_id == published.transform_id
        and _digest(file_loads) == published.file_loads_digest
        and published.as_of == _as_of(state)
    )


def publish(
    settings: Settings,
    file_loads: list[FileLoadRow],
    progress: Callable[[str], None] = lambda _: None,
    *,
    afresh: bool = False,
    replaces_all: bool = False,
) -> Publication:
    """Publish the warehouse's marts and audit tables, as of the time that it was built for.

    Only the dates that changed since the current publication are written, the rest is taken over
    from it. `replaces_all`, every earlier publication is removed at once. `afresh`, so it is, and
    the DuckDB files are written whole: not even their free blocks hold what this one does not.
    Raises PublicationError or OutOfSpaceError; the previous publication then stands untouched,
    unless it is only its removal that failed. The caller holds the warehouse lock.
    """
    publication_id = datetime.now(UTC).strftime("%Y%m%dT%H%M%S") + "-" + uuid.uuid4().hex[:8]
    previous, history = current_publication(settings), PrivacyHistory(settings)
    keep = {previous.publication_id} if previous else set()
    files.remove_superseded(settings, keep)
    try:
        with open_warehouse(settings) as connection:
            publication = dataclasses.replace(
                _begin(connection, publication_id, file_loads, previous),
                replaces_all=afresh or replaces_all,
                pseudonyms=count_pseudonyms(settings),
                erasures=len(history.erasures()),
                removals=history.removals(),
                written_afresh=history.last_writing_afresh(),
                deletions=count_deleted_entries(settings),
            )
            editions = promised_editions(connection)
            plan = plan_publication(connection, settings, editions, previous, afresh=afresh)
            work = _Writing(connection, settings, editions, file_loads, progress)
            publication = work.write_verified(plan, publication)
            files.write_record(files.folder_of(settings, publication_id), publication)
            files.swap(settings, publication_id)
            # A crash before this leaves a log that is relative to another publication than the
            # current one: the next is then written whole.
            log_changes_since(connection, publication_id)
    except (OSError, duckdb.Error) as error:
        _discard(settings, publication_id)
        raise _as_error(error) from None
    except ChatmartError:
        _discard(settings, publication_id)
        raise
    remove_outlived(settings)
    return publication


def remove_outlived(settings: Settings) -> None:
    """Remove every earlier publication if the current one replaces all.

    The one that did so may have been killed before it came to that. Raises PublicationError if
    something of them cannot be removed. The caller holds the warehouse lock.
    """
    current = current_publication(settings)
    if current is None or not current.replaces_all:
        return
    left = files.remove_superseded(settings, {current.publication_id})
    if left:
        raise PublicationError(
            f"Earlier publications cannot be removed: {', '.join(left)}.",
            way_out="Delete these folders below published/publications: they still hold what was "
            "to be forgotten.",
        )


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
    return state.as_of.time.isoformat() if state.as_of else None


def _discard(settings: Settings, publication_id: str) -> None:
    """Remove what was written, unless readers see it: a swap can fail after it has happened."""
    current = current_publication(settings)
    if current is None or current.publication_id != publication_id:
        shutil.rmtree(files.folder_of(settings, publication_id), ignore_errors=True)


@dataclass(frozen=True)
class _Writing:
    """What stays the same while a publication is written, however often that is tried."""

    connection: duckdb.DuckDBPyConnection
    settings: Settings
    editions: Editions
    file_loads: list[FileLoadRow]
    progress: Callable[[str], None]

    def write_verified(self, plan: PublicationPlan, publication: Publication) -> Publication:
        """Write and check; if what was taken over turns out to be wrong, write all of it anew."""
        folder = files.folder_of(self.settings, publication.publication_id)
        try:
            written = self._write(plan, publication, folder)
            self.progress("verifying")
            verify(self.connection, folder, self.editions, written)
        except (OSError, duckdb.Error, PublicationError) as error:
            if plan.base is None or isinstance(_as_error(error), OutOfSpaceError):
                raise
            self.progress("everything anew")
            for edition in self.editions.all:
                self.connection.execute(f'detach database if exists "{edition.name}"')
            shutil.rmtree(folder, ignore_errors=True)
            return self.write_verified(plan.as_whole(), publication)
        return written

    def _write(self, plan: PublicationPlan, publication: Publication, folder: Path) -> Publication:
        folder.mkdir(parents=True)
        for edition in self.editions.all:
            database.attach(self.connection, edition, folder, plan)

        def write_mart(mart: MartPlan) -> int:
            with self.connection.cursor() as cursor:
                rows = self._write_to_databases(cursor, plan, mart)
                parquet.write_mart(
                    cursor,
                    MartFiles(folder, publication.publication_id, mart.mart),
                    mart.date_column,
                    mart.changed_dates,
                    plan.base.files_of(mart.mart) if plan.base else None,
                )
            return rows

        def complete_file(edition: Edition) -> None:
            with self.connection.cursor() as cursor:
                database.write_audit(
                    cursor, edition, publication, self.file_loads, PrivacyHistory(self.settings)
                )
                database.describe(cursor, edition)

        rows: dict[str, int] = {}
        # Most marts are too small to keep more than one core busy.
        with ThreadPoolExecutor(_WRITERS, thread_name_prefix="publish") as pool:
            for mart, count in zip(plan.marts, pool.map(write_mart, plan.marts), strict=True):
                self.progress(mart.mart)
                rows[mart.mart] = count
            list(pool.map(complete_file, self.editions.all))
        for edition in self.editions.all:
            database.detach(self.connection, edition)
        written = dataclasses.replace(
            publication,
            rows=rows,
            rows_without_personal_data={
                mart: rows[mart] for mart in self.editions.without_personal_data.columns
            },
        )
        if plan.base is not None and plan.copies_databases:
            base = plan.base.publication
            sizes = (base.whole_bytes, base.whole_rows)
        else:
            sizes = (files.size_of_databases(folder), written.rows_in_databases)
        return dataclasses.replace(written, whole_bytes=sizes[0], whole_rows=sizes[1])

    def _write_to_databases(
        self, cursor: duckdb.DuckDBPyConnection, plan: PublicationPlan, mart: MartPlan
    ) -> int:
        changed = plan.changes_in_databases(mart)
        complete, without_personal_data = self.editions.all
        database.write_mart(cursor, complete, mart, changed, of=database.WAREHOUSE)
        if mart.mart in without_personal_data.columns:
            # From what was just written: many a mart is a view that would be computed once more.
            database.write_mart(cursor, without_personal_data, mart, changed, of=complete.name)
        return database.count_rows(cursor, complete, mart.mart)


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
    reason = type(error).__name__
    if isinstance(error, OSError) and error.strerror:
        # Of a link that cannot be made, the second name is where.
        where = error.filename2 or error.filename
        reason = f"{error.strerror}: {where}" if where else error.strerror
    return PublicationError(
        f"The marts could not be published ({reason}).",
        way_out="The previous publication stands. Mend the cause and run again.",
    )
