"""What chatmart itself records: it is kept in the lake like a source, but nobody delivers it."""

from __future__ import annotations

from orchestration.ingest.sources.model import PROVENANCE, TENANT_ID, Column, Source

DRAWS = "draws"
DELETED_ENTRIES = "deleted_entries"
KEPT_CONVERSIONS = "kept_conversions"

DECISIONS = Source(
    name="decisions",
    kind="internal",
    description="What chatmart itself recorded: prizes drawn, entries deleted, conversions kept. "
    "A landing day is the day (UTC) of the record; there are no landing files.",
    fields=(),
    tables={
        DRAWS: (
            *PROVENANCE,
            TENANT_ID,
            Column(
                "process_id",
                "VARCHAR",
                "Experience whose participants were drawn from.",
                personal="none",
            ),
            Column("draw_id", "VARCHAR", "Id of the draw.", personal="record_id"),
            Column("event_id", "VARCHAR", "Participation that was drawn.", personal="record_id"),
            Column("customer_id", "VARCHAR", "Customer who won.", personal="person"),
            Column("created_at", "TIMESTAMP", "When it was drawn, by the clock on the wall (UTC)."),
            Column("drawn_as_of", "TIMESTAMP", "As-of time of the register it was drawn from."),
            Column(
                "participated_at",
                "TIMESTAMP",
                "When the customer participated (UTC).",
                record_time="utc",
            ),
            Column("seed", "BIGINT", "Seed of the draw."),
            Column("participants", "BIGINT", "Customers that the draw chose from."),
        ),
        DELETED_ENTRIES: (
            *PROVENANCE,
            TENANT_ID,
            Column(
                "register",
                "VARCHAR",
                "Register of the data section it was deleted from.",
                personal="none",
            ),
            Column(
                "process_id",
                "VARCHAR",
                "Experience of a coupon or code, else empty.",
                personal="none",
            ),
            Column(
                "entry_id",
                "VARCHAR",
                "Id of the event, or the coupon or code itself.",
                personal="record_id",
            ),
            Column("deleted_at", "TIMESTAMP", "When it was deleted, by the clock on the wall."),
        ),
        KEPT_CONVERSIONS: (
            *PROVENANCE,
            TENANT_ID,
            Column("source", "VARCHAR", "Source of the event.", personal="none"),
            Column("event_key", "BIGINT", "Hash of tenant and event id."),
            Column("rule_key", "BIGINT", "Hash of the conversion rule that the event met."),
        ),
    },
)
