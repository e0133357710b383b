from __future__ import annotations

import pytest

from tests.oracle import LandingZone
from tests.pipeline.support import differences_between, differences_from_oracle, land, run
from tests.strategies import arrivals, histories, landing_zones, samples

# Random logs are small: a bad record or two can be more than a fifth of a landing day.
ACCEPTING = {"accept_quarantine": True}


def _run_through(home, steps: list[LandingZone]) -> None:
    for number, zone in enumerate(steps, start=1):
        land(home, zone)
        run(home, **ACCEPTING)
        assert differences_from_oracle(home, zone) == [], f"after run {number} of {len(steps)}"


def _assert_loaded_at_once_is_the_same(home, new_home, zone: LandingZone) -> None:
    other = new_home("at_once")
    land(other, zone)
    run(other, **ACCEPTING)
    assert differences_between(home, other) == []


@pytest.mark.parametrize("number", range(6))
def test_a_full_run_gives_what_the_definitions_say(new_home, number):
    (zone,) = samples(landing_zones(), 1, start=number)
    _run_through(new_home(), [zone])


@pytest.mark.parametrize("number", range(4))
def test_after_every_edit_of_the_landing_zone_the_marts_are_what_the_definitions_say(
    new_home, number
):
    (steps,) = samples(histories(), 1, start=100 + number)
    home = new_home()
    _run_through(home, steps)
    _assert_loaded_at_once_is_the_same(home, new_home, steps[-1])


@pytest.mark.parametrize("number", range(2))
def test_files_may_arrive_in_any_order_and_in_any_split_into_runs(new_home, number):
    (steps,) = samples(landing_zones().flatmap(arrivals), 1, start=200 + number)
    home = new_home()
    _run_through(home, steps)
    _assert_loaded_at_once_is_the_same(home, new_home, steps[-1])


@pytest.mark.parametrize("number", range(5))
def test_whatsapp_alone_gives_what_the_definitions_say(new_home, number):
    (zone,) = samples(landing_zones(with_chat=False), 1, start=300 + number)
    _run_through(new_home(), [zone])


@pytest.mark.parametrize("number", range(3))
def test_after_every_edit_of_whatsapp_alone_the_marts_are_what_the_definitions_say(
    new_home, number
):
    (steps,) = samples(histories(with_chat=False), 1, start=400 + number)
    home = new_home()
    _run_through(home, steps)
    _assert_loaded_at_once_is_the_same(home, new_home, steps[-1])


def test_whatsapp_files_may_arrive_in_any_order_and_in_any_split_into_runs(new_home):
    (steps,) = samples(landing_zones(with_chat=False).flatmap(arrivals), 1, start=500)
    home = new_home()
    _run_through(home, steps)
    _assert_loaded_at_once_is_the_same(home, new_home, steps[-1])
