"""A record of each source of uploaded codes, and what the lake holds of it."""

from __future__ import annotations

from datetime import datetime

CODE_SOURCES = ("coupons", "codes")
WHEN = datetime(2026, 1, 1, 10)
_FIELDS = {
    "tenant_id": "acme", "process_id": "p-1", "code": "BEAN-7K2M",
    "uploaded_at": "2026-01-01T10:00:00Z",
}  # fmt: skip

RECORDS: dict[str, dict] = {
    "coupons": _FIELDS,
    "codes": _FIELDS | {"points": 20, "is_win": True},
}

EXPECTED: dict[str, dict] = {
    "coupons": _FIELDS | {"uploaded_at": WHEN},
    "codes": _FIELDS | {"uploaded_at": WHEN, "points": 20.0, "is_win": True},
}


def record(source: str, **fields: object) -> dict:
    """Return a record of a source."""
    return RECORDS[source] | fields


def without_place(found: dict) -> dict:
    """Drop where a row came from, and its key."""
    dropped = ("landing_day", "file_name", "line", "code_key")
    return {name: value for name, value in found.items() if name not in dropped}
