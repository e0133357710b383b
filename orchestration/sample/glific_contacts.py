"""Rows of the sources `glific_contacts` and `glific_contact_histories`."""

from __future__ import annotations

import json

import numpy as np

from orchestration.sample.calendar import NEVER, Window
from orchestration.sample.files import csv_lines
from orchestration.sample.glific import Organization
from orchestration.sample.glific_export import (
    ExportClock,
    ExportedTable,
    export_versions,
    uuid_of,
)
from orchestration.sample.whatsapp import PERSON

CONTACTS = "glific_contacts"
HISTORIES = "glific_contact_histories"
FIRST_CONTACT_ID = 2_001
_FIRST_HISTORY_ID = 3_000_001
HISTORY_COLUMNS = (
    "tenant_id",
    "id",
    "event_type",
    "event_label",
    "event_datetime",
    "phone",
    "inserted_at",
    "updated_at",
    "bq_uuid",
    "bq_inserted_at",
)
#: What a contact's row says of consent, each in place of the ones before.
_CREATED, _OPTED_IN, _OPTED_OUT, _RETURNED, _GONE = range(5)
_MESSAGES_PER_CHANGE = 4


def contact_table(organization: Organization, window: Window, clock: ExportClock) -> ExportedTable:
    """Export the contacts of an organization: their latest state, whenever it changed."""
    consents = organization.consents
    moments = {
        _CREATED: organization.created,
        _OPTED_IN: consents.opted_in,
        _OPTED_OUT: consents.opted_out,
        _RETURNED: consents.returned,
        _GONE: organization.gone,
    }
    planned_contact, planned_update = _planned_changes(organization, list(moments.values()))
    versions = export_versions(planned_contact, planned_update, window)
    contact = planned_contact[versions.planned]
    updated = planned_update[versions.planned]
    states = np.full(len(contact), _CREATED)
    for kind, since in moments.items():
        states[updated >= since[contact]] = kind
    created_at = clock.texts(organization.created, fraction=True)
    opted_in_at = clock.texts(np.minimum(consents.opted_in, organization.stated))
    opted_out_at = clock.texts(np.minimum(consents.opted_out, organization.gone))
    returned_at = clock.texts(consents.returned)
    lines = []
    for row, (number, state, updated_at, exported_at) in enumerate(
        zip(
            contact.tolist(),
            states.tolist(),
            clock.texts(updated, fraction=True),
            clock.texts(versions.exported, fraction=True),
            strict=True,
        )
    ):
        is_out = state in (_OPTED_OUT, _GONE)
        is_in = state in (_OPTED_IN, _RETURNED) or organization.stated[number] < NEVER
        opted_in = returned_at[number] if state == _RETURNED else opted_in_at[number]
        fields = {
            "tenant_id": organization.messages.tenant_id,
            "id": FIRST_CONTACT_ID + number,
            "bq_uuid": uuid_of(2, row),
            "bq_inserted_at": exported_at,
            "name": f"Contact {number}",
            "phone": organization.phone(number),
            "provider_status": "none" if is_out else "session_and_hsm",
            # Who opts out is stored as invalid too.
            "status": "invalid" if is_out else "valid",
            "language": "Hindi" if number % 3 else "English",
            "contact_optin_method": "BSP" if is_in else None,
            "optin_time": opted_in if is_in and not is_out else None,
            "optout_time": opted_out_at[number] if is_out else None,
            "inserted_at": created_at[number],
            "updated_at": updated_at,
        }
        lines.append(json.dumps(fields, separators=(",", ":")))
    return ExportedTable(CONTACTS, lines, versions)


def _planned_changes(
    organization: Organization, moments: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Contact and time (ms) of every change of a row: what is in `moments`, and some messages."""
    messages = organization.messages
    wrote = np.flatnonzero(messages.contact_kind == PERSON)[::_MESSAGES_PER_CHANGE]
    contacts = [np.flatnonzero(times < NEVER) for times in moments]
    times = [times[times < NEVER] for times in moments]
    return (
        np.concatenate([*contacts, messages.contact[wrote]]),
        np.concatenate([*times, organization.inserted[wrote] + 50]),
    )


def history_table(
    organization: Organization,
    runs: tuple[np.ndarray, np.ndarray, np.ndarray],
    window: Window,
    clock: ExportClock,
) -> ExportedTable:
    """Export what happened to contacts; `runs` are contact, start and end of their flow runs."""
    consents = organization.consents
    repeated = np.where(np.arange(len(consents.opted_in)) % 8 == 3, consents.opted_in, NEVER)
    contact, started, ended = runs
    kinds = (
        ("contact_opted_in", "contact opted in, via BSP", consents.opted_in, 0),
        # The platform notes an opt-in even of who is opted in.
        ("contact_opted_in", "contact opted in, via WA", repeated, 4_000),
        ("contact_opted_out", "contact opted out, via WA", consents.opted_out, 0),
        ("contact_opted_in", "contact opted in, via WA", consents.returned, 0),
        ("contact_opted_out", "Number does not exist", organization.gone, 0),
        ("contact_flow_started", "Flow Started", started, 0),
        ("contact_flow_ended", "Flow Ended", ended, 0),
    )
    numbers, moments, types = [], [], []
    for kind, (event_type, _, times, delay) in enumerate(kinds):
        given = np.flatnonzero(times < NEVER)
        numbers.append(contact[given] if event_type.startswith("contact_flow") else given)
        moments.append(times[given] + delay)
        types.append(np.full(len(given), kind))
    number, moment, kind = (np.concatenate(part) for part in (numbers, moments, types))
    order = np.argsort(moment, kind="stable")
    number, moment, kind = number[order], moment[order], kind[order]
    versions = export_versions(np.arange(len(moment)), moment, window)
    times = clock.texts(moment[versions.planned])
    rows = [
        (
            organization.messages.tenant_id,
            _FIRST_HISTORY_ID + row,
            kinds[what][0],
            kinds[what][1],
            time,
            organization.phone(who),
            time,
            time,
            uuid_of(3, row),
            exported_at,
        )
        for row, who, what, time, exported_at in zip(
            versions.planned.tolist(),
            number[versions.planned].tolist(),
            kind[versions.planned].tolist(),
            times,
            clock.texts(versions.exported),
            strict=True,
        )
    ]
    return ExportedTable(HISTORIES, csv_lines(rows), versions, ",".join(HISTORY_COLUMNS))
