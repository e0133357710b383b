"""Threads of the oracle against cases computed by hand."""

from __future__ import annotations

from datetime import date

from tests.oracle.examples import only
from tests.oracle.talk import (
    ANNA,
    BORIS,
    OWN,
    START,
    at,
    body,
    exported,
    failed,
    inbound,
    of,
    of_cloud,
    status,
)


def hours_and_messages(found):
    rows = [
        ((row["opened_at"] - START).total_seconds() / 3600, row["messages"])
        for row in found["fct_threads"]
    ]
    return sorted(rows)


def test_either_side_opens_a_thread_and_it_lasts_exactly_a_day():
    found = of_cloud(
        inbound("a", at(0)),
        status("b", "sent", at(24, -1)),
        status("c", "sent", at(24)),
        inbound("d", at(48, -1)),
        inbound("e", at(49)),
    )
    assert hours_and_messages(found) == [(0, 2), (24, 2), (49, 1)]
    assert min(row["closes_at"] for row in found["fct_threads"]) == at(24)


def test_failed_messages_are_in_no_thread():
    found = of_cloud(
        status("a", "sent", at(0)), failed("a", at(1)), inbound("b", at(2)), inbound("c", at(25))
    )
    assert hours_and_messages(found) == [(2, 2)]


def test_business_numbers_and_contacts_have_their_own_threads():
    found = of_cloud(
        body(inbound("a", at(0))),
        body(inbound("b", at(1)), number="n2"),
        body(inbound("c", at(2), BORIS)),
    )
    keys = {(row["business_number"], row["contact_id"]) for row in found["fct_threads"]}
    assert keys == {("n1", ANNA), ("n2", ANNA), ("n1", BORIS)}
    day = only(found["fct_threads_daily"])
    assert (day["threads"], day["contacts"]) == (3, 2)


def test_the_threads_of_a_source_with_naive_times_are_in_utc():
    # At 02:30 in Berlin there is no such time on the 29th; it is taken as winter time.
    found = of(
        "Europe/Berlin",
        glific_messages=[
            exported(1, at(14.5), flow="inbound"),
            exported(2, at(37.5), bsp_status="read"),
        ],
    )
    assert [row["opened_at"] for row in found["fct_threads"]] == [at(13.5)]
    assert only(found["fct_threads"])["messages"] == 2
    assert only(found["fct_threads"])["business_number"] == OWN


def test_threads_are_counted_by_day_and_month_without_holes():
    found = of_cloud(inbound("a", at(0)), inbound("b", at(24)), inbound("c", at(96)))
    daily = [(row["thread_date"].day, row["threads"]) for row in found["fct_threads_daily"]]
    assert sorted(daily) == [(1, 1), (28, 1), (29, 1), (30, 0), (31, 0)]
    monthly = {row["thread_month"]: row for row in found["fct_threads_monthly"]}
    march, april = monthly[date(2026, 3, 1)], monthly[date(2026, 4, 1)]
    assert (march["threads"], march["contacts"]) == (2, 1)
    assert (april["threads"], april["contacts"]) == (1, 1)
