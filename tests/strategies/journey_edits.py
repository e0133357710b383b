"""What else becomes of journeys: corrected records, new versions, and time that goes by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from tests.oracle.landing import LandingFile, LandingZone

CORRECTIONS = {
    "journeys": (
        {"conversion_event": "interaction"},
        {"conversion_event": "purchase"},
        {"conversion_filters": None},
        {"conversion_filters": {"sku": 42}},
        {"stop_counting_after_exit_seconds": 86400},
        {"stop_counting_after_exit_seconds": None},
        {"valid_from": None},
        {"steps": [{"step_id": "s2"}, {"step_id": "s1"}]},
        {"journey_id": "j2"},
    ),
    "journey_events": (
        {"event_type": "entered"},
        {"event_type": "exited"},
        {"event_type": "sent"},
        {"user_id": "c2"},
        {"entry_id": "e1"},
        {"journey_id": "j2"},
        {"trigger_event_id": None},
        {"step_id": "s3"},
    ),
    "user_events": (
        {"event_name": "purchase"},
        {"event_name": "visit"},
        {"user_id": "c1"},
        {"attributes": None},
        {"attributes": {"sku": 42}},
    ),
}


def _of_journeys(draw: st.DrawFn, zone: LandingZone, file: LandingFile) -> LandingFile:
    """A file of a journey source, if there is one."""
    sources = sorted({other.source for other in zone.files} & CORRECTIONS.keys())
    if not sources:
        return file
    source = draw(st.sampled_from(sources))
    return draw(st.sampled_from([other for other in zone.files if other.source == source]))


def _correct(draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    """Records keep their ids and say something else; those without one stay as they are.

    Generated ids order as they like, so no two of them may happen at the same time.
    """
    file = _of_journeys(draw, zone, file)
    change = draw(st.sampled_from(CORRECTIONS.get(file.source, ({},))))
    is_whole = draw(st.booleans())
    corrected = tuple(
        record | change if _has_id(record) and (is_whole or number == 0) else record
        for number, record in enumerate(file.records)
    )
    return zone.with_file(replace(file, records=corrected))


def _has_id(record: dict | bytes) -> bool:
    return isinstance(record, dict) and bool(str(record.get("event_id", "a version") or "").strip())


def _remove(draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    return zone.without_file(_of_journeys(draw, zone, file))


def _define(draw: st.DrawFn, zone: LandingZone, file: LandingFile, number: int) -> LandingZone:
    """Another version of a journey, mostly of one that is defined."""
    file = _of_journeys(draw, zone, file)
    records = [
        record
        for other in zone.files
        for record in other.records
        if isinstance(record, dict) and "journey_id" in record
    ]
    times = [record.get("occurred_at") or record.get("valid_from") for record in records]
    known = [record for record in records if "conversion_event" in record]
    if not records:
        return zone
    of = draw(st.sampled_from(known if known and draw(st.integers(0, 2)) else records))
    record = {
        "tenant_id": of.get("tenant_id"),
        "journey_id": of["journey_id"],
        "journey_name": f"Version {number}",
        "valid_from": draw(st.sampled_from((None, of.get("valid_from"), *times))),
        "conversion_event": draw(st.sampled_from(("purchase", "interaction", "link_clicked"))),
        "stop_counting_after_exit_seconds": draw(st.sampled_from((0, 60, 86400))),
        "steps": [{"step_id": "s2", "position": 1}, {"step_id": "s1", "position": 1.5}],
    }
    added = LandingFile("journeys", file.landing_day, f"version{number}.jsonl", (record,))
    return zone.with_file(added)


def _pass_time(draw: st.DrawFn, zone: LandingZone, _file: LandingFile, number: int) -> LandingZone:
    """Something that has nothing to do with journeys is delivered later than all else."""
    last_day = max(other.landing_day for other in zone.files)
    day = last_day + timedelta(days=draw(st.sampled_from((0, 1, 1, 20))))
    record = {"tenant_id": "nobody", "reporting_timezone": "UTC"}
    source = draw(st.sampled_from(("tenants", "chat_events")))
    if source == "chat_events":
        record |= {"event_name": "start", "occurred_at": f"{last_day}T00:00:00Z", "event_id": "x"}
    return zone.with_file(LandingFile(source, day, f"later{number}.jsonl", (record,)))


JOURNEY_EDITS: tuple[Callable[[st.DrawFn, LandingZone, LandingFile, int], LandingZone], ...] = (
    *(_correct, _correct, _correct, _correct),
    *(_remove, _remove),
    *(_define, _define, _define),
    *(_pass_time, _pass_time),
)
