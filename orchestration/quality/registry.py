"""Which checks each source has. A new source is a new entry in `TABLES`."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.quality.expectations import (
    WARN,
    Expectation,
    SeedColumn,
    delivery_is_accounted_for,
    given,
    listed,
    no_rows,
    table_is_sound,
)

RECORD_KEY = ("file_name", "line")
ELEMENT_KEY = ("file_name", "line", "position")

_NPS_SCORE_NAME = "(data_collection_)?nps_survey_score_"


@dataclass(frozen=True)
class RowRule:
    """A condition that no row of a table may meet; see `expectations.no_rows`."""

    name: str
    violation: str
    description: str
    severity: str = "error"


@dataclass(frozen=True)
class TableChecks:
    """The checks of one lake table.

    `key` is where a row came from: one row per record, or one per element of a webhook body.
    `required` columns are never null, `time` lies within the accepted times of the landing day,
    `listed` maps a column to the seed that lists its values (severity warn); runs warn of unlisted
    ones unless the column is in `unlisted_is_usual`.
    """

    source: str
    table: str
    key: tuple[str, ...] = RECORD_KEY
    required: tuple[str, ...] = ()
    time: str | None = None
    listed: dict[str, SeedColumn] = field(default_factory=dict)
    unlisted_is_usual: tuple[str, ...] = ()
    rules: tuple[RowRule, ...] = ()

    @property
    def one_row_per_record(self) -> bool:
        """True if each accepted record is exactly one row of this table."""
        return self.key == RECORD_KEY

    def expectations(self) -> list[Expectation]:
        """Spell the checks out."""
        rules = list(self.rules)
        if self.time:
            rules.append(_accepted_time(self.time))
        return [
            *table_is_sound(self.source, self.table, self.key),
            *(given(self.source, self.table, column) for column in self.required),
            *(
                no_rows(
                    self.source, self.table, rule.name, rule.violation, rule.description,
                    rule.severity,
                )
                for rule in rules
            ),
            *(
                listed(
                    self.source, self.table, column, seed,
                    is_reported=column not in self.unlisted_is_usual,
                )
                for column, seed in self.listed.items()
            ),
        ]  # fmt: skip


def _accepted_time(column: str) -> RowRule:
    return RowRule(
        f"{column}_is_in_range",
        f"{column} not between earliest_accepted and latest_accepted",
        f"Every {column} lies between 2000-01-01 and one day after the end of the landing day.",
    )


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
        time="occurred_at",
        listed={"event_name": _EVENT_NAMES},
        unlisted_is_usual=("event_name",),
        rules=(_FINITE_AMOUNT, _plain_nps_score("event_name")),
    ),
    TableChecks(
        "loyjoy_facts",
        "facts",
        required=("tenant_id", "id", "event_key", "event_type", "created_at"),
        time="created_at",
        listed={"event_type": _EVENT_NAMES},
        unlisted_is_usual=("event_type",),
        rules=(_FINITE_AMOUNT, _plain_nps_score("event_type")),
    ),
    TableChecks("loyjoy_dimensions", "dimensions", required=("tenant_id", "entity_id")),
    TableChecks(
        "whatsapp_cloud",
        "messages",
        key=ELEMENT_KEY,
        required=("business_account_id", "message_id", "message_key", "occurred_at"),
        time="occurred_at",
        rules=(
            RowRule(
                "direction_is_known",
                "direction is null or direction not in ('inbound', 'outbound')",
                "Every direction is inbound or outbound.",
            ),
            RowRule(
                "contact_is_given",
                "contact_phone is null and contact_user_id is null",
                "Every message has a contact: a phone or the provider's user id.",
            ),
        ),
    ),
    TableChecks(
        "whatsapp_cloud",
        "statuses",
        key=ELEMENT_KEY,
        required=("business_account_id", "message_id", "message_key", "status", "occurred_at"),
        time="occurred_at",
        listed={
            "status": SeedColumn(("whatsapp_statuses",), "status"),
            "pricing_category": SeedColumn(("whatsapp_template_categories",), "category"),
        },
    ),
    TableChecks(
        "whatsapp_cloud",
        "preferences",
        key=ELEMENT_KEY,
        required=("business_account_id", "occurred_at"),
        time="occurred_at",
    ),
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
