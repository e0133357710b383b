"""What lasts longer than a run: clocks that jump from night to night, readers that never let go."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from orchestration.settings import PROJECT_ROOT
from tests.faults.clock import clock_off_by
from tests.faults.landed import LAST_DAY, ZONE, event, with_more
from tests.oracle import LandingZone, landing_zone
from tests.pipeline.homes import RestorableHome
from tests.pipeline.support import differences_from_oracle, land, open_published, rows_of, run

YEAR = 365
ZONE_OF_TODAY = with_more(ZONE)


class Reader:
    """The reader that holds the publication which was current when it came."""

    def __init__(self, home: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.holding_reader", str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=PROJECT_ROOT,
        )

    def look(self) -> dict:
        """What the reader sees now; it fails with the reader."""
        self._process.stdin.write("look\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def leave(self) -> int:
        """Let the reader go; gives its exit code."""
        self._process.stdin.close()
        return self._process.wait(timeout=30)


@dataclass
class Nights:
    """Three nights of one home, by a clock that is a year slow, a year fast and right."""

    home: Path
    seen_first: dict
    seen_last: dict = field(default_factory=dict)
    reader_left_with: int = -1
    warnings_of_the_slow_night: list[str] = field(default_factory=list)
    is_idle: list[bool] = field(default_factory=list)


def changed(zone: LandingZone) -> LandingZone:
    """One more event of a landing day that is known."""
    for file in landing_zone(("chat_events", LAST_DAY, "z.jsonl", [event(60, "end", "z")])).files:
        zone = zone.with_file(file)
    return zone


def age(home: Path, seconds: int) -> None:
    """Give all landing files this time of their last change, as their bytes stay."""
    for path in (home / "landing").rglob("*.jsonl"):
        os.utime(path, (seconds, seconds))


@pytest.fixture(scope="module")
def nights(made_home: RestorableHome) -> Iterator[Nights]:
    home = made_home.restore()
    reader = Reader(home)
    nights = Nights(home, reader.look())
    # Another landing day is known, and lies in the future of a clock that is a year slow.
    land(home, changed(ZONE))
    age(home, 0)
    with clock_off_by(-YEAR):
        nights.is_idle.append(run(home).did_nothing)
        land(home, changed(ZONE_OF_TODAY))
        nights.warnings_of_the_slow_night = run(home).warnings
    age(home, 4_000_000_000)
    with clock_off_by(YEAR):
        nights.is_idle.append(run(home).did_nothing)
    age(home, 1)
    nights.is_idle.append(run(home).did_nothing)
    nights.seen_last = reader.look()
    nights.reader_left_with = reader.leave()
    return nights


def test_a_clock_that_jumps_loses_nothing(nights):
    assert differences_from_oracle(nights.home, changed(ZONE_OF_TODAY)) == []


def test_a_clock_that_is_slow_takes_known_landing_days_for_what_they_are(nights):
    # What it does not know yet waits until the clock is right.
    assert nights.warnings_of_the_slow_night == [
        "landing/chat_events/dt=2026-03-04 lies in the future, and is ignored."
    ]


def test_touched_files_are_no_news(nights):
    assert nights.is_idle == [False, False, True]


def test_publications_are_told_apart_whatever_the_clock_said(nights):
    with open_published(nights.home) as connection:
        publications = rows_of(connection, "audit.publications")
    ids = [row["publication_id"] for row in publications]
    assert len(set(ids)) == len(ids) == 3
    years = [row["published_at"].year for row in publications]
    assert max(years) - min(years) == 2
    (current,) = (nights.home / "published" / "publications").glob(ids[-1])
    assert (nights.home / "published" / "current").resolve() == current


def test_a_reader_that_keeps_the_file_open_sees_its_own_publication_to_the_end(nights):
    first, last = dict(nights.seen_first), dict(nights.seen_last)
    assert (first.pop("kept_bytes"), last.pop("kept_bytes") > 0) == (0, True)
    assert first == last
    assert nights.reader_left_with == 0


def test_what_nobody_reads_any_more_takes_no_room(nights):
    folders = list((nights.home / "published" / "publications").iterdir())
    assert len(folders) == 2
    assert nights.seen_first["publication"] not in [folder.name for folder in folders]


def test_the_wrong_clock_is_every_clock_that_the_product_looks_at():
    calls = re.compile(r"[\w.]*\b(?:now|time|time_ns|monotonic|today|utcnow)\((?:UTC)?\)")
    found = {
        call
        for path in (PROJECT_ROOT / "orchestration").rglob("*.py")
        if "sample" not in path.parts
        for call in calls.findall(path.read_text())
    }
    # The last one is no clock: it is midnight.
    assert found == {
        "datetime.now(UTC)", "time.time()", "time.time_ns()", "time.monotonic()", "time()",
    }  # fmt: skip
