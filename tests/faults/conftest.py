"""One home for all faults, made once and restored for each."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.faults.landed import PERSONAL, ZONE
from tests.pipeline.homes import RestorableHome

Ended = subprocess.CompletedProcess[str]


@pytest.fixture(scope="session")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    return RestorableHome.loaded(tmp_path_factory.mktemp("faults") / "home", ZONE)


@pytest.fixture
def home(made_home: RestorableHome) -> Path:
    """A home with a publication of ZONE and nothing new."""
    return made_home.restore()


@pytest.fixture(autouse=True)
def _home_of_the_test_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    # Running dbt sets the variable; undone here, so that no test inherits another's home.
    monkeypatch.setenv("CHATMART_HOME", str(tmp_path / "home"))


def start(home: Path, *arguments: str, module: str = "orchestration") -> subprocess.Popen[str]:
    """Start a command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"CHATMART_HOME": str(home)},
        cwd=PROJECT_ROOT,
    )


def end(process: subprocess.Popen[str]) -> Ended:
    """Wait for a started command; whatever becomes of it, it complains about nobody by name."""
    out, err = process.communicate(timeout=600)
    assert "Traceback" not in out + err, err
    assert not [personal for personal in PERSONAL if personal in err]
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def chatmart(home: Path, *arguments: str, module: str = "orchestration") -> Ended:
    """Run a command in a process of its own."""
    return end(start(home, *arguments, module=module))
