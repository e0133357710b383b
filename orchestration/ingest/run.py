"""Loading dirty landing days: prepared side by side, judged together, committed one by one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from orchestration.errors import ChatmartError, QualityGateError, QuarantineLimitError
from orchestration.ingest.adopt import adopt_days
from orchestration.ingest.archive import take_back_returned
from orchestration.ingest.catalog import Catalog, RefusedDay
from orchestration.ingest.commit import commit_day, discard_day, recover
from orchestration.ingest.decisions import catalogue_decisions
from orchestration.ingest.engine import Engine
from orchestration.ingest.gate_warnings import gate_warnings
from orchestration.ingest.lake import ensure_empty_tables
from orchestration.ingest.lake_damage import require_decisions
from orchestration.ingest.prepare import (
    MEMORY_LIMIT,
    PreparedDay,
    RejectionReason,
    prepare_day,
)
from orchestration.ingest.scan import DirtyDay
from orchestration.ingest.sources.tenants import TENANTS
from orchestration.ingest.staging import new_workspace, sweep
from orchestration.privacy.pseudonyms import has_pseudonyms
from orchestration.settings import Settings

if TYPE_CHECKING:
    from orchestration.quality import GateResult

QUARANTINE_SHARE = 0.20
QUARANTINE_RECORDS = 100
_REASONS_TOLD = 3

Validate = Callable[[list[PreparedDay]], "list[GateResult]"]
Progress = Callable[[str], None]


@dataclass(frozen=True)
class DayReport:
    """What became of one landing day: `committed`, or kept as it was because of `error`."""

    source: str
    day: date
    received: int
    accepted: int
    quarantined: int
    committed: bool
    error: ChatmartError | None = None
    gate: GateResult | None = None
    reasons: list[RejectionReason] = field(default_factory=list)


@dataclass
class IngestReport:
    """What became of all landing days of a run, by source and day.

    `warnings` are sentences about what the gate found odd but let pass.
    """

    days: list[DayReport] = field(default_factory=list)
    errors: list[ChatmartError] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def start_ingest(settings: Settings) -> Catalog:
    """Clean up after killed runs, make sure of the empty tables; return the catalogue.

    Raises ChatmartError if something is gone that nothing can be loaded without: the register of
    people who were erased, or what chatmart itself recorded.
    """
    # What is remembered belongs to a publication, which is made of what is loaded here.
    from orchestration.privacy.memory import require_memory

    settings.lake.mkdir(parents=True, exist_ok=True)
    catalog = Catalog(settings.catalog)
    catalog.create()
    recover(settings, catalog)
    require_memory(settings, catalog)
    catalogue_decisions(settings, catalog)
    require_decisions(settings, catalog)
    adopt_days(settings, catalog)
    take_back_returned(settings, catalog)
    sweep(settings)
    ensure_empty_tables(settings)
    return catalog


def check_quarantine(prepared: PreparedDay) -> None:
    """Raise QuarantineLimitError if too many records of the day were rejected."""
    if prepared.quarantined < QUARANTINE_RECORDS:
        return
    if prepared.quarantined <= QUARANTINE_SHARE * prepared.received:
        return
    reasons = "; ".join(map(str, prepared.reasons[:_REASONS_TOLD]))
    raise QuarantineLimitError(
        f"{prepared.source} dt={prepared.day}: {prepared.quarantined} of {prepared.received} "
        f"records were rejected: {reasons}.",
        way_out="Have the files corrected and delivered again, or accept the loss with "
        "--accept-quarantine.",
    )


def ingest_days(
    settings: Settings,
    dirty: Iterable[DirtyDay],
    *,
    accept_quarantine: bool = False,
    validate: Validate | None = None,
    progress: Progress | None = None,
    workers: int = 2,
) -> IngestReport:
    """Load landing days into the lake; a day that fails keeps what it had, the others go on.

    The caller has called `start_ingest`.

    `validate` is called once with all days that could be read; those that fail it are not
    committed. Errors are reported, not raised.
    """
    days = list(dirty)
    report = IngestReport()
    say = progress or (lambda _: None)
    catalog = Catalog(settings.catalog)
    prepared: list[PreparedDay] = []
    try:
        failures = _prepare_all(settings, days, max(1, workers), prepared, say)
        for day, error in failures:
            report.days.append(DayReport(day.source, day.day, 0, 0, 0, False, error))
        gates = _gates(prepared, validate)
        report.warnings = gate_warnings(gates.values())
        for day in prepared:
            report.days.append(
                _settle(settings, catalog, day, gates.get((day.source, day.day)), accept_quarantine)
            )
    finally:
        for day in prepared:
            discard_day(day)
    report.days.sort(key=lambda day: (day.source, day.day))
    _remember_refused(catalog, report.days)
    report.errors = [day.error for day in report.days if day.error is not None]
    return report


def _remember_refused(catalog: Catalog, days: Iterable[DayReport]) -> None:
    """Note why landing days were not taken, for whoever asks before the next run."""
    now = datetime.now(UTC)
    for day in days:
        if day.error is not None:
            # What went wrong is reported in any case.
            with suppress(ChatmartError):
                catalog.refuse_day(
                    RefusedDay(day.source, day.day, day.error.message, day.error.way_out, now)
                )


def _prepare_all(
    settings: Settings,
    days: list[DirtyDay],
    workers: int,
    prepared: list[PreparedDay],
    say: Progress,
) -> list[tuple[DirtyDay, ChatmartError]]:
    """Prepare days side by side; `prepared` is filled as they come, so none is lost."""
    workers = max(1, min(workers, len(days)))
    failures: list[tuple[DirtyDay, ChatmartError]] = []
    with (
        _engine(settings, workers) as engine,
        ThreadPoolExecutor(workers, thread_name_prefix="ingest") as pool,
    ):
        for some in _in_order(settings, days):
            tenants = [day for day in prepared if day.source == TENANTS.name]
            futures: dict[Future[PreparedDay], DirtyDay] = {
                pool.submit(
                    prepare_day, settings, day.source, day.day, engine=engine, tenants=tenants
                ): day
                for day in some
            }
            failures += _collect(pool, futures, prepared, say)
    prepared.sort(key=lambda day: (day.source, day.day))
    return failures


def _in_order(settings: Settings, days: list[DirtyDay]) -> list[list[DirtyDay]]:
    """Split days into what can be prepared side by side.

    Whose a business account is has to be known before records of erased people are looked for.
    """
    if not has_pseudonyms(settings):
        return [days]
    tenants = [day for day in days if day.source == TENANTS.name]
    return [tenants, [day for day in days if day not in tenants]]


def _collect(
    pool: ThreadPoolExecutor,
    futures: dict[Future[PreparedDay], DirtyDay],
    prepared: list[PreparedDay],
    say: Progress,
) -> list[tuple[DirtyDay, ChatmartError]]:
    """Append the days to `prepared` as they come; return those that failed."""
    failures: list[tuple[DirtyDay, ChatmartError]] = []
    try:
        for future in as_completed(futures):
            day = futures[future]
            try:
                done = future.result()
            except ChatmartError as error:
                failures.append((day, error))
                say(error.message)
                continue
            prepared.append(done)
            say(
                f"{day.source} dt={day.day}: {done.received} received, "
                f"{done.accepted} accepted, {done.quarantined} quarantined"
            )
    except BaseException:
        pool.shutdown(cancel_futures=True)
        done = [future for future in futures if future.done() and not future.cancelled()]
        for future in done:
            if future.exception() is None and future.result() not in prepared:
                discard_day(future.result())
        raise
    return failures


@contextmanager
def _engine(settings: Settings, workers: int) -> Iterator[Engine]:
    """Open what the workers share."""
    # Each worker's own thread takes part in its queries; DuckDB counts one of them.
    threads = max(1, (os.cpu_count() or 1) - workers + 1)
    workspace = new_workspace(settings)
    try:
        with Engine(workspace.folder, threads=threads, memory_limit=MEMORY_LIMIT) as engine:
            yield engine
    finally:
        workspace.remove()


def _gates(
    prepared: list[PreparedDay], validate: Validate | None
) -> dict[tuple[str, date], GateResult]:
    if validate is None or not prepared:
        return {}
    return {(gate.source, gate.day): gate for gate in validate(prepared)}


def _settle(
    settings: Settings,
    catalog: Catalog,
    prepared: PreparedDay,
    gate: GateResult | None,
    accept_quarantine: bool,
) -> DayReport:
    """Commit a prepared day, or say why it is not."""
    error: ChatmartError | None = None
    try:
        if gate is not None and not gate.passed:
            raise _gate_error(gate)
        if not accept_quarantine:
            check_quarantine(prepared)
        commit_day(settings, catalog, prepared)
    except ChatmartError as caught:
        error = caught
    return DayReport(
        prepared.source,
        prepared.day,
        prepared.received,
        prepared.accepted,
        prepared.quarantined,
        error is None,
        error,
        gate,
        prepared.reasons,
    )


def _gate_error(gate: GateResult) -> QualityGateError:
    failed = [check.name for check in gate.checks if not check.passed and check.severity == "error"]
    return QualityGateError(
        f"{gate.source} dt={gate.day} did not pass its quality checks: {', '.join(failed)}.",
        way_out="Have the files corrected and delivered again, then run again.",
    )
