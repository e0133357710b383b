"""The register of erased people that is gone: everything stops before anybody comes back."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.errors import ChatmartError
from orchestration.ingest import Catalog, start_ingest
from orchestration.privacy.history import Erasure, PrivacyHistory
from orchestration.privacy.pseudonyms import register
from orchestration.publish.publication import Publication, write_record
from orchestration.settings import Settings
from orchestration.stages import as_of_time
from tests.faults.landed import CARLA, DORA, LAST_DAY, TENANT

REGISTER, HISTORY, KEY = "pseudonyms.parquet", "history.sqlite", "key"
NOT_WHOLE = "The register of erased people is not whole: it has {} pseudonyms, and had {} or more."


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A home that once erased two people, and a backup of what it remembers of that."""
    settings = Settings(tmp_path / "home")
    start_ingest(settings)
    until = datetime(2026, 3, 4)
    register(settings, TENANT, [(None, CARLA)], until)
    shutil.copytree(settings.privacy, settings.home / "after_the_first")
    register(settings, TENANT, [(None, DORA)], until)
    history = PrivacyHistory(settings)
    history.record_erasure(Erasure("1", date(2026, 3, 4), TENANT, 1, 1))
    published = settings.published / "current"
    (published / "parquet").mkdir(parents=True)
    (published / "chatmart.duckdb").touch()
    record = Publication("p", "2026-03-04", None, "t", "d", {}, pseudonyms=2, erasures=1)
    write_record(published, record)
    start_ingest(settings)
    shutil.copytree(settings.privacy, settings.home / "backup")
    return settings


def restored(settings: Settings) -> None:
    shutil.rmtree(settings.privacy, ignore_errors=True)
    shutil.copytree(settings.home / "backup", settings.privacy)
    start_ingest(settings)


def lost(settings: Settings) -> ChatmartError:
    with pytest.raises(ChatmartError) as caught:
        start_ingest(settings)
    assert not any(name in str(caught.value) for name in (CARLA, DORA))
    return caught.value


def test_a_lost_register_stops_everything_until_it_is_restored(settings):
    (settings.privacy / REGISTER).unlink()
    error = lost(settings)
    assert error.message == NOT_WHOLE.format(0, 2)
    assert error.way_out.startswith("Restore the folder privacy/ from a backup: without it, erased")
    restored(settings)
    # One trace is enough, wherever the others went.
    shutil.rmtree(settings.privacy)
    catalog = Catalog(settings.catalog)
    catalog.note_pseudonyms(0)
    assert lost(settings).message == NOT_WHOLE.format(0, 2)
    catalog.note_pseudonyms(2)
    shutil.rmtree(settings.published)
    assert lost(settings).message == NOT_WHOLE.format(0, 2)
    catalog.note_pseudonyms(0)
    PrivacyHistory(settings).record_erasure(Erasure("1", date(2026, 3, 4), TENANT, 1, 1))
    assert lost(settings).message == NOT_WHOLE.format(0, 1)


def test_a_register_of_an_old_backup_is_not_the_whole(settings):
    shutil.copy(settings.home / "after_the_first" / REGISTER, settings.privacy / REGISTER)
    assert lost(settings).message == NOT_WHOLE.format(1, 2)
    restored(settings)


def test_a_lost_history_of_erasures_is_missed(settings):
    (settings.privacy / HISTORY).unlink()
    assert lost(settings).message == ("The history of erasures is not whole: it has 0, and had 1.")
    restored(settings)


def test_what_the_runbook_says_to_do_without_a_backup_lets_work_begin_anew(settings):
    shutil.rmtree(settings.privacy)
    shutil.rmtree(settings.published)
    for file in settings.lake.glob("_catalog.sqlite*"):
        file.unlink()
    start_ingest(settings)


def test_the_latest_time_retention_was_applied_with_outlives_its_history(home):
    settings = Settings(home)
    before = as_of_time(settings, None)
    (settings.privacy / HISTORY).unlink()
    assert as_of_time(settings, None) == before
    assert as_of_time(settings, LAST_DAY.replace(day=1)).retained == before.retained
