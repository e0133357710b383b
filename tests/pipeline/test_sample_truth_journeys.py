"""The journeys of the sample, as published, are what was planted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from orchestration.sample import SampleTruth, write_sample
from tests.pipeline.support import open_published, run


class Published:
    """The sample as published, and the truth about it."""

    def __init__(self, home: Path, truth: SampleTruth) -> None:
        self.home = home
        self.truth = truth

    def query(self, statement: str) -> list[tuple]:
        with open_published(self.home) as connection:
            return connection.execute(statement).fetchall()

    def counts(self, statement: str) -> Counter:
        """The last column by the others, which become text; zeros are left out."""
        return Counter(
            {tuple(map(str, key)): count for *key, count in self.query(statement) if count}
        )

    def planted(self, found: Callable[[dict[str, Any]], Any], *, defined: bool = False) -> dict:
        """What is told of each journey, by tenant and journey; of defined ones only, if asked."""
        return {
            (tenant_id, journey_id): found(told)
            for tenant_id, journeys in self.truth.journeys.items()
            for journey_id, told in journeys.items()
            if told["is_defined"] or not defined
        }


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = tmp_path_factory.mktemp("journeys") / "home"
    truth = write_sample(home / "landing", days=12)
    run(home)
    return Published(home, truth)


MEASURES = {
    "messages_sent": "messages_sent",
    "total_entries": "entries",
    "entered_users": "entered_users",
    "converted_users": "converted_users",
    "converted_entries_exited": "converted_entries_exited",
    "converted_entries_active": "converted_entries_active",
    "total_exits": "exits",
    "active_entries": "active_entries",
    "open_window_exits": "open_window_exits",
}


def test_every_journey_with_a_definition_has_its_latest_name(published):
    named = published.query("select tenant_id, journey_id, journey_name from marts.fct_journeys")
    planted = published.planted(lambda told: told["journey_name"], defined=True)
    assert len(planted) == 5
    assert {(tenant_id, journey_id): name for tenant_id, journey_id, name in named} == planted


@pytest.mark.parametrize("column", MEASURES)
def test_the_numbers_of_a_journey_are_what_was_planted(published, column):
    counted = published.query(f"select tenant_id, journey_id, {column} from marts.fct_journeys")
    planted = published.planted(lambda told: told[MEASURES[column]], defined=True)
    assert {(tenant_id, journey_id): count for tenant_id, journey_id, count in counted} == planted
    assert any(planted.values())


def test_rates_are_what_was_planted(published):
    rates = published.query(
        "select tenant_id, journey_id, converted_entries, conversion_rate, entry_conversion_rate"
        " from marts.fct_journeys"
    )
    planted = published.planted(
        lambda told: (
            told["converted_users"],
            pytest.approx(told["converted_users"] / told["entered_users"]),
            pytest.approx(told["converted_users"] / told["entries"]),
        ),
        defined=True,
    )
    assert {(tenant_id, journey_id): tuple(found) for tenant_id, journey_id, *found in rates} == (
        planted
    )


def test_entries_are_what_was_planted(published):
    counted = published.query(
        "select"
        "    tenant_id,"
        "    journey_id,"
        "    count(*),"
        "    count(*) filter (where is_converted),"
        "    count(*) filter (where exited_at is null),"
        "    count(*) filter (where not is_converted and exited_at is not null and is_window_open)"
        " from marts.fct_journey_entries group by all"
    )
    planted = published.planted(
        lambda told: (
            told["entries"],
            told["converted_users"],
            told["active_entries"] + told["converted_entries_active"],
            told["open_window_exits"],
        ),
        defined=True,
    )
    assert {(tenant_id, journey_id): tuple(found) for tenant_id, journey_id, *found in counted} == (
        planted
    )


@pytest.mark.parametrize(
    "column",
    [
        "entries",
        "conversions_by_entry_date",
        "conversions_by_conversion_date",
        "exits",
        "messages_sent",
    ],
)
def test_the_days_of_a_journey_are_what_was_planted(published, column):
    counted = published.counts(
        f"select tenant_id, journey_id, activity_date, {column} from marts.fct_journey_daily"
    )
    planted = Counter(
        {
            (*key, day): entry[column]
            for key, daily in published.planted(lambda told: told["daily"], defined=True).items()
            for day, entry in daily.items()
            if entry[column]
        }
    )
    assert counted == planted
    assert counted


@pytest.mark.parametrize("column", ["entries", "users", "drop_off"])
def test_steps_are_what_was_planted(published, column):
    counted = published.counts(
        f"select tenant_id, journey_id, step_id, {column} from marts.fct_journey_steps"
    )
    planted = Counter(
        {
            (*key, step_id): entry[column]
            for key, steps in published.planted(lambda told: told["steps"]).items()
            for step_id, entry in steps.items()
            if entry[column]
        }
    )
    assert counted == planted
    assert {journey_id for _, journey_id, _ in counted} >= {"club-welcome", "service-reminder"}


@pytest.mark.parametrize(
    ("mart", "column", "key"),
    [
        ("fct_journey_step_events", "event_type", "step_events"),
        ("fct_journey_step_actions", "action_name", "actions"),
    ],
)
def test_what_happened_at_steps_is_what_was_planted(published, mart, column, key):
    counted = published.counts(
        f"select tenant_id, journey_id, step_id, {column}, platform, events from marts.{mart}"
    )
    planted = Counter(
        {
            (*journey, step_id, name, platform): count
            for journey, steps in published.planted(lambda told: told[key]).items()
            for step_id, names in steps.items()
            for name, platforms in names.items()
            for platform, count in platforms.items()
        }
    )
    assert counted == planted
    assert {platform for *_, platform in counted} >= {"android", "ios", "web"}


def test_exactly_the_planted_exits_cannot_be_used(published):
    rejected = published.query(
        "select source, landing_day::varchar, key, reason from audit.rejected_rows"
        " where source = 'journey_events'"
    )
    assert Counter(rejected) == Counter(
        (row["source"], row["landing_day"], row["key"], row["reason"])
        for row in published.truth.rejected_rows
    )
    assert len({reason for *_, reason in rejected}) == 2
