"""Rows of `glific_message_conversations` and `glific_stats`: what the platform counts itself.

By rules of its own: a billed message is a conversation, messages to oneself and of simulators
count, sub-flows are flows, and an hour is one of UTC.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import numpy as np

from orchestration.sample.calendar import (
    MILLISECONDS_PER_DAY,
    MILLISECONDS_PER_HOUR,
    NEVER,
    Window,
)
from orchestration.sample.files import csv_lines
from orchestration.sample.glific import Organization
from orchestration.sample.glific_export import (
    ExportClock,
    ExportedTable,
    export_versions,
    uuid_of,
)
from orchestration.sample.glific_flows import FlowRuns
from orchestration.sample.glific_messages import FIRST_ID
from orchestration.sample.whatsapp import (
    CATEGORIES,
    DELIVERED_FATES,
    INBOUND,
    NO_CATEGORY,
    OUTBOUND,
    PERSON,
    SERVICE,
    TEMPLATES,
)

CONVERSATIONS = "glific_message_conversations"
STATS = "glific_stats"
_FIRST_CONVERSATION_ID = 800_001
_FIRST_STATS_ID = 900_001
_COUNTS = (
    "contacts",
    "active",
    "optin",
    "optout",
    "messages",
    "inbound",
    "outbound",
    "hsm",
    "flows_started",
    "flows_completed",
    "users",
    "conversations",
)
STATS_COLUMNS = (
    "tenant_id",
    "id",
    "period",
    "date",
    "hour",
    *_COUNTS,
    "inserted_at",
    "updated_at",
    "bq_uuid",
    "bq_inserted_at",
)


def billed_messages(
    organization: Organization, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Numbers of the messages that were billed, and when (ms): up to an hour after delivery."""
    messages = organization.messages
    billed = np.flatnonzero(
        (messages.direction == OUTBOUND)
        & (messages.contact_kind == PERSON)
        & (messages.category != NO_CATEGORY)
        & np.isin(messages.fate, DELIVERED_FATES)
    )
    delay = np.minimum(generator.exponential(900_000, size=len(billed)), 3_600_000)
    return billed, organization.inserted[billed] + 90_000 + delay.astype(np.int64)


def conversation_table(
    organization: Organization,
    billed: np.ndarray,
    moments: np.ndarray,
    window: Window,
    clock: ExportClock,
) -> ExportedTable:
    """Export what an organization was billed for."""
    messages = organization.messages
    versions = export_versions(np.arange(len(billed)), moments, window)
    lines = []
    for number, inserted_at, exported_at in zip(
        versions.planned.tolist(),
        clock.texts(moments[versions.planned]),
        clock.texts(versions.exported),
        strict=True,
    ):
        message = int(billed[number])
        category = int(messages.category[message])
        # The export joins them to messages, and now and then finds none.
        is_joined = number % 40 != 17
        fields = {
            "tenant_id": messages.tenant_id,
            "id": _FIRST_CONVERSATION_ID + number,
            "bq_uuid": uuid_of(5, number),
            "bq_inserted_at": exported_at,
            "conversation_uuid": uuid_of(6, number),
            "deduction_type": CATEGORIES[category],
            "is_billable": category != SERVICE,
            "message_id": FIRST_ID + message if is_joined else None,
            "phone": organization.phone(int(messages.contact[message])) if is_joined else None,
            "inserted_at": inserted_at,
            "updated_at": inserted_at,
        }
        lines.append(json.dumps(fields, separators=(",", ":")))
    return ExportedTable(CONVERSATIONS, lines, versions)


def stats_table(
    organization: Organization,
    runs: FlowRuns,
    billed_at: np.ndarray,
    window: Window,
    clock: ExportClock,
) -> ExportedTable:
    """Export the platform's counts for every hour and day that was over before the window was."""
    hourly = _hourly_counts(organization, runs, billed_at, window)
    daily = hourly.reshape(window.days, 24, len(_COUNTS)).sum(axis=1)
    periods = (
        ("hour", hourly, MILLISECONDS_PER_HOUR),
        ("day", daily, MILLISECONDS_PER_DAY),
    )
    rows, moments = [], []
    for name, counts, length in periods:
        starts = window.start_ms + np.arange(len(counts)) * length
        for start, row in zip(starts.tolist(), counts.tolist(), strict=True):
            begin = datetime.fromtimestamp(start / 1000, UTC)
            rows.append((name, begin.date().isoformat(), begin.hour, *row))
            moments.append(start + length + 60_000)
    versions = export_versions(np.arange(len(rows)), np.array(moments), window)
    times = clock.texts(np.array(moments)[versions.planned])
    exported = clock.texts(versions.exported)
    return ExportedTable(
        STATS,
        csv_lines(
            (
                organization.messages.tenant_id,
                _FIRST_STATS_ID + number,
                *rows[number],
                time,
                time,
                uuid_of(7, number),
                exported_at,
            )
            for number, time, exported_at in zip(
                versions.planned.tolist(), times, exported, strict=True
            )
        ),
        versions,
        ",".join(STATS_COLUMNS),
    )


def _hourly_counts(
    organization: Organization, runs: FlowRuns, billed_at: np.ndarray, window: Window
) -> np.ndarray:
    """One row per hour of the window, one column per count."""
    messages, consents = organization.messages, organization.consents
    inserted = organization.inserted
    is_outbound = messages.direction == OUTBOUND
    is_template = is_outbound & np.isin(messages.category, TEMPLATES)
    opted_out = np.concatenate([consents.opted_out, organization.gone])
    moments = {
        "contacts": organization.created,
        "active": inserted[messages.direction == INBOUND],
        "optin": np.concatenate([consents.opted_in, consents.returned]),
        "optout": opted_out,
        "messages": inserted,
        "inbound": inserted[messages.direction == INBOUND],
        "outbound": inserted[is_outbound],
        "hsm": inserted[is_template],
        "flows_started": runs.started,
        "flows_completed": runs.ended,
        "conversations": billed_at,
    }
    counts = np.zeros((window.days * 24, len(_COUNTS)), dtype=np.int64)
    for name, times in moments.items():
        given = times[times < min(NEVER, window.end_ms)]
        hours = (given - window.start_ms) // MILLISECONDS_PER_HOUR
        counts[:, _COUNTS.index(name)] = np.bincount(hours, minlength=len(counts))
    return counts
