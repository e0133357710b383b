"""What can be checked of a lake table."""

from __future__ import annotations

from dataclasses import dataclass, field

from orchestration.quality.expectations import (
    Expectation,
    SeedColumn,
    given,
    listed,
    no_rows,
    table_is_sound,
)

RECORD_KEY = ("file_name", "line")
ELEMENT_KEY = ("file_name", "line", "position")


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
    `required` columns are never null, `times` lie within the accepted times of the landing day,
    `listed` maps a column to the seed that lists its values (severity warn); runs warn of unlisted
    ones unless the column is in `unlisted_is_usual`.
    """

    source: str
    table: str
    key: tuple[str, ...] = RECORD_KEY
    required: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    listed: dict[str, SeedColumn] = field(default_factory=dict)
    unlisted_is_usual: tuple[str, ...] = ()
    rules: tuple[RowRule, ...] = ()

    @property
    def one_row_per_record(self) -> bool:
        """True if each accepted record is exactly one row of this table."""
        return self.key == RECORD_KEY

    def expectations(self) -> list[Expectation]:
        """Spell the checks out."""
        rules = [*self.rules, *(_accepted_time(column) for column in self.times)]
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
    # Local times are judged as they are written, as though they were UTC.
    return RowRule(
        f"{column}_is_in_range",
        f"{column} not between earliest_accepted and latest_accepted",
        f"Every {column} lies between 2000-01-01 and one day after the end of the landing day.",
    )
