"""Columns that the webhooks of several WhatsApp providers share."""

from __future__ import annotations

from orchestration.ingest.sources.model import Column

CONTACT = (
    Column("contact_phone", "VARCHAR", "Phone of the contact, digits only.", personal="person"),
    Column(
        "contact_user_id", "VARCHAR", "The provider's user id of the contact.", personal="person"
    ),
)
MESSAGE_ID = (
    Column("message_id", "VARCHAR", "The provider's message id.", personal="record_id"),
    Column(
        "message_key",
        "BIGINT",
        "Hash of the message id, for joins and sorting.",
        key_of=("message_id",),
    ),
)
HAS_REFERRAL = Column("has_referral", "BOOLEAN", "Whether it came from an advertisement or post.")
CONVERSATION = (
    Column("conversation_id", "VARCHAR", "The provider's conversation id.", personal="record_id"),
    Column("conversation_expires_at", "TIMESTAMP", "When that conversation ends (UTC)."),
    Column("conversation_origin", "VARCHAR", "What opened that conversation.", personal="none"),
)
PRICING = (
    Column(
        "pricing_model", "VARCHAR", "The provider's pricing model: CBP, PMP, …", personal="none"
    ),
    Column("pricing_category", "VARCHAR", "The provider's pricing category.", personal="none"),
    Column("pricing_type", "VARCHAR", "The provider's pricing type.", personal="none"),
)
ERROR = (
    Column(
        "error_code", "VARCHAR", "Code of the first error; empty if it has none.", personal="none"
    ),
    Column(
        "error_title", "VARCHAR", "Title of the first error, else its message.", personal="text"
    ),
)
