"""The sources we know: what their records carry, and which lake tables they fill."""

from __future__ import annotations

from orchestration.ingest.sources.chatbot import CHAT_EVENTS, LOYJOY_DIMENSIONS, LOYJOY_FACTS
from orchestration.ingest.sources.codes import CODES, COUPONS
from orchestration.ingest.sources.decisions import DECISIONS
from orchestration.ingest.sources.glific import GLIFIC
from orchestration.ingest.sources.gupshup import GUPSHUP
from orchestration.ingest.sources.journeys import JOURNEY_EVENTS, JOURNEYS, USER_EVENTS
from orchestration.ingest.sources.model import (
    PROVENANCE,
    QUARANTINE_COLUMNS,
    Column,
    Field,
    Source,
)
from orchestration.ingest.sources.tenants import TENANTS
from orchestration.ingest.sources.whatsapp_cloud import WHATSAPP_CLOUD

LAKE_SCHEMA_VERSION = 2
"""Raise it when rows of the lake change meaning without any .sql file changing."""

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        TENANTS,
        CHAT_EVENTS,
        LOYJOY_FACTS,
        LOYJOY_DIMENSIONS,
        WHATSAPP_CLOUD,
        GUPSHUP,
        *GLIFIC,
        JOURNEYS,
        JOURNEY_EVENTS,
        USER_EVENTS,
        COUPONS,
        CODES,
    )
}
"""The sources that are delivered, each in a folder of the landing zone."""

LAKE_SOURCES: dict[str, Source] = {**SOURCES, DECISIONS.name: DECISIONS}
"""Everything the lake holds: what is delivered, and what chatmart itself records."""

__all__ = [
    "LAKE_SCHEMA_VERSION",
    "LAKE_SOURCES",
    "PROVENANCE",
    "QUARANTINE_COLUMNS",
    "SOURCES",
    "Column",
    "Field",
    "Source",
]
