"""Every number of the journey page, over the sample data, as the list of users behind it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import duckdb
import pytest

from orchestration.export import METRICS, ExportRequest, export
from orchestration.export.journey_metrics import JOURNEY_METRICS
from orchestration.sample import write_sample
from orchestration.settings import Settings
from tests.pipeline.support import open_published, run
from tests.unit.export.conftest import Silence
from tests.unit.export.numbers import published_numbers

Row = dict[str, str]
Exported = Callable[..., list[Row]]
STEP_EVENTS = ("sent", "delivered", "viewed", "clicked", "failed", "custom")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("sample") / "home"
    write_sample(home / "landing", days=12)
    run(home)
    return home


@pytest.fixture(scope="module")
def marts(home: Path):
    with open_published(home) as connection:
        yield connection


@pytest.fixture(scope="module")
def tenants(marts: duckdb.DuckDBPyConnection) -> list[str]:
    """Those with journeys."""
    found = marts.execute("select distinct tenant_id from marts.fct_journey_events order by all")
    return [tenant for (tenant,) in found.fetchall()]


@pytest.fixture(scope="module")
def exported(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """The rows of a metric, as its file has them."""
    file = tmp_path_factory.mktemp("exports") / "rows.csv"

    @cache
    def rows(metric: str, tenant: str, **filters: str) -> list[Row]:
        report = export(Settings(home), ExportRequest.of(metric, tenant, filters, file), Silence())
        with file.open(encoding="utf-8", newline="") as lines:
            found = list(csv.DictReader(lines))
        assert len(found) == report.rows
        assert bool(report.warnings) is not bool(found)
        return found

    return rows


def counted(rows: list[Row], *columns: str) -> Counter:
    """How many rows there are by these columns."""
    return Counter(tuple(row[column] for column in columns) for row in rows)


def published(
    marts: duckdb.DuckDBPyConnection,
    mart: str,
    keys: Sequence[str],
    number: str,
    **conditions: str | bool,
) -> Counter:
    """A number of a mart by its keys; zeros are left out."""
    found = marts.execute(
        f"select {', '.join([*keys, number])} from marts.{mart}"
        f" where {' and '.join(f'{column} = ?' for column in conditions)}",
        list(conditions.values()),
    )
    return Counter({tuple(key): count for *key, count in found.fetchall() if count})


def test_the_sample_has_journeys(tenants, marts):
    assert tenants
    for mart in ("fct_journeys", "fct_journey_steps", "fct_journey_step_actions"):
        assert marts.execute(f"select count(*) > 2 from marts.{mart}").fetchone() == (True,), mart


@pytest.mark.parametrize(
    "name", [one.name for one in JOURNEY_METRICS if one.numbers[0].startswith("fct_journeys.")]
)
def test_a_list_is_as_long_as_the_number_of_each_journey(name, tenants, marts, exported):
    _, number = METRICS[name].numbers[0].split(".")
    for tenant in tenants:
        assert counted(exported(name, tenant), "journey_id") == published(
            marts, "fct_journeys", ["journey_id"], number, tenant_id=tenant
        )


@pytest.mark.parametrize("name", [one.name for one in JOURNEY_METRICS])
def test_users_entries_and_records_are_listed_once(name, tenants, exported):
    of_query = {
        "journey_entries": ["journey_id", "entry_id"],
        "journey_users": ["journey_id", "user_id"],
        "journey_records": ["event_id"],
        "journey_record_users": ["journey_id", "step_id", "platform", "user_id"],
        "journey_drop_off": ["journey_id", "step_id", "entry_id"],
    }
    of_metric = {
        "step_users": ["journey_id", "step_id", "user_id"],
        "action_users": ["journey_id", "step_id", "platform", "action_name", "user_id"],
    }
    keys = of_metric.get(name) or of_query[METRICS[name].query.name]
    for tenant in tenants:
        rows = exported(name, tenant)
        assert set(counted(rows, *keys).values()) <= {1}
        assert all(row["user_id"] for row in rows)


@pytest.mark.parametrize("event_type", STEP_EVENTS)
def test_lists_of_a_step_are_as_long_as_its_numbers_by_platform(
    event_type, tenants, marts, exported
):
    keys = ["journey_id", "step_id", "platform"]
    for tenant in tenants:
        for name, number in ((event_type, "events"), (f"{event_type}_users", "users")):
            assert counted(exported(name, tenant), *keys) == published(
                marts,
                "fct_journey_step_events",
                keys,
                number,
                tenant_id=tenant,
                event_type=event_type,
            )


@pytest.mark.parametrize("event_type", STEP_EVENTS)
def test_lists_of_a_step_are_as_long_as_its_numbers_over_all_platforms(
    event_type, tenants, marts, exported
):
    keys = ["journey_id", "step_id"]
    for tenant in tenants:
        conditions = {"tenant_id": tenant, "event_type": event_type}
        mart = "fct_journey_step_metrics"
        actions = [
            action for (action,) in published(marts, mart, ["action_name"], "1", **conditions)
        ]
        for action in actions:
            # Whatever action they carry, records are one number, unless they are the users' own.
            of_action = {"action": action} if event_type == "custom" else {}
            conditions |= {"is_all_platforms": True, "action_name": action}
            for name, number in ((event_type, "events"), (f"{event_type}_users", "users")):
                rows = exported(name, tenant, platform="all", **of_action)
                assert counted(rows, *keys) == published(marts, mart, keys, number, **conditions)


def test_lists_of_actions_are_as_long_as_their_numbers(tenants, marts, exported):
    keys = ["journey_id", "step_id", "action_name", "platform"]
    for tenant in tenants:
        for name, number in (("actions", "events"), ("action_users", "users")):
            assert counted(exported(name, tenant), *keys) == published(
                marts, "fct_journey_step_actions", keys, number, tenant_id=tenant
            )


@pytest.mark.parametrize(
    ("name", "number"),
    [("step_entries", "entries"), ("step_users", "users"), ("drop_off", "drop_off")],
)
def test_lists_of_a_step_are_as_long_as_its_entries_say(name, number, tenants, marts, exported):
    keys = ["journey_id", "step_id"]
    for tenant in tenants:
        assert counted(exported(name, tenant), *keys) == published(
            marts, "fct_journey_steps", keys, number, tenant_id=tenant
        )


@pytest.mark.parametrize(
    "name",
    [one.name for one in JOURNEY_METRICS if any("_daily." in number for number in one.numbers)],
)
def test_a_day_lists_as_many_as_the_daily_number_says(name, tenants, marts, exported):
    for tenant in tenants:
        journey, day = marts.execute(
            "select journey_id, activity_date from marts.fct_journey_daily where tenant_id = ?"
            " order by conversions_by_conversion_date > 0 and exits > 0 desc,"
            " conversions_by_conversion_date desc, journey_id, activity_date limit 1",
            [tenant],
        ).fetchone()
        for dates in ({"from": day}, {"to": day}, {"from": day, "to": day}):
            filters = {"journey": journey, **dates}
            numbers = published_numbers(marts, METRICS[name], tenant, filters)
            assert set(numbers.values()) == {len(exported(name, tenant, **filters))}


def test_every_list_has_somebody_on_it(tenants, exported):
    listed = [
        metric.name
        for metric in JOURNEY_METRICS
        if any(exported(metric.name, tenant) for tenant in tenants)
    ]
    assert listed == [metric.name for metric in JOURNEY_METRICS]


def test_rates_are_those_of_the_lists(tenants, marts, exported):
    for tenant in tenants:
        for name in ("conversion_rate", "entry_conversion_rate"):
            rows = exported(name, tenant)
            of_all = counted(rows, "journey_id")
            converted = counted(
                [row for row in rows if row["is_converted"] == "true"], "journey_id"
            )
            rates = {journey: converted[journey] / entered for journey, entered in of_all.items()}
            assert {key: rate for key, rate in rates.items() if rate} == published(
                marts, "fct_journeys", ["journey_id"], name, tenant_id=tenant
            )
