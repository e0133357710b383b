from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from dagster import Definitions

from orchestration.errors import UsageError
from orchestration.settings import Settings


@pytest.fixture
def first_landing_day(
    monkeypatch: pytest.MonkeyPatch, definitions: Definitions
) -> Callable[[Settings], date]:
    assert definitions
    from orchestration.defs.partitions import first_landing_day

    monkeypatch.delenv("CHATMART_FIRST_LANDING_DAY", raising=False)
    return first_landing_day


def test_partitions_begin_with_the_month_of_the_first_delivery(
    first_landing_day, tmp_path: Path
) -> None:
    for folder in ("chat_events/dt=2026-03-17", "tenants/dt=2026-04-01", "unknown/dt=2011-01-01"):
        (tmp_path / "landing" / folder).mkdir(parents=True)
    assert first_landing_day(Settings(tmp_path)) == date(2026, 3, 1)


def test_an_empty_landing_zone_may_get_any_day_that_is_accepted(
    first_landing_day, tmp_path: Path
) -> None:
    assert first_landing_day(Settings(tmp_path)) == date(2000, 1, 1)


def test_folders_that_are_no_landing_days_do_not_matter(first_landing_day, tmp_path: Path) -> None:
    for day in ("dt=2026-05-09", "dt=1999-01-01", "dt=soon"):
        (tmp_path / "landing" / "chat_events" / day).mkdir(parents=True)
    assert first_landing_day(Settings(tmp_path)) == date(2026, 5, 1)


def test_the_first_partition_can_be_configured(
    first_landing_day, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHATMART_FIRST_LANDING_DAY", "2020-02-03")
    assert first_landing_day(Settings(tmp_path)) == date(2020, 2, 3)
    monkeypatch.setenv("CHATMART_FIRST_LANDING_DAY", "yesterday")
    with pytest.raises(UsageError, match="CHATMART_FIRST_LANDING_DAY is 'yesterday'"):
        first_landing_day(Settings(tmp_path))
