"""The vocabulary of the gate: what is expected of one column of a profile, and how it is measured.

Each function below returns one `Expectation`; the registry strings them together per table.
"""

from __future__ import annotations

from dataclasses import dataclass

ERROR = "error"
WARN = "warn"

DELIVERY = "delivery"
"""Stands for a landing day as a whole, beside the names of its tables."""

BETWEEN = "between"
IN_SET = "in_set"


@dataclass(frozen=True)
class SeedColumn:
    """A column of seeds, `seeds/<seed>.csv`, whose values together are the ones known."""

    seeds: tuple[str, ...]
    column: str

    @property
    def files(self) -> str:
        """The files of the seeds, for a sentence."""
        return " or ".join(f"seeds/{seed}.csv" for seed in self.seeds)


@dataclass(frozen=True)
class Expectation:
    """One check on one table of a source (or on its landing day as a whole).

    `column` is the column of the profile that is judged: `between` compares it with `minimum` and
    `maximum` (both inclusive), `in_set` with `allowed`. How the column is measured:

    - `violation`: an SQL condition; the column counts the rows that meet it. Besides the table's
      columns it may use `folder_day`, `earliest_accepted` and `latest_accepted`.
    - `listed_column` and `listed_in`: the share of rows whose value is not in the seed.
    - neither: the profile measures it itself (schema, keys, accounting, volume).

    `is_optional`: a landing day for which the column cannot be measured passes.
    `finding` says what a failed check found, in words that follow the landing day, with `{number}`
    or `{percent}` where the observed value goes; None for what a run need not warn of.
    """

    source: str
    table: str
    name: str
    severity: str
    description: str
    column: str
    kind: str = BETWEEN
    minimum: float | None = None
    maximum: float | None = None
    allowed: tuple[str, ...] = ()
    violation: str | None = None
    listed_column: str | None = None
    listed_in: SeedColumn | None = None
    is_optional: bool = False
    finding: str | None = None

    @property
    def expected(self) -> str:
        """Say what is expected in words."""
        if self.kind == IN_SET:
            return "one of " + ", ".join(self.allowed)
        if self.minimum is None:
            return f"at most {self.maximum:g}"
        if self.maximum is None:
            return f"at least {self.minimum:g}"
        return f"between {self.minimum:g} and {self.maximum:g}"


READABLE = "state"
SCHEMA = "schema_differences"
REPEATED_KEYS = "repeated_keys"
UNBALANCED = "unbalanced_records"
MISPLACED = "misplaced_rows"
UNQUARANTINED = "unquarantined_records"
VOLUME = "volume_ratio"

ABSENT_STATE = "absent"
READ_STATE = "read"
UNREADABLE_STATE = "unreadable"


def no_rows(
    source: str,
    table: str,
    name: str,
    violation: str,
    description: str,
    severity: str = ERROR,
) -> Expectation:
    """Expect no row of the table to meet the SQL condition `violation`."""
    return Expectation(
        source,
        table,
        f"{table}_{name}",
        severity,
        description,
        column=f"violations_of_{name}",
        maximum=0,
        violation=violation,
    )


def given(source: str, table: str, column: str) -> Expectation:
    """Expect every row to have a value in the column."""
    return no_rows(
        source, table, f"{column}_is_given", f"{column} is null", f"Every row has its {column}."
    )


def listed(
    source: str, table: str, column: str, seed: SeedColumn, *, is_reported: bool
) -> Expectation:
    """Warn of values that the seed does not list; rows without a value are not looked at.

    `is_reported`: whether a run warns of them.
    """
    return Expectation(
        source,
        table,
        f"{table}_{column}_is_listed",
        WARN,
        f"Every {column} is listed in {seed.files}; others are counted all the same. "
        "Observed is the share of rows with an unlisted one.",
        column=f"{column}_unlisted_share",
        maximum=0,
        listed_column=column,
        listed_in=seed,
        finding=(
            f"{{percent}} of the {table} have a {column} that is not listed in "
            f"{seed.files}; they are counted all the same"
            if is_reported
            else None
        ),
    )


def table_is_sound(source: str, table: str, key: tuple[str, ...]) -> list[Expectation]:
    """Expect what holds for every lake table: readable, as promised, and traceable to its file."""
    return [
        Expectation(
            source,
            table,
            f"{table}_is_readable",
            ERROR,
            "The table is a readable Parquet file, or absent because it has no rows.",
            column=READABLE,
            kind=IN_SET,
            allowed=(READ_STATE, ABSENT_STATE),
        ),
        Expectation(
            source,
            table,
            f"{table}_schema_is_as_promised",
            ERROR,
            "The table has exactly the promised columns with the promised types. "
            "Observed is the number of columns that differ.",
            column=SCHEMA,
            maximum=0,
        ),
        no_rows(
            source,
            table,
            "landing_day_is_the_folders",
            "landing_day is distinct from folder_day",
            "Every row carries the landing day of its folder.",
        ),
        no_rows(
            source,
            table,
            "origin_is_given",
            " or ".join(["file_name is null", *(f"{c} is null or {c} < 1" for c in key[1:])]),
            f"Every row says where it came from, counted from 1: {', '.join(key)}.",
        ),
        Expectation(
            source,
            table,
            f"{table}_origin_is_unique",
            ERROR,
            f"No two rows came from the same place: {', '.join(key)}. "
            "Observed is the number of rows too many.",
            column=REPEATED_KEYS,
            maximum=0,
        ),
    ]


def delivery_is_accounted_for(source: str, *, one_row_per_record: bool) -> list[Expectation]:
    """Expect that no record was lost between the landing files and the lake, and a usual volume."""
    expectations = [
        Expectation(
            source,
            DELIVERY,
            "received_is_accepted_plus_quarantined",
            ERROR,
            "Every record received was accepted or quarantined, in every file and over the day. "
            "Observed is the number of records unaccounted for.",
            column=UNBALANCED,
            maximum=0,
        ),
        Expectation(
            source,
            DELIVERY,
            "quarantined_is_in_the_quarantine",
            ERROR,
            "Every quarantined record of every file is one record in the quarantine. "
            "Observed is the number of records missing or too many.",
            column=UNQUARANTINED,
            maximum=0,
        ),
        Expectation(
            source,
            DELIVERY,
            "volume_is_usual",
            WARN,
            "The day has between half and double the median number of accepted records of its "
            "trailing landing days; not judged with fewer than 5 of them. Observed is the ratio.",
            column=VOLUME,
            minimum=0.5,
            maximum=2,
            is_optional=True,
            finding="the number of accepted records is {number} times the median of the landing "
            "days before; usual is 0.5 to 2 times",
        ),
    ]
    if one_row_per_record:
        expectations.insert(
            1,
            Expectation(
                source,
                DELIVERY,
                "accepted_is_in_the_lake",
                ERROR,
                "Every accepted record of every file is one row of the lake table. "
                "Observed is the number of rows missing or too many.",
                column=MISPLACED,
                maximum=0,
            ),
        )
    return expectations
