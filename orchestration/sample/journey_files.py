"""Landing files of `journey_events` and `user_events`, faults included."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pyarrow as pa

from orchestration.sample.calendar import MILLISECONDS_PER_DAY, Window, zulu_times
from orchestration.sample.files import Fault, LandingWriter, csv_lines, weave
from orchestration.sample.journey_records import Happening, Occurrence
from orchestration.sample.truth import SampleTruth

JOURNEY_EVENTS = "journey_events"
USER_EVENTS = "user_events"
_LATE_TENANT = "five-boroughs-bikes"
#: Events of users come in batches.
_DAYS_PER_BATCH = 3
_RESENT = 40
_Record = TypeVar("_Record", Happening, Occurrence)
_EVENT_COLUMNS = (
    "event_id",
    "tenant_id",
    "journey_id",
    "user_id",
    "entry_id",
    "event_type",
    "occurred_at",
    "step_id",
    "channel",
    "platform",
    "action_name",
    "trigger_event_id",
    "reason",
    "payload",
)


class JourneyFiles:
    """All records of all journeys, cut into landing days."""

    def __init__(
        self,
        happenings: list[Happening],
        occurrences: list[Occurrence],
        window: Window,
        generator: np.random.Generator,
    ) -> None:
        """Sort the records by time; some of one tenant's are held back for the late file."""
        self._window = window
        self._generator = generator
        by_day = _by_day(happenings, window)
        self._late: list[Happening] = []
        origin, arrival = window.slot(5), window.slot(5, plus=1)
        if origin is not None and arrival is not None:
            noon = window.start_ms + origin * MILLISECONDS_PER_DAY + MILLISECONDS_PER_DAY // 2
            self._late = [one for one in by_day[origin] if _is_late(one, noon)]
            by_day[origin] = [one for one in by_day[origin] if not _is_late(one, noon)]
        self._happenings = by_day
        self._occurrences = _by_day(occurrences, window)

    def write_day(self, writer: LandingWriter, truth: SampleTruth, index: int) -> None:
        """Write the files of landing day `index`, late and redelivered ones included."""
        self._write_regular(writer, truth, index)
        window, landing_day = self._window, self._window.day(index)
        if index == window.slot(1, plus=1):
            again = _lines(self._happenings[index - 1][:_RESENT])
            if again:
                writer.write_lines(JOURNEY_EVENTS, landing_day, "journeys-resent.jsonl.gz", again)
                truth.add_duplicates(JOURNEY_EVENTS, landing_day, len(again))
        if self._late and index == window.slot(5, plus=1):
            name = "journeys-late.jsonl.gz"
            writer.write_lines(JOURNEY_EVENTS, landing_day, name, _lines(self._late))
            truth.late.append(
                {
                    "source": JOURNEY_EVENTS,
                    "landing_day": landing_day.isoformat(),
                    "file_name": name,
                    "records": len(self._late),
                }
            )
        if (window.days - 1 - index) % _DAYS_PER_BATCH == 0:
            self._write_batch(writer, truth, index)

    def _write_regular(self, writer: LandingWriter, truth: SampleTruth, index: int) -> None:
        window, landing_day = self._window, self._window.day(index)
        day = self._happenings[index]
        if index == window.slot(3) and day:
            rows = csv_lines(_rows(day))
            header = ",".join(_EVENT_COLUMNS)
            writer.write_lines(JOURNEY_EVENTS, landing_day, "journeys.csv.gz", rows, header=header)
        elif index == window.slot(4) and day:
            writer.write_table(JOURNEY_EVENTS, landing_day, "journeys.parquet", _table(day))
        elif index == window.slot(0):
            twice = day[-3:]
            truth.add_duplicates(JOURNEY_EVENTS, landing_day, len(twice))
            faults = _event_faults(landing_day.isoformat())
            lines = weave(_lines([*day, *twice]), faults, self._generator)
            writer.write_lines(JOURNEY_EVENTS, landing_day, "journeys.jsonl.gz", lines)
        elif day:
            writer.write_lines(JOURNEY_EVENTS, landing_day, "journeys.jsonl.gz", _lines(day))

    def _write_batch(self, writer: LandingWriter, truth: SampleTruth, index: int) -> None:
        """Write what users did since the last batch; the last one repeats some of that before."""
        landing_day = self._window.day(index)
        lines = _deed_lines(self._batch(index))
        extra: list[str | Fault] = []
        if index < _DAYS_PER_BATCH:
            extra += _deed_faults(landing_day.isoformat())
        elif index == self._window.days - 1:
            again = _deed_lines(self._batch(index - _DAYS_PER_BATCH)[-5:])
            truth.add_duplicates(USER_EVENTS, landing_day, len(again))
            extra += again
        if lines or extra:
            woven = weave(lines, extra, self._generator)
            writer.write_lines(USER_EVENTS, landing_day, "user-events.jsonl.gz", woven)

    def _batch(self, index: int) -> list[Occurrence]:
        begin = max(0, index + 1 - _DAYS_PER_BATCH)
        return [one for day in self._occurrences[begin : index + 1] for one in day]


def _by_day(records: Sequence[_Record], window: Window) -> list[list[_Record]]:
    days: list[list[_Record]] = [[] for _ in range(window.days)]
    for record in sorted(records, key=lambda one: one.moment):
        days[(record.moment - window.start_ms) // MILLISECONDS_PER_DAY].append(record)
    return days


def _is_late(happening: Happening, noon: int) -> bool:
    return happening.journey.tenant_id == _LATE_TENANT and happening.moment >= noon


def _rows(happenings: list[Happening]) -> list[tuple]:
    """Records in the order of `_EVENT_COLUMNS`; None where there is no value."""
    times = zulu_times([one.moment for one in happenings])
    return [
        (
            one.event_id,
            one.journey.tenant_id,
            one.journey.journey_id,
            one.journey.user_id(one.user),
            one.journey.entry_id(one.entry),
            one.event_type,
            time,
            one.step_id,
            one.channel,
            one.platform,
            one.action_name,
            one.trigger,
            one.reason,
            one.payload,
        )
        for one, time in zip(happenings, times, strict=True)
    ]


def _lines(happenings: list[Happening]) -> list[str]:
    """Records as JSON objects, one text each."""
    lines = []
    for *texts, payload in _rows(happenings):
        fields = {
            name: value
            for name, value in zip(_EVENT_COLUMNS, texts, strict=False)
            if value is not None
        }
        line = json.dumps(fields, separators=(",", ":"))
        lines.append(f'{line[:-1]},"payload":{payload}}}' if payload else line)
    return lines


def _table(happenings: list[Happening]) -> pa.Table:
    """Records as an Arrow table; times are real timestamps, as a warehouse would export them."""
    columns = dict(zip(_EVENT_COLUMNS, zip(*_rows(happenings), strict=True), strict=True))
    moments = np.array([one.moment for one in happenings]).astype("datetime64[ms]")
    return pa.table(
        {name: pa.array(values, type=pa.string()) for name, values in columns.items()}
        | {"occurred_at": pa.array(moments, type=pa.timestamp("us", tz="UTC"))}
    )


def _deed_lines(occurrences: list[Occurrence]) -> list[str]:
    times = zulu_times([one.moment for one in occurrences])
    return [
        f'{{"event_id":"{one.event_id}","tenant_id":"{one.journey.tenant_id}",'
        f'"user_id":"{one.journey.user_id(one.user)}","event_name":"{one.event_name}",'
        f'"occurred_at":"{time}"{_attributes_member(one.attributes)}}}'
        for one, time in zip(occurrences, times, strict=True)
    ]


def _attributes_member(attributes: str) -> str:
    return f',"attributes":{attributes}' if attributes else ""


def _event_faults(day: str) -> list[Fault]:
    good = {
        "event_id": "bad",
        "tenant_id": "north-roast",
        "journey_id": "club-welcome",
        "user_id": "north-roast-000001",
        "entry_id": "club-welcome-n000001",
        "event_type": "sent",
        "occurred_at": f"{day}T09:30:00Z",
    }
    return [
        Fault(json.dumps(good)[:70], "broken JSON"),
        _fault(good, "no user", user_id=None),
        _fault(good, "no entry", entry_id=" "),
        _fault(good, "unknown type", event_type="opened"),
        _fault(good, "unusable time", occurred_at="soon"),
        _fault(good, "payload is no object", payload=[1]),
    ]


def _deed_faults(day: str) -> list[Fault]:
    good = {
        "event_id": "bad",
        "tenant_id": "five-boroughs-bikes",
        "user_id": "five-boroughs-bikes-000001",
        "event_name": "order_placed",
        "occurred_at": f"{day}T09:30:00Z",
    }
    return [
        _fault(good, "no event name", event_name=""),
        _fault(good, "attributes are no object", attributes="category=bike"),
    ]


def _fault(good: dict[str, str], reason: str, **fields: object) -> Fault:
    return Fault(json.dumps(good | fields, separators=(",", ":")), reason)
