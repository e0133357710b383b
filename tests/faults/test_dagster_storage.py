"""Dagster's storage that is damaged: named by `chatmart ui`, and in nobody else's way."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from orchestration.defs.instance import ui_command
from orchestration.errors import ChatmartError
from orchestration.settings import Settings
from tests.faults.conftest import chatmart


@pytest.mark.parametrize("folder", ["history", "schedules"])
def test_damaged_storage_is_named_and_can_be_moved_away(tmp_path: Path, folder: str):
    settings = Settings(tmp_path / "home")
    for name in ("history/runs.db", "history/runs/index.db", "schedules/schedules.db"):
        path = settings.dagster / name
        path.parent.mkdir(parents=True, exist_ok=True)
        # An empty database is one that was not begun yet.
        path.write_bytes(b"no database at all" * 1000 if name.startswith(folder) else b"")
    with pytest.raises(ChatmartError, match="Dagster's storage is damaged: ") as caught:
        ui_command(settings, 0)
    assert f"Move the folder dagster/{folder} away." in caught.value.way_out
    ended = chatmart(settings.home, "status")
    assert (ended.returncode, ended.stderr) == (0, "")
    shutil.rmtree(settings.dagster / folder)
    ui_command(settings, 0)
