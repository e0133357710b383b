"""Homes to run the pipeline in."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.transform import dbt

NewHome = Callable[[str], Path]


@pytest.fixture(scope="session")
def parsed_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What dbt leaves of a parse; a home that has it saves the seconds of a cold one."""
    settings = Settings(tmp_path_factory.mktemp("parsed"))
    dbt.parse(settings)
    return dbt.target_folder(settings).parent


@pytest.fixture
def new_home(tmp_path: Path, parsed_project: Path) -> NewHome:
    """Make an empty home of the given name in which the project is parsed already."""

    def make(name: str = "home") -> Path:
        home = tmp_path / name
        shutil.copytree(parsed_project, home / "dbt")
        return home

    return make


@pytest.fixture(autouse=True)
def _home_of_the_test_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Running dbt sets the variable; undone here, so that no test inherits another's home.
    monkeypatch.setenv("CHATMART_HOME", str(tmp_path / "home"))
