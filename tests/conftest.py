"""What holds for every test, before any module of the project is imported."""

from __future__ import annotations

import os
from pathlib import Path

FIRST_LANDING_DAY = "2026-10-01"
"""The first partition of the definitions, which they read once, when they are imported."""


def pytest_configure() -> None:
    """Let no test read the home folder of the machine: whatever lies there, results are the same.

    Not a fixture, because the test modules that import the definitions do so while they are
    collected, in every worker.
    """
    os.environ["CHATMART_FIRST_LANDING_DAY"] = FIRST_LANDING_DAY
    os.environ["CHATMART_HOME"] = str(Path(os.devnull) / "no-home-is-set-in-tests")
