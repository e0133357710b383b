from __future__ import annotations

import pytest

from tests.pipeline.support import assert_loaded_at_once_is_the_same, run_through
from tests.strategies import arrivals, histories, landing_zones, samples


@pytest.mark.parametrize("number", range(4))
def test_a_full_run_gives_what_the_definitions_say(new_home, number):
    (zone,) = samples(landing_zones(), 1, start=number)
    run_through(new_home(), [zone])


@pytest.mark.usefixtures("without_data_tests")
@pytest.mark.parametrize("number", range(2))
def test_after_every_edit_of_the_landing_zone_the_marts_are_what_the_definitions_say(
    new_home, number
):
    (steps,) = samples(histories(), 1, start=100 + number)
    home = new_home()
    retained_as_of = run_through(home, steps)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)


@pytest.mark.usefixtures("without_data_tests")
@pytest.mark.parametrize("number", range(1))
def test_files_may_arrive_in_any_order_and_in_any_split_into_runs(new_home, number):
    (steps,) = samples(landing_zones().flatmap(arrivals), 1, start=200 + number)
    home = new_home()
    retained_as_of = run_through(home, steps)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)
