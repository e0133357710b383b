"""Every event name of the catalogue, fed in once, appears in the mart of its module."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import SEEDS_DIR, Settings
from orchestration.transform import parsed_project
from tests.oracle import LandingZone, landing_zone
from tests.oracle.examples import event
from tests.pipeline.support import differences_from_oracle, land, open_published, run

UNKNOWN = "an_event_of_tomorrow"


def _seed(name: str) -> list[dict[str, str]]:
    with (SEEDS_DIR / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


CATALOGUED = [row["event_name"] for row in _seed("event_catalogue")]
MODULES = _seed("modules")
TYPES = {row["event_name"]: row["module_type"] for row in MODULES if row["module_type"]}


def _every_name_once() -> LandingZone:
    """Each name once, two of them a second time as records of the module type that owns them."""
    details = {"points": 3, "reward_id": "r", "question_id": "q", "answer": "a", "seconds": 7}
    names = [(name, None) for name in [*CATALOGUED, UNKNOWN]] + list(TYPES.items())
    events = [
        event(
            f"e{number}",
            name,
            f"10:{number // 60:02}:{number % 60:02}",
            module_type=module_type,
            payload={**details, "url": "https://shop.example.org", "text": "fine"},
        )
        for number, (name, module_type) in enumerate(names)
    ]
    tenant = {"tenant_id": "t", "tenant_name": "T", "reporting_timezone": "Asia/Kolkata"}
    return landing_zone(
        ("tenants", "2026-03-28", "tenants.jsonl", [tenant]),
        ("chat_events", "2026-03-28", "events.jsonl", events),
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("every_event") / "home"
    land(home, _every_name_once())
    run(home)
    return home


def test_all_marts_are_what_the_definitions_say(home):
    assert differences_from_oracle(home, _every_name_once()) == []


def test_every_line_of_the_seed_is_a_number_in_its_mart(home):
    expected: dict[tuple[str, str, str], int] = defaultdict(int)
    for line in MODULES:
        if line["module"] != "nps":
            expected[line["module"], line["channel"], line["measure"]] += 1
    # Both redemptions name the same reward, and both points events carry three points.
    expected["redemptions", "", "rewards"] = 1
    expected["redemptions", "", "points_redeemed"] = 3
    expected["loyalty_points", "", "points_awarded"] = 3
    with open_published(home) as connection:
        for (module, channel, measure), number in expected.items():
            found = connection.execute(
                f'select sum("{measure}") from marts.fct_module_{module}_daily'
                + (f" where channel = '{channel}'" if channel else "")
            ).fetchone()
            assert found == (number,), (module, channel, measure)


def test_an_unknown_name_is_counted_as_uncatalogued_and_the_totals_agree(home):
    with open_published(home) as connection:
        counts = connection.execute(
            "select event_name, events, is_catalogued from marts.fct_event_counts_daily"
        ).fetchall()
        responses = connection.execute("select sum(responses) from marts.fct_nps_daily").fetchone()
        answers = connection.execute("select count(*) from marts.fct_nps_answers").fetchone()
    assert [name for name, _, is_catalogued in counts if not is_catalogued] == [UNKNOWN]
    assert {name for name, _, _ in counts} == {*CATALOGUED, UNKNOWN}
    assert sum(events for _, events, _ in counts) == len(CATALOGUED) + 1 + len(TYPES)
    assert (responses, answers) == ((22,), (1,))


def test_every_column_of_every_relation_is_described(home):
    manifest = json.loads(parsed_project(Settings(home)).manifest_path.read_text())
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        columns = defaultdict(set)
        for schema, relation, column in connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns()"
        ).fetchall():
            columns[schema, relation].add(column)
    for node in manifest["nodes"].values():
        if node["resource_type"] in {"model", "seed"}:
            assert set(node["columns"]) == columns[node["schema"], node["alias"]], node["name"]
