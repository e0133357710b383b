"""What the quality gate said of landing days, as asset checks, and what kept days from loading."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from dagster import AssetCheckResult, AssetCheckSeverity, AssetKey

from orchestration.defs.failures import Fault
from orchestration.defs.metadata import dates_in_words
from orchestration.errors import LandingFileError, QualityGateError, QuarantineLimitError
from orchestration.ingest import Catalog, DayReport
from orchestration.ingest.catalog import FAILED
from orchestration.quality import CheckOutcome, GateResult, as_metadata, check_names
from orchestration.settings import Settings

_LINE = re.compile(r"\bline (\d+)\b")


def kept_results(key: AssetKey, source: str) -> Iterator[AssetCheckResult]:
    """Give the blocking checks of a run that loaded nothing: no landing day enters without them.

    Checks that only warn have no result, because the lake does not remember it.
    """
    for name, _, severity in check_names(source):
        if severity == "error":
            yield AssetCheckResult(
                check_name=name,
                asset_key=key,
                passed=True,
                metadata={"judged": "when the landing days were loaded; nothing changed since"},
            )


def check_results(key: AssetKey, gates: Sequence[GateResult]) -> Iterator[AssetCheckResult]:
    """Give one result per check over all landing days that were judged, the first failure's."""
    judged: dict[str, list[tuple[date, CheckOutcome]]] = {}
    for gate in gates:
        for check in gate.checks:
            judged.setdefault(check.name, []).append((gate.day, check))
    for name, outcomes in judged.items():
        failed = [(day, check) for day, check in outcomes if not check.passed]
        _, shown = failed[0] if failed else outcomes[-1]
        metadata = {
            **as_metadata(shown),
            "landing_days_judged": dates_in_words(day for day, _ in outcomes),
        }
        # The check itself carries its description.
        del metadata["description"]
        if failed:
            metadata["landing_days_failed"] = dates_in_words(day for day, _ in failed)
        yield AssetCheckResult(
            check_name=name,
            asset_key=key,
            passed=not failed,
            severity=AssetCheckSeverity[shown.severity.upper()],
            metadata=metadata,
        )


def faults_of(settings: Settings, day: DayReport) -> list[Fault]:
    """Say what kept a landing day from being loaded, by file and line where they are known."""
    if day.error is None:
        return []
    reason, way_out = day.error.message, day.error.way_out
    folder = f"{day.source}/dt={day.day}"
    if isinstance(day.error, LandingFileError):
        files = [
            load.file_name
            for load in Catalog(settings.catalog).file_loads(day.source, day.day)
            if load.status == FAILED and load.file_name in reason
        ]
        line = _LINE.search(reason)
        return [
            Fault(reason, way_out, f"{folder}/{name}", int(line[1]) if line else None)
            for name in files or [""]
        ]
    if isinstance(day.error, QualityGateError) and day.gate is not None:
        return [
            Fault(
                f"{check.name}: {check.description} Expected {check.expected}, "
                f"observed {check.observed}.",
                way_out,
                f"{folder}/{check.bad_rows[0][0] if check.bad_rows else ''}",
                check.bad_rows[0][1] if check.bad_rows else None,
            )
            for check in day.gate.errors
        ]
    if isinstance(day.error, QuarantineLimitError) and day.reasons:
        most = day.reasons[0]
        return [Fault(reason, way_out, f"{folder}/{most.file_name}", most.line)]
    return [Fault(reason, way_out, f"{folder}/")]
