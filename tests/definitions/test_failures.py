from __future__ import annotations

import logging

import pytest
from dagster import Failure, RetryRequested

from orchestration.defs.failures import Fault, fail, failures_told
from orchestration.errors import BusyError, ChatmartError, OutOfSpaceError, TransformError


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
