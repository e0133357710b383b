"""Great Expectations validates everything it is given, quietly and offline, or the gate stops."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from orchestration.errors import QualityGateError
from orchestration.quality.registry import expectations_of
from orchestration.quality.suite import failing_rows, open_context

EXPECTATIONS = expectations_of("chat_events", "events")


def sound_row():
    return {e.column: e.allowed[0] if e.allowed else 0 for e in EXPECTATIONS}


@pytest.fixture(scope="module")
def context():
    return open_context()


def test_every_expectation_maps_its_failures_to_days(context):
    bad = {e.column: "unreadable" if e.allowed else 1 for e in EXPECTATIONS}
    failing = failing_rows(context, "maps", EXPECTATIONS, [sound_row(), bad, sound_row(), bad])
    assert failing == {e.name: {1, 3} for e in EXPECTATIONS}


def test_bounds_are_inclusive(context):
    [volume] = [e for e in expectations_of("tenants", "delivery") if e.column == "volume_ratio"]
    rows = [{volume.column: ratio} for ratio in (0.5, 2, 0.499, 2.001, None)]
    assert failing_rows(context, "bounds", [volume], rows) == {volume.name: {2, 3}}


def test_column_without_any_measure_is_not_judged(context):
    [volume] = [e for e in expectations_of("tenants", "delivery") if e.column == "volume_ratio"]
    assert failing_rows(context, "none", [volume], [{volume.column: None}] * 2) == {
        volume.name: set()
    }


def test_suite_without_expectations_is_an_error(context):
    with pytest.raises(QualityGateError, match="0 of 0"):
        failing_rows(context, "empty", [], [{}])


def test_profile_without_days_is_an_error(context):
    with pytest.raises(QualityGateError, match="Nothing to validate"):
        failing_rows(context, "empty", EXPECTATIONS, [])


def test_expectation_that_cannot_be_validated_is_an_error(context):
    text = replace(EXPECTATIONS[1], column=EXPECTATIONS[0].column)
    with pytest.raises(QualityGateError, match="could not be validated"):
        failing_rows(context, "broken", [text], [sound_row()])


def run_python(code: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )


def test_importing_the_gate_does_not_import_great_expectations():
    done = run_python(
        "import sys, orchestration.quality as quality\n"
        "quality.check_names('chat_events')\n"
        "print(*{'great_expectations', 'pandas', 'dagster'} & sys.modules.keys())"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


OFFLINE = """
import socket
def refuse(*arguments, **options):
    raise AssertionError("network")
socket.socket.connect = socket.getaddrinfo = refuse
from orchestration.quality.registry import expectations_of
from orchestration.quality.suite import failing_rows, open_context
expectations = expectations_of("tenants", "tenants")
row = {e.column: e.allowed[0] if e.allowed else 1 for e in expectations}
context = open_context()
print(len(failing_rows(context, "offline", expectations, [row])), context.config.analytics_enabled)
"""


def test_great_expectations_is_quiet_and_offline():
    done = run_python(OFFLINE)
    assert done.stdout.split() == [str(len(expectations_of("tenants", "tenants"))), "False"]
    assert done.stderr == ""
