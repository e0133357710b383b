"""Tenants."""

from __future__ import annotations

from orchestration.ingest.sources.model import PROVENANCE, TENANT_ID, Column, Field, Source, texts

TENANTS = Source(
    name="tenants",
    kind="record",
    description="Tenants with their names and reporting time zones.",
    fields=(
        Field("tenant_id", required=True),
        *texts("tenant_name", "reporting_timezone", "whatsapp_business_account_id"),
    ),
    tables={
        "tenants": (
            *PROVENANCE,
            TENANT_ID,
            Column("tenant_name", "VARCHAR", "Name of the tenant.", personal="text"),
            Column(
                "reporting_timezone",
                "VARCHAR",
                "Time zone as given; blank is NULL.",
                personal="none",
            ),
            Column("is_known_timezone", "BOOLEAN", "Whether it is an IANA time zone name."),
            Column(
                "whatsapp_business_account_id",
                "VARCHAR",
                "WhatsApp Business account whose webhooks belong to this tenant.",
                personal="none",
            ),
        )
    },
)
