"""Which checks each source has. A new source is a new entry in `TABLES`."""

from __future__ import annotations

from orchestration.quality.code_tables import CODE_TABLES
from orchestration.quality.expectations import (
    WARN,
    Expectation,
    SeedColumn,
    delivery_is_accounted_for,
)
from orchestration.quality.journey_tables import JOURNEY_TABLES
from orchestration.quality.table_checks import RowRule, TableChecks
from orchestration.quality.whatsapp_tables import WHATSAPP_TABLES

_NPS_SCORE_NAME = "(data_collection_)?nps_survey_score_"


def _plain_nps_score(column: str) -> RowRule:
    # The substring test first: the regular expressions are five times as slow on every row.
    return RowRule(
        f"{column}_nps_score_is_plain",
        f"case when contains({column}, 'nps_survey_score_') then"
        f" regexp_matches({column}, '^{_NPS_SCORE_NAME}')"
        f" and not regexp_full_match({column}, '{_NPS_SCORE_NAME}([0-9]|10)') end",
        f"Every {column} of an NPS score ends in 0 to 10, written plainly.",
    )


_FINITE_AMOUNT = RowRule(
    "amount_is_finite", "not isfinite(amount)", "Every amount is a finite number."
)

_EVENT_NAMES = SeedColumn(("event_catalogue", "custom_events"), "event_name")

TABLES: tuple[TableChecks, ...] = (
    TableChecks(
        "tenants",
        "tenants",
        required=("tenant_id",),
        rules=(
            RowRule(
                "reporting_timezone_is_known",
                "reporting_timezone is not null and is_known_timezone is not true",
                "Every reporting_timezone is an IANA name; others are read as UTC.",
                WARN,
            ),
        ),
    ),
    TableChecks(
        "chat_events",
        "events",
        required=("tenant_id", "event_id", "event_key", "event_name", "occurred_at"),
        times=("occurred_at",),
        listed={"event_name": _EVENT_NAMES},
        unlisted_is_usual=("event_name",),
        rules=(_FINITE_AMOUNT, _plain_nps_score("event_name")),
    ),
    TableChecks(
        "loyjoy_facts",
        "facts",
        required=("tenant_id", "id", "event_key", "event_type", "created_at"),
        times=("created_at",),
        listed={"event_type": _EVENT_NAMES},
        unlisted_is_usual=("event_type",),
        rules=(_FINITE_AMOUNT, _plain_nps_score("event_type")),
    ),
    TableChecks("loyjoy_dimensions", "dimensions", required=("tenant_id", "entity_id")),
    *WHATSAPP_TABLES,
    *JOURNEY_TABLES,
    *CODE_TABLES,
)


def tables_of(source: str) -> list[TableChecks]:
    """List the tables of a source that have checks; empty for a source unknown to the gate."""
    return [table for table in TABLES if table.source == source]


def _of_source(source: str) -> list[Expectation]:
    tables = tables_of(source)
    one_row_per_record = len(tables) == 1 and tables[0].one_row_per_record
    return [
        *delivery_is_accounted_for(source, one_row_per_record=one_row_per_record),
        *(expectation for table in tables for expectation in table.expectations()),
    ]


EXPECTATIONS: tuple[Expectation, ...] = tuple(
    expectation
    for source in dict.fromkeys(table.source for table in TABLES)
    for expectation in _of_source(source)
)
"""Every check of every source; names are unique within their source."""


def expectations_of(source: str, table: str) -> list[Expectation]:
    """List the checks of one table of a source (`DELIVERY`: of the landing day as a whole)."""
    return [e for e in EXPECTATIONS if (e.source, e.table) == (source, table)]


def check_names(source: str) -> list[tuple[str, str, str]]:
    """List (name, description, severity) of every check of a source, in order of execution."""
    return [(e.name, e.description, e.severity) for e in EXPECTATIONS if e.source == source]
