"""Half of the random histories, so that two workers share them."""

from __future__ import annotations

import pytest

from tests.stateful.examples import numbers, run_history


@pytest.mark.usefixtures("without_data_tests")
@pytest.mark.parametrize("number", numbers(1))
def test_a_home_ends_as_its_landing_zone_says_whatever_was_done_to_it(number):
    run_history(number)
