"""Rows of the source `glific_messages`: each message, and again whenever its status changed."""

from __future__ import annotations

import json

import numpy as np

from orchestration.sample.calendar import NEVER, Window
from orchestration.sample.deliveries import steps_of
from orchestration.sample.glific import Organization
from orchestration.sample.glific_export import (
    ExportClock,
    ExportedTable,
    export_versions,
    uuid_of,
)
from orchestration.sample.whatsapp import (
    FATE_NAMES,
    INBOUND,
    OUTBOUND,
    OWN,
    REJECTED,
    SIMULATOR,
    TEMPLATES,
)

SOURCE = "glific_messages"
FIRST_ID = 1_000_001
SIMULATOR_PHONE = "9876543210_1"
_RELABELLED_SHARE = 0.06
_OVERTAKEN_SHARE = 0.04
_STATES = ("enqueued", "sent", "delivered", "read", "failed", "received")
_RECEIVED = _STATES.index("received")
#: `status` and `bsp_status` of each state; the export knows no `failed`.
_STATUSES = (
    ("enqueued", "enqueued"),
    ("sent", "sent"),
    ("sent", "delivered"),
    ("sent", "read"),
    ("sent", "error"),
    ("received", "delivered"),
)
_TEXTS = (
    "Good morning! Here is today's story.",
    "Did your child like the riddle?",
    "Please reply 1 for yes and 2 for no.",
    "Thank you, see you tomorrow \U0001f44d",
    "How many stars can you count?",
)
_NO_ERRORS = '"{}"'
_NOBODY = (1002, "Number Does Not Exist On WhatsApp")
_FAILURES = ((131026, "Message undeliverable"), (131049, "Not delivered to keep it healthy"))
_REFUSAL = '{"message":"Template did not match"}'


def message_table(
    organization: Organization,
    window: Window,
    clock: ExportClock,
    generator: np.random.Generator,
) -> ExportedTable:
    """Export the messages of an organization."""
    messages = organization.messages
    message, updated, state, has_failed = _planned_versions(organization, generator)
    versions = export_versions(message, updated, window)
    message, state = message[versions.planned], state[versions.planned]
    sent = organization.inserted + 400
    sent[(messages.direction != OUTBOUND) | (messages.fate == REJECTED)] = NEVER
    fixed = [_message_members(organization, number) for number in range(len(messages.second))]
    failed = np.unique(message[has_failed[versions.planned]]).tolist()
    errors = {number: _errors(organization, number) for number in failed}
    rows = zip(
        range(len(message)),
        message.tolist(),
        state.tolist(),
        has_failed[versions.planned].tolist(),
        clock.members(np.where(state == 0, NEVER, sent[message]), fraction=True),
        clock.members(organization.inserted[message], fraction=True),
        clock.members(updated[versions.planned], fraction=True),
        clock.members(versions.exported, fraction=True),
        strict=True,
    )
    lines = [
        f'{{"tenant_id":"{messages.tenant_id}","id":{FIRST_ID + number},'
        f'"bq_uuid":"{uuid_of(1, row)}","bq_inserted_at":{exported_at},{fixed[number]},'
        f'"status":"{_STATUSES[status][0]}","bsp_status":"{_STATUSES[status][1]}",'
        f'"errors":{errors[number] if is_error else _NO_ERRORS},"sent_at":{sent_at},'
        f'"inserted_at":{inserted_at},"updated_at":{updated_at}}}'
        for row, number, status, is_error, sent_at, inserted_at, updated_at, exported_at in rows
    ]
    return ExportedTable(SOURCE, lines, versions)


def _planned_versions(
    organization: Organization, generator: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """Message, time of change (ms), state and whether an error is on record, of every version."""
    messages, inserted = organization.messages, organization.inserted
    count = len(inserted)
    is_outbound = messages.direction == OUTBOUND
    first_delay = generator.integers(2, 30, size=count) * 1000
    read_delay = (30_000 + generator.exponential(2_400_000, size=count)).astype(np.int64)
    parts = []

    def plan(number: np.ndarray, delay: np.ndarray | int, state: int, failed: bool = False) -> None:
        parts.append(
            (
                number,
                inserted[number] + (delay if isinstance(delay, int) else delay[number]),
                np.full(len(number), state),
                np.full(len(number), failed),
            )
        )

    received = np.flatnonzero(~is_outbound)
    plan(received, 0, _RECEIVED)
    relabelled = received[generator.random(len(received)) < _RELABELLED_SHARE]
    plan(relabelled, read_delay, _RECEIVED)
    plan(np.flatnonzero(is_outbound), 0, 0)
    for fate, name in enumerate(FATE_NAMES):
        number = np.flatnonzero(is_outbound & (messages.fate == fate))
        has_failed = False
        # The steps are told apart by their order; their distances come from the columns here.
        for status, _ in steps_of(name, 0, 0):
            has_failed |= status == "failed"
            delay = {
                "sent": 1_000,
                "failed": 1_000 if name == "rejected" else first_delay,
                "delivered": first_delay + (60_000 if has_failed else 0),
                "read": first_delay + (0 if name == "read_at_once" else read_delay),
            }[status]
            plan(number, delay, _STATES.index(status), has_failed)
        if name == "read":
            # The platform keeps what it heard last, though it be of something earlier.
            overtaken = number[generator.random(len(number)) < _OVERTAKEN_SHARE]
            plan(overtaken, first_delay + read_delay + 100_000, _STATES.index("delivered"))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def _message_members(organization: Organization, number: int) -> str:
    """The members of a message that never change, as JSON text."""
    messages = organization.messages
    kind, contact = int(messages.contact_kind[number]), int(messages.contact[number])
    own = messages.account.own_phone
    phone = {OWN: own, SIMULATOR: SIMULATOR_PHONE}.get(kind) or organization.phone(contact)
    is_inbound = messages.direction[number] == INBOUND
    sender, receiver = (phone, own) if is_inbound else (own, phone)
    is_template = not is_inbound and int(messages.category[number]) in TEMPLATES
    group = ',"group_id":41,"group_name":"Parents"' if kind == OWN else ""
    return (
        f'"type":"text","flow":"{"inbound" if is_inbound else "outbound"}",'
        f'"body":{json.dumps(_TEXTS[number % len(_TEXTS)])},'
        f'"sender_phone":"{sender}","receiver_phone":"{receiver}","contact_phone":"{phone}",'
        f'"is_hsm":{"true" if is_template else "false"}{group}'
    )


def _errors(organization: Organization, number: int) -> str:
    """What is on record of a failure: the provider's whole callback, or what its API answered."""
    messages = organization.messages
    contact = int(messages.contact[number])
    is_refused = messages.fate[number] == REJECTED
    is_to_nobody = is_refused and organization.gone[contact] < NEVER
    if is_refused and not is_to_nobody:
        return json.dumps(_REFUSAL)
    code, reason = _NOBODY if is_to_nobody else _FAILURES[number % len(_FAILURES)]
    callback = {
        "app": messages.tenant_id,
        "type": "message-event",
        "payload": {
            "type": "failed",
            "destination": messages.phone(contact),
            "payload": {"code": code, "reason": reason},
        },
    }
    return json.dumps(json.dumps(callback))
