"""What holds for every test, before any module of the project is imported."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

FIRST_LANDING_DAY = "2026-10-01"
"""The first partition of the definitions, which they read once, when they are imported."""


def pytest_configure() -> None:
    """Let no test read the home folder of the machine: whatever lies there, results are the same.

    Not a fixture, because the test modules that import the definitions do so while they are
    collected, in every worker.
    """
    os.environ["CHATMART_FIRST_LANDING_DAY"] = FIRST_LANDING_DAY
    os.environ["CHATMART_HOME"] = str(Path(os.devnull) / "no-home-is-set-in-tests")


@pytest.fixture
def without_data_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave dbt's data tests out of the runs of a test that compares every mart anyway.

    They are nearly half of the nodes of a small run. All other tests run them, and so do long
    series of random histories.
    """
    from tests.pipeline import data_tests

    if not os.environ.get("CHATMART_TEST_EXAMPLES"):
        # For the processes that the test starts.
        monkeypatch.setenv(data_tests.LEFT_OUT, "yes")
        data_tests.leave_out(monkeypatch.setattr)
