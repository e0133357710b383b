"""When a warehouse is written anew, so that its free blocks hold nothing that was removed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from orchestration.privacy import retention
from orchestration.privacy.history import PrivacyHistory
from orchestration.settings import Settings

BEGINNING = datetime(2026, 10, 1)
SMALL = 256 * 2**20


@pytest.fixture
def nights_of_writing(tmp_path, monkeypatch):
    """Tell in which of these nights, in each of which something is removed, the file is written."""

    def written(size: int, nights: range) -> list[int]:
        settings, found = Settings(tmp_path), []
        with settings.warehouse.open("wb") as file:
            file.truncate(size)
        for night in nights:
            retained = BEGINNING + timedelta(days=night)
            PrivacyHistory(settings).record_retention(retained, values={"variables": 1})
            monkeypatch.setattr(
                retention, "rewrite_warehouse", lambda _, night=night: found.append(night)
            )
            retention._write_afresh_if_due(settings, retained)
        return found

    return written


def test_a_small_file_is_written_anew_every_night(nights_of_writing):
    assert nights_of_writing(SMALL, range(4)) == [0, 1, 2, 3]


def test_a_large_file_is_written_anew_once_a_week_from_the_first_removal_on(nights_of_writing):
    assert nights_of_writing(SMALL + 1, range(16)) == [7, 14]


def test_a_large_file_is_written_anew_after_nights_without_a_run(nights_of_writing):
    assert nights_of_writing(SMALL + 1, range(0, 40, 11)) == [11, 22, 33]
