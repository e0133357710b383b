"""Homes to run the pipeline in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

NewHome = Callable[[str], Path]


@pytest.fixture
def new_home(tmp_path: Path) -> NewHome:
    """Make an empty home of the given name."""

    def make(name: str = "home") -> Path:
        home = tmp_path / name
        home.mkdir()
        return home

    return make


@pytest.fixture(autouse=True)
def _home_of_the_test_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Running dbt sets the variable; undone here, so that no test inherits another's home.
    monkeypatch.setenv("CHATMART_HOME", str(tmp_path / "home"))
