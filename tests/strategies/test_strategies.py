"""The random logs are what they claim to be, and the oracle can read every one of them."""

from __future__ import annotations

import csv
from io import StringIO
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle import compare_marts, file_loads, marts, write
from tests.oracle.landing import as_csv_texts
from tests.strategies import arrivals, histories, landing_zones, samples

FEW = settings(
    max_examples=20, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)


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
    assert len(found["fct_experience_funnel_daily"]) == len(found["fct_experience_kpis_daily"])
    assert len(found["fct_experience_kpis_cumulative"]) == len(found["fct_experience_kpis_daily"])
    counted = sum(row["events"] for row in found["fct_event_counts_daily"])
    assert counted <= sum(load["accepted"] for load in loads)


@FEW
@given(landing_zones(with_whatsapp=False))
def test_csv_files_hold_what_the_oracle_takes_them_to_hold(zone):
    for file in zone.files:
        if file.name.endswith(".csv"):
            written = csv.DictReader(StringIO(file.content().decode(errors="replace"), newline=""))
            lines = [row for row in written if None not in row and None not in row.values()]
            texts = [as_csv_texts(record) for record in file.records if isinstance(record, dict)]
            assert [
                {name: row[name] or None for name in wanted}
                for row, wanted in zip(lines, texts, strict=True)
            ] == texts


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


def test_the_interesting_cases_of_chats_do_occur():
    found = [marts(zone) for zone in samples(landing_zones(with_whatsapp=False), 12)]

    def times(mart, condition):
        return sum(bool(condition(row)) for one in found for row in one[mart])

    assert times("fct_tenant_kpis_daily", lambda row: row["handled_live_chats"]) > 3
    assert times("fct_tenant_kpis_daily", lambda row: row["completed"]) > 3
    assert times("fct_nps_answers", lambda row: row["score"] is not None) > 3
    assert times("fct_nps_answers", lambda row: row["score"] is None) > 3
    assert times("dim_modules", lambda row: (row["position"] or 0) > 1) > 3
    assert times("fct_module_loyalty_points_daily", lambda row: row["points_awarded"] > 0) > 1
    assert times("fct_module_redemptions_daily", lambda row: row["points_redeemed"]) > 1
    assert times("fct_module_redemptions_daily", lambda row: row["rewards"]) > 1
    assert times("fct_module_coupon_code_daily", lambda row: row["entered"]) > 1
    assert times("fct_module_quiz_daily", lambda row: row["images_uploaded"]) > 1
    assert times("fct_quiz_answers_daily", lambda row: row["question_id"] and row["answer"]) > 3
    assert times("fct_quiz_answers_daily", lambda row: not row["question_id"]) > 3
    assert times("fct_link_clicks_daily", lambda row: row["clicks"]) > 1


def test_the_interesting_cases_of_whatsapp_do_occur():
    found = [marts(zone) for zone in samples(landing_zones(with_chat=False), 12)]

    def times(mart, condition):
        return sum(bool(condition(row)) for one in found for row in one[mart])

    assert times("fct_messages_daily", lambda row: row["errors"]) > 3
    assert times("fct_messages_daily", lambda row: row["hsm"]) > 3
    assert times("fct_messages_daily", lambda row: row["excluded_meta"]) > 1
    assert times("fct_messages_daily", lambda row: row["excluded_simulator"]) > 1
    for category in ("marketing", "utility", "service", "template"):
        assert times("fct_conversations", lambda row, name=category: row["category"] == name) > 5
    for method in ("derived", "provider"):

        def is_free_entry(row, method=method):
            return (row["category"], row["method"]) == ("referral_conversion", method)

        assert times("fct_conversations", is_free_entry) > 3
        assert times("fct_conversations", lambda row, name=method: row["method"] == name) > 20
    assert times("fct_conversations", lambda row: row["messages"] > 2) > 10
    assert times("fct_conversations", lambda row: row["opened_at"].microsecond) > 3
    assert times("fct_threads", lambda row: row["messages"] > 2) > 20
    assert times("dim_contacts", lambda row: row["phone"] is None) > 3
    assert times("dim_contacts", lambda row: row["is_marketing_stopped"]) > 3
    for name in ("opted_in", "opted_out", "non_opted"):
        assert times("dim_contacts", lambda row, name=name: row["opt_state"] == name) > 10
    for name in ("valid", "invalid", "other"):
        assert times("dim_contacts", lambda row, name=name: row["status"] == name) > 5
    for name in ("started_keyword", "started_broadcast", "completed", "killed"):
        assert times("fct_flows_daily", lambda row, name=name: row[name]) > 3
    assert times("fct_contact_days", lambda row: row["in_flow"]) > 10
    assert times("fct_message_errors_daily", lambda row: row["error_code"] == "1002") > 5
    assert times("fct_message_errors_daily", lambda row: row["error_code"] == "") > 1
    assert times("conversation_reconciliation", lambda row: row["ours"] and row["theirs"]) > 3


@FEW
@given(landing_zones(with_chat=False))
def test_whatsapp_marts_agree_with_each_other(zone):
    found = marts(zone)
    for row in found["fct_contacts_daily"] + found["fct_contacts_monthly"]:
        total = row["total_contacts"]
        assert row["opted_in"] + row["opted_out"] + row["non_opted"] == total
        assert row["valid"] + row["invalid"] + row["other"] == total
    for grain, marts_of in (("conversations", "fct_conversations"), ("threads", "fct_threads")):
        for mart in (f"{marts_of}_daily", f"{marts_of}_monthly"):
            counted = sum(row[grain] for row in found[mart] if row.get("category") != "all")
            assert counted == len(found[marts_of])
    for conversation in found["fct_conversations"]:
        assert conversation["messages"] > 0 or conversation["method"] == "provider"
    for direction in ("inbound", "outbound"):
        by_day, by_hour = (
            sum(row[direction] for row in found[f"fct_messages_{grain}"])
            for grain in ("daily", "hourly")
        )
        assert by_day == by_hour


def test_samples_are_different_and_the_same_every_time():
    first, again = (list(map(repr, samples(landing_zones(), 3))) for _ in range(2))
    assert first == again
    assert len(set(first)) == 3
