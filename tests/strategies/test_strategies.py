"""The random logs are what they claim to be, and the oracle can read every one of them."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from tests.oracle import compare_marts, file_loads, marts, write
from tests.strategies import arrivals, histories, landing_zones

FEW = settings(
    max_examples=20, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
SEARCH = settings(FEW, max_examples=2000, phases=[Phase.generate])


@FEW
@given(landing_zones())
def test_every_landing_zone_has_an_answer(zone):
    found = marts(zone)
    assert compare_marts(found, found) == []
    loads = file_loads(zone)
    assert len(loads) == sum(not file.is_ignored for file in zone.files)
    assert sum(load["quarantined"] for load in loads) < 100
    for row in found["fct_experience_kpis_daily"] + found["fct_tenant_kpis_daily"]:
        assert 0 <= row["bounces"] <= row["sessions"]
        assert row["completed"] <= row["chat_starts"]
        assert row["promoters"] + row["passives"] + row["detractors"] == row["responses"]
    counted = sum(row["events"] for row in found["fct_event_counts_daily"])
    assert counted <= sum(load["accepted"] for load in loads)


@FEW
@given(landing_zones(), st.randoms(use_true_random=False))
def test_the_order_in_which_files_are_listed_does_not_matter(zone, random):
    files = list(zone.files)
    random.shuffle(files)
    assert compare_marts(marts(type(zone)(tuple(files))), marts(zone)) == []


@FEW
@given(st.data())
def test_arrivals_end_in_the_whole_zone_and_only_ever_grow(data):
    zone = data.draw(landing_zones())
    steps = data.draw(arrivals(zone))
    assert set(map(repr, steps[-1].files)) == set(map(repr, zone.files))
    for before, after in pairwise(steps):
        assert set(map(repr, before.files)) < set(map(repr, after.files))


@FEW
@given(histories(with_whatsapp=False))
def test_histories_can_be_written_step_by_step(steps):
    with TemporaryDirectory() as folder:
        for zone in steps:
            write(zone, Path(folder))
            written = {path for path in Path(folder).rglob("*") if path.is_file()}
            assert written == {Path(folder) / file.path for file in zone.files}


def test_the_interesting_cases_do_occur():
    def occurs(condition):
        find(landing_zones(), lambda zone: condition(marts(zone)), settings=SEARCH)

    occurs(lambda found: any(row["handled_live_chats"] for row in found["fct_tenant_kpis_daily"]))
    occurs(lambda found: any(row["completed"] for row in found["fct_tenant_kpis_daily"]))
    occurs(lambda found: any(row["score"] is not None for row in found["fct_nps_answers"]))
    occurs(lambda found: any(row["errors"] for row in found["fct_messages_daily"]))
    occurs(lambda found: any(row["excluded_meta"] for row in found["fct_messages_daily"]))
    occurs(
        lambda found: any(
            row["response_id"].startswith("loyjoy_facts:") for row in found["fct_nps_responses"]
        )
    )
