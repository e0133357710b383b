from __future__ import annotations

from datetime import date

import pytest

from orchestration.defs.metadata import contiguous, dates_in_words, name_or_other, table


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ([], "none"),
        (["2026-01-05"], "2026-01-05 (1 date)"),
        (
            ["2026-01-31", "2026-02-01", "2026-01-05"],
            "2026-01-05, 2026-01-31 to 2026-02-01 (3 dates)",
        ),
    ],
)
def test_dates_are_said_as_ranges(days: list[str], words: str) -> None:
    assert dates_in_words(days) == words


def test_many_ranges_are_cut_short() -> None:
    odd_days = [date(2026, 1, day) for day in range(1, 30, 2)]
    assert dates_in_words(odd_days).endswith("2026-01-09, … (15 dates)")


def test_neighbours_make_one_range() -> None:
    days = [date(2026, 2, 28), date(2026, 3, 1), date(2026, 3, 3), date(2026, 3, 1)]
    assert contiguous(days) == [
        (date(2026, 2, 28), date(2026, 3, 1)),
        (date(2026, 3, 3), date(2026, 3, 3)),
    ]


def test_only_what_looks_like_a_name_in_code_is_shown() -> None:
    assert name_or_other("session_started") == "session_started"
    assert name_or_other("anna@example.org") == "(other)"
    assert name_or_other("+49 170 1234567") == "(other)"
    assert name_or_other(3) == 3


def test_values_that_are_no_numbers_become_text_in_tables() -> None:
    shown = table(["day", "rows"], [(date(2026, 1, 5), 3)])
    assert shown.records[0].data == {"day": "2026-01-05", "rows": 3}
    assert [column.type for column in shown.schema.columns] == ["string", "int"]
