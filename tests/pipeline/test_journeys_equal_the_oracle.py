"""Journeys, beside chats that convert them, and once beside everything else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.oracle import LandingZone, compare_audit
from tests.pipeline.support import (
    assert_loaded_at_once_is_the_same,
    differences_from_oracle,
    open_published,
    rows_of,
    run_through,
)
from tests.strategies import arrivals, histories, landing_zones, samples

JOURNEYS = {"with_whatsapp": False, "with_journeys": True}


def differences(home: Path, zone: LandingZone, retained_as_of: date | None) -> list[str]:
    """Where marts or audit are not what the definitions say of the landing zone."""
    with open_published(home) as connection:
        audit = {
            name: rows_of(connection, f"audit.{name}") for name in ("file_loads", "rejected_rows")
        }
    return differences_from_oracle(home, zone, retained_as_of) + compare_audit(audit, zone)


@pytest.mark.parametrize("number", range(2))
def test_journeys_are_what_the_definitions_say(new_home, number):
    (zone,) = samples(landing_zones(**JOURNEYS), 1, start=600 + number)
    run_through(new_home(), [zone], differences)


@pytest.mark.usefixtures("without_data_tests")
@pytest.mark.parametrize("number", range(1))
def test_after_every_edit_journeys_are_what_the_definitions_say(new_home, number):
    (steps,) = samples(histories(**JOURNEYS), 1, start=700 + number)
    home = new_home()
    retained_as_of = run_through(home, steps, differences)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)


@pytest.mark.usefixtures("without_data_tests")
def test_files_of_journeys_may_arrive_in_any_order_and_in_any_split_into_runs(new_home):
    (steps,) = samples(landing_zones(**JOURNEYS).flatmap(arrivals), 1, start=800)
    home = new_home()
    retained_as_of = run_through(home, steps, differences)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)


def test_journeys_alone_are_what_the_definitions_say(new_home):
    alone = landing_zones(with_chat=False, **JOURNEYS)
    (zone,) = samples(alone, 1, start=900)
    run_through(new_home(), [zone], differences)


def test_journeys_beside_everything_else_are_what_the_definitions_say(new_home):
    (zone,) = samples(landing_zones(with_journeys=True), 1, start=950)
    run_through(new_home(), [zone], differences)
