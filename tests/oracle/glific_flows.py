"""Glific's exported flow contexts: one run of a flow each."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from tests.oracle.glific import Row, optional_time, read_rows
from tests.oracle.landing import LandingZone
from tests.oracle.persons import exported_phone
from tests.oracle.records import FileLoad, Place
from tests.oracle.values import flag, identifier, text

SOURCE = "glific_flow_contexts"


@dataclass(frozen=True, kw_only=True)
class FlowRow(Row):
    """One version of a run of a flow."""

    flow_id: str
    flow_name: str | None
    contact_id: str | None
    phone: str | None
    is_top_level: bool
    is_broadcast: bool
    is_keyword: bool
    is_killed: bool
    completed_at: datetime | None

    @property
    def trigger(self) -> str:
        """What started the run; a broadcast comes before a keyword."""
        if self.is_broadcast:
            return "broadcast"
        return "keyword" if self.is_keyword else "other"


def read_flow_contexts(zone: LandingZone) -> tuple[list[FlowRow], list[FileLoad]]:
    """Accepted versions of flow runs and the counts per file."""
    return read_rows(zone, SOURCE, _flow, FlowRow)


def _flow(fields: dict, place: Place) -> dict:
    def given(name: str) -> bool:
        return identifier(fields.get(name)) is not None

    phone = exported_phone(fields.get("contact_phone"))
    return {
        "flow_id": identifier(fields.get("flow_id")) or "",
        "flow_name": text(fields.get("flow_name")),
        "contact_id": phone or identifier(fields.get("contact_id")),
        "phone": phone,
        "is_top_level": not given("parent_id") and not given("wa_group_id"),
        "is_broadcast": given("message_broadcast_id") or given("flow_broadcast_id"),
        "is_keyword": _has_keyword(fields.get("results")),
        "is_killed": flag(fields.get("is_killed")),
        "completed_at": optional_time(fields, "completed_at", place),
    }


def _has_keyword(results: object) -> bool:
    if isinstance(results, str):
        try:
            results = json.loads(results)
        except ValueError:
            return False
    return isinstance(results, dict) and "flow_keyword" in results
