"""Chat events, and the export of the chatbot platform's own warehouse."""

from __future__ import annotations

from orchestration.ingest.sources.model import PROVENANCE, TENANT_ID, Column, Field, Source, texts

CHAT_EVENTS = Source(
    name="chat_events",
    kind="record",
    description="Events of chat experiences.",
    fields=(
        Field("event_id"),
        Field("tenant_id", required=True),
        Field("event_name", required=True),
        Field("occurred_at", kind="time", required=True),
        *texts(
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
            TENANT_ID,
            Column(
                "event_id",
                "VARCHAR",
                "Id as given, else generated from the typed fields.",
                personal="record_id",
            ),
            Column(
                "event_key",
                "BIGINT",
                "Hash of tenant and event id, for joins and sorting.",
                key_of=("tenant_id", "event_id"),
            ),
            Column("event_name", "VARCHAR", "Name of the event.", personal="none"),
            Column("occurred_at", "TIMESTAMP", "When it happened (UTC).", record_time="utc"),
            Column("customer_id", "VARCHAR", "Customer; blank is NULL.", personal="person"),
            Column(
                "session_id",
                "VARCHAR",
                "Session as reported by the chat; blank is NULL.",
                personal="record_id",
            ),
            Column(
                "process_instance_id",
                "VARCHAR",
                "Run of the process; blank is NULL.",
                personal="record_id",
            ),
            Column(
                "process_id", "VARCHAR", "Process (experience); blank is NULL.", personal="none"
            ),
            Column("process_name", "VARCHAR", "Name of the process at that time.", personal="text"),
            Column(
                "module_id", "VARCHAR", "Module of the process; blank is NULL.", personal="none"
            ),
            Column("module_name", "VARCHAR", "Name of the module at that time.", personal="text"),
            Column("module_type", "VARCHAR", "Type of the module.", personal="none"),
            Column("platform", "VARCHAR", "Platform the customer used.", personal="none"),
            Column("amount", "DOUBLE", "Amount the event carries, in the event's own unit."),
            Column(
                "payload",
                "VARCHAR",
                "Further attributes: the text of a JSON object.",
                personal="payload",
            ),
        )
    },
)

LOYJOY_FACTS = Source(
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
            TENANT_ID,
            Column(
                "id",
                "VARCHAR",
                "Id as given, else generated from the typed fields.",
                personal="record_id",
            ),
            Column(
                "event_key",
                "BIGINT",
                "Hash of tenant and id, for joins and sorting.",
                key_of=("tenant_id", "id"),
            ),
            Column("event_type", "VARCHAR", "Name of the event.", personal="none"),
            Column("created_at", "TIMESTAMP", "When it happened (UTC).", record_time="utc"),
            Column(
                "entity_id",
                "VARCHAR",
                "Entity of the dimensions export; blank is NULL.",
                personal="none",
            ),
            Column("amount", "DOUBLE", "Amount of the fact: points where the event has points."),
        )
    },
)

LOYJOY_DIMENSIONS = Source(
    name="loyjoy_dimensions",
    kind="record",
    description="Entities of the chatbot platform's own warehouse export.",
    fields=(
        Field("tenant_id", required=True),
        Field("entity_id", required=True),
        *texts("tenant_name", "bot_id", "bot_name", "process_id", "process_name"),
    ),
    tables={
        "dimensions": (
            *PROVENANCE,
            TENANT_ID,
            Column("entity_id", "VARCHAR", "Entity that facts refer to.", personal="none"),
            Column("tenant_name", "VARCHAR", "Name of the tenant.", personal="text"),
            Column("bot_id", "VARCHAR", "Bot; blank is NULL.", personal="none"),
            Column("bot_name", "VARCHAR", "Name of the bot.", personal="text"),
            Column(
                "process_id", "VARCHAR", "Process (experience); blank is NULL.", personal="none"
            ),
            Column("process_name", "VARCHAR", "Name of the process.", personal="text"),
        )
    },
)
