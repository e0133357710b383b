from __future__ import annotations

from datetime import timedelta

import pytest

from orchestration.wording import counted, how_long


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (-5, "0 s"),
        (119, "119 s"),
        (120, "2 min"),
        (7199, "119 min"),
        (7200, "2 h"),
        (26 * 3600, "26 h"),
        (2 * 86400 - 1, "47 h"),
        (2 * 86400, "2 days"),
        (400 * 86400, "400 days"),
    ],
)
def test_a_time_is_told_in_the_unit_that_suits_it(seconds, said):
    assert how_long(timedelta(seconds=seconds)) == said


def test_one_is_no_plural():
    assert [counted(number, "file") for number in (0, 1, 1200)] == [
        "0 files", "1 file", "1,200 files"
    ]  # fmt: skip
