"""The number that an export is the list behind, as the published marts have it."""

from __future__ import annotations

from datetime import date

import duckdb

from orchestration.export import Metric

COLUMN_OF_FILTER = {
    "journey": "journey_id",
    "step": "step_id",
    "platform": "platform",
    "action": "action_name",
    "from": "activity_date",
    "to": "activity_date",
}
SIGNS = {"from": ">=", "to": "<="}


def published_numbers(
    connection: duckdb.DuckDBPyConnection,
    metric: Metric,
    tenant: str,
    filters: dict[str, str | date],
) -> dict[str, int]:
    """Each of the metric's numbers that the filters can be asked of, by `mart.column`.

    Numbers of several journeys, steps and so on are summed, as the rows of the export are.
    """
    found = {}
    for number in metric.numbers:
        mart, column = number.split(".")
        columns = {name for name, *_ in connection.execute(f"describe marts.{mart}").fetchall()}
        asked = [("tenant_id", "=", tenant)]
        if "event_type" in columns:
            asked.append(("event_type", "=", metric.fixed["event_type"]))
        for by, value in filters.items():
            asked.append((COLUMN_OF_FILTER[by], SIGNS.get(by, "="), value))
        if {name for name, _, _ in asked} <= columns:
            conditions = " and ".join(f"{name} {sign} ?" for name, sign, _ in asked)
            ((found[number],),) = connection.execute(
                f"select coalesce(sum({column}), 0) from marts.{mart} where {conditions}",
                [value for _, _, value in asked],
            ).fetchall()
    return found
