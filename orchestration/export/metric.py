"""What a metric is: a query with some of its parameters fixed and others open as filters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

_SQL = Path(__file__).parent / "sql"

FilterValue = str | date
BoundValue = FilterValue | bool | list[str] | None


@dataclass(frozen=True)
class Filter:
    """One way to narrow an export: `--<name>`, bound as `$<parameter>`.

    `values` are the only ones that make sense; None means any.
    """

    name: str
    parameter: str
    description: str
    values: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Query:
    """A query in `sql` that metrics share: it reads the published marts alone and orders its rows.

    `row` says what a row stands for. `columns` are those of the file, in order. `parameters` are
    all that the query binds besides `$tenant`; each of them may be null, which narrows nothing.
    """

    name: str
    family: str
    row: str
    columns: tuple[str, ...]
    parameters: tuple[str, ...]

    @property
    def sql(self) -> str:
        """The query itself."""
        return query_text(self.name)


def query_text(name: str) -> str:
    """Return the text of `sql/<name>.sql`."""
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Metric:
    """Rows that can be exported: a query, the parameters of it that are fixed, the open filters.

    `dates` says whose local dates `--from` and `--to` are; `narrowed_by` are the other filters.
    `numbers` are the published columns (`mart.column`) that the rows are behind: for the same
    tenant, journey, dates and so on there are exactly as many rows as these say.
    """

    name: str
    description: str
    query: Query
    narrowed_by: tuple[Filter, ...]
    dates: str
    numbers: tuple[str, ...] = ()
    fixed: Mapping[str, BoundValue] = field(default_factory=dict)

    @property
    def filters(self) -> tuple[Filter, ...]:
        """All filters, the dates last."""
        return (
            *self.narrowed_by,
            Filter("from", "first", f"First local date of the {self.dates}."),
            Filter("to", "last", f"Last local date of the {self.dates}, inclusive."),
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file, in order."""
        return self.query.columns

    def bound(self, tenant: str, asked: Mapping[str, FilterValue]) -> dict[str, BoundValue]:
        """The value of every parameter of the query; `asked` maps names of filters to values."""
        filters = {by.parameter: asked.get(by.name) for by in self.filters}
        return {
            "tenant": tenant,
            **dict.fromkeys(self.query.parameters),
            **self.fixed,
            **filters,
        }
