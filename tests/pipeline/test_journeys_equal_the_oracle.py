"""Journeys, beside chats that convert them, and once beside everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle import LandingZone, compare_audit
from tests.pipeline.support import (
    assert_loaded_at_once_is_the_same,
    differences_from_oracle,
    land,
    open_published,
    rows_of,
    run,
)
from tests.strategies import arrivals, histories, landing_zones, samples

JOURNEYS = {"with_whatsapp": False, "with_journeys": True}


def differences(home: Path, zone: LandingZone) -> list[str]:
    """Where marts or audit are not what the definitions say of the landing zone."""
    with open_published(home) as connection:
        audit = {
            name: rows_of(connection, f"audit.{name}") for name in ("file_loads", "rejected_rows")
        }
    return differences_from_oracle(home, zone) + compare_audit(audit, zone)


def run_through(home: Path, steps: list[LandingZone]) -> None:
    """Land and run one state of the landing zone after the other, each held against the oracle."""
    for number, zone in enumerate(steps, start=1):
        land(home, zone)
        run(home, accept_quarantine=True)
        assert differences(home, zone) == [], f"after run {number} of {len(steps)}"


@pytest.mark.parametrize("number", range(3))
def test_journeys_are_what_the_definitions_say(new_home, number):
    (zone,) = samples(landing_zones(**JOURNEYS), 1, start=600 + number)
    run_through(new_home(), [zone])


@pytest.mark.parametrize("number", range(2))
def test_after_every_edit_journeys_are_what_the_definitions_say(new_home, number):
    (steps,) = samples(histories(**JOURNEYS), 1, start=700 + number)
    home = new_home()
    run_through(home, steps)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1])


def test_files_of_journeys_may_arrive_in_any_order_and_in_any_split_into_runs(new_home):
    (steps,) = samples(landing_zones(**JOURNEYS).flatmap(arrivals), 1, start=800)
    home = new_home()
    run_through(home, steps)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1])


def test_journeys_alone_are_what_the_definitions_say(new_home):
    alone = landing_zones(with_chat=False, **JOURNEYS)
    (zone,) = samples(alone, 1, start=900)
    run_through(new_home(), [zone])


def test_journeys_beside_everything_else_are_what_the_definitions_say(new_home):
    (zone,) = samples(landing_zones(with_journeys=True), 1, start=950)
    run_through(new_home(), [zone])
