"""The machine's own parts: what it prints can be done again, and whom it erases is one person."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import replace

import pytest

from tests.oracle import LandingFile
from tests.stateful.history import History
from tests.stateful.people import selectors, with_people_of_their_own
from tests.stateful.scenarios import FAMILIES, Scenario

SCENARIO = Scenario("registers", 1, has_people=True)


def landed(history: History) -> dict[str, bytes]:
    landing = history.home / "landing"
    return {
        str(path.relative_to(landing)): path.read_bytes()
        for path in landing.rglob("*")
        if path.is_file()
    }


def test_the_steps_that_are_printed_are_statements_of_a_test(tmp_path):
    history = History(tmp_path / "one", known=SCENARIO.zone)
    one, two, three, *_ = SCENARIO.zone.files
    history.land(one, two)
    history.land(replace(one, records=one.records[:1]), three)
    history.remove(str(two.path))
    history.touch(str(three.path))
    again = History(tmp_path / "other")
    names = {"datetime": datetime, "LandingFile": LandingFile}
    for step in history.told:
        exec(step, {**names, "history": again, "scenario": SCENARIO})
    assert landed(again) == landed(history) != {}
    assert again.zone.files == history.zone.files


@pytest.mark.parametrize("family", ["whatsapp", "registers", "chat and journeys"])
def test_people_belong_to_one_tenant_each(family):
    assert family in FAMILIES
    zone = Scenario(family, 1, has_people=True).zone
    assert with_people_of_their_own(zone) == zone
    tenants = defaultdict(set)
    for tenant_id, _, value in selectors(zone):
        tenants[value].add(tenant_id)
    assert len(tenants) > 5
    assert [value for value, its_tenants in tenants.items() if len(its_tenants) > 1] == []
