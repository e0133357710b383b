"""Registers of customers, games, codes, points and logs, while entries come, change and expire."""

from __future__ import annotations

import pytest

from tests.pipeline.register_differences import differences, differences_but_for_what_was_lost
from tests.pipeline.support import assert_loaded_at_once_is_the_same, run, run_through
from tests.strategies import arrivals, chronicles, histories, landing_zones, samples

ALONE = {"with_chat": False, "with_whatsapp": False, "with_registers": True}
A_YEAR = {**ALONE, "over_a_year": True}


@pytest.mark.parametrize("number", range(2))
def test_registers_are_what_the_definitions_say(new_home, number):
    (zone,) = samples(landing_zones(**A_YEAR), 1, start=1000 + number)
    run_through(new_home(), [zone], differences)


@pytest.mark.parametrize("number", range(1))
def test_while_a_year_goes_by_registers_are_what_the_definitions_say(new_home, number):
    (steps,) = samples(landing_zones(**A_YEAR).flatmap(chronicles), 1, start=1100 + number)
    home = new_home()
    retained_as_of = run_through(home, steps, differences)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)
    run(home, full_refresh=True)
    assert differences(home, steps[-1], retained_as_of) == []


@pytest.mark.usefixtures("without_data_tests")
@pytest.mark.parametrize("number", range(1))
def test_after_every_edit_registers_are_what_the_definitions_say(new_home, number):
    (steps,) = samples(histories(**ALONE), 1, start=1200 + number)
    home = new_home()
    retained_as_of = run_through(home, steps, differences)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)


@pytest.mark.usefixtures("without_data_tests")
def test_files_of_registers_may_arrive_in_any_order_and_in_any_split_into_runs(new_home):
    (steps,) = samples(landing_zones(**ALONE).flatmap(arrivals), 1, start=1300)
    home = new_home()
    retained_as_of = run_through(home, steps, differences)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)


@pytest.mark.usefixtures("without_data_tests")
def test_what_had_expired_is_not_made_up_for_by_edits_of_a_whole_year(new_home):
    (steps,) = samples(histories(**A_YEAR), 1, start=1400)
    run_through(new_home(), steps, differences_but_for_what_was_lost)
