"""The oracle against cases computed by hand."""

from __future__ import annotations

import gzip
from datetime import date, datetime, timedelta

import pytest

from tests.oracle import (
    compare,
    compare_marts,
    duplicates,
    file_loads,
    landing_zone,
    marts,
    write,
)
from tests.oracle.counts import heat
from tests.oracle.examples import DAY, event, of_events, only
from tests.oracle.nps import net_promoter_score


def test_a_pause_of_exactly_thirty_minutes_continues_the_session():
    rows = of_events(
        event("a", "start", "10:00:00"),
        event("b", "interaction", "10:30:00"),
        event("c", "end", "11:00:00.000001", process_id="q"),
    )["fct_sessions"]
    assert [(row["events"], row["is_interacted"], row["process_id"]) for row in rows] == [
        (2, True, "p"),
        (1, False, "q"),
    ]


def test_a_session_across_midnight_belongs_to_its_first_date_and_process():
    found = of_events(
        event("a", "start", "2026-03-28T22:50:00Z"),
        event("b", "session_interacted", "2026-03-28T23:10:00Z", process_id="q"),
        timezone="Europe/Berlin",
    )
    session = only(found["fct_sessions"])
    assert (session["session_date"], session["process_id"]) == (date(2026, 3, 28), "p")
    kpis = found["fct_experience_kpis_daily"]
    first = only(kpis, process_id="p", kpi_date=date(2026, 3, 28))
    assert (first["sessions"], first["interaction_rate"], first["bounces"]) == (1, 1.0, 0)
    assert only(kpis, process_id="q")["sessions"] == 0
    assert only(kpis, process_id="q")["active_customers"] == 1


def test_blank_customers_have_no_session_and_count_nowhere():
    found = of_events(
        event("a", "start", "10:00:00", customer_id=" "),
        event("b", "end", "10:00:01", customer_id=None),
    )
    assert found["fct_sessions"] == []
    row = only(found["fct_tenant_kpis_daily"])
    assert (row["chat_starts"], row["completed"], row["active_customers"]) == (1, 0, 0)
    assert (row["completion_rate"], row["interaction_rate"]) == (0.0, None)


def test_live_chats_end_with_the_latest_start_still_open():
    row = only(
        of_events(
            event("a", "live_chat_started", "10:00:00"),
            event("b", "live_chat_started", "10:10:00"),
            event("c", "live_chat_ended", "10:11:00"),
            event("d", "live_chat_ended", "10:30:00"),
            event("e", "live_chat_ended", "10:31:00"),
            event("f", "live_chat_started", "10:40:00", process_id="q"),
            event("g", "live_chat_ended", "10:41:00"),
        )["fct_tenant_kpis_daily"]
    )
    assert row["handling_time_seconds"] == 60 + 30 * 60
    assert (row["handled_live_chats"], row["average_handling_time_seconds"]) == (2, 930.0)


def test_a_live_chat_counts_on_the_date_of_its_end():
    rows = of_events(
        event("a", "live_chat_started", "2026-03-28T23:59:00Z"),
        event("b", "live_chat_ended", "2026-03-29T00:01:00.5Z"),
    )["fct_experience_kpis_daily"]
    by_day = {row["kpi_date"].day: row for row in rows}
    assert (by_day[28]["live_chats"], by_day[28]["handled_live_chats"]) == (1, 0)
    assert by_day[29]["handling_time_seconds"] == 120.5


def test_a_start_is_completed_by_an_end_before_the_next_start_on_its_own_date():
    rows = of_events(
        event("a", "start", "2026-03-28T23:00:00Z"),
        event("b", "start", "2026-03-28T23:30:00Z"),
        event("c", "end", "2026-03-29T01:00:00Z"),
        event("d", "end", "2026-03-29T02:00:00Z"),
    )["fct_experience_kpis_daily"]
    by_day = {row["kpi_date"].day: row for row in rows}
    assert (by_day[28]["chat_starts"], by_day[28]["completed"]) == (2, 1)
    assert by_day[28]["completion_rate"] == 0.5
    assert (by_day[29]["completed"], by_day[29]["completion_rate"]) == (0, None)


def test_screen_time_adds_seconds_and_quarter_minutes():
    row = only(
        of_events(
            event("a", "screen_time", "10:00:00", payload={"seconds": 12.5}),
            event("b", "screen_time", "10:00:01", payload='{"seconds": "7"}'),
            event("c", "screen_time", "10:00:02", payload={"seconds": "Infinity"}),
            event("d", "home_view_screen_time", "10:00:03"),
        )["fct_tenant_kpis_daily"]
    )
    assert row["screen_time_seconds"] == 34.5


def test_daily_kpis_have_no_holes_and_end_on_the_last_day_of_the_tenant():
    found = marts(
        landing_zone(
            ("chat_events", "2026-03-25", "a.jsonl", [event("a", "start", "2026-03-24T08:00:00Z")]),
            ("loyjoy_dimensions", DAY, "d.jsonl", [{"tenant_id": "t", "entity_id": "e"}]),
            (
                "loyjoy_facts",
                DAY,
                "f.jsonl",
                [
                    {
                        "tenant_id": "t",
                        "id": 7,
                        "event_type": "start",
                        "created_at": "2026-03-27 09:00:00 UTC",
                        "entity_id": "e",
                    }
                ],
            ),
        )
    )
    kpis = found["fct_experience_kpis_daily"]
    assert [row["kpi_date"].day for row in kpis if row["process_id"] == "p"] == [24, 25, 26, 27]
    assert [row["kpi_date"].day for row in kpis if row["process_id"] == ""] == [27]
    assert sum(row["chat_starts"] for row in found["fct_tenant_kpis_daily"]) == 2


def test_the_earliest_landing_wins_whatever_its_own_time():
    late = event("a", "start", "12:00:00")
    early = event("a", "end", "09:00:00")
    zone = landing_zone(
        ("chat_events", "2026-03-29", "a.jsonl", [early]),
        ("chat_events", DAY, "b.jsonl", [late, early]),
        ("chat_events", DAY, "Z.jsonl", [{**late, "event_name": "reset"}]),
    )
    counted = only(marts(zone)["fct_event_counts_daily"])
    assert (counted["event_name"], counted["events"]) == ("reset", 1)
    assert duplicates(zone) == {
        ("chat_events", date(2026, 3, 28)): 2,
        ("chat_events", date(2026, 3, 29)): 1,
    }


def test_redelivered_records_without_id_collapse():
    nameless = {**event("a", "start", "10:00:00"), "event_id": ""}
    again = {**nameless, "occurred_at": "2026-03-28T11:00:00.000+01:00"}
    other = {**nameless, "occurred_at": "2026-03-28T10:00:00.000001Z"}
    assert only(of_events(nameless, again, other)["fct_event_counts_daily"])["events"] == 2


@pytest.mark.parametrize(
    ("name", "accepted"),
    [
        ("nps_survey_score_10", True),
        ("data_collection_nps_survey_score_0", True),
        ("my_nps_survey_score_11", True),
        ("nps_survey_score_11", False),
        ("nps_survey_score_07", False),
        ("data_collection_nps_survey_score_", False),
    ],
)
def test_scores_are_written_plainly(name, accepted):
    zone = landing_zone(("chat_events", DAY, "a.jsonl", [event("a", name, "10:00:00")]))
    assert only(file_loads(zone))["accepted"] == int(accepted)


@pytest.mark.parametrize(
    ("written", "accepted"),
    [
        ("2026-03-30T00:00:00Z", True),
        ("2026-03-30T00:00:00.0000009Z", True),
        ("2026-03-30T00:00:00.000001Z", False),
        ("2000-01-01T00:00:00Z", True),
        ("1999-12-31T23:59:59.999999Z", False),
        ("2000-01-01T01:00:00+02:00", False),
        ("2026-03-28 10:00:00.5 UTC", True),
        ("2026-03-28T10:00:00", False),
        ("2026-03-28T23:59:60Z", False),
        ("2026-02-29T10:00:00Z", False),
        ("9999-12-31T23:59:59-05:00", False),
        ("", False),
    ],
)
def test_times_are_kept_within_their_limits(written, accepted):
    record = {**event("a", "start", "10:00:00"), "occurred_at": written}
    zone = landing_zone(("chat_events", DAY, "a.jsonl", [record]))
    assert only(file_loads(zone))["accepted"] == int(accepted)


def test_received_is_accepted_plus_quarantined_and_blank_lines_are_nothing():
    good = event("a", "start", "10:00:00")
    bad = [b"{", b"\xff\xfe", b"[1]", {**good, "customer_id": {}}, {**good, "tenant_id": " "}]
    bad += [{**good, "amount": "much"}, {**good, "payload": [1]}, {**good, "payload": "none"}]
    zone = landing_zone(
        ("chat_events", DAY, "a.jsonl", [good, b"", b"\r", *bad]),
        ("chat_events", DAY, "a.csv", [good, b"too,few"]),
        ("chat_events", DAY, "_b.jsonl", [good]),
    )
    counts = {row["file_name"]: row for row in file_loads(zone)}
    assert counts.keys() == {"a.csv", "a.jsonl"}
    assert (counts["a.jsonl"]["received"], counts["a.jsonl"]["quarantined"]) == (9, 8)
    assert (counts["a.csv"]["received"], counts["a.csv"]["quarantined"]) == (2, 1)


def test_days_of_a_clock_change_are_local():
    # Berlin goes from UTC+1 to UTC+2 on 2026-03-29 at 01:00 UTC.
    rows = of_events(
        event("a", "start", "2026-03-28T22:59:59.999999Z"),
        event("b", "start", "2026-03-28T23:00:00Z"),
        event("c", "start", "2026-03-29T21:59:59.999999Z"),
        event("d", "start", "2026-03-29T22:00:00Z"),
        timezone="Europe/Berlin",
    )["fct_event_counts_daily"]
    assert {row["event_date"].day: row["events"] for row in rows} == {28: 1, 29: 2, 30: 1}


def test_lord_howe_shifts_by_half_an_hour():
    # UTC+11 until 2026-04-04 15:00 UTC, then UTC+10:30.
    rows = of_events(
        event("a", "start", "2026-04-03T13:00:00Z"),
        event("b", "start", "2026-04-04T12:59:59Z"),
        event("c", "start", "2026-04-05T13:29:59Z"),
        event("d", "start", "2026-04-05T13:30:00Z"),
        timezone="Australia/Lord_Howe",
        day="2026-04-05",
    )["fct_event_counts_daily"]
    assert {row["event_date"].day: row["events"] for row in rows} == {4: 2, 5: 1, 6: 1}


def test_the_last_tenant_row_wins_and_unknown_zones_are_utc():
    records = [event("a", "start", "2026-03-28T23:30:00Z")]

    def event_day(*rows):
        zone = landing_zone(
            ("chat_events", DAY, "a.jsonl", records),
            *(("tenants", day, name, tenants) for day, name, tenants in rows),
        )
        return only(marts(zone)["fct_event_counts_daily"])["event_date"].day

    berlin = {"tenant_id": "t", "reporting_timezone": "Europe/Berlin"}
    nowhere = {"tenant_id": "t", "reporting_timezone": "Mars/Olympus"}
    assert event_day() == 28
    assert event_day((DAY, "a.jsonl", [nowhere, berlin])) == 29
    assert event_day((DAY, "b.jsonl", [nowhere]), (DAY, "a.jsonl", [berlin])) == 28
    assert event_day((DAY, "b.jsonl", [nowhere]), ("2026-03-29", "a.jsonl", [berlin])) == 29


def test_net_promoter_score_and_its_interval():
    # n' = 13, P' = 6.75, D' = 2.75: centre 4/13, variance 9.5/13 - (4/13)^2 = 0.636094675.
    found = net_promoter_score(10, 6, 2)
    assert found["nps"] == 40.0
    assert found["nps_low"] == pytest.approx(-12.5855803, abs=1e-6)
    assert found["nps_high"] == pytest.approx(74.1240419, abs=1e-6)
    # n' = 4, P' = 1.75, D' = 0.75: centre 1/4, variance 0.625 - 0.0625 = 0.5625, sd 0.75 / 2.
    found = net_promoter_score(1, 1, 0)
    assert found["nps"] == 100.0
    assert found["nps_low"] == pytest.approx(25 - 195.9964 * 0.375)
    assert found["nps_high"] == pytest.approx(25 + 195.9964 * 0.375)
    # n' = 103, P' = 100.75, D' = 0.75: the upper end would lie at 100.6.
    assert net_promoter_score(100, 100, 0)["nps_high"] == 100.0
    assert net_promoter_score(0, 0, 0) == {"nps": None, "nps_low": None, "nps_high": None}


def test_scores_have_segments_and_months():
    found = of_events(
        event("a", "nps_survey_score_9", "10:00:00"),
        event("b", "nps_survey_score_7", "10:00:00"),
        event("c", "nps_survey_score_6", "10:00:00"),
        event("d", "nps_survey_score_0", "10:00:00"),
        event("e", "data_collection_nps_survey_score_10", "10:00:00"),
    )
    month = only(found["fct_nps_monthly"], source="nps_survey")
    assert month["response_month"] == date(2026, 3, 1)
    counts = ("responses", "promoters", "passives", "detractors", "score_0", "score_10", "nps")
    assert [month[name] for name in counts] == [4, 1, 1, 2, 1, 0, -25.0]
    assert only(found["fct_nps_daily"], source="data_collection")["score_10"] == 1
    assert only(found["fct_tenant_kpis_daily"])["responses"] == 5


def test_the_rolling_window_holds_thirty_dates():
    last = datetime(2026, 3, 28, 12)
    rows = of_events(
        event("a", "nps_survey_score_10", f"{(last - timedelta(days=30)).isoformat()}Z"),
        event("b", "nps_survey_score_0", f"{(last - timedelta(days=29)).isoformat()}Z"),
        event("c", "start", f"{(last + timedelta(days=1)).isoformat()}Z", process_id="q"),
    )["fct_nps_rolling_30d"]
    by_day = {row["response_date"]: row for row in rows}
    assert len(rows) == 32
    assert min(by_day) == date(2026, 2, 26)
    assert by_day[date(2026, 3, 27)]["nps"] == 0.0
    assert by_day[date(2026, 3, 28)]["nps"] == -100.0
    assert by_day[date(2026, 3, 29)]["responses"] == 0
    assert by_day[date(2026, 3, 29)]["nps"] is None


def test_an_answer_belongs_to_the_latest_score_of_the_last_24_hours():
    text = "nps_survey_free_text_answered"
    found = of_events(
        event("s1", "nps_survey_score_3", "2026-03-27T10:00:00Z"),
        event("a1", text, "2026-03-28T10:00:00Z", payload={"text": "exactly a day"}),
        event("s2", "nps_survey_score_9", "2026-03-28T10:00:00Z", module_id="other"),
        event("z2", "nps_survey_score_8", "2026-03-28T11:00:00Z"),
        event("z1", "nps_survey_score_2", "2026-03-28T11:00:00Z"),
        event("a2", text, "2026-03-28T11:00:00Z", payload={"text": "first"}),
        event("a3", text, "2026-03-28T11:00:01Z", payload={"text": "second"}),
        event("a4", text, "2026-03-29T11:00:00.000001Z", payload={"text": "too late"}),
        event("a5", text, "2026-03-28T11:00:01Z", customer_id=None, payload={"text": "nobody"}),
    )
    answers = {row["answer_id"]: (row["score"], row["segment"]) for row in found["fct_nps_answers"]}
    assert answers == {
        "a1": (3, "detractor"),
        "a2": (8, "passive"),
        "a3": (8, "passive"),
        "a4": (None, None),
        "a5": (None, None),
    }
    texts = {row["response_id"]: row["answer_text"] for row in found["fct_nps_responses"]}
    assert texts == {"s1": "exactly a day", "s2": None, "z2": "second", "z1": None}


def test_the_same_id_in_both_chat_sources_is_two_responses():
    fact = {
        "tenant_id": "t",
        "event_type": "nps_survey_score_9",
        "created_at": "2026-03-28 10:00:00 UTC",
        "entity_id": "e",
    }
    found = marts(
        landing_zone(
            ("chat_events", DAY, "a.jsonl", [event("1", "nps_survey_score_9", "10:00:00")]),
            ("loyjoy_facts", DAY, "f.jsonl", [{**fact, "id": "1"}, {**fact, "id": "2"}]),
            (
                "loyjoy_dimensions",
                DAY,
                "d.jsonl",
                [
                    {"tenant_id": "t", "entity_id": "e", "process_id": "old"},
                    {"tenant_id": "t", "entity_id": "e", "process_id": "p"},
                ],
            ),
        )
    )
    ids = [row["response_id"] for row in found["fct_nps_responses"]]
    assert sorted(ids) == ["1", "2", "loyjoy_facts:1"]
    assert only(found["fct_nps_rolling_30d"], process_id="p")["responses"] == 3


def test_modules_are_called_what_their_latest_visit_calls_them():
    def visit(event_id, at, name):
        return event(event_id, "sub_process_visited", at, module_name=name, module_type="welcome")

    found = of_events(
        visit("a", "2026-03-28T10:00:00Z", "old"),
        visit("c", "2026-03-28T11:00:00Z", "new"),
        visit("b", "2026-03-28T11:00:00Z", "tied"),
        visit("d", "2026-03-29T11:00:00Z", "newest"),
        event("e", "sub_process_visited", "10:00:00", module_id=None),
    )
    first = only(found["fct_module_visits_daily"], module_id="m", visit_date=date(2026, 3, 28))
    assert (first["module_name"], first["visits"], first["customers"]) == ("new", 3, 1)
    all_time = only(found["module_heatmap"], module_id="m")
    assert (all_time["module_name"], all_time["heat"]) == ("newest", "red")
    nameless = only(found["module_heatmap"], module_id="")
    assert (nameless["relative_frequency"], nameless["heat"]) == (0.25, "green")


@pytest.mark.parametrize(
    ("visits", "colour"),
    [(24, "blue"), (25, "green"), (49, "green"), (50, "yellow"), (74, "yellow"), (75, "red")],
)
def test_heat_bands_start_at_their_lower_bound(visits, colour):
    assert heat(visits, 100) == colour


NOON = 1774699200  # 2026-03-28 12:00:00 UTC


def body(field="messages", account="waba", own="49301234567", **lists):
    value = {"metadata": {"display_phone_number": own, "phone_number_id": "n1"}, **lists}
    return {"entry": [{"id": account, "changes": [{"field": field, "value": value}]}]}


def inbound(message_id, at, sender="491701234567"):
    return {"id": message_id, "timestamp": str(at), "from": sender, "type": "text"}


def status(message_id, name, at, recipient="491701234567", category=None):
    pricing = {"pricing": {"pricing_model": "PMP", "category": category}} if category else {}
    return {
        "id": message_id,
        "status": name,
        "timestamp": at,
        "recipient_id": recipient,
        **pricing,
    }


def of_bodies(*bodies, tenants=()):
    zone = landing_zone(
        ("whatsapp_cloud", "2026-03-29", "a.jsonl", list(bodies)),
        ("tenants", "2026-03-29", "t.jsonl", list(tenants)),
    )
    return marts(zone)["fct_messages_daily"]


def test_messages_known_from_statuses_are_outbound_and_ranked():
    row = only(
        of_bodies(
            body(
                statuses=[
                    status("m1", "failed", NOON + 9),
                    status("m1", "delivered", NOON + 5, category="service"),
                    status("m1", "sent", NOON, category="utility"),
                    status("m2", "failed", NOON, category="marketing"),
                    status("m2", "sent", str(NOON)),
                    status("m3", "deleted", NOON),
                    status("m4", "pondered", NOON),
                    status("m5", "played", NOON),
                    status("m5", "failed", NOON),
                ]
            )
        )
    )
    assert (row["inbound"], row["outbound"], row["hsm"], row["errors"]) == (0, 3, 2, 1)


def test_the_sent_time_is_the_earliest_sent_status():
    rows = of_bodies(
        body(statuses=[status("m", "read", NOON - 86400), status("m", "sent", NOON + 60)]),
        body(statuses=[status("m", "sent", NOON)]),
    )
    # The series begins with the message, on the day it was sent.
    assert [(row["message_date"].day, row["outbound"]) for row in rows] == [(28, 1)]


def test_simulators_come_before_the_own_number_and_both_are_kept_apart():
    row = only(
        of_bodies(
            body(
                messages=[
                    inbound("a", NOON),
                    inbound("b", NOON, "9876543210_1".replace("_", "")),
                    inbound("c", NOON, "49301234567"),
                    inbound("d", NOON, "nobody"),
                    {"id": "e", "timestamp": NOON, "from_user_id": "US.123", "type": "text"},
                    {"id": "f", "timestamp": NOON, "type": "text"},
                    {"timestamp": NOON, "from": "491701234567"},
                    "no element",
                ]
            ),
            body(own="98765432101", messages=[inbound("g", NOON, "98765432101")]),
        )
    )
    assert (row["inbound"], row["excluded_simulator"], row["excluded_meta"]) == (2, 2, 1)


def test_echoes_are_outbound_at_their_own_time():
    echo = {"id": "m", "timestamp": NOON, "from": "49301234567", "to": "491701234567"}
    row = only(
        of_bodies(
            body("smb_message_echoes", message_echoes=[echo]),
            body(statuses=[status("m", "sent", NOON - 86400 * 3)]),
            body("calls", statuses=[status("x", "sent", NOON)]),
        )
    )
    assert (row["message_date"].day, row["outbound"]) == (28, 1)


def test_message_ids_are_unique_within_a_tenant_and_accounts_can_share_one():
    zone = landing_zone(
        ("whatsapp_cloud", DAY, "a.jsonl", [body(messages=[inbound("a", NOON)])]),
        (
            "whatsapp_cloud",
            "2026-03-29",
            "b.jsonl",
            [
                body(account="other", messages=[inbound("a", NOON), inbound("b", NOON)]),
                {"entry": "none"},
                body(account="own", messages=[inbound("a", NOON), inbound("b", NOON)]),
            ],
        ),
        (
            "tenants",
            DAY,
            "t.jsonl",
            [{"tenant_id": "waba", "whatsapp_business_account_id": "other"}],
        ),
    )
    rows = marts(zone)["fct_messages_daily"]
    assert {row["tenant_id"]: row["inbound"] for row in rows} == {"waba": 2, "own": 2}
    assert duplicates(zone) == {("whatsapp_cloud", date(2026, 3, 29)): 1}
    load = only(file_loads(zone), file_name="b.jsonl")
    assert (load["received"], load["quarantined"]) == (3, 1)


def test_preferences_carry_the_message_series_on():
    rows = of_bodies(
        body(messages=[inbound("a", NOON - 86400)]),
        body(
            "user_preferences",
            user_preferences=[{"wa_id": "491701234567", "value": "stop", "timestamp": NOON}],
        ),
    )
    assert [(row["message_date"].day, row["inbound"]) for row in rows] == [(27, 1), (28, 0)]


def test_writing_touches_only_what_changed(tmp_path):
    first = event("a", "start", "10:00:00", payload={"text": 'say "hi",\nthen'})
    before = landing_zone(
        ("chat_events", DAY, "a.jsonl.gz", [first]),
        ("chat_events", DAY, "b.csv", [first, b"x"]),
        ("chat_events", DAY, "c.ndjson.zst", [first]),
    )
    assert len(write(before, tmp_path)) == 3
    assert write(before, tmp_path) == []
    after = before.without_file(before.files[1]).with_file(
        landing_zone(("chat_events", DAY, "a.jsonl.gz", [])).files[0]
    )
    assert {path.name for path in write(after, tmp_path)} == {"a.jsonl.gz", "b.csv"}
    folder = tmp_path / "chat_events" / f"dt={DAY}"
    assert gzip.decompress((folder / "a.jsonl.gz").read_bytes()) == b""
    assert {path.name for path in folder.iterdir()} == {"a.jsonl.gz", "c.ndjson.zst"}


def test_csv_and_json_say_the_same():
    records = [
        event("a", "start", "10:00:00", customer_id=42, payload={"seconds": 3}),
        event("ü,\"'", "screen_time", "10:00:00", payload={"seconds": 3}, amount=1.5),
        event(None, "end", "10:00:00", module_name=None),
    ]
    as_json, as_csv = (
        marts(landing_zone(("chat_events", DAY, name, records))) for name in ("a.jsonl", "a.csv")
    )
    assert as_json == as_csv


def test_csv_rows_may_span_lines():
    records = [{"tenant_id": "a", "tenant_name": 'Two\nlines, "quoted"'}, {"tenant_id": "b"}]
    file = landing_zone(("tenants", DAY, "a.csv", records)).files[0]
    assert file.content().decode().split("\n")[1:] == [
        'a,"Two',
        'lines, ""quoted""",,',
        "b,,,",
        "",
    ]


def test_comparison_names_what_differs():
    expected = [{"id": "a", "rate": 1 / 3, "at": datetime(2026, 1, 1)}, {"id": "b", "rate": None}]
    expected[1]["at"] = None
    assert compare([{**row, "more": 1} for row in expected], expected, ["id"]) == []
    assert compare([{"id": "a", "rate": 1.0}], expected[:1], ["id"]) == ["missing columns: at"]
    near = [{**expected[0], "rate": 0.3333333333}, {"id": "b", "rate": 0, "at": None}]
    assert compare(near, expected, ["id"], ignore=["at"]) == [
        "[id='b'] rate: 0, expected None",
    ]
    assert "1 rows instead of 0" in compare([{"id": "c"}], [], ["id"])[0]


def test_generated_ids_may_be_anything():
    expected = of_events(event(None, "nps_survey_score_3", "10:00:00"))
    actual = {
        name: [row | ({"response_id": "9f"} if "response_id" in row else {}) for row in rows]
        for name, rows in expected.items()
    }
    assert compare_marts(actual, expected) == []
    actual["fct_nps_responses"][0]["score"] = 4
    assert len(compare_marts(actual, expected)) == 1
