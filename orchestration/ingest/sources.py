"""The sources we know: what their records carry, and which lake tables they fill."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

LAKE_SCHEMA_VERSION = 2
"""Raise it when rows of the lake change meaning without any .sql file changing."""

FieldKind = Literal["text", "time", "number", "object"]
SourceKind = Literal["record", "webhook"]


@dataclass(frozen=True)
class Field:
    """One field of a delivered record; `text` fields must not hold an object or array."""

    name: str
    kind: FieldKind = "text"
    required: bool = False


@dataclass(frozen=True)
class Column:
    """One column of a lake table: its DuckDB type and what it means."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Source:
    """One kind of delivery.

    `record` sources carry one record a line; of `webhook` sources each line is a body that holds
    any number of elements. `fields` are those read from a delivered record.
    """

    name: str
    kind: SourceKind
    description: str
    fields: tuple[Field, ...]
    tables: dict[str, tuple[Column, ...]]

    @cached_property
    def record_table(self) -> str:
        """The only table of a record source."""
        (table,) = self.tables
        return table


PROVENANCE = (
    Column("landing_day", "DATE", "Day (UTC) the file was delivered on."),
    Column("file_name", "VARCHAR", "Name of the landing file."),
    Column("line", "BIGINT", "Physical line of the record in its file, from 1."),
)
"""Where a row came from; the first columns of every lake table."""

QUARANTINE_COLUMNS = (
    Column("source", "VARCHAR", "Source of the landing file."),
    *PROVENANCE,
    Column("kind", "VARCHAR", "record, element (part of a webhook body) or file."),
    Column("reason", "VARCHAR", "Why it was rejected, without any value of the record."),
    Column("raw", "VARCHAR", "The rejected text as delivered; invalid bytes as \\xNN."),
)

_TENANT_ID = Column("tenant_id", "VARCHAR", "Tenant the record belongs to.")


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


_TENANTS = Source(
    name="tenants",
    kind="record",
    description="Tenants with their names and reporting time zones.",
    fields=(
        Field("tenant_id", required=True),
        *_texts("tenant_name", "reporting_timezone", "whatsapp_business_account_id"),
    ),
    tables={
        "tenants": (
            *PROVENANCE,
            _TENANT_ID,
            Column("tenant_name", "VARCHAR", "Name of the tenant."),
            Column("reporting_timezone", "VARCHAR", "Time zone as given; blank is NULL."),
            Column("is_known_timezone", "BOOLEAN", "Whether it is an IANA time zone name."),
            Column(
                "whatsapp_business_account_id",
                "VARCHAR",
                "WhatsApp Business account whose webhooks belong to this tenant.",
            ),
        )
    },
)

_CHAT_EVENTS = Source(
    name="chat_events",
    kind="record",
    description="Events of chat experiences.",
    fields=(
        Field("event_id"),
        Field("tenant_id", required=True),
        Field("event_name", required=True),
        Field("occurred_at", kind="time", required=True),
        *_texts(
            "customer_id",
            "session_id",
            "process_instance_id",
            "process_id",
            "process_name",
            "module_id",
            "module_name",
            "module_type",
            "platform",
        ),
        Field("amount", kind="number"),
        Field("payload", kind="object"),
    ),
    tables={
        "events": (
            *PROVENANCE,
            _TENANT_ID,
            Column("event_id", "VARCHAR", "Id as given, else generated from the typed fields."),
            Column("event_key", "BIGINT", "Hash of tenant and event id, for joins and sorting."),
            Column("event_name", "VARCHAR", "Name of the event."),
            Column("occurred_at", "TIMESTAMP", "When it happened (UTC)."),
            Column("customer_id", "VARCHAR", "Customer; blank is NULL."),
            Column("session_id", "VARCHAR", "Session as reported by the chat; blank is NULL."),
            Column("process_instance_id", "VARCHAR", "Run of the process; blank is NULL."),
            Column("process_id", "VARCHAR", "Process (experience); blank is NULL."),
            Column("process_name", "VARCHAR", "Name of the process at that time."),
            Column("module_id", "VARCHAR", "Module of the process; blank is NULL."),
            Column("module_name", "VARCHAR", "Name of the module at that time."),
            Column("module_type", "VARCHAR", "Type of the module."),
            Column("platform", "VARCHAR", "Platform the customer used."),
            Column("amount", "DOUBLE", "Amount the event carries, in the event's own unit."),
            Column("payload", "VARCHAR", "Further attributes: the text of a JSON object."),
        )
    },
)

_LOYJOY_FACTS = Source(
    name="loyjoy_facts",
    kind="record",
    description="Facts of the chatbot platform's own warehouse export.",
    fields=(
        Field("tenant_id", required=True),
        Field("id"),
        Field("event_type", required=True),
        Field("created_at", kind="time", required=True),
        Field("entity_id"),
        Field("amount", kind="number"),
    ),
    tables={
        "facts": (
            *PROVENANCE,
            _TENANT_ID,
            Column("id", "VARCHAR", "Id as given, else generated from the typed fields."),
            Column("event_key", "BIGINT", "Hash of tenant and id, for joins and sorting."),
            Column("event_type", "VARCHAR", "Name of the event."),
            Column("created_at", "TIMESTAMP", "When it happened (UTC)."),
            Column("entity_id", "VARCHAR", "Entity of the dimensions export; blank is NULL."),
            Column("amount", "DOUBLE", "Amount of the fact: points where the event has points."),
        )
    },
)

_LOYJOY_DIMENSIONS = Source(
    name="loyjoy_dimensions",
    kind="record",
    description="Entities of the chatbot platform's own warehouse export.",
    fields=(
        Field("tenant_id", required=True),
        Field("entity_id", required=True),
        *_texts("tenant_name", "bot_id", "bot_name", "process_id", "process_name"),
    ),
    tables={
        "dimensions": (
            *PROVENANCE,
            _TENANT_ID,
            Column("entity_id", "VARCHAR", "Entity that facts refer to."),
            Column("tenant_name", "VARCHAR", "Name of the tenant."),
            Column("bot_id", "VARCHAR", "Bot; blank is NULL."),
            Column("bot_name", "VARCHAR", "Name of the bot."),
            Column("process_id", "VARCHAR", "Process (experience); blank is NULL."),
            Column("process_name", "VARCHAR", "Name of the process."),
        )
    },
)

_ELEMENT = (
    *PROVENANCE,
    Column("position", "BIGINT", "Order of the element within its body, from 1."),
    Column("business_account_id", "VARCHAR", "WhatsApp Business account (entry id)."),
    Column("phone_number_id", "VARCHAR", "Business phone number's id."),
)
_DISPLAY_PHONE_NUMBER = Column(
    "display_phone_number", "VARCHAR", "Business phone number, digits only."
)
_CONTACT = (
    Column("contact_phone", "VARCHAR", "Phone of the contact, digits only."),
    Column("contact_user_id", "VARCHAR", "The provider's user id of the contact."),
)
_GROUP = Column("group_id", "VARCHAR", "Group the message belongs to.")
_MESSAGE_ID = (
    Column("message_id", "VARCHAR", "The provider's message id."),
    Column("message_key", "BIGINT", "Hash of the message id, for joins and sorting."),
)

_WHATSAPP_CLOUD = Source(
    name="whatsapp_cloud",
    kind="webhook",
    description="Webhook bodies of the WhatsApp Cloud API.",
    fields=(Field("entry", kind="object", required=True),),
    tables={
        "messages": (
            *_ELEMENT,
            _DISPLAY_PHONE_NUMBER,
            Column("direction", "VARCHAR", "inbound, or outbound for echoes of the business."),
            *_MESSAGE_ID,
            Column("occurred_at", "TIMESTAMP", "When it was received or sent (UTC)."),
            *_CONTACT,
            _GROUP,
            Column("message_type", "VARCHAR", "Type of the message: text, image, …"),
            Column("body", "VARCHAR", "Text, caption or title chosen, where there is one."),
            Column("has_referral", "BOOLEAN", "Whether it came from an advertisement or post."),
        ),
        "statuses": (
            *_ELEMENT,
            _DISPLAY_PHONE_NUMBER,
            *_MESSAGE_ID,
            Column("status", "VARCHAR", "Status as given: sent, delivered, read, failed, …"),
            Column("occurred_at", "TIMESTAMP", "When the message reached the status (UTC)."),
            *_CONTACT,
            _GROUP,
            Column("conversation_id", "VARCHAR", "The provider's conversation id."),
            Column("conversation_expires_at", "TIMESTAMP", "When that conversation ends (UTC)."),
            Column("conversation_origin", "VARCHAR", "What opened that conversation."),
            Column("pricing_model", "VARCHAR", "The provider's pricing model: CBP, PMP, …"),
            Column("pricing_category", "VARCHAR", "The provider's pricing category."),
            Column("pricing_type", "VARCHAR", "The provider's pricing type."),
            Column("error_code", "VARCHAR", "Code of the first error; empty if it has none."),
            Column("error_title", "VARCHAR", "Title of the first error, else its message."),
        ),
        "preferences": (
            *_ELEMENT,
            *_CONTACT,
            Column("category", "VARCHAR", "What the preference is about."),
            Column("value", "VARCHAR", "The preference: stop, resume, signup."),
            Column("occurred_at", "TIMESTAMP", "When it was changed (UTC)."),
        ),
    },
)

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (_TENANTS, _CHAT_EVENTS, _LOYJOY_FACTS, _LOYJOY_DIMENSIONS, _WHATSAPP_CLOUD)
}
