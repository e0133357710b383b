"""The commands of the README, run as a newcomer would."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT

README = (PROJECT_ROOT / "README.md").read_text()
# `make` installs and serves; continuous integration itself is what tries it.
BLOCKS = [
    block
    for block in re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    if not block.startswith("make ")
]


@pytest.fixture(scope="module")
def newcomers_folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("newcomer")
    # As a whole: an interpreter finds its packages through the folder above its own.
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def test_the_readme_has_commands():
    assert len(BLOCKS) >= 3


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: block.split("\n")[0][:40])
def test_the_commands_work_in_the_order_of_the_page(block, newcomers_folder, monkeypatch):
    monkeypatch.delenv("CHATMART_HOME", raising=False)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", block],
        cwd=newcomers_folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
