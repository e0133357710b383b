"""Compare floor and published marts row by row: `python -m benchmarks.compare FLOOR PUBLISHED`.

All columns of the floor are compared, surrogate ids apart. Exits with 1 if anything differs.
"""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

MODULES = Path(__file__).parent.parent / "seeds" / "modules.csv"


def module_names() -> list[str]:
    """Return the modules that have a mart of their own."""
    with MODULES.open(encoding="utf-8", newline="") as lines:
        return sorted({line["module"] for line in csv.DictReader(lines)} - {"nps"})


GRAINS = {
    "fct_event_counts_daily": "tenant_id process_id module_id event_name event_date",
    "fct_sessions": "tenant_id customer_id started_at",
    "fct_experience_kpis_daily": "tenant_id process_id kpi_date",
    "fct_tenant_kpis_daily": "tenant_id kpi_date",
    "fct_module_visits_daily": "tenant_id process_id module_id visit_date",
    "module_heatmap": "tenant_id process_id module_id",
    "fct_nps_responses": "tenant_id response_id",
    "fct_nps_daily": "tenant_id process_id module_id source response_date",
    "fct_nps_monthly": "tenant_id process_id module_id source response_month",
    "fct_nps_rolling_30d": "tenant_id process_id response_date",
    "fct_nps_answers": "answer_id",
    "fct_messages_daily": "tenant_id message_date",
    "fct_messages_hourly": "tenant_id message_date hour",
    "most_active_hour": "tenant_id message_month",
    "fct_message_errors_daily": "tenant_id message_date error_code",
    "dim_contacts": "tenant_id contact_id",
    "fct_contact_days": "tenant_id contact_id contact_date",
    "fct_contacts_daily": "tenant_id contact_date",
    "fct_contacts_monthly": "tenant_id contact_month",
    "fct_conversations": "tenant_id conversation_id",
    "fct_conversations_daily": "tenant_id category conversation_date",
    "fct_conversations_monthly": "tenant_id category conversation_month",
    "fct_threads": "tenant_id thread_id",
    "fct_threads_daily": "tenant_id thread_date",
    "fct_threads_monthly": "tenant_id thread_month",
    "fct_journey_entries": "tenant_id journey_id entry_id",
    "fct_journeys": "tenant_id journey_id",
    "fct_journey_daily": "tenant_id journey_id activity_date",
    "fct_journey_steps": "tenant_id journey_id step_id",
    "fct_journey_step_events": "tenant_id journey_id step_id event_type platform",
    "fct_journey_step_actions": "tenant_id journey_id step_id action_name platform",
    "fct_journey_events": "tenant_id journey_id event_id",
    "fct_journey_entry_steps": "tenant_id journey_id entry_id step_id",
    "fct_customer_days": "tenant_id process_id module_id event_name customer_id activity_date",
    "fct_quiz_answers_daily": "tenant_id process_id module_id question_id answer event_date",
    "fct_link_clicks_daily": "tenant_id process_id module_id url click_date",
    "fct_experience_kpis_cumulative": "tenant_id process_id kpi_date",
    "fct_experience_funnel_daily": "tenant_id process_id funnel_date",
    "dim_modules": "tenant_id process_id module_id",
    "dim_customers": "tenant_id customer_id",
    "active_customers": "tenant_id customer_id",
    "fct_customer_variables": "tenant_id event_id",
    "fct_variables": "tenant_id event_id",
    "last_variables": "tenant_id event_id",
    "fct_consents": "tenant_id event_id",
    "fct_giveaway_participations": "tenant_id event_id",
    "fct_giveaway_draws": "tenant_id draw_id event_id",
    "fct_instant_win_participations": "tenant_id event_id",
    "dim_coupons": "tenant_id process_id code",
    "dim_codes": "tenant_id process_id code",
    "fct_loyalty_transactions": "tenant_id event_id",
    "fct_reward_redemptions": "tenant_id event_id",
    "fct_files": "tenant_id event_id",
    "fct_runtime_log": "tenant_id event_id",
}
_MODULE_DATES = "tenant_id process_id module_id event_date"
GRAINS |= {
    f"fct_module_{module}_daily": _MODULE_DATES + (" channel" if module == "opt_ins" else "")
    for module in module_names()
}
SURROGATE_IDS = frozenset({"session_id"})
SHOWN_DIFFERENCES = 3
# Sums of decimals depend on their order in the last digits. The small addend keeps that noise from
# rounding a quotient exactly between two values up on one side and down on the other.
ROUNDED = 'round("{column}"::double + 0.00000001, 6) as "{column}"'


@dataclass(frozen=True)
class MartComparison:
    """What floor and publication say about one mart.

    `only_floor` and `only_published` count rows without an equal on the other side;
    `differences` are sentences on columns that are missing or differ at the same grain.
    """

    mart: str
    floor_rows: int
    published_rows: int
    only_floor: int
    only_published: int
    differences: list[str]

    @property
    def is_equal(self) -> bool:
        """Whether both sides have the same columns and rows."""
        return not (self.differences or self.only_floor or self.only_published)


def compare(floor: Path, published: Path) -> list[MartComparison]:
    """Compare every mart of the floor's database with the published one of the same name."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{floor}' as floor (read_only)")
        connection.execute(f"attach '{published}' as published (read_only)")
        marts = {
            mart
            for (mart,) in connection.execute(
                "select table_name from duckdb_tables()"
                " where database_name = 'floor' and schema_name = 'marts'"
            ).fetchall()
        }
        if unknown := marts - GRAINS.keys():
            raise ValueError(f"marts of the floor without a grain: {', '.join(sorted(unknown))}")
        return [_compare_mart(connection, mart) for mart in GRAINS if mart in marts]


def render(comparisons: list[MartComparison]) -> str:
    """Return a markdown table of the comparisons, and the differences below it."""
    lines = [
        "| mart | rows of the floor | rows published | only in the floor | only published |",
        "|---|---:|---:|---:|---:|",
    ]
    for one in comparisons:
        counts = (one.floor_rows, one.published_rows, one.only_floor, one.only_published)
        lines.append(f"| {one.mart} | " + " | ".join(f"{count:,}" for count in counts) + " |")
    differences = [
        f"- {one.mart}: {text}" for one in comparisons for text in _shortened(one.differences)
    ]
    return "\n".join([*lines, "", *differences] if differences else lines)


def _shortened(differences: list[str]) -> list[str]:
    more = len(differences) - SHOWN_DIFFERENCES
    return [
        *differences[:SHOWN_DIFFERENCES],
        *([f"{more} more columns differ"] if more > 0 else []),
    ]


def _compare_mart(connection: duckdb.DuckDBPyConnection, mart: str) -> MartComparison:
    floor = _columns(connection, "floor", mart)
    published = _columns(connection, "published", mart)
    floor_rows = _count(connection, f"floor.marts.{mart}")
    if not published:
        return MartComparison(mart, floor_rows, 0, floor_rows, 0, ["is not published"])
    shared = [name for name in floor if name in published and name not in SURROGATE_IDS]
    selected = ", ".join(
        ROUNDED.format(column=name) if _is_decimal(floor[name], published[name]) else f'"{name}"'
        for name in shared
    )
    for side in ("floor", "published"):
        connection.execute(
            f"create or replace temp view {side}_rows as select {selected} from {side}.marts.{mart}"
        )
    missing = [f"column {name} is not published" for name in floor if name not in published]
    return MartComparison(
        mart,
        floor_rows,
        _count(connection, f"published.marts.{mart}"),
        _count(connection, "(from floor_rows except all from published_rows)"),
        _count(connection, "(from published_rows except all from floor_rows)"),
        missing + _column_differences(connection, GRAINS[mart].split(), shared),
    )


def _column_differences(
    connection: duckdb.DuckDBPyConnection, grain: list[str], columns: list[str]
) -> list[str]:
    """Say for each column in how many rows of equal grain it differs, with the first of them."""
    found = []
    keys = ", ".join(grain)
    for column in columns:
        if column in grain:
            continue
        rows = connection.execute(
            f'select {keys}, floor_rows."{column}", published_rows."{column}", count(*) over ()'
            f" from floor_rows join published_rows using ({keys})"
            f' where floor_rows."{column}" is distinct from published_rows."{column}"'
            f" order by {keys} limit 1"
        ).fetchall()
        for *key, in_floor, in_publication, number in rows:
            place = ", ".join(map(str, key))
            found.append(
                f"{column} differs in {number:,} rows, the first at ({place}):"
                f" {in_floor} in the floor, {in_publication} published"
            )
    return found


def _columns(connection: duckdb.DuckDBPyConnection, database: str, mart: str) -> dict[str, str]:
    return dict(
        connection.execute(
            "select column_name, data_type from duckdb_columns()"
            " where database_name = ? and schema_name = 'marts' and table_name = ?"
            " order by column_index",
            [database, mart],
        ).fetchall()
    )


def _is_decimal(*types: str) -> bool:
    return any(one in ("DOUBLE", "FLOAT") or one.startswith("DECIMAL") for one in types)


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    return connection.execute(f"select count(*) from {rows}").fetchall()[0][0]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; prints the comparison."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.compare", description=__doc__)
    parser.add_argument("floor", type=Path, help="the floor's DuckDB file")
    parser.add_argument("published", type=Path, help="published/chatmart.duckdb of a home")
    options = parser.parse_args(arguments)
    comparisons = compare(options.floor, options.published)
    print(render(comparisons))
    sys.exit(0 if all(one.is_equal for one in comparisons) else 1)


if __name__ == "__main__":
    main()
