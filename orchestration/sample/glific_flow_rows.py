"""Rows of the source `glific_flow_contexts`: each run, and again when it went on or ended."""

from __future__ import annotations

import json

import numpy as np

from orchestration.sample.calendar import NEVER, Window
from orchestration.sample.glific import Organization
from orchestration.sample.glific_contacts import FIRST_CONTACT_ID
from orchestration.sample.glific_export import (
    ExportClock,
    ExportedTable,
    export_versions,
    uuid_of,
)
from orchestration.sample.glific_flows import BOTH, BROADCAST, FLOWS, KEYWORD, FlowRuns
from orchestration.sample.glific_messages import SIMULATOR_PHONE
from orchestration.sample.whatsapp import SIMULATOR

SOURCE = "glific_flow_contexts"
_FIRST_ID = 700_001
_FIRST_BROADCAST_ID = 500
_REASONS = (
    "Last Active flow is killed as new flow has started",
    "Mark all the flow as completed.",
    "Flow terminated because it has been set to inactive.",
)
_KEYWORDS = ("help", "riddle", "story")


def flow_table(
    organization: Organization, runs: FlowRuns, window: Window, clock: ExportClock
) -> ExportedTable:
    """Export the runs of an organization's flows."""
    numbers = np.arange(len(runs.started))
    has_ended = runs.ended < NEVER
    # Some are seen once more on their way.
    later = runs.started + 15_000 + numbers % 7 * 40_000
    is_seen = (numbers % 3 == 0) & (later < runs.ended)
    run = np.concatenate([numbers, numbers[is_seen], numbers[has_ended]])
    updated = np.concatenate([runs.started, later[is_seen], runs.ended[has_ended]])
    versions = export_versions(run, updated, window)
    run, updated = run[versions.planned], updated[versions.planned]
    broadcasts = clock.dates(runs.started).tolist()
    first = min(broadcasts, default=0)
    lines = []
    for row, (number, ended_at, inserted_at, updated_at, exported_at) in enumerate(
        zip(
            run.tolist(),
            clock.texts(np.where(updated >= runs.ended[run], runs.ended[run], NEVER)),
            clock.texts(runs.started[run]),
            clock.texts(updated),
            clock.texts(versions.exported),
            strict=True,
        )
    ):
        has_ended = ended_at is not None
        is_killed = has_ended and bool(runs.is_killed[number])
        fields = {
            "tenant_id": organization.messages.tenant_id,
            "id": _FIRST_ID + number,
            "bq_uuid": uuid_of(4, row),
            "bq_inserted_at": exported_at,
            **_run_fields(organization, runs, number),
            "message_broadcast_id": _FIRST_BROADCAST_ID + broadcasts[number] - first
            if runs.trigger[number] in (BROADCAST, BOTH)
            else None,
            "status": "completed" if has_ended else "active",
            "is_killed": is_killed,
            "reason": _REASONS[number % len(_REASONS)] if is_killed else None,
            "completed_at": ended_at,
            "inserted_at": inserted_at,
            "updated_at": updated_at,
        }
        lines.append(json.dumps(fields, separators=(",", ":")))
    return ExportedTable(SOURCE, lines, versions)


def _run_fields(organization: Organization, runs: FlowRuns, number: int) -> dict[str, object]:
    """What never changes about a run."""
    flow_id, name = FLOWS[runs.flow[number]]
    contact, parent = int(runs.contact[number]), int(runs.parent[number])
    is_of_group = bool(runs.is_of_group[number])
    is_simulator = runs.contact_kind[number] == SIMULATOR
    phone = SIMULATOR_PHONE if is_simulator else organization.phone(contact)
    results: dict[str, object] = {}
    if runs.trigger[number] in (KEYWORD, BOTH):
        results["flow_keyword"] = {
            "input": _KEYWORDS[number % len(_KEYWORDS)],
            "category": _KEYWORDS[number % len(_KEYWORDS)],
        }
    return {
        "flow_id": flow_id,
        "flow_name": name,
        "flow_uuid": uuid_of(9, int(flow_id)),
        # Integers as text, as the export has them.
        "contact_id": None if is_of_group else str(FIRST_CONTACT_ID + contact),
        "contact_phone": None if is_of_group else phone,
        "results": json.dumps(results),
        "parent_id": _FIRST_ID + parent if parent >= 0 else None,
        "wa_group_id": 61 if is_of_group else None,
    }
