"""Contacts of the oracle against cases computed by hand."""

from __future__ import annotations

from datetime import date

import pytest

from tests.oracle.examples import only
from tests.oracle.talk import (
    ANNA,
    BORIS,
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
    row,
    status,
)


def contact_row(moment, row_id=1, phone=ANNA, state="valid", **fields):
    return row(row_id, moment, phone=phone, status=state, **fields)


def history(row_id, moment, event_type, phone=ANNA, **fields):
    return row(row_id, moment, phone=phone, event_type=f"contact_{event_type}", **fields)


def user_event(kind, moment, phone=ANNA):
    return callback("user-event", moment, phone=phone, type=kind)


def preference(value, moment, category="marketing_messages", person=ANNA):
    return body(
        {
            "wa_id": person,
            "value": value,
            "category": category,
            "timestamp": int(moment.timestamp()),
        },
        field="user_preferences",
    )


def stocks(found, day):
    daily = only(found["fct_contacts_daily"], contact_date=day)
    names = ("total_contacts", "opted_in", "opted_out", "non_opted", "valid", "invalid", "other")
    return tuple(daily[name] for name in names)


class TestWhoIsAContact:
    def test_messages_statuses_rows_events_and_preferences_make_one(self):
        found = of(
            whatsapp_cloud=[
                body(inbound("a", at(0), "100001")),
                body(status("b", "thawed", at(0), "100002")),
                preference("stop", at(0), person="100003"),
            ],
            gupshup=[
                user_event("opted-in", at(0), "100004"),
                user_event("sandbox-start", at(0), "100005"),
                callback(
                    "billing-event",
                    at(0),
                    references={"id": "x", "destination": "100006"},
                    deductions={},
                ),
            ],
            glific_contacts=[contact_row(at(0), phone="100007")],
            glific_contact_histories=[
                history(1, at(0), "opted_out", "100008"),
                history(2, at(0), "name_updated", "100009"),
            ],
            glific_flow_contexts=[row(1, at(0), flow_id="f", contact_phone="100010")],
        )
        ids = {int(row["contact_id"]) - 100000 for row in found["dim_contacts"]}
        assert ids == {1, 2, 3, 4, 7, 8}

    def test_phones_and_user_ids_are_not_stitched(self):
        found = of_cloud(
            inbound("a", at(0), from_user_id="US.1"),
            {"id": "b", "timestamp": "1774699200", "from_user_id": "US.1"},
        )
        assert {(row["contact_id"], row["phone"]) for row in found["dim_contacts"]} == {
            (ANNA, ANNA),
            ("US.1", None),
        }

    def test_simulators_and_own_numbers_are_in_no_contact_mart(self):
        found = of(
            glific_messages=[exported(1, at(0), flow="inbound")],
            glific_contacts=[
                contact_row(at(0), 1, OWN),
                contact_row(at(0), 2, SIMULATOR),
                contact_row(at(0), 3, "+49 30 999"),
            ],
            whatsapp_cloud=[body(inbound("a", at(0)), own="+49 30 999")],
        )
        assert [row["contact_id"] for row in found["dim_contacts"]] == [ANNA]
        assert only(found["fct_contacts_daily"])["total_contacts"] == 1

    def test_the_first_and_last_time(self):
        found = of(
            whatsapp_cloud=[
                body(inbound("a", at(5)), inbound("b", at(3)), status("c", "read", at(9)))
            ],
            glific_contacts=[
                contact_row(at(2), updated_at=str(at(20))),
                contact_row(at(2.5), updated_at=str(at(30)), optin_time=str(at(-2))),
            ],
        )
        contact = only(found["dim_contacts"])
        assert contact["first_seen_at"] == at(-2)
        assert contact["last_inbound_at"] == at(5)


class TestOptState:
    def test_a_change_of_state_counts_once(self):
        found = of(
            glific_contact_histories=[
                history(1, at(0), "opted_in"),
                history(2, at(1), "opted_in"),
                history(3, at(14), "opted_out"),
                history(4, at(15), "opted_in"),
                history(5, at(38), "opted_in"),
            ]
        )
        daily = {
            row["contact_date"].day: (row["opt_ins"], row["opt_outs"], row["opted_in"])
            for row in found["fct_contacts_daily"]
        }
        assert daily == {28: (1, 0, 1), 29: (1, 1, 1), 30: (0, 0, 1)}
        month = only(found["fct_contacts_monthly"])
        assert (month["opt_ins"], month["opt_outs"]) == (1, 1)
        flags = {
            row["contact_date"].day: (row["opted_in"], row["opted_out"])
            for row in found["fct_contact_days"]
        }
        assert flags == {28: (True, False), 29: (True, True)}

    def test_at_the_same_instant_the_opt_out_stands(self):
        found = of(gupshup=[user_event("opted-out", at(0)), user_event("opted-in", at(0))])
        assert only(found["dim_contacts"])["opt_state"] == "opted_out"
        day = only(found["fct_contacts_daily"])
        assert (day["opt_ins"], day["opt_outs"], day["opted_out"]) == (1, 1, 1)

    def test_at_the_same_instant_the_higher_id_stands(self):
        found = of(
            glific_contact_histories=[
                history(9, at(0), "opted_out"),
                history(10, at(0), "opted_in"),
            ]
        )
        assert only(found["dim_contacts"])["opt_state"] == "opted_in"
        day = only(found["fct_contacts_daily"])
        assert (day["opt_ins"], day["opt_outs"], day["opted_in"]) == (1, 1, 1)

    def test_the_time_of_the_event_counts_not_that_of_the_row(self):
        event = history(1, at(20), "opted_in", event_datetime=str(at(0)))
        found = of(glific_contact_histories=[event])
        assert only(found["dim_contacts"])["first_seen_at"] == at(0)
        assert [row["opt_ins"] for row in found["fct_contacts_daily"]] == [1, 0]

    def test_a_superseded_row_of_the_history_says_nothing(self):
        found = of(
            glific_contact_histories=[
                history(1, at(0), "opted_in"),
                history(1, at(0), "opted_out", updated_at=str(at(1))),
            ]
        )
        assert only(found["dim_contacts"])["opt_state"] == "opted_out"
        assert only(found["fct_contacts_daily"])["opt_ins"] == 0

    def test_an_opt_in_time_counts_only_without_any_history(self):
        rows = [
            contact_row(at(20), optin_time=str(at(10)), updated_at=str(at(22))),
            contact_row(at(20), optin_time=str(at(5)), updated_at=str(at(21))),
        ]
        alone = of(glific_contacts=rows)
        assert only(alone["dim_contacts"])["opt_state"] == "opted_in"
        assert only(alone["dim_contacts"])["first_seen_at"] == at(5)
        beside = of(
            glific_contacts=rows, glific_contact_histories=[history(1, at(21), "opted_out")]
        )
        assert only(beside["dim_contacts"])["opt_state"] == "opted_out"
        assert only(beside["dim_contacts"])["first_seen_at"] == at(20)
        assert sum(row["opt_ins"] for row in beside["fct_contacts_daily"]) == 0

    def test_an_opt_out_time_alone_is_no_opt_out(self):
        contact = contact_row(at(0), state="invalid", optout_time=str(at(0)))
        found = of(glific_contacts=[contact])
        dim = only(found["dim_contacts"])
        assert (dim["opt_state"], dim["status"]) == ("non_opted", "valid")

    @pytest.mark.parametrize(
        ("seconds", "state"),
        [(0, "opted_in"), (60, "opted_in"), (61, "opted_out"), (-1, "opted_out")],
    )
    def test_an_opt_out_right_after_error_1002_is_none(self, seconds, state):
        gone = {"bsp_status": "error", "errors": glific_error(1002, "no such number")}
        found = of(
            glific_messages=[exported(1, at(5), sent_at=str(at(4)), **gone)],
            glific_contact_histories=[
                history(1, at(0), "opted_in"),
                history(2, at(5, seconds), "opted_out"),
            ],
        )
        dim = only(found["dim_contacts"])
        assert (dim["opt_state"], dim["status"]) == (state, "invalid")

    def test_a_suppressed_opt_out_is_history_all_the_same(self):
        gone = {"bsp_status": "error", "errors": glific_error(1002, "no such number")}
        found = of(
            glific_messages=[exported(1, at(0), **gone)],
            glific_contact_histories=[history(1, at(0, 30), "opted_out")],
            glific_contacts=[contact_row(at(0), optin_time=str(at(-5)))],
        )
        assert only(found["dim_contacts"])["opt_state"] == "non_opted"

    def test_only_glific_opts_out_by_itself(self):
        found = of(
            gupshup=[
                message_event("failed", at(0), id="a", payload={"code": 1002, "reason": "gone"}),
                user_event("opted-out", at(0, 30)),
            ]
        )
        # The failure has no time of its own, so it is the envelope's.
        assert only(found["dim_contacts"])["opt_state"] == "opted_out"


class TestValidity:
    def test_a_contact_is_valid_until_a_row_says_otherwise(self):
        found = of(
            glific_contacts=[
                contact_row(at(0), state="invalid", updated_at=str(at(24))),
                contact_row(at(0), state="blocked", updated_at=str(at(48))),
                contact_row(at(0), state="valid", updated_at=str(at(72))),
            ]
        )
        days = [date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30), date(2026, 3, 31)]
        assert [stocks(found, day)[-3:] for day in days] == [
            (1, 0, 0),
            (0, 1, 0),
            (0, 0, 1),
            (1, 0, 0),
        ]

    def test_an_invalid_row_with_an_opt_out_time_says_nothing(self):
        found = of(
            glific_contacts=[
                contact_row(at(0), state="blocked"),
                contact_row(at(0), state="invalid", updated_at=str(at(1)), optout_time=str(at(1))),
            ]
        )
        assert only(found["dim_contacts"])["status"] == "other"

    def test_error_1002_overrides_rows_until_a_later_delivery(self):
        rows = [contact_row(at(0)), contact_row(at(0), updated_at=str(at(30)))]
        gone = [failed("a", at(24), 1002)]
        found = of(glific_contacts=rows, whatsapp_cloud=[body(*gone)])
        assert only(found["dim_contacts"])["status"] == "invalid"
        for name, hours, state in (
            ("delivered", 24, "invalid"),
            ("read", 24.001, "valid"),
            ("sent", 26, "invalid"),
        ):
            told = body(*gone, status("b", name, at(hours)))
            found = of(glific_contacts=rows, whatsapp_cloud=[told])
            assert only(found["dim_contacts"])["status"] == state, name

    def test_a_message_that_arrived_after_all_did_not_fail(self):
        found = of_cloud(failed("a", at(1), 1002), status("a", "delivered", at(0)))
        assert only(found["dim_contacts"])["status"] == "valid"

    def test_other_errors_do_not_make_a_contact_invalid(self):
        assert only(of_cloud(failed("a", at(0), 131026))["dim_contacts"])["status"] == "valid"

    def test_the_failure_is_at_its_latest_status(self):
        found = of_cloud(
            failed("a", at(0), 1002), failed("a", at(2), 1002), status("b", "delivered", at(1))
        )
        assert only(found["dim_contacts"])["status"] == "invalid"

    def test_glific_fails_when_inserted_and_delivers_when_sent(self):
        gone = exported(
            1,
            at(2),
            sent_at=str(at(9)),
            bsp_status="error",
            errors=glific_error(1002, "no such number"),
        )
        for hours, state in ((2, "invalid"), (2.001, "valid")):
            found = of(glific_messages=[gone, exported(2, at(hours))])
            assert only(found["dim_contacts"])["status"] == state


class TestMarketing:
    @pytest.mark.parametrize(
        ("words", "is_stopped"),
        [
            ([("stop", 0)], True),
            ([("stop", 0), ("resume", 1)], False),
            ([("stop", 0), ("signup", 1)], False),
            ([("stop", 2), ("resume", 1)], True),
            ([("stop", 0), ("pondered", 1)], True),
            ([("stop", 0), ("resume", 0)], False),
            ([("resume", 0), ("stop", 0)], True),
            ([], False),
        ],
    )
    def test_the_latest_word_counts(self, words, is_stopped):
        told = [preference(word, at(hours)) for word, hours in words]
        contact = only(of_cloud(inbound("a", at(0)), *told)["dim_contacts"])
        assert (contact["is_marketing_stopped"], contact["opt_state"]) == (is_stopped, "non_opted")

    def test_other_categories_are_not_meant(self):
        found = of_cloud(preference("stop", at(0), "utility_messages"), preference("x", at(0)))
        assert not only(found["dim_contacts"])["is_marketing_stopped"]
        found = of_cloud(preference("stop", at(0), None))
        assert only(found["dim_contacts"])["is_marketing_stopped"]


class TestSeries:
    def test_who_wrote_and_who_was_written_to(self):
        found = of_cloud(
            inbound("a", at(0)),
            inbound("b", at(1)),
            status("c", "sent", at(2), BORIS),
            failed("d", at(36)),
        )
        daily = {
            row["contact_date"].day: (
                row["new_contacts"],
                row["active_contacts"],
                row["messaged_contacts"],
                row["total_contacts"],
            )
            for row in found["fct_contacts_daily"]
        }
        assert daily == {28: (2, 1, 1, 2), 29: (0, 0, 0, 2), 30: (0, 0, 1, 2)}
        anna = only(found["fct_contact_days"], contact_id=ANNA, inbound=2)
        assert (anna["outbound"], anna["in_flow"]) == (0, False)
        monthly = only(found["fct_contacts_monthly"])
        assert (monthly["active_contacts"], monthly["messaged_contacts"]) == (1, 2)

    def test_months_are_distinct_over_the_month_and_stocks_are_of_its_last_day(self):
        found = of_cloud(
            inbound("a", at(0)), inbound("b", at(24)), failed("c", at(24 * 5), 1002, BORIS)
        )
        monthly = {row["contact_month"].month: row for row in found["fct_contacts_monthly"]}
        march, april = monthly[3], monthly[4]
        assert (march["active_contacts"], march["total_contacts"], march["valid"]) == (1, 1, 1)
        assert (april["active_contacts"], april["new_contacts"]) == (0, 1)
        assert (april["total_contacts"], april["valid"], april["invalid"]) == (2, 1, 1)

    def test_stocks_add_up(self):
        found = of(
            whatsapp_cloud=[body(inbound("a", at(0)), failed("b", at(30), 1002, BORIS))],
            gupshup=[user_event("opted-in", at(26)), user_event("opted-out", at(50), BORIS)],
        )
        for daily in found["fct_contacts_daily"]:
            total, opted_in, opted_out, non_opted, valid, invalid, other = stocks(
                found, daily["contact_date"]
            )
            assert opted_in + opted_out + non_opted == valid + invalid + other == total

    def test_the_local_date_counts(self):
        found = of_cloud(inbound("a", at(12, -1)), inbound("b", at(12), BORIS))
        assert [row["new_contacts"] for row in found["fct_contacts_daily"]] == [1, 1]
        found = of_cloud(
            inbound("a", at(12, -1)), inbound("b", at(12), BORIS), timezone="Asia/Kolkata"
        )
        assert [row["new_contacts"] for row in found["fct_contacts_daily"]] == [2]
