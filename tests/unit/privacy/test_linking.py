"""Who a person is: what leads to whom, and what leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.errors import UsageError
from orchestration.privacy.lake import open_lake
from orchestration.privacy.linking import Person, link, person_of
from tests.unit.privacy.zone import Zone

TENANT = "acme"


@pytest.fixture
def zone(tmp_path: Path) -> Zone:
    return Zone(tmp_path / "home")


def linked(zone: Zone, **selectors: list[str]) -> Person:
    with open_lake(zone.settings, TENANT) as connection:
        return link(connection, person_of(TENANT, **selectors))


def identifiers(zone: Zone, **selectors: list[str]) -> set[str]:
    return set(linked(zone, **selectors).identifiers)


def test_an_address_leads_to_customers_and_their_other_addresses_to_the_end(zone):
    zone.chat("one", email="A@example.org")
    zone.chat("two", email="a@example.org", phone="+49 170 111111")
    zone.user_event("three", phone="49170111111", email="c@example.org")
    zone.journey_event("four", email="C@EXAMPLE.ORG")
    zone.chat("stranger", email="d@example.org")
    zone.load()
    expected = {
        "one", "two", "three", "four", "a@example.org", "c@example.org", "49170111111",
    }  # fmt: skip
    assert identifiers(zone, emails=["a@example.org"]) == expected
    assert identifiers(zone, customer_ids=["four"]) == expected
    assert identifiers(zone, phones=["+49 (170) 11-1111"]) == expected


def test_a_phone_leads_to_the_provider_s_user_id_and_back(zone):
    zone.message("WABA1", phone="49170111111", user_id="DE.anna1")
    zone.message("WABA1", phone="49170111112", user_id="DE.anna1")
    zone.message("WABA1", phone="49170222222", user_id="DE.bert1")
    zone.load()
    assert identifiers(zone, phones=["49170111111"]) == {"49170111111", "49170111112", "DE.anna1"}
    assert identifiers(zone, customer_ids=["DE.anna1"]) == {
        "49170111111", "49170111112", "DE.anna1",
    }  # fmt: skip


def test_a_customer_known_by_phone_is_the_contact_with_it(zone):
    zone.chat("+49 170 111111", email="a@example.org")
    zone.message("WABA1", phone="49170111111", user_id="DE.anna1")
    zone.load()
    assert identifiers(zone, emails=["a@example.org"]) == {
        "a@example.org", "49170111111", "DE.anna1",
    }  # fmt: skip


def test_the_number_of_the_business_leads_nowhere_and_is_nobody(zone):
    zone.chat("one", phone=Zone.BUSINESS)
    zone.chat("two", phone=Zone.BUSINESS)
    zone.message("WABA1", phone=Zone.BUSINESS, user_id="DE.anna1")
    zone.load()
    assert identifiers(zone, customer_ids=["one"]) == {"one"}
    with pytest.raises(UsageError, match="business"):
        linked(zone, phones=[Zone.BUSINESS])


def test_the_number_of_a_simulator_leads_nowhere(zone):
    zone.chat("one", phone="9876543210")
    zone.chat("two", phone="9876543210")
    zone.load()
    assert identifiers(zone, customer_ids=["one"]) == {"one"}
    assert identifiers(zone, phones=["9876543210"]) == {"9876543210"}


def test_what_is_no_address_leads_nowhere(zone):
    for customer in ("one", "two"):
        zone.chat(customer, email="none", phone="unknown")
        zone.chat(customer, email=" ", phone={"number": "49170111111"})
    zone.load()
    assert identifiers(zone, customer_ids=["one"]) == {"one"}


def test_other_tenants_are_other_people(zone):
    zone.chat("one", email="a@example.org")
    zone.chat("two", email="a@example.org", tenant="other")
    zone.message("WABA2", phone="49170111111", user_id="DE.anna1")
    zone.load()
    assert identifiers(zone, emails=["a@example.org"]) == {"one", "a@example.org"}
    assert identifiers(zone, phones=["49170111111"]) == {"49170111111"}


def test_a_business_account_that_nobody_claims_is_a_tenant(zone):
    zone.message(TENANT, phone="49170111111", user_id="DE.anna1")
    zone.load()
    assert identifiers(zone, phones=["49170111111"]) == {"49170111111", "DE.anna1"}


@pytest.mark.parametrize(
    "selectors",
    [{}, {"phones": ["nobody"]}, {"emails": ["anna"]}, {"customer_ids": [" "]}],
)
def test_selectors_that_name_nobody_are_refused(selectors):
    with pytest.raises(UsageError):
        person_of(TENANT, **selectors)
