from __future__ import annotations

import gzip
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.sample import write_sample
from tests.pipeline.support import differences_between, run

pytestmark = pytest.mark.usefixtures("without_data_tests")

LAST_DAY = date(2025, 10, 31)
DAYS = 6
LANDING_DAYS = [LAST_DAY - timedelta(days=back) for back in reversed(range(DAYS))]
# A day on which Europe/Berlin puts its clocks back, and one with a redelivered file.
RE_RUN_DAY = date(2025, 10, 26)


@pytest.fixture
def sampled_home(new_home) -> Path:
    home = new_home()
    write_sample(home / "landing", days=DAYS, scale=0.3, end=LAST_DAY)
    return home


def _loaded_at_once(home: Path, new_home) -> Path:
    """Another home that loads in one run what `home` has in its landing folder."""
    other = new_home("at_once")
    shutil.copytree(home / "landing", other / "landing")
    run(other)
    return other


def _remembered(home: Path, name: str) -> Path:
    """A copy of what `home` has published, to compare with later."""
    copy = home.parent / name
    shutil.copytree(home / "published", copy / "published", symlinks=True)
    return copy


def _assert_full_refresh_changes_nothing(home: Path) -> None:
    before = _remembered(home, "before_full_refresh")
    report = run(home, full_refresh=True)
    assert report.ingested_days == 0
    assert report.publication is not None
    assert differences_between(before, home) == []


def _a_file(home: Path, source: str, day: date, beginning: str) -> Path:
    (path,) = (home / "landing" / source / f"dt={day}").glob(f"{beginning}*")
    return path


def _read(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()


def _write(path: Path, text: bytes) -> None:
    path.write_bytes(gzip.compress(text, mtime=0) if path.suffix == ".gz" else text)


def test_landing_days_loaded_one_by_one_in_any_order_give_what_loading_them_at_once_gives(
    sampled_home, new_home
):
    days = list(LANDING_DAYS)
    random.Random(5).shuffle(days)
    assert days != sorted(days)
    for day in days:
        report = run(sampled_home, first=day, last=day)
        assert report.ingested_days > 0
    assert run(sampled_home).did_nothing
    assert differences_between(sampled_home, _loaded_at_once(sampled_home, new_home)) == []
    _assert_full_refresh_changes_nothing(sampled_home)


def test_days_run_again_files_changed_and_files_removed_give_what_loading_the_rest_gives(
    sampled_home, new_home
):
    run(sampled_home)
    first_state = _remembered(sampled_home, "first_state")
    events = _a_file(sampled_home, "chat_events", RE_RUN_DAY, "events.")

    events.touch()
    report = run(sampled_home, first=RE_RUN_DAY, last=RE_RUN_DAY)
    assert report.did_nothing, "the file has another time but the same bytes"

    _write(events, _read(events) + b"\n\n")
    report = run(sampled_home, first=RE_RUN_DAY, last=RE_RUN_DAY)
    assert report.ingested_days == 1
    assert differences_between(first_state, sampled_home) == []

    lines = _read(events).splitlines(keepends=True)
    _write(events, b"".join(line for number, line in enumerate(lines) if number % 3))
    webhooks = _a_file(sampled_home, "whatsapp_cloud", LANDING_DAYS[4], "webhooks.")
    _write(webhooks, b"".join(_read(webhooks).splitlines(keepends=True)[::2]))
    assert run(sampled_home).ingested_days == 2
    assert differences_between(first_state, sampled_home) != []

    _a_file(sampled_home, "chat_events", LANDING_DAYS[4], "events.").unlink()
    _a_file(sampled_home, "whatsapp_cloud", LANDING_DAYS[1], "webhooks.").unlink()
    _a_file(sampled_home, "tenants", LANDING_DAYS[2], "tenants.").unlink()
    run(sampled_home)

    assert differences_between(sampled_home, _loaded_at_once(sampled_home, new_home)) == []
    _assert_full_refresh_changes_nothing(sampled_home)


def test_removing_everything_that_was_delivered_empties_the_marts(sampled_home, new_home):
    run(sampled_home)
    shutil.rmtree(sampled_home / "landing")
    run(sampled_home)
    assert differences_between(sampled_home, _loaded_at_once_of_nothing(new_home)) == []


def _loaded_at_once_of_nothing(new_home) -> Path:
    other = new_home("at_once")
    (other / "landing").mkdir()
    run(other)
    return other
