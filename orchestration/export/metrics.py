"""What can be exported.

A metric is an entry here and a query of the same name in `sql`. The query reads the published marts
alone, takes `$tenant` and a parameter for each filter (null where the filter is not asked for), and
says the order of its rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_SQL = Path(__file__).parent / "sql"


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
class Metric:
    """Rows that can be exported, with the columns of the file in order."""

    name: str
    description: str
    columns: tuple[str, ...]
    filters: tuple[Filter, ...]

    @property
    def sql(self) -> str:
        """The query behind it."""
        return (_SQL / f"{self.name}.sql").read_text(encoding="utf-8")


PROCESS = Filter("process", "process", "Id of a process (experience).")
FIRST = Filter("from", "first", "First local date.")
LAST = Filter("to", "last", "Last local date, inclusive.")
NPS_SEGMENT = Filter(
    "segment",
    "segment",
    "Segment of the score that an answer belongs to.",
    values=("detractor", "passive", "promoter"),
)

METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric(
            name="nps_answers",
            description="Answers in free text to NPS surveys, oldest first; times in UTC.",
            columns=(
                "answer_id",
                "process_id",
                "module_id",
                "segment",
                "score",
                "answered_at",
                "answer_text",
            ),
            filters=(PROCESS, FIRST, LAST, NPS_SEGMENT),
        ),
    )
}
