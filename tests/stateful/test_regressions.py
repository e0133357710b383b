"""Histories that once ended wrong, as the machine prints them, cut down to what it takes."""

from __future__ import annotations

import pytest

from tests.stateful.history import History


@pytest.fixture
def history(tmp_path):
    return History(tmp_path)


def test_a_run_that_does_not_wait_names_the_one_that_has_only_just_begun(history):
    history.run_two_at_once(0, None, None)
