"""Records of the journey sources with something wrong about them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from tests.strategies.scenes import MICROSECOND

RAW_LINES = (
    *(b"{", b"[1, 2]", b"42", b"\xff\xfe bad", b"", b"\r", b'{"tenant_id": "acme"'),
    b'{"tenant_id": "acme", "tenant_id": null, "journey_id": "j1", "conversion_event": "purchase",'
    b' "stop_counting_after_exit_seconds": 60, "stop_counting_after_exit_seconds": -1}',
)
_BLANKS = (None, "  ", {"a": 1})
_REQUIRED = ("tenant_id", "journey_id", "user_id", "entry_id", "event_type", "event_name")
_OF_DEFINITIONS = (
    {"conversion_event": ""},
    *(
        {"stop_counting_after_exit_seconds": value}
        for value in (None, "", -1, "-0.000001", "soon", True, "NaN", "1e999", [60])
    ),
    *({"valid_from": value} for value in ("soon", 0, "2025-02-29T00:00:00Z", {"at": 0})),
    *({"conversion_filters": value} for value in ([], "no object", 1, "[1]")),
    *({"steps": value} for value in ({}, "no array", 1, '{"step_id": "s1"}', ["s1"], [None])),
    *({"steps": [{"step_id": "s1"}, {"step_id": value}]} for value in (None, " ", ["s1"])),
)
_OF_RECORDS = (
    *({"event_type": value} for value in ("Entered", "entered ", "opened", True)),
    *({name: value} for name in ("payload", "attributes") for value in ([1], "no object", 5)),
    *({name: {"id": 1}} for name in ("step_id", "trigger_event_id", "reason")),
    {"occurred_at": None},
    {"occurred_at": "yesterday"},
    {"occurred_at": "2025-03-30T10:00:00"},
    {"occurred_at": "2025-02-29T10:00:00Z"},
    {"occurred_at": "9999-12-31T23:59:59Z"},
    {"occurred_at": "1999-12-31T23:59:59.999999Z"},
)


@st.composite
def spoiled(draw: st.DrawFn, record: dict, landing_day: date) -> dict:
    """The record with something about it that is (mostly) to be quarantined."""
    latest = datetime(landing_day.year, landing_day.month, landing_day.day) + timedelta(days=2)
    faults = [
        *({name: value} for name in _REQUIRED for value in _BLANKS),
        *(_OF_DEFINITIONS if "conversion_event" in record else _OF_RECORDS),
        {"occurred_at": f"{latest.isoformat()}Z"},
        {"occurred_at": f"{(latest + MICROSECOND).isoformat()}Z"},
    ]
    fault = draw(st.sampled_from([fault for fault in faults if fault.keys() <= record.keys()]))
    if "event_id" in record and not str(record["event_id"] or "").strip():
        # Generated ids order as they like, so nothing may happen at the same time.
        fault = {"event_id": "spoiled"} | fault
    return record | fault
