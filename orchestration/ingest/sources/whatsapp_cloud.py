"""Webhooks of the WhatsApp Cloud API."""

from __future__ import annotations

from orchestration.ingest.sources.model import POSITION, PROVENANCE, Column, Field, Source
from orchestration.ingest.sources.whatsapp_columns import (
    CONTACT,
    CONVERSATION,
    ERROR,
    HAS_REFERRAL,
    MESSAGE_ID,
    PRICING,
)

_ELEMENT = (
    *PROVENANCE,
    POSITION,
    Column(
        "business_account_id", "VARCHAR", "WhatsApp Business account (entry id).", personal="none"
    ),
    Column("phone_number_id", "VARCHAR", "Business phone number's id.", personal="none"),
)
_DISPLAY_PHONE_NUMBER = Column(
    "display_phone_number", "VARCHAR", "Business phone number, digits only.", personal="record_id"
)
_GROUP = Column("group_id", "VARCHAR", "Group the message belongs to.", personal="record_id")

WHATSAPP_CLOUD = Source(
    name="whatsapp_cloud",
    kind="webhook",
    description="Webhook bodies of the WhatsApp Cloud API.",
    fields=(Field("entry", kind="object", required=True),),
    steps=(
        "whatsapp_cloud_elements",
        "whatsapp_cloud_messages",
        "whatsapp_cloud_statuses",
        "whatsapp_cloud_preferences",
        "whatsapp_cloud_rejected",
    ),
    tables={
        "messages": (
            *_ELEMENT,
            _DISPLAY_PHONE_NUMBER,
            Column(
                "direction",
                "VARCHAR",
                "inbound, or outbound for echoes of the business.",
                personal="none",
            ),
            *MESSAGE_ID,
            Column(
                "occurred_at", "TIMESTAMP", "When it was received or sent (UTC).", record_time="utc"
            ),
            *CONTACT,
            _GROUP,
            Column(
                "message_type", "VARCHAR", "Type of the message: text, image, …", personal="none"
            ),
            Column(
                "body",
                "VARCHAR",
                "Text, caption or title chosen, where there is one.",
                personal="datum",
            ),
            HAS_REFERRAL,
        ),
        "statuses": (
            *_ELEMENT,
            _DISPLAY_PHONE_NUMBER,
            *MESSAGE_ID,
            Column(
                "status",
                "VARCHAR",
                "Status as given: sent, delivered, read, failed, …",
                personal="none",
            ),
            Column(
                "occurred_at",
                "TIMESTAMP",
                "When the message reached the status (UTC).",
                record_time="utc",
            ),
            *CONTACT,
            _GROUP,
            *CONVERSATION,
            *PRICING,
            *ERROR,
        ),
        "preferences": (
            *_ELEMENT,
            *CONTACT,
            Column("category", "VARCHAR", "What the preference is about.", personal="none"),
            Column("value", "VARCHAR", "The preference: stop, resume, signup.", personal="none"),
            Column("occurred_at", "TIMESTAMP", "When it was changed (UTC).", record_time="utc"),
        ),
    },
)
