"""Journeys: their definitions, what happened in them, and what their users did elsewhere."""

from __future__ import annotations

from orchestration.ingest.sources.model import PROVENANCE, TENANT_ID, Column, Field, Source, texts

_EVENT_ID = Column(
    "event_id",
    "VARCHAR",
    "Id as given, else generated from the typed fields.",
    personal="record_id",
)
_EVENT_KEY = Column(
    "event_key",
    "BIGINT",
    "Hash of tenant and event id, for joins and sorting.",
    key_of=("tenant_id", "event_id"),
)
_OCCURRED_AT = Column("occurred_at", "TIMESTAMP", "When it happened (UTC).", record_time="utc")

JOURNEYS = Source(
    name="journeys",
    kind="record",
    description="Versions of the definitions of journeys.",
    fields=(
        Field("tenant_id", required=True),
        Field("journey_id", required=True),
        Field("journey_name"),
        Field("valid_from", kind="time"),
        Field("conversion_event", required=True),
        Field("conversion_filters", kind="object"),
        Field("stop_counting_after_exit_seconds", kind="number", required=True),
        Field("steps", kind="array"),
    ),
    tables={
        "definitions": (
            *PROVENANCE,
            TENANT_ID,
            Column("journey_id", "VARCHAR", "Journey that is defined.", personal="none"),
            Column("journey_name", "VARCHAR", "Name of the journey.", personal="text"),
            Column(
                "valid_from", "TIMESTAMP", "When the version begins to hold (UTC), NULL: always."
            ),
            Column(
                "conversion_event",
                "VARCHAR",
                "Name of the event that is a conversion.",
                personal="none",
            ),
            Column(
                "conversion_filters",
                "VARCHAR",
                "Attributes a conversion must have: a JSON object, keys in order, NULL if none.",
                personal="payload",
            ),
            Column(
                "stop_counting_after_exit_seconds",
                "DOUBLE",
                "Seconds after the exit in which events still count as conversions.",
            ),
            Column(
                "steps",
                "VARCHAR",
                "JSON array of objects with step_id, step_name, channel, position; NULL if none.",
                personal="payload",
            ),
        )
    },
)

JOURNEY_EVENTS = Source(
    name="journey_events",
    kind="record",
    description="What happened to the users of journeys.",
    fields=(
        Field("event_id"),
        Field("tenant_id", required=True),
        Field("journey_id", required=True),
        Field("user_id", required=True),
        Field("entry_id", required=True),
        Field("event_type", required=True),
        Field("occurred_at", kind="time", required=True),
        *texts("step_id", "channel", "platform", "action_name", "trigger_event_id", "reason"),
        Field("payload", kind="object"),
    ),
    tables={
        "events": (
            *PROVENANCE,
            TENANT_ID,
            _EVENT_ID,
            _EVENT_KEY,
            Column("journey_id", "VARCHAR", "Journey it happened in.", personal="none"),
            Column("user_id", "VARCHAR", "User it happened to.", personal="person"),
            Column(
                "entry_id", "VARCHAR", "Run of the user through the journey.", personal="record_id"
            ),
            Column(
                "event_type",
                "VARCHAR",
                "entered, step_entered, sent, delivered, viewed, clicked, failed, custom, exited.",
                personal="none",
            ),
            _OCCURRED_AT,
            Column("step_id", "VARCHAR", "Step of the journey; blank is NULL.", personal="none"),
            Column("channel", "VARCHAR", "Channel of the message; blank is NULL.", personal="none"),
            Column("platform", "VARCHAR", "Platform of the user; blank is NULL.", personal="none"),
            Column(
                "action_name", "VARCHAR", "The event's own name; blank is NULL.", personal="text"
            ),
            Column(
                "trigger_event_id",
                "VARCHAR",
                "Event that began the entry; blank is NULL.",
                personal="record_id",
            ),
            Column(
                "reason",
                "VARCHAR",
                "Why it happened, say a failure; blank is NULL.",
                personal="text",
            ),
            Column(
                "payload",
                "VARCHAR",
                "Further attributes: the text of a JSON object.",
                personal="payload",
            ),
        )
    },
)

USER_EVENTS = Source(
    name="user_events",
    kind="record",
    description="What users did elsewhere, some of it conversions of journeys.",
    fields=(
        Field("event_id"),
        Field("tenant_id", required=True),
        Field("user_id", required=True),
        Field("event_name", required=True),
        Field("occurred_at", kind="time", required=True),
        Field("attributes", kind="object"),
    ),
    tables={
        "events": (
            *PROVENANCE,
            TENANT_ID,
            _EVENT_ID,
            _EVENT_KEY,
            Column("user_id", "VARCHAR", "User who did it.", personal="person"),
            Column("event_name", "VARCHAR", "Name of the event.", personal="none"),
            _OCCURRED_AT,
            Column(
                "attributes",
                "VARCHAR",
                "Its attributes: the text of a JSON object.",
                personal="payload",
            ),
        )
    },
)
