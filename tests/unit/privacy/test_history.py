from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from orchestration.privacy import history as module
from orchestration.privacy.history import PrivacyHistory
from orchestration.settings import Settings

AS_OF = datetime(2026, 1, 2)


@pytest.fixture
def history(tmp_path: Path) -> PrivacyHistory:
    return PrivacyHistory(Settings(tmp_path))


def test_nothing_waits_for_a_publication_at_first(history):
    assert not history.holds_unpublished_removal()
    assert not history.holds_unpublished_file()


@pytest.mark.parametrize("clock", ["2026-01-02T03:00:00", "1999-01-01T00:00:00"])
def test_what_was_removed_waits_for_a_publication_whatever_the_clock_says(
    history, monkeypatch, clock
):
    history.publish()
    monkeypatch.setattr(module, "_now", lambda: clock)
    history.record_retention(AS_OF, values={"variables": 1})
    assert history.holds_unpublished_removal()
    assert not history.holds_unpublished_file()
    history.write_afresh(AS_OF)
    assert history.holds_unpublished_file()
    history.publish()
    # In the very same second.
    assert not history.holds_unpublished_removal()
    assert not history.holds_unpublished_file()


def test_a_run_that_removed_nothing_leaves_publications_alone(history):
    history.record_retention(AS_OF)
    assert not history.holds_unpublished_removal()
