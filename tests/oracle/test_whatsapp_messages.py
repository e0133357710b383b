"""Messages of all WhatsApp sources against cases computed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle import duplicates, file_loads, marts
from tests.oracle.examples import only
from tests.oracle.talk import (
    ANNA,
    OWN,
    SIMULATOR,
    at,
    body,
    callback,
    exported,
    failed,
    glific_error,
    inbound,
    message_event,
    of,
    of_cloud,
    pricing,
    row,
    status,
    zone_of,
)


def counts(found):
    """(inbound, outbound, hsm, errors) of the only day with messages."""
    day = only(found["fct_messages_daily"], message_date=date(2026, 3, 28))
    return day["inbound"], day["outbound"], day["hsm"], day["errors"]


def gupshup_message(message_id, moment, **payload):
    return callback("message", moment, **({"id": message_id, "source": ANNA} | payload))


class TestErrors:
    def test_the_error_is_the_first_one_of_the_latest_failure(self):
        found = of_cloud(
            failed("a", at(1), 131026),
            status(
                "a",
                "failed",
                at(2),
                errors=[{"code": 131047, "message": "Re-engagement"}, {"code": 1, "title": "x"}],
            ),
        )
        error = only(found["fct_message_errors_daily"])
        assert (error["error_code"], error["error_title"]) == ("131047", "Re-engagement")

    def test_no_code_is_the_empty_text(self):
        found = of_cloud(status("a", "failed", at(0)))
        error = only(found["fct_message_errors_daily"])
        assert (error["error_code"], error["error_title"], error["errors"]) == ("", None, 1)

    def test_the_title_is_that_of_the_latest_message(self):
        def told(title):
            return {"errors": [{"code": 7, "title": title}]}

        found = of_cloud(
            status("b", "failed", at(1), **told("of b")),
            status("a", "failed", at(1), **told("of a")),
            status("c", "failed", at(0), **told("of c")),
        )
        assert only(found["fct_message_errors_daily"])["error_title"] == "of b"

    def test_messages_that_arrived_have_none(self):
        assert (
            of_cloud(failed("a", at(0)), status("a", "read", at(-1)))["fct_message_errors_daily"]
            == []
        )


def test_hours_are_local_and_all_there():
    found = of_cloud(inbound("a", at(0)), status("b", "sent", at(0.5)), timezone="Asia/Kolkata")
    hours = found["fct_messages_hourly"]
    assert sorted(row["hour"] for row in hours) == list(range(24))
    assert only(hours, inbound=1)["hour"] == 17
    assert only(hours, outbound=1)["hour"] == 18


def test_the_hour_that_a_clock_change_repeats_counts_once_more():
    shift = -24 * 154  # noon of 2025-10-25
    found = of_cloud(
        inbound("a", at(shift + 12.5)), inbound("b", at(shift + 13.5)), timezone="Europe/Berlin"
    )
    assert only(found["fct_messages_hourly"], hour=2)["inbound"] == 2


def test_the_most_active_hour_is_the_lower_of_two():
    found = of_cloud(
        *(inbound(f"a{hour}", at(hour)) for hour in (3, 3.5, 27, 1)),
        *(status(f"b{hour}", "sent", at(hour)) for hour in (1.2, 25)),
        body(*(inbound(f"c{n}", at(5), SIMULATOR) for n in range(9))),
        body(inbound("last", at(24 * 10), SIMULATOR)),
    )
    assert [
        (row["message_month"], row["hour"], row["messages"]) for row in found["most_active_hour"]
    ] == [(date(2026, 3, 1), 13, 3)]


def test_a_status_may_name_nobody():
    found = of_cloud(status("a", "delivered", at(0), recipient=None))
    assert counts(found) == (0, 1, 0, 0)
    assert found["fct_conversations"] == found["fct_threads"] == found["dim_contacts"] == []


class TestGupshup:
    def test_events_of_a_message_go_by_the_id_it_was_sent_with(self):
        found = of(
            gupshup=[
                message_event("enqueued", at(0), id="g1", payload={"whatsappMessageId": "w1"}),
                message_event("sent", at(1), id="w1", gsId="g1"),
                message_event("delivered", at(2), id="w1"),
                message_event("failed", at(3), id="w1"),
                message_event("read", at(2), id="w2"),
                message_event("sent", at(2), id="w2", gsId="g2"),
            ]
        )
        assert counts(found) == (0, 2, 0, 0)
        # Sent times, not those of the first word.
        assert only(found["fct_threads"])["opened_at"] == at(1)

    def test_an_id_that_two_messages_claim_is_of_the_lesser(self):
        found = of(
            gupshup=[
                message_event("sent", at(0), id="w", gsId="g2"),
                message_event("sent", at(0), id="w", gsId="g1"),
                message_event("failed", at(1), id="w", payload={"code": 7, "reason": "no"}),
            ]
        )
        assert counts(found) == (0, 2, 0, 1)
        assert only(found["fct_message_errors_daily"])["error_title"] == "no"

    def test_another_apps_ids_are_not_meant(self):
        found = of(
            gupshup=[
                message_event("sent", at(0), id="w", gsId="g") | {"app": "other"},
                message_event("failed", at(1), id="w"),
            ]
        )
        assert {row["tenant_id"]: row["errors"] for row in found["fct_messages_daily"]} == {
            "t": 1,
            "other": 0,
        }

    def test_its_time_is_that_of_the_event_else_the_envelopes(self):
        event = callback("message-event", at(1), destination=ANNA, type="sent", id="b")
        found = of(gupshup=[message_event("sent", at(-13), id="a"), event])
        assert {row["opened_at"] for row in found["fct_threads"]} == {at(-13)}
        late = [row["message_date"].day for row in found["fct_messages_daily"] if row["outbound"]]
        assert sorted(late) == [27, 28]

    def test_inbound_messages_count_once(self):
        zone = zone_of(
            gupshup=[
                gupshup_message("m", at(0)),
                gupshup_message("m", at(5)),
                gupshup_message("n", at(0), source=None, sender={"phone": "+49 170 1234567"}),
                gupshup_message("o", at(0), source=None, sender={"userId": "US.1"}),
            ]
        )
        found = marts(zone)
        assert counts(found) == (3, 0, 0, 0)
        assert duplicates(zone) == {("gupshup", date(2026, 4, 20)): 1}
        assert {row["contact_id"] for row in found["dim_contacts"]} == {ANNA, "US.1"}

    def test_a_deduction_supplies_a_missing_category_only(self):
        def deduction(**payload):
            return callback("billing-event", at(3), **payload)

        told = {"pricing": {"policy": "PMP", "category": "service"}}
        found = of(
            gupshup=[
                message_event("sent", at(0), id="w1", gsId="g1", **told),
                message_event("sent", at(0), id="w2", gsId="g2"),
                message_event("sent", at(0), id="w3", gsId="g3"),
                message_event("sent", at(0), id="w4", gsId="g4"),
                deduction(deductions={"category": "utility"}, references={"gsId": "g1"}),
                deduction(deductions={"category": "utility"}, references={"gsId": "g2"}),
                deduction(deductions={"type": "marketing"}, references={"id": "w3"}),
                deduction(deductions={"type": "regular"}, references={"gsId": "g4"}),
                deduction(deductions={"category": "utility"}, references={"id": "nobody's"}),
            ]
        )
        assert counts(found) == (0, 4, 2, 0)

    def test_bodies_without_a_type_are_quarantined_and_bad_ones_make_nothing(self):
        zone = zone_of(
            gupshup=[
                b"{",
                {"app": "t"},
                {"app": "t", "type": " "},
                callback("system-event", at(0)),
                message_event("sent", at(0)),
                message_event("sent", at(0), id="a", destination="nobody"),
                message_event("sent", at(0), id="a", payload={"ts": 5}),
                message_event("sent", at(0), id="a") | {"app": None},
                gupshup_message("m", at(0), source=None),
                message_event("deleted", at(0), id="a"),
            ]
        )
        found = marts(zone)
        assert found["fct_messages_daily"] == []
        assert [row["contact_id"] for row in found["dim_contacts"]] == [ANNA]
        load = only(file_loads(zone), source="gupshup")
        assert (load["received"], load["quarantined"]) == (10, 3)


class TestGlific:
    def test_the_newest_version_counts_wherever_it_was_delivered(self):
        zone = zone_of(
            glific_messages=[
                exported(1, at(0), updated_at=str(at(2)), is_hsm=True),
                exported("1", at(0), updated_at=str(at(1)), flow="inbound"),
                exported(1, at(0), flow="inbound"),
            ]
        )
        assert counts(marts(zone)) == (0, 1, 1, 0)
        assert duplicates(zone) == {("glific_messages", date(2026, 4, 20)): 2}

    @pytest.mark.parametrize(
        "newer",
        [
            {"bq_inserted_at": "2026-03-29 00:00:01"},
            {"bq_uuid": "b"},
            {"bq_inserted_at": "2026-03-29 00:00:00.1", "bq_uuid": "0"},
        ],
    )
    def test_equal_updates_go_by_the_export_then_its_id(self, newer):
        told = {"updated_at": str(at(1)), "bq_inserted_at": "2026-03-29 00:00:00", "bq_uuid": "a"}
        older = exported(1, at(0), flow="inbound", **told)
        latest = exported(1, at(0), **(told | newer))
        for rows in ([older, latest], [latest, older]):
            assert counts(of(glific_messages=rows)) == (0, 1, 0, 0)

    def test_of_equal_versions_the_earliest_delivered_counts(self):
        rows = [exported(1, at(0)), exported(1, at(0), flow="inbound")]
        assert counts(of(glific_messages=rows)) == (0, 1, 0, 0)
        assert counts(of(glific_messages=rows[::-1])) == (1, 0, 0, 0)

    def test_the_status_is_ranked_over_all_versions(self):
        found = of(
            glific_messages=[
                exported(1, at(0), bsp_status="read", updated_at=str(at(1))),
                exported(1, at(0), bsp_status="delivered", updated_at=str(at(2))),
                exported(1, at(0), bsp_status="error", updated_at=str(at(3))),
                exported(2, at(0), bsp_status="error", errors=glific_error(1002, "gone")),
                exported(3, at(0), bsp_status=None, status="error", errors='{"message": "oops"}'),
                exported(4, at(0), bsp_status="seen", status="error"),
                exported(5, at(0), bsp_status=None, status="received"),
                exported(6, at(0), bsp_status="sent", status="error", errors="no json"),
                exported(7, at(0), flow="inbound", status="received", bsp_status="error"),
            ]
        )
        assert counts(found) == (1, 6, 0, 3)
        errors = {
            row["error_code"]: row["error_title"] for row in found["fct_message_errors_daily"]
        }
        assert errors == {"1002": "gone", "": None}

    def test_the_error_is_that_of_the_newest_failed_version(self):
        found = of(
            glific_messages=[
                exported(1, at(0), bsp_status="error", errors=glific_error(1, "first")),
                exported(
                    1,
                    at(0),
                    bsp_status="error",
                    updated_at=str(at(1)),
                    errors=glific_error("2", "second"),
                ),
                exported(1, at(0), updated_at=str(at(2)), errors=glific_error(3, "third")),
            ]
        )
        error = only(found["fct_message_errors_daily"])
        assert (error["error_code"], error["error_title"]) == ("2", "second")

    def test_naive_times_are_the_tenants_and_repeated_ones_the_first(self):
        shift = -24 * 154 + 14.5  # 02:30 of 2025-10-26, which comes twice
        found = of("Europe/Berlin", glific_messages=[exported(1, at(shift), flow="inbound")])
        assert only(found["fct_threads"])["opened_at"] == at(shift - 2)

    def test_sent_time_is_for_outbound_messages(self):
        later = {"sent_at": str(at(20))}
        found = of(
            glific_messages=[
                exported(1, at(0), flow="inbound", **later),
                exported(2, at(0), **later),
            ]
        )
        assert {
            row["message_date"].day: (row["inbound"], row["outbound"])
            for row in found["fct_messages_daily"]
        } == {28: (1, 0), 29: (0, 1)}

    def test_the_contact_may_have_to_be_found_at_the_other_end(self):
        found = of(
            glific_messages=[
                exported(1, at(0), flow="inbound", contact_phone=None),
                exported(2, at(0), contact_phone=" "),
                exported(3, at(0), contact_phone="+49 (170) 123-4567"),
            ]
        )
        assert only(found["dim_contacts"])["contact_id"] == ANNA

    @pytest.mark.parametrize(
        "bad",
        [
            {"flow": "sideways"},
            {"flow": None},
            {"tenant_id": ""},
            {"inserted_at": None},
            {"inserted_at": "2026-03-28T10:00:00Z"},
            {"inserted_at": "2026-03-28 10:00:00+02:00"},
            {"inserted_at": "2026-03-28"},
            {"updated_at": "soon"},
            {"sent_at": "2026-02-29 10:00:00"},
            {"sent_at": "2026-04-22 00:00:00.000001"},
            {"inserted_at": "1999-12-31 23:59:59"},
            {"contact_phone": None, "receiver_phone": None},
        ],
    )
    def test_bad_rows_are_quarantined(self, bad):
        zone = zone_of(glific_messages=[exported(1, at(0)) | bad, exported(2, at(0))])
        load = only(file_loads(zone), source="glific_messages")
        assert (load["received"], load["quarantined"]) == (2, 1)

    def test_both_limits_of_a_time_are_accepted_and_unusable_export_times_ignored(self):
        rows = [
            exported(1, at(0), sent_at="2026-04-22 00:00:00", bq_inserted_at="soon"),
            exported(2, at(0), updated_at=""),
        ]
        zone = zone_of(glific_messages=rows)
        assert only(file_loads(zone), source="glific_messages")["quarantined"] == 0

    def test_rows_without_an_id_collapse_when_they_say_the_same(self):
        rows = [exported(None, at(0)), exported("", at(0)), exported(None, at(1))]
        zone = zone_of(glific_messages=rows)
        assert counts(marts(zone)) == (0, 2, 0, 0)
        assert duplicates(zone) == {("glific_messages", date(2026, 4, 20)): 1}


def test_ids_of_different_sources_never_meet():
    found = of(
        whatsapp_cloud=[body(inbound("1", at(0)), status("2", "sent", at(0)))],
        gupshup=[gupshup_message("1", at(0)), message_event("failed", at(0), id="2")],
        glific_messages=[exported(1, at(0), flow="inbound"), exported(2, at(0))],
    )
    assert counts(found) == (3, 3, 0, 1)


def test_every_accepted_record_carries_the_series_on():
    last = at(24 * 3)
    carriers = {
        "whatsapp_cloud": body(status("x", "deleted", last)),
        "gupshup": callback("billing-event", last, deductions={}, references={"id": "x"}),
        "glific_contacts": row(1, at(0), phone=ANNA, updated_at=str(last)),
        "glific_contact_histories": row(1, last, phone=ANNA, event_type="contact_name_updated"),
        "glific_flow_contexts": row(1, at(0), flow_id="1", contact_id=1, updated_at=str(last)),
        "glific_message_conversations": row(1, last),
        "glific_stats": row(1, last, period="day", date="2026-03-28"),
    }
    for source, record in carriers.items():
        records = {"whatsapp_cloud": [body(inbound("a", at(0)))]}
        records[source] = [*records.get(source, []), record]
        days = [row["message_date"].day for row in of(**records)["fct_messages_daily"]]
        assert days == [28, 29, 30, 31], source


def test_own_numbers_are_compared_as_digits():
    found = of_cloud(
        body(inbound("a", at(0), OWN), own="+49 (30) 123-45 67"), status("b", "sent", at(0))
    )
    day = only(found["fct_messages_daily"])
    assert (day["outbound"], day["excluded_meta"]) == (1, 1)


def test_the_category_of_an_unknown_status_does_not_count():
    found = of_cloud(
        status("a", "deleted", at(0), **pricing("utility")),
        status("a", "sent", at(1), **pricing("service")),
    )
    assert counts(found) == (0, 1, 0, 0)
