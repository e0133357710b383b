"""Landing days for the gate to judge."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.quality import GateResult, validate_days
from orchestration.settings import Settings
from tests.unit.quality.planted import DAY, Day, Load


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


@pytest.fixture
def new_day(settings: Settings):
    """Make a prepared day without files or tables."""

    def make(source: str, day: date = DAY) -> Day:
        return Day(source, day, settings.staging / "prepared [1]" / source / f"dt={day}")

    return make


@pytest.fixture
def events(new_day):
    """Make a day of chat events with one sound row per given change, all accounted for."""

    def make(*rows: dict, day: date = DAY, change: str = "select * from made") -> Day:
        prepared = new_day("chat_events", day)
        prepared.write("events", *rows, change=change)
        names = [row.get("file_name", "a.jsonl") for row in rows]
        return prepared.account(
            *(Load(name, names.count(name), names.count(name)) for name in dict.fromkeys(names))
        )

    return make


@pytest.fixture
def days_of_events(events):
    """Make one day of chat events per list of changes, on consecutive days."""

    def make(*days: list[dict]) -> list[Day]:
        return [events(*rows, day=DAY + timedelta(days=offset)) for offset, rows in enumerate(days)]

    return make


@pytest.fixture
def judge(settings: Settings):
    """Run the gate."""

    def run(*days: Day, trailing: dict | None = None) -> list[GateResult]:
        return validate_days(settings, list(days), trailing or {})

    return run
