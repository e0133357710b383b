"""Rows of Glific's BigQuery export: append-only, so that a changed row comes again."""

from __future__ import annotations

from orchestration.ingest.sources.model import PROVENANCE, TENANT_ID, Column, Field, Source, texts

_ROW_FIELDS = (
    *texts("id", "bq_uuid"),
    Field("inserted_at", kind="local_time", required=True),
    *(Field(name, kind="local_time") for name in ("updated_at", "bq_inserted_at")),
)
_VERSION = (
    Column(
        "inserted_at",
        "TIMESTAMP",
        "When Glific made the row (local time of the tenant).",
        record_time="local",
    ),
    Column(
        "updated_at",
        "TIMESTAMP",
        "When Glific last changed the row, else made it (local time of the tenant).",
    ),
    Column(
        "bq_inserted_at",
        "TIMESTAMP",
        "When this version was exported (local time); NULL where that is unreadable.",
    ),
    Column(
        "bq_uuid",
        "VARCHAR",
        "Id of this version of the row; old rows have none.",
        personal="record_id",
    ),
)


def _source(
    name: str,
    description: str,
    fields: tuple[Field, ...],
    table: str,
    columns: tuple[Column, ...],
) -> Source:
    """Return the source of one table of the export, with what all its tables have in common."""
    return Source(
        name=f"glific_{name}",
        kind="record",
        description=description,
        fields=(Field("tenant_id", required=True), *_ROW_FIELDS, *fields),
        tables={
            table: (
                *PROVENANCE,
                TENANT_ID,
                Column(
                    "id",
                    "VARCHAR",
                    "Id as given, else generated from the typed fields.",
                    personal="contact" if table == "contacts" else "record_id",
                ),
                *columns,
                *_VERSION,
            )
        },
    )


_MESSAGES = _source(
    "messages",
    "Messages of Glific's export.",
    (
        Field("flow", required=True),
        *texts("type", "status", "bsp_status"),
        Field("errors", kind="object"),
        *texts("sender_phone", "receiver_phone", "contact_phone"),
        Field("sent_at", kind="local_time"),
        Field("is_hsm"),
    ),
    "messages",
    (
        Column(
            "message_key",
            "BIGINT",
            "Hash of the id, for joins and sorting.",
            key_of=("id",),
        ),
        Column("direction", "VARCHAR", "inbound or outbound.", personal="none"),
        Column("message_type", "VARCHAR", "Type of the message: text, image, …", personal="none"),
        Column(
            "status", "VARCHAR", "Status as given: enqueued, sent, read, error, …", personal="none"
        ),
        Column("bsp_status", "VARCHAR", "Status at the provider, as given.", personal="none"),
        Column(
            "error_code",
            "VARCHAR",
            "Code among the errors; it outlives a later delivery.",
            personal="none",
        ),
        Column("error_title", "VARCHAR", "Reason or message among the errors.", personal="text"),
        Column(
            "sender_phone",
            "VARCHAR",
            "Phone of the sender, digits only; NULL if unusable.",
            personal="person",
        ),
        Column(
            "receiver_phone", "VARCHAR", "Phone of the receiver, digits only.", personal="person"
        ),
        Column(
            "contact_phone",
            "VARCHAR",
            "Phone of the contact, else of the side it is on.",
            personal="person",
        ),
        Column("sent_at", "TIMESTAMP", "When it was sent (local time of the tenant)."),
        Column("is_hsm", "BOOLEAN", "Whether it was a template message."),
    ),
)

_CONTACTS = _source(
    "contacts",
    "Contacts of Glific's export: each row their latest state.",
    (
        Field("phone", required=True),
        Field("status"),
        *(Field(name, kind="local_time") for name in ("optin_time", "optout_time")),
    ),
    "contacts",
    (
        Column("phone", "VARCHAR", "Phone of the contact, digits only.", personal="person"),
        Column(
            "status", "VARCHAR", "Status as given: valid, invalid, processing, …", personal="none"
        ),
        Column("optin_time", "TIMESTAMP", "When the contact opted in (local time)."),
        Column("optout_time", "TIMESTAMP", "When the contact opted out (local time)."),
    ),
)

_CONTACT_HISTORIES = _source(
    "contact_histories",
    "What happened to contacts, by Glific's export.",
    (
        Field("phone", required=True),
        Field("event_type"),
        Field("event_datetime", kind="local_time"),
    ),
    "contact_histories",
    (
        Column(
            "event_type",
            "VARCHAR",
            "As given: contact_opted_in, contact_opted_out, …",
            personal="none",
        ),
        Column("event_datetime", "TIMESTAMP", "When it happened (local time of the tenant)."),
        Column("phone", "VARCHAR", "Phone of the contact, digits only.", personal="person"),
    ),
)

_FLOW_CONTEXTS = _source(
    "flow_contexts",
    "Runs of flows, by Glific's export.",
    (
        *texts("flow_id", "flow_name", "flow_uuid", "contact_id", "contact_phone"),
        *texts("parent_id", "wa_group_id", "message_broadcast_id", "flow_broadcast_id"),
        Field("results", kind="object"),
        Field("is_killed"),
        Field("completed_at", kind="local_time"),
    ),
    "flow_contexts",
    (
        Column("flow_id", "VARCHAR", "Flow; blank is NULL.", personal="none"),
        Column("flow_name", "VARCHAR", "Name of the flow at that time.", personal="text"),
        Column("flow_uuid", "VARCHAR", "The flow's uuid; blank is NULL.", personal="none"),
        Column(
            "contact_id",
            "VARCHAR",
            "Glific's id of the contact; blank is NULL.",
            personal="contact",
        ),
        Column("contact_phone", "VARCHAR", "Phone of the contact, digits only.", personal="person"),
        Column(
            "parent_id",
            "VARCHAR",
            "The run that started this one; blank is NULL.",
            personal="record_id",
        ),
        Column(
            "wa_group_id",
            "VARCHAR",
            "WhatsApp group of a group's run; blank is NULL.",
            personal="record_id",
        ),
        Column("is_broadcast", "BOOLEAN", "Whether a broadcast started it."),
        Column("is_keyword", "BOOLEAN", "Whether a keyword started it."),
        Column("is_killed", "BOOLEAN", "Whether it was cut short."),
        Column("completed_at", "TIMESTAMP", "When it ended, either way (local time)."),
    ),
)

_MESSAGE_CONVERSATIONS = _source(
    "message_conversations",
    "Conversations that Glific was billed for, by its export.",
    (*texts("conversation_uuid", "deduction_type", "is_billable", "message_id", "phone"),),
    "message_conversations",
    (
        Column(
            "conversation_uuid", "VARCHAR", "The provider's conversation id.", personal="record_id"
        ),
        Column(
            "deduction_type",
            "VARCHAR",
            "What was billed: a pricing category or type.",
            personal="none",
        ),
        Column("is_billable", "BOOLEAN", "Whether it costs anything."),
        Column(
            "message_id",
            "VARCHAR",
            "Glific's id of the message; blank is NULL.",
            personal="record_id",
        ),
        Column("phone", "VARCHAR", "Phone of the contact, digits only.", personal="person"),
    ),
)

_STATS = _source(
    "stats",
    "Glific's own counts for hours, days, weeks and months of UTC.",
    (
        Field("period", required=True),
        Field("date", kind="local_time", required=True),
        *(Field(name, kind="number") for name in ("hour", "conversations")),
    ),
    "stats",
    (
        Column("period", "VARCHAR", "What is counted: hour, day, week or month.", personal="none"),
        Column("stats_date", "DATE", "Day the period starts on (UTC)."),
        Column("hour", "INTEGER", "Hour of that day the period starts at (UTC)."),
        Column("conversations", "BIGINT", "Conversations by Glific's count."),
    ),
)

GLIFIC = (
    _MESSAGES,
    _CONTACTS,
    _CONTACT_HISTORIES,
    _FLOW_CONTEXTS,
    _MESSAGE_CONVERSATIONS,
    _STATS,
)
