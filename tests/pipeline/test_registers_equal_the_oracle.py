"""Registers of customers, games, codes, points and logs, while entries come, change and expire."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.oracle import (
    MART_KEYS,
    REGISTERS,
    LandingZone,
    compare,
    compare_audit,
    compare_marts,
    duplicates,
    marts,
)
from tests.oracle.chat import GENERATED_PREFIX
from tests.oracle.profiles import PROFILE
from tests.pipeline.support import (
    assert_loaded_at_once_is_the_same,
    open_published,
    published_duplicates,
    published_marts,
    rows_of,
    run,
    run_through,
)
from tests.strategies import arrivals, chronicles, histories, landing_zones, samples

ALONE = {"with_chat": False, "with_whatsapp": False, "with_registers": True}
A_YEAR = {**ALONE, "over_a_year": True}
AUDIT = ("file_loads", "rejected_rows")


def differences(home: Path, zone: LandingZone, retained_as_of: date | None) -> list[str]:
    """Where marts or audit are not what the definitions say of the landing zone."""
    found = compare_marts(published_marts(home), marts(zone, retained_as_of=retained_as_of))
    return found + _differences_of_audit(home, zone)


def differences_but_for_what_was_lost(
    home: Path, zone: LandingZone, retained_as_of: date | None
) -> list[str]:
    """The same, but a value that had expired may be missing though it would be shown again."""
    actual, expected = published_marts(home), marts(zone, retained_as_of=retained_as_of)
    others = {name: rows for name, rows in expected.items() if name not in REGISTERS}
    found = compare_marts(actual, others) + _differences_of_audit(home, zone)
    for name in REGISTERS:
        found += [
            f"{name}: {difference}"
            for difference in compare(
                actual[name],
                expected[name],
                MART_KEYS[name],
                ignore=PROFILE,
                generated="event_id" if "event_id" in MART_KEYS[name] else None,
                generated_prefix=GENERATED_PREFIX,
            )
        ]
        wanted = {tuple(row[key] for key in MART_KEYS[name]): row for row in expected[name]}
        for row in actual[name]:
            told = wanted.get(tuple(row[key] for key in MART_KEYS[name]), row)
            found += [
                f"{name}: {row[column]!r} is not {told[column]!r}"
                for column in PROFILE
                if row.get(column) not in (None, told.get(column))
            ]
    return found


def _differences_of_audit(home: Path, zone: LandingZone) -> list[str]:
    with open_published(home) as connection:
        audit = {name: rows_of(connection, f"audit.{name}") for name in AUDIT}
    found = compare_audit(audit, zone)
    if published_duplicates(home) != duplicates(zone):
        found.append(f"duplicates: {published_duplicates(home)} is not {duplicates(zone)}")
    return found


@pytest.mark.parametrize("number", range(3))
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


@pytest.mark.parametrize("number", range(1))
def test_after_every_edit_registers_are_what_the_definitions_say(new_home, number):
    (steps,) = samples(histories(**ALONE), 1, start=1200 + number)
    home = new_home()
    retained_as_of = run_through(home, steps, differences)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)


def test_files_of_registers_may_arrive_in_any_order_and_in_any_split_into_runs(new_home):
    (steps,) = samples(landing_zones(**ALONE).flatmap(arrivals), 1, start=1300)
    home = new_home()
    retained_as_of = run_through(home, steps, differences)
    assert_loaded_at_once_is_the_same(home, new_home, steps[-1], retained_as_of)


def test_what_had_expired_is_not_made_up_for_by_edits_of_a_whole_year(new_home):
    (steps,) = samples(histories(**A_YEAR), 1, start=1400)
    run_through(new_home(), steps, differences_but_for_what_was_lost)
