from __future__ import annotations

import logging
from datetime import date
from pathlib import Path

import pytest
from dagster import Failure, RetryRequested

from orchestration.defs.failures import Fault, fail, failures_told
from orchestration.defs.gate_report import faults_of
from orchestration.errors import (
    BusyError,
    ChatmartError,
    OutOfSpaceError,
    QuarantineLimitError,
    TransformError,
)
from orchestration.ingest import DayReport, RejectionReason
from orchestration.settings import Settings


class Attempt:
    """As much of an execution context as is looked at."""

    def __init__(self, retry_number: int) -> None:
        self.retry_number = retry_number
        self.log = logging.getLogger(__name__)


@pytest.mark.parametrize("error", [BusyError, OutOfSpaceError])
def test_what_passes_by_waiting_is_tried_twice_again(error: type[ChatmartError]) -> None:
    for attempt in (0, 1):
        with pytest.raises(RetryRequested), failures_told(Attempt(attempt)):
            raise error("Not now.", way_out="Later.")
    with pytest.raises(Failure, match="Reason: Not now"), failures_told(Attempt(2)):
        raise error("Not now.", way_out="Later.")


def test_what_stays_as_it_is_fails_at_once() -> None:
    with pytest.raises(Failure) as failed, failures_told(Attempt(0)):
        raise TransformError("A model failed.", way_out="Mend it.")
    assert failed.value.allow_retries is False
    assert failed.value.description == "Reason: A model failed.\nWay out: Mend it."


def test_a_failure_names_file_and_line_where_they_are_known() -> None:
    with pytest.raises(Failure) as failed:
        fail([Fault("It is broken.", "Mend it.", "tenants/dt=2026-01-01/a.csv", 7)])
    assert failed.value.description == (
        "File: tenants/dt=2026-01-01/a.csv\nLine: 7\nReason: It is broken.\nWay out: Mend it."
    )
    assert failed.value.metadata["line"].value == 7


def test_many_faults_are_cut_short() -> None:
    with pytest.raises(Failure) as failed:
        fail([Fault(f"Reason {number}.", "Mend it.") for number in range(30)])
    assert failed.value.description.endswith("and 10 more")


def test_too_much_quarantine_names_the_first_place_of_the_reason_met_most_often() -> None:
    error = QuarantineLimitError("Too many were rejected.", way_out="Have them corrected.")
    reasons = [RejectionReason("x is missing", 99, "a.csv", 7), RejectionReason("y", 1, "b.csv", 2)]
    day = DayReport("tenants", date(2026, 1, 1), 200, 100, 100, False, error, reasons=reasons)
    (fault,) = faults_of(Settings(Path("nowhere")), day)
    assert (fault.file, fault.line) == ("tenants/dt=2026-01-01/a.csv", 7)
