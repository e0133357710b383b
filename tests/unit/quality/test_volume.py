"""The median of the trailing landing days."""

from __future__ import annotations

from datetime import date, timedelta

from orchestration.quality.volume import volume_ratios

DAY = date(2026, 3, 10)


def before(*counts: int) -> list[tuple[date, int]]:
    return [(DAY - timedelta(days=offset), count) for offset, count in enumerate(counts, start=1)]


def test_median_of_the_days_before():
    assert volume_ratios({DAY: 30}, before(10, 20, 30, 40, 500)) == {DAY: 1.0}


def test_fewer_than_five_days_with_data_are_not_enough():
    assert volume_ratios({DAY: 30}, before(10, 10, 10, 10, 0)) == {DAY: None}


def test_days_without_records_are_no_measure():
    assert volume_ratios({DAY: 30}, before(10, 0, 10, 10, 10, 0, 10)) == {DAY: 3.0}


def test_later_days_do_not_count():
    later = [(DAY + timedelta(days=offset), 1) for offset in range(1, 9)]
    assert volume_ratios({DAY: 30}, later) == {DAY: None}


def test_days_of_the_run_count_and_replace_the_lakes():
    run = {DAY - timedelta(days=offset): 10 for offset in range(6)}
    ratios = volume_ratios(run, before(1, 1, 1, 1, 1))
    assert ratios[DAY] == 1.0
    assert ratios[DAY - timedelta(days=1)] is None


def test_only_the_latest_28_days_count():
    assert volume_ratios({DAY: 10}, before(*[10] * 28, *[1000] * 40)) == {DAY: 1.0}


def test_empty_day():
    assert volume_ratios({DAY: 0}, before(10, 10, 10, 10, 10)) == {DAY: 0.0}
