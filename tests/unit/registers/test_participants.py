"""Who can be drawn, and in which order, on registers made by hand."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import duckdb
import pytest

from orchestration.errors import UsageError
from orchestration.registers.draw import _check, participants
from orchestration.registers.stages import Registers

BEGIN = datetime(2026, 3, 1, 10)
ERASED = "erased-0123456789abcdef0123456789abcdef"

Participation = tuple[str, str | None]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute("create schema intermediate")
        connection.execute(
            "create table marts.fct_giveaway_participations (tenant_id varchar, process_id varchar,"
            " event_id varchar, customer_id varchar, participated_at timestamp)"
        )
        connection.execute(
            "create table marts.fct_event_counts_daily (tenant_id varchar, process_id varchar,"
            " event_name varchar, events bigint)"
        )
        connection.execute(
            "create table intermediate.int_draws (tenant_id varchar, process_id varchar,"
            " event_id varchar, customer_id varchar)"
        )
        yield connection


def take_part(
    connection: duckdb.DuckDBPyConnection,
    rows: Sequence[Participation],
    tenant: str = "acme",
    process: str = "game",
) -> Registers:
    """Add participations, a minute apart; return the tenant's registers."""
    for number, (event_id, customer) in enumerate(rows):
        connection.execute(
            "insert into marts.fct_giveaway_participations values (?, ?, ?, ?, ?)",
            [tenant, process, event_id, customer, BEGIN + timedelta(minutes=number)],
        )
    return Registers(connection, tenant)


def order(registers: Registers, seed: int = 7, process: str = "game") -> list[str]:
    return [winner.event_id for winner in participants(registers, process, seed).winners]


def test_the_order_is_that_of_the_hash(connection):
    rows = [(f"e{number}", f"c{number}") for number in range(20)]
    found = order(take_part(connection, rows), seed=-42)
    assert found == sorted(
        (event_id for event_id, _ in rows),
        key=lambda event_id: hashlib.sha256(f"-42|acme|game|{event_id}".encode()).hexdigest(),
    )


def test_the_earliest_participation_stands_for_a_customer(connection):
    registers = take_part(connection, [("e3", "anna"), ("e1", "anna"), ("e2", "ben")])
    assert sorted(order(registers)) == ["e2", "e3"]
    (winner,) = (one for one in participants(registers, "game", 7).winners if one.event_id == "e3")
    assert (winner.customer_id, winner.participated_at) == ("anna", BEGIN)


def test_rows_in_another_order_are_drawn_alike(connection):
    rows = [(f"e{number}", f"c{number % 7}", number) for number in range(30)]
    orders = []
    for seed in (1, 2):
        random.Random(seed).shuffle(rows)
        connection.execute("delete from marts.fct_giveaway_participations")
        for event_id, customer, minute in rows:
            connection.execute(
                "insert into marts.fct_giveaway_participations values ('acme', 'game', ?, ?, ?)",
                [event_id, customer, BEGIN + timedelta(minutes=minute)],
            )
        orders.append(order(Registers(connection, "acme")))
    assert orders[0] == orders[1]


def test_everybody_has_the_same_chance_however_often_they_took_part(connection):
    rows = [(f"e{number}", "eager" if number < 40 else f"c{number}") for number in range(44)]
    registers = take_part(connection, rows)
    winners = Counter(
        participants(registers, "game", seed).winners[0].customer_id for seed in range(1000)
    )
    assert len(winners) == 5
    # Five standard deviations of a fair draw, 12.6 each, around 200.
    assert all(137 < times < 263 for times in winners.values())


def test_other_tenants_and_processes_take_no_part(connection):
    registers = take_part(connection, [("e1", "anna")])
    take_part(connection, [("e2", "ben")], tenant="other")
    take_part(connection, [("e3", "carla")], process="another")
    assert order(registers) == ["e1"]


def test_nobody_is_drawn_twice_in_a_process_though_they_take_part_again(connection):
    registers = take_part(connection, [("e1", "anna"), ("e2", "anna"), ("e3", "ben")])
    connection.execute(
        "insert into intermediate.int_draws values ('acme', 'game', 'gone', 'anna'),"
        " ('acme', 'another', 'e9', 'ben'), ('other', 'game', 'e9', 'ben')"
    )
    assert order(registers) == ["e3"]


def test_participations_by_nobody_known_are_left_out_and_counted(connection):
    registers = take_part(connection, [("e1", None), ("e2", ERASED), ("e3", "anna")])
    found = participants(registers, "game", 7)
    assert [winner.event_id for winner in found.winners] == ["e3"]
    assert found.anonymous_participations == 2


def reason(registers: Registers, winners: int = 1) -> str:
    with pytest.raises(UsageError) as caught:
        _check(registers, "game", participants(registers, "game", 7), winners)
    return caught.value.message


def test_why_there_are_not_enough(connection):
    registers = Registers(connection, "acme")
    assert "it never had a participation" in reason(registers)
    connection.execute(
        "insert into marts.fct_event_counts_daily values ('acme', 'game', 'participation', 3),"
        " ('acme', 'game', 'participation', 2), ('acme', 'game', 'start', 9),"
        " ('other', 'game', 'participation', 9)"
    )
    assert "its 5 participations have gone" in reason(registers)
    take_part(connection, [("e1", None)])
    assert "its 1 participations are by no known customer" in reason(registers)
    take_part(connection, [("e2", "anna"), ("e3", "ben")])
    assert reason(registers, 3) == "Only 2 participants are left to be drawn, not 3."
    connection.execute(
        "insert into intermediate.int_draws values ('acme', 'game', 'e2', 'anna'),"
        " ('acme', 'game', 'e3', 'ben')"
    )
    assert "all of its 2 participants were drawn already" in reason(registers)
