"""Callbacks of Gupshup, version 2."""

from __future__ import annotations

from orchestration.ingest.sources.model import POSITION, PROVENANCE, Column, Field, Source
from orchestration.ingest.sources.whatsapp_columns import (
    CONTACT,
    CONVERSATION,
    HAS_REFERRAL,
    MESSAGE_ID,
    PRICING,
)

_ELEMENT = (
    *PROVENANCE,
    POSITION,
    Column("app", "VARCHAR", "The Gupshup app, which is also the business number."),
)
_OUTBOUND_MESSAGE_ID = (
    Column("message_id", "VARCHAR", "Gupshup's id of the message (gsId), else the id given."),
    Column("message_key", "BIGINT", "Hash of the message id, for joins and sorting."),
    Column("linked_id", "VARCHAR", "WhatsApp's id of the same message, where both are given."),
    Column("linked_key", "BIGINT", "Hash of the linked id, for joins and sorting."),
)

GUPSHUP = Source(
    name="gupshup",
    kind="webhook",
    description="Callbacks of Gupshup, version 2, each of which is a body with one element.",
    fields=(Field("type", required=True),),
    steps=(
        "gupshup_callbacks",
        "gupshup_messages",
        "gupshup_statuses",
        "gupshup_opt_events",
        "gupshup_billing_events",
        "gupshup_rejected",
    ),
    tables={
        "messages": (
            *_ELEMENT,
            *MESSAGE_ID,
            Column("occurred_at", "TIMESTAMP", "When it was received (UTC)."),
            *CONTACT,
            Column("message_type", "VARCHAR", "Type of the message: text, image, …"),
            HAS_REFERRAL,
        ),
        "statuses": (
            *_ELEMENT,
            *_OUTBOUND_MESSAGE_ID,
            Column("status", "VARCHAR", "Status as given: enqueued, sent, read, failed, …"),
            Column("occurred_at", "TIMESTAMP", "When the message reached the status (UTC)."),
            *CONTACT,
            *CONVERSATION,
            *PRICING,
            Column("error_code", "VARCHAR", "Code of a failure; empty if it has none."),
            Column("error_title", "VARCHAR", "Reason of a failure."),
        ),
        "opt_events": (
            *_ELEMENT,
            *CONTACT,
            Column("event_type", "VARCHAR", "As given: opted-in, opted-out, sandbox-start."),
            Column("occurred_at", "TIMESTAMP", "When the contact chose (UTC)."),
        ),
        "billing_events": (
            *_ELEMENT,
            *_OUTBOUND_MESSAGE_ID,
            *PRICING,
            Column("occurred_at", "TIMESTAMP", "When it was billed (UTC)."),
        ),
    },
)
