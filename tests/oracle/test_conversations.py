"""Conversations of the oracle against cases computed by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.oracle import compare_marts, landing_zone, marts
from tests.oracle.examples import only
from tests.oracle.talk import (
    ANNA,
    BORIS,
    OWN,
    SIMULATOR,
    at,
    body,
    exported,
    failed,
    in_conversation,
    inbound,
    message_event,
    of,
    of_cloud,
    opened,
    pricing,
    referral,
    row,
    status,
)

SECOND = 1


def sent(message_id, hours, category=None, seconds=0, **more):
    """A message delivered at that time, priced per message."""
    priced = pricing(category) if category else {}
    return status(message_id, "delivered", at(hours, seconds), **priced, **more)


def test_a_day_later_to_the_second_a_new_conversation_opens():
    found = of_cloud(sent("a", 0), sent("b", 24, seconds=-1), sent("c", 24), sent("d", 47))
    assert opened(found) == [(0, "service", "derived", 2), (24, "service", "derived", 2)]
    first = min(found["fct_conversations"], key=lambda it: it["opened_at"])
    assert first["closes_at"] == at(24)


def test_later_messages_never_extend_a_conversation():
    found = of_cloud(sent("a", 0), sent("b", 23), sent("c", 25), sent("d", 48))
    assert [row[0] for row in opened(found)] == [0, 25]


def test_a_message_read_without_being_delivered_counts_from_then():
    assert opened(of_cloud(status("a", "sent", at(0)), status("a", "read", at(1)))) == [
        (1, "service", "derived", 1)
    ]


def test_the_earliest_of_delivered_read_and_played_counts():
    told = [status("a", name, at(hours)) for name, hours in (("delivered", 3), ("played", 1))]
    assert opened(of_cloud(*told, status("a", "read", at(2))))[0][0] == 1


def test_a_failed_message_opens_nothing_unless_it_arrived_after_all():
    assert opened(of_cloud(status("a", "sent", at(0)), failed("a", at(1)))) == []
    assert opened(of_cloud(failed("a", at(1)), status("a", "delivered", at(2)))) == [
        (2, "service", "derived", 1)
    ]
    assert opened(of_cloud(status("a", "delivered", at(2)), failed("a", at(3)))) == [
        (2, "service", "derived", 1)
    ]


def test_a_message_that_is_only_sent_opens_nothing():
    assert opened(of_cloud(status("a", "sent", at(0)))) == []


def test_templates_of_two_categories_open_two_conversations():
    found = of_cloud(sent("a", 0, "marketing"), sent("b", 1, "utility"), sent("c", 2, "marketing"))
    assert opened(found) == [(0, "marketing", "derived", 2), (1, "utility", "derived", 1)]


def test_the_two_spellings_of_a_category_are_two_categories():
    names = ("authentication-international", "authentication_international")
    found = of_cloud(*(sent(name, 0, name) for name in names))
    assert [row[1] for row in opened(found)] == list(names)


def test_a_template_opens_its_own_conversation_beside_a_service_one():
    found = of_cloud(sent("a", 0), sent("b", 1, "utility"))
    assert opened(found) == [(0, "service", "derived", 1), (1, "utility", "derived", 1)]


def test_free_form_inside_a_template_conversation_opens_nothing():
    found = of_cloud(sent("a", 0, "utility"), sent("b", 1), sent("c", 2, "service"))
    assert opened(found) == [(0, "utility", "derived", 3)]


def test_free_form_is_in_the_earliest_opened_conversation_else_in_the_least_category():
    found = of_cloud(sent("a", 0, "utility"), sent("b", 1, "marketing"), sent("c", 2))
    assert opened(found) == [(0, "utility", "derived", 2), (1, "marketing", "derived", 1)]
    tied = of_cloud(sent("a", 0, "utility"), sent("b", 0, "marketing"), sent("c", 0))
    assert opened(tied) == [(0, "marketing", "derived", 2), (0, "utility", "derived", 1)]


def test_an_inbound_message_opens_nothing():
    found = of_cloud(inbound("a", at(0)))
    assert opened(found) == []
    assert found["fct_conversations_daily"] == []


def test_a_reply_that_comes_too_late_and_fails_opens_nothing():
    found = of_cloud(
        inbound("a", at(0)), status("b", "sent", at(24)), failed("b", at(24, 1), 131047)
    )
    assert opened(found) == []


def test_business_numbers_are_kept_apart():
    found = of_cloud(
        body(sent("a", 0), number="n1"), body(sent("b", 1), number="n2"), body(sent("c", 2))
    )
    assert opened(found) == [(0, "service", "derived", 2), (1, "service", "derived", 1)]
    daily = only(found["fct_conversations_daily"], category="all")
    assert (daily["conversations"], daily["contacts"]) == (2, 1)


def test_contacts_and_tenants_are_kept_apart():
    found = of_cloud(
        sent("a", 0),
        sent("b", 0, recipient=BORIS),
        body(sent("c", 0), account="other"),
        status("d", "delivered", at(0), recipient=None, recipient_user_id="US.1349"),
    )
    assert sorted((row["tenant_id"], row["contact_id"]) for row in found["fct_conversations"]) == [
        ("other", ANNA),
        ("t", ANNA),
        ("t", BORIS),
        ("t", "US.1349"),
    ]


def test_repeated_statuses_change_nothing():
    once = [sent("a", 0, "utility"), status("a", "read", at(1))]
    assert opened(of_cloud(*once, *once)) == opened(of_cloud(*once))


def test_a_message_may_come_after_its_statuses():
    echo = {"id": "a", "timestamp": "1774699200", "from": OWN, "to": ANNA}
    told = [body(sent("a", 1)), body(echo, field="smb_message_echoes")]
    for order in (told, told[::-1]):
        found = of_cloud(*order)
        assert opened(found) == [(1, "service", "derived", 1)]
        assert only(found["fct_threads"])["opened_at"] == at(0)


def test_an_echo_that_nobody_received_opens_nothing():
    echo = {"id": "a", "timestamp": "1774699200", "from": OWN, "to": ANNA}
    assert opened(of_cloud(body(echo, field="smb_message_echoes"))) == []


def test_messages_delivered_at_the_same_time_go_by_their_ids():
    free_form_first = of_cloud(sent("a", 0), sent("b", 0, "utility"))
    assert opened(free_form_first) == [
        (0, "service", "derived", 1),
        (0, "utility", "derived", 1),
    ]
    template_first = of_cloud(sent("b", 0), sent("a", 0, "utility"))
    assert opened(template_first) == [(0, "utility", "derived", 2)]


def test_the_category_is_that_of_the_earliest_status_that_has_one():
    found = of_cloud(
        status("a", "sent", at(0)),
        status("a", "read", at(3), **pricing("marketing")),
        status("a", "delivered", at(2), **pricing("utility")),
    )
    assert opened(found) == [(2, "utility", "derived", 1)]


class TestProviderConversations:
    def test_an_id_under_conversation_based_pricing_is_one_conversation(self):
        found = of_cloud(
            status("a", "delivered", at(0), **in_conversation("c1")),
            status("b", "delivered", at(30), **in_conversation("c1")),
            status("c", "delivered", at(31), **in_conversation("c2", "service")),
        )
        assert opened(found) == [(0, "marketing", "provider", 2), (31, "service", "provider", 1)]

    def test_it_opens_a_day_before_its_earliest_expiry(self):
        later, earlier = at(24, 83), at(24, 23)
        found = of_cloud(
            status("a", "sent", at(0), **in_conversation("c", expires_at=later)),
            status("a", "delivered", at(1), **in_conversation("c")),
            status("b", "sent", at(2), **in_conversation("c", expires_at=earlier)),
        )
        conversation = only(found["fct_conversations"])
        assert conversation["opened_at"] == at(0, 23)
        assert conversation["closes_at"] == earlier
        assert conversation["messages"] == 1

    def test_it_counts_only_if_something_in_it_was_delivered(self):
        told = in_conversation("c", expires_at=at(24))
        found = of_cloud(
            status("a", "sent", at(0), **told), failed("a", at(1)), sent("b", 2, "marketing")
        )
        assert opened(found) == [(2, "marketing", "derived", 1)]

    def test_ids_under_pricing_per_message_are_ignored(self):
        found = of_cloud(
            *(
                status(str(n), "delivered", at(n), **in_conversation(f"c{n}", "utility", "PMP"))
                for n in range(3)
            )
        )
        assert opened(found) == [(0, "utility", "derived", 3)]

    def test_it_counts_as_open_for_messages_without_an_id(self):
        found = of_cloud(
            status("a", "delivered", at(0), **in_conversation("c", "marketing")),
            sent("b", 1),
            sent("c", 2, "marketing"),
            sent("d", 3, "utility"),
            sent("e", 24),
        )
        # The last one is in the conversation of d, which is still open.
        assert opened(found) == [(0, "marketing", "provider", 3), (3, "utility", "derived", 2)]

    def test_a_change_of_pricing_model_keeps_the_conversation_until_it_closes(self):
        switch = at(12)
        found = of_cloud(
            status("a", "delivered", at(0), **in_conversation("c", "utility")),
            status("b", "delivered", at(20), **in_conversation("c", "utility")),
            status(
                "d",
                "delivered",
                switch + timedelta(hours=1),
                **in_conversation("x", "utility", "PMP"),
            ),
            status("e", "delivered", at(24), **in_conversation("y", "utility", "PMP")),
        )
        assert opened(found) == [(0, "utility", "provider", 3), (24, "utility", "derived", 1)]

    @pytest.mark.parametrize(
        ("told", "category"),
        [
            (in_conversation("c", None, origin="referral_conversion"), "referral_conversion"),
            (in_conversation("c", "referral_conversion", "PMP"), "referral_conversion"),
            (in_conversation("c", "marketing", "CBP", origin="utility"), "marketing"),
            (
                {"conversation": {"id": "c", "origin": {"type": "utility"}}}
                | {"pricing": {"pricing_model": "CBP"}},
                "utility",
            ),
            ({"conversation": {"id": "c"}, "pricing": {"pricing_model": "CBP"}}, "service"),
            (
                {"conversation": {"id": "c"}} | pricing("utility", "PMP", "free_entry_point"),
                "referral_conversion",
            ),
        ],
    )
    def test_its_category(self, told, category):
        conversation = only(of_cloud(status("a", "delivered", at(0), **told))["fct_conversations"])
        assert (conversation["category"], conversation["method"]) == (category, "provider")
        days = 3 if category == "referral_conversion" else 1
        assert conversation["closes_at"] == at(24 * days)

    def test_a_free_entry_point_opens_three_days_before_its_expiry(self):
        told = in_conversation("c", None, origin="referral_conversion", expires_at=at(72))
        found = of_cloud(
            status("a", "delivered", at(5), **told),
            sent("b", 72, "marketing", seconds=-1),
            sent("c", 72, "marketing"),
        )
        assert opened(found) == [
            (0, "referral_conversion", "provider", 2),
            (72, "marketing", "derived", 1),
        ]


class TestFreeEntryPoints:
    def test_an_answered_referral_opens_three_days(self):
        found = of_cloud(
            referral("r", at(0)),
            sent("a", 2, "marketing"),
            sent("b", 74, "utility", seconds=-1),
            sent("c", 74),
        )
        assert opened(found) == [
            (2, "referral_conversion", "derived", 2),
            (74, "service", "derived", 1),
        ]

    @pytest.mark.parametrize(
        ("seconds", "category"),
        [
            (0, "referral_conversion"),
            (86400 - SECOND, "referral_conversion"),
            (86400, "service"),
            (-SECOND, "service"),
        ],
    )
    def test_the_answer_comes_within_a_day(self, seconds, category):
        found = of_cloud(referral("r", at(0)), sent("a", 0, seconds=seconds))
        assert [row[1] for row in opened(found)] == [category]

    def test_the_first_message_delivered_answers_whenever_it_was_sent(self):
        found = of_cloud(
            status("a", "sent", at(-1)), referral("r", at(0)), status("a", "delivered", at(1))
        )
        assert opened(found) == [(1, "referral_conversion", "derived", 1)]

    def test_it_opens_beside_others_and_takes_every_message_while_it_is_open(self):
        found = of_cloud(sent("a", 0, "utility"), referral("r", at(1)), sent("b", 2, "utility"))
        assert opened(found) == [
            (0, "utility", "derived", 1),
            (2, "referral_conversion", "derived", 1),
        ]

    def test_a_referral_answered_inside_opens_nothing_later(self):
        found = of_cloud(
            referral("r", at(0)),
            sent("a", 0),
            referral("s", at(71)),
            sent("b", 71, seconds=1),
            sent("c", 72),
        )
        assert opened(found) == [
            (0, "referral_conversion", "derived", 2),
            (72, "service", "derived", 1),
        ]

    def test_a_referral_inside_that_is_answered_afterwards_opens_another(self):
        found = of_cloud(referral("r", at(0)), sent("a", 0), referral("s", at(71)), sent("b", 72))
        assert [row[:2] for row in opened(found)] == [
            (0, "referral_conversion"),
            (72, "referral_conversion"),
        ]

    def test_two_referrals_with_one_answer_open_one(self):
        found = of_cloud(referral("r", at(0)), referral("s", at(1)), sent("a", 2), sent("b", 74))
        assert [row[:2] for row in opened(found)] == [(2, "referral_conversion"), (74, "service")]

    def test_a_failed_answer_is_none(self):
        found = of_cloud(referral("r", at(0)), failed("a", at(1)), sent("b", 25))
        assert opened(found) == [(25, "service", "derived", 1)]

    def test_another_business_number_does_not_answer(self):
        found = of_cloud(body(referral("r", at(0)), number="n2"), body(sent("a", 1)))
        assert opened(found) == [(1, "service", "derived", 1)]

    def test_a_providers_free_entry_point_answers_too(self):
        told = in_conversation("c", None, origin="referral_conversion")
        found = of_cloud(
            referral("r", at(0)),
            status("a", "delivered", at(1), **told),
            sent("b", 2),
            sent("c", 73),
        )
        assert opened(found) == [
            (1, "referral_conversion", "provider", 2),
            (73, "service", "derived", 1),
        ]


def test_glific_messages_are_delivered_when_sent_and_categorised_by_the_template_flag():
    found = of(
        glific_messages=[
            exported(1, at(0), sent_at=str(at(1)), is_hsm=True),
            exported(2, at(2), is_hsm=False),
            exported(3, at(3), bsp_status="error"),
            exported(4, at(4), bsp_status="enqueued", is_hsm="true"),
            exported(5, at(25), sent_at=None),
            exported(6, at(0), flow="inbound"),
        ]
    )
    assert opened(found) == [(1, "template", "derived", 3), (25, "service", "derived", 1)]
    assert {row["business_number"] for row in found["fct_conversations"]} == {OWN}


def test_collection_rows_simulators_and_own_numbers_are_in_no_conversation_or_thread():
    found = of(
        glific_messages=[
            exported(1, at(0), contact=OWN),
            exported(2, at(0), sender_phone=OWN, receiver_phone=OWN),
            exported(3, at(0), contact=SIMULATOR),
        ],
        whatsapp_cloud=[body(sent("a", 0, recipient=OWN), sent("b", 0, recipient=SIMULATOR))],
    )
    for mart in ("fct_conversations", "fct_threads", "dim_contacts", "fct_contact_days"):
        assert found[mart] == []
    row = only(found["fct_messages_daily"], message_date=date(2026, 3, 28))
    assert (row["outbound"], row["excluded_meta"], row["excluded_simulator"]) == (0, 3, 2)


def test_in_groups_the_contact_is_the_participant():
    participant = {"recipient_type": "group", "recipient_participant_id": BORIS}
    found = of_cloud(
        status("a", "delivered", at(0), recipient="group-1", **participant),
        inbound("b", at(0), group_id="group-1"),
    )
    assert only(found["fct_conversations"])["contact_id"] == BORIS
    assert {row["contact_id"] for row in found["fct_threads"]} == {ANNA, BORIS}


def test_gupshup_conversations_are_those_of_the_app():
    priced = {"pricing": {"policy": "CBP", "category": "utility"}, "conversation": {"id": "c"}}
    found = of(
        gupshup=[
            message_event("delivered", at(0), id="w1", gsId="g1", **priced),
            message_event("read", at(1), id="w1", gsId="g1"),
            message_event("delivered", at(2), id="w2", gsId="g2"),
        ]
    )
    assert opened(found) == [(0, "utility", "provider", 2)]
    assert only(found["fct_conversations"])["business_number"] == "t"


def test_conversations_count_on_the_local_date_of_their_opening_and_leave_no_holes():
    # In Berlin it is the 29th already, a day of 23 hours.
    found = of_cloud(
        sent("a", 11, "utility"), sent("b", 34), sent("c", 35, "utility"), timezone="Europe/Berlin"
    )
    daily = [
        (row["conversation_date"].day, row["conversations"])
        for row in found["fct_conversations_daily"]
        if row["category"] == "utility"
    ]
    # 23:00 UTC is midnight in winter time, and a day later 01:00 in summer time.
    assert sorted(daily) == [(29, 1), (30, 1)]
    assert [row["opened_date"].day for row in found["fct_conversations"]] == [29, 30]


def test_a_day_of_25_hours_sees_two_openings_of_24():
    # 2025-10-25 22:00 UTC is midnight in Berlin; the next midnight is 25 hours later.
    shift = -24 * 154 + 10
    found = of_cloud(
        sent("a", shift), sent("b", shift + 24), sent("c", shift + 48), timezone="Europe/Berlin"
    )
    dates = [row["opened_date"] for row in found["fct_conversations"]]
    assert dates == [date(2025, 10, 26), date(2025, 10, 26), date(2025, 10, 27)]


def test_a_month_counts_the_conversations_opened_in_it_and_each_contact_once():
    found = of_cloud(
        sent("a", 83, "marketing"),
        sent("b", 12, recipient=BORIS),
        sent("c", 40, recipient=BORIS),
        inbound("d", at(24 * 20)),
    )
    months = {
        (row["category"], row["conversation_month"].month): (row["conversations"], row["contacts"])
        for row in found["fct_conversations_monthly"]
    }
    assert months == {
        ("service", 3): (2, 1),
        ("service", 4): (0, 0),
        ("marketing", 3): (1, 1),
        ("marketing", 4): (0, 0),
        ("all", 3): (3, 2),
        ("all", 4): (0, 0),
    }
    days = [
        row["conversation_date"]
        for row in found["fct_conversations_daily"]
        if row["category"] == "marketing"
    ]
    assert len(days) == 18
    assert max(days) == date(2026, 4, 17)


def test_a_late_file_changes_what_was_opened_before():
    early, late = body(sent("a", 10), sent("b", 33), sent("c", 36)), body(sent("d", 5))
    first = landing_zone(("whatsapp_cloud", "2026-04-01", "a.jsonl", [early]))
    both = landing_zone(
        ("whatsapp_cloud", "2026-04-01", "a.jsonl", [early]),
        ("whatsapp_cloud", "2026-04-09", "a.jsonl", [late]),
    )
    assert opened(marts(first)) == [(10, "service", "derived", 2), (36, "service", "derived", 1)]
    assert opened(marts(both)) == [(5, "service", "derived", 2), (33, "service", "derived", 2)]


def test_it_does_not_matter_how_the_records_are_split_into_files():
    told = [
        referral("r", at(11)),
        sent("a", 12, "utility"),
        sent("b", 36),
        status("c", "sent", at(83), **in_conversation("c", expires_at=at(108))),
        status("c", "delivered", at(85)),
        sent("d", 108, "marketing"),
    ]
    whole = landing_zone(("whatsapp_cloud", "2026-04-09", "a.jsonl", [body(*told)]))
    for split in range(1, len(told)):
        parts = landing_zone(
            ("whatsapp_cloud", "2026-04-09", "b.jsonl", [body(*told[:split])]),
            ("whatsapp_cloud", "2026-04-08", "a.jsonl", [body(*told[split:])]),
        )
        assert compare_marts(marts(parts), marts(whole)) == []


class TestReconciliation:
    def test_hourly_sums_stand_beside_conversations_by_utc_date(self):
        def hour(row_id, day, count, **more):
            told = {"period": "hour", "date": day, "hour": 3, "conversations": count} | more
            return row(row_id, at(1), **told)

        found = of(
            "Asia/Kolkata",
            glific_stats=[
                hour(1, "2026-03-28", 2),
                hour(2, "2026-03-28", "3"),
                hour(2, "2026-03-28", 4, updated_at=str(at(2))),
                hour(3, "2026-03-28", 99, period="day"),
                hour(4, "2026-03-30", 1),
                hour(5, "2026-03-31", 0),
            ],
            # 20:00 UTC is the 29th in Kolkata.
            whatsapp_cloud=[body(sent("a", 8))],
        )
        rows = found["conversation_reconciliation"]
        assert sorted((r["conversation_date"].day, r["ours"], r["theirs"]) for r in rows) == [
            (28, 1, 6),
            (30, 0, 1),
        ]
        assert sorted(row["difference"] for row in rows) == [-5, -1]

    def test_billed_rows_stand_beside_conversations_by_local_date(self):
        found = of(
            "Asia/Kolkata",
            glific_message_conversations=[
                row(1, at(0), conversation_uuid="same"),
                row(2, at(0), conversation_uuid="same"),
                row(2, at(0), conversation_uuid="same", bq_uuid="again"),
            ],
            whatsapp_cloud=[body(sent("a", 8)), body(sent("b", 0), account="other")],
        )
        rows = found["conversation_reconciliation"]
        assert sorted((r["conversation_date"].day, r["ours"], r["theirs"]) for r in rows) == [
            (28, 0, 2),
            (29, 1, 0),
        ]
        assert {(row["tenant_id"], row["source"]) for row in rows} == {
            ("t", "glific_message_conversations")
        }
