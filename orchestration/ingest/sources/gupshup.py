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
    Column(
        "app", "VARCHAR", "The Gupshup app, which is also the business number.", personal="none"
    ),
)
_OUTBOUND_MESSAGE_ID = (
    Column(
        "message_id",
        "VARCHAR",
        "Gupshup's id of the message (gsId), else the id given.",
        personal="record_id",
    ),
    Column(
        "message_key",
        "BIGINT",
        "Hash of the message id, for joins and sorting.",
        key_of=("message_id",),
    ),
    Column(
        "linked_id",
        "VARCHAR",
        "WhatsApp's id of the same message, where both are given.",
        personal="record_id",
    ),
    Column(
        "linked_key",
        "BIGINT",
        "Hash of the linked id, for joins and sorting.",
        key_of=("linked_id",),
    ),
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
            Column("occurred_at", "TIMESTAMP", "When it was received (UTC).", record_time="utc"),
            *CONTACT,
            Column(
                "message_type", "VARCHAR", "Type of the message: text, image, …", personal="none"
            ),
            HAS_REFERRAL,
        ),
        "statuses": (
            *_ELEMENT,
            *_OUTBOUND_MESSAGE_ID,
            Column(
                "status",
                "VARCHAR",
                "Status as given: enqueued, sent, read, failed, …",
                personal="none",
            ),
            Column(
                "occurred_at",
                "TIMESTAMP",
                "When the message reached the status (UTC).",
                record_time="utc",
            ),
            *CONTACT,
            *CONVERSATION,
            *PRICING,
            Column(
                "error_code", "VARCHAR", "Code of a failure; empty if it has none.", personal="none"
            ),
            Column("error_title", "VARCHAR", "Reason of a failure.", personal="text"),
        ),
        "opt_events": (
            *_ELEMENT,
            *CONTACT,
            Column(
                "event_type",
                "VARCHAR",
                "As given: opted-in, opted-out, sandbox-start.",
                personal="none",
            ),
            Column("occurred_at", "TIMESTAMP", "When the contact chose (UTC).", record_time="utc"),
        ),
        "billing_events": (
            *_ELEMENT,
            *_OUTBOUND_MESSAGE_ID,
            *PRICING,
            Column("occurred_at", "TIMESTAMP", "When it was billed (UTC).", record_time="utc"),
        ),
    },
)
