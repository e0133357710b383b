"""How regularly a source delivers, and when that makes it late."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.reporting.status.rhythm import gaps, is_late, usual_pause

FIRST = date(2026, 1, 5)
PAUSES = st.lists(st.integers(1, 40), max_size=60)


def days_of(pauses: list[int]) -> list[date]:
    return [FIRST + timedelta(days=number) for number in accumulate(pauses, initial=0)]


@pytest.mark.parametrize(
    ("pauses", "usual"),
    [
        ([], None),
        ([1, 1], None),
        ([1, 1, 1], 1),
        ([7] * 5, 7),
        # Nobody delivers at the weekend.
        ([1, 1, 1, 1, 3] * 6, 3),
        # A day is missing now and then.
        ([1] * 9 + [2], 1),
        ([1] * 27 + [2, 2, 9], 1),
        # What was long ago does not count.
        ([30] * 10 + [1] * 30, 1),
    ],
)
def test_the_usual_pause_is_that_of_nine_in_ten_of_the_last_thirty(pauses, usual):
    assert usual_pause(days_of(pauses)) == usual


def test_pauses_longer_than_usual_are_gaps_with_so_many_days_missing():
    days = days_of([1] * 20 + [4] + [1] * 5)
    (gap,) = gaps(days)
    assert gap.missing == 3
    assert gap.before - gap.after == timedelta(days=4)
    assert gaps(days_of([1, 1, 1, 1, 3] * 6)) == []
    assert gaps([]) == []


@given(PAUSES, st.integers(0, 60))
def test_a_source_is_late_once_it_is_silent_for_longer_than_usual(pauses, silence):
    days = days_of(pauses)
    usual = usual_pause(days)
    late = is_late(days, days[-1] + timedelta(days=silence))
    assert late == (usual is not None and silence > usual)


@given(PAUSES)
def test_at_most_a_tenth_of_the_pauses_are_gaps(pauses):
    days = days_of(pauses)
    found = gaps(days)
    assert len(found) <= len(pauses[-30:]) / 10
    for gap in found:
        assert gap.after in days
        assert gap.before in days
        assert not [day for day in days if gap.after < day < gap.before]


@given(PAUSES, st.integers(0, 2000))
def test_the_rhythm_is_the_same_on_any_calendar(pauses, moved):
    days = days_of(pauses)
    assert usual_pause([day + timedelta(days=moved) for day in days]) == usual_pause(days)
