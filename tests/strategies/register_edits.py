"""What else becomes of registers: corrected entries and uploads, and time that goes by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from tests.oracle.landing import LandingFile, LandingZone

CORRECTIONS = {
    "chat_events": (
        {"payload": None},
        {"payload": {"email": "new@example.org", "city": "Bern", "name": "size"}},
        {"payload": {"code": "B", "message": "corrected"}},
        {"event_name": "participation"},
        {"event_name": "win_won"},
        {"event_name": "terms_accepted"},
        {"event_name": "reward_redeemed"},
        {"event_name": "email_entered", "payload": {"email": "typed@example.org"}},
        {"customer_id": None},
        {"customer_id": "c1"},
    ),
    "coupons": ({"code": "B"}, {"process_id": "p1"}, {"uploaded_at": "2024-01-01T00:00:00Z"}),
    "codes": ({"code": "A"}, {"points": 9, "is_win": False}, {"uploaded_at": "yesterday"}),
}


def _of_registers(draw: st.DrawFn, zone: LandingZone, file: LandingFile) -> LandingFile:
    sources = sorted({other.source for other in zone.files} & CORRECTIONS.keys())
    if not sources:
        return file
    source = draw(st.sampled_from(sources))
    return draw(st.sampled_from([other for other in zone.files if other.source == source]))


def _correct(draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    """Records keep their ids and say something else; those without one stay as they are."""
    file = _of_registers(draw, zone, file)
    change = draw(st.sampled_from(CORRECTIONS.get(file.source, ({},))))
    is_whole = draw(st.booleans())
    corrected = tuple(
        record | change if _has_id(record) and (is_whole or number == 0) else record
        for number, record in enumerate(file.records)
    )
    return zone.with_file(replace(file, records=corrected))


def _has_id(record: dict | bytes) -> bool:
    return isinstance(record, dict) and bool(str(record.get("event_id", "a code") or "").strip())


def _remove(draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    return zone.without_file(_of_registers(draw, zone, file))


def _pass_time(draw: st.DrawFn, zone: LandingZone, _file: LandingFile, number: int) -> LandingZone:
    """Something that is in no register is delivered later than all else."""
    last_day = max(other.landing_day for other in zone.files)
    day = last_day + timedelta(days=draw(st.sampled_from((1, 6, 7))))
    record = {"tenant_id": "nobody", "reporting_timezone": "UTC"}
    return zone.with_file(LandingFile("tenants", day, f"later{number}.jsonl", (record,)))


def _go_back(_draw: st.DrawFn, zone: LandingZone, _file: LandingFile, _number: int) -> LandingZone:
    """All of the last landing day turns out not to have been delivered at all."""
    last_day = max(other.landing_day for other in zone.files)
    earlier = tuple(file for file in zone.files if file.landing_day < last_day)
    return LandingZone(earlier) if earlier else zone


REGISTER_EDITS: tuple[Callable[[st.DrawFn, LandingZone, LandingFile, int], LandingZone], ...] = (
    *(_correct,) * 6,
    *(_remove, _remove),
    *(_pass_time, _pass_time),
    *(_go_back, _go_back),
)
