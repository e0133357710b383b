"""The marts of the modules, of items, points, positions and further series, computed by hand."""

from __future__ import annotations

from datetime import date
from itertools import chain

import pytest

from tests.oracle import MART_KEYS, compare_marts, landing_zone, marts
from tests.oracle.catalogue import CATALOGUED
from tests.oracle.chat import Chat
from tests.oracle.examples import DAY, event, of_events, only
from tests.oracle.measures import COUNTED, events_of
from tests.oracle.points import points

GRAIN = {"tenant_id": "t", "process_id": "p", "module_id": "m", "event_date": date(2026, 3, 28)}


def in_a_row(*events):
    """Events a minute apart: names, or (name, further fields)."""
    found = []
    for number, one in enumerate(events):
        name, fields = (one, {}) if isinstance(one, str) else one
        found.append(event(f"e{number:02}", name, f"10:{number:02}:00", **fields))
    return found


def module_marts(found):
    """The names of the module marts that have any row."""
    return {name for name, rows in found.items() if name.startswith("fct_module_") and rows} - {
        "fct_module_visits_daily"
    }


def of_facts(*facts):
    """The marts of rows of the platform's own warehouse export."""
    records = [
        {"tenant_id": "t", "id": number, "created_at": f"{DAY}T10:00:00Z", "entity_id": "e", **fact}
        for number, fact in enumerate(facts)
    ]
    return marts(landing_zone(("loyjoy_facts", DAY, "f.jsonl", records)), ())


def test_every_catalogued_event_but_those_of_nps_has_a_module_mart():
    in_modules = set().union(*(events_of(module) for module in COUNTED))
    others = CATALOGUED - in_modules
    assert in_modules <= CATALOGUED
    assert len(others) == 23
    assert all("nps_survey" in name for name in others)
    assert "fct_module_nps_daily" not in MART_KEYS
    assert len(COUNTED) == 43


@pytest.mark.parametrize(
    "module", [module for module, measures in COUNTED.items() if module != "opt_ins"]
)
def test_every_event_of_a_module_makes_a_row_of_its_own_and_no_measure_is_left_out(module):
    mart = f"fct_module_{module}_daily"
    for name in events_of(module):
        module_type = module if module in ("coupon_code", "quiz") else None
        found = of_events(event("a", name, "10:00:00", module_type=module_type))
        row = only(found[mart])
        assert row.items() >= GRAIN.items()
        assert row.keys() - GRAIN.keys() >= COUNTED[module].keys()
        assert sum(row[measure] for measure in COUNTED[module]) in (0, 1, 2)


def test_modules_are_sparse_by_module_and_local_date():
    rows = of_events(
        event("a", "start", "2026-03-28T22:59:59.999999Z"),
        event("b", "end", "2026-03-28T23:00:00Z"),
        event("c", "restart", "2026-03-28T23:00:00Z", module_id=None),
        event("d", "start", "2026-03-30T10:00:00Z", process_id=" "),
        event("d", "start", "2026-03-30T11:00:00Z"),
        timezone="Europe/Berlin",
        day="2026-03-30",
    )["fct_module_process_daily"]
    names = ("start", "end", "restart", "interaction")
    assert {
        (row["process_id"], row["module_id"], row["event_date"].day): tuple(
            row[name] for name in names
        )
        for row in rows
    } == {
        ("p", "m", 28): (1, 0, 0, 0),
        ("p", "m", 29): (0, 1, 0, 0),
        ("p", "", 29): (0, 0, 1, 0),
        ("", "m", 30): (1, 0, 0, 0),
    }


def test_opt_ins_are_apart_by_channel():
    rows = of_events(
        *in_a_row(
            "web_push_single_opt_in_asked",
            "web_push_single_opt_in_asked",
            "web_push_opt_in_subscription_request",
            "web_push_subscription_gone",
            "sms_opt_in_code_sent",
            "sms_double_opt_in",
            "newsletter_single_opt_in_rejected",
            "newsletter_opt_out",
            "sms_opt_out",
            "web_push_opt_out",
        )
    )["fct_module_opt_ins_daily"]
    none = dict.fromkeys(COUNTED["opt_ins"], 0)
    assert {row["channel"]: {name: row[name] for name in none} for row in rows} == {
        "web_push": none | {"asked": 2, "subscription_requests": 1, "subscriptions_gone": 1},
        "sms": none | {"codes_sent": 1, "double_opt_ins": 1},
        "newsletter": none | {"single_opt_in_rejections": 1, "opt_outs": 1},
    }


def test_signing_in_counts_customers_once_a_day():
    row = only(
        of_events(
            *in_a_row(
                "sign_in",
                "sign_in",
                ("sign_in", {"customer_id": "d"}),
                ("sign_in", {"customer_id": None}),
                ("sign_out", {"customer_id": "e"}),
                "sign_up",
                "sign_up_requested",
                "sign_up_requested",
                "sign_in_pin_mail_sent",
                "reach_five_sign_in",
            )
        )["fct_module_sign_in_daily"]
    )
    assert (row["sign_ins"], row["signed_in_customers"], row["sign_outs"]) == (4, 2, 1)
    assert (row["new_customers"], row["sign_up_requests"], row["pin_mails_sent"]) == (1, 2, 1)


def test_shares_of_decisions_are_of_all_options_chosen():
    chosen = in_a_row(
        "jump_decision_question", "jump_decision_1", "jump_decision_1", "jump_decision_7"
    )
    row = only(of_events(*chosen)["fct_module_decision_jump_daily"])
    assert (row["questions"], row["option_1"], row["option_7"]) == (1, 2, 1)
    assert [row[f"option_{number}_share"] for number in range(1, 8)] == [
        2 / 3,
        *[0] * 5,
        1 / 3,
    ]
    unanswered = only(of_events(chosen[0])["fct_module_decision_jump_daily"])
    assert {unanswered[f"option_{number}_share"] for number in range(1, 8)} == {None}
    assert unanswered["option_4"] == 0


def test_jumps_out_and_back_both_count():
    rows = of_events(*in_a_row("jump_persistent_2", "jump_persistent_2"))
    assert only(rows["fct_module_return_jump_daily"])["option_2"] == 2


def test_loyalty_points():
    found = of_events(
        *in_a_row(
            ("loyalty_points_emitted", {"payload": {"points": 5}}),
            ("loyalty_points_emitted", {"payload": {"points": "2.5"}, "customer_id": "d"}),
            ("loyalty_points_emitted", {"payload": {"points": -1}, "amount": 100}),
            ("loyalty_points_emitted", {"amount": 3, "customer_id": None}),
            ("loyalty_first_received", {"payload": {"points": 50}, "customer_id": "e"}),
            ("loyalty_points_spent", {"payload": {"points": -4}}),
            ("loyalty_points_spent", {"payload": {"points": 1}}),
            "loyalty_reward_redeemed",
            "loyalty_referral",
        )
    )
    row = only(found["fct_module_loyalty_points_daily"])
    assert (row["points_awarded"], row["receiving_customers"]) == (9.5, 2)
    assert (row["first_time_receivers"], row["rewards_redeemed"], row["referrals"]) == (1, 1, 1)
    spent = only(found["fct_module_redemptions_daily"])
    assert (spent["points_redeemed"], spent["redemptions"], spent["rewards"]) == (5, 1, 0)


@pytest.mark.parametrize(
    ("payload", "amount", "expected"),
    [
        ({"points": 7}, 1, 7),
        ({"points": 0}, 1, 0),
        ({"points": "-0.25"}, 1, -0.25),
        ({"points": None}, 1.5, 1.5),
        ({"points": "many"}, 1.5, 1.5),
        ({"points": "NaN"}, 1.5, 1.5),
        ({"points": "-Infinity"}, 1.5, 1.5),
        ({"points": True}, 1.5, 1.5),
        ({"points": {}}, 1.5, 1.5),
        ({"points": 1e12}, 1.5, 1.5),
        ({"points": -1e12}, 1.5, 1.5),
        ({"points": 10**400}, 1.5, 1.5),
        ({"points": 999999999999.5}, 1.5, 999999999999.5),
        ({"points": 1e12}, None, 0),
        ({}, 1e12, 0),
        (None, -3, -3),
        (None, None, 0),
        ({"points": 0.0000005}, None, 0.000001),
        ({"points": -1.0000005}, None, -1.000001),
        ({"points": 0.0000004}, None, 0),
    ],
)
def test_points_are_read_from_the_payload_else_the_amount(payload, amount, expected):
    names = ("loyalty_points_emitted", "loyalty_points_spent", "loyalty_reward_redeemed")
    events = in_a_row(*((name, {"payload": payload, "amount": amount}) for name in names))
    chat = Chat(landing_zone(("chat_events", DAY, "a.jsonl", events)))
    awarded, spent, other = (points(one) for one in chat.events)
    assert float(awarded) == pytest.approx(expected, rel=1e-12, abs=0)
    assert (spent, other) == (abs(awarded), 0)


def test_points_add_up_exactly():
    tenths = (("loyalty_points_emitted", {"payload": {"points": 0.1}}) for _ in range(10))
    row = only(of_events(*in_a_row(*tenths))["fct_module_loyalty_points_daily"])
    assert row["points_awarded"] == 1.0


def test_exported_facts_carry_points_in_their_amount_and_have_no_customer():
    found = of_facts(
        {"event_type": "loyalty_points_emitted", "amount": 4},
        {"event_type": "loyalty_points_spent", "amount": -2.5},
        {"event_type": "code_entered"},
    )
    row = only(found["fct_module_loyalty_points_daily"])
    assert (row["points_awarded"], row["receiving_customers"]) == (4, 0)
    assert only(found["fct_module_redemptions_daily"])["points_redeemed"] == 2.5
    assert only(found["fct_module_code_entry_daily"])["entered"] == 1
    assert found["fct_customer_days"] == []


def test_rewards_are_distinct_ids_as_text():
    def redeemed(reward_id, name="reward_redeemed"):
        return name, {"payload": {"reward_id": reward_id}}

    row = only(
        of_events(
            *in_a_row(
                redeemed("r"),
                redeemed("r", "loyalty_reward_redeemed"),
                redeemed(42),
                redeemed("42"),
                redeemed({"id": 1}),
                redeemed(" "),
                redeemed(None),
                "reward_redeemed",
                ("loyalty_points_spent", {"payload": {"points": 3, "reward_id": "other"}}),
            )
        )["fct_module_redemptions_daily"]
    )
    assert (row["redemptions"], row["rewards"], row["points_redeemed"]) == (8, 3, 3)


def test_quiz():
    row = only(
        of_events(
            *in_a_row(
                "quiz_question",
                "quiz_answer",
                "quiz_answer",
                "quiz_answer_correct",
                "quiz_answer_incorrect",
                "quiz_answer_not_freetext",
                "quiz_answer_freetext",
                ("snapshot_image_uploaded", {"module_type": "quiz"}),
            )
        )["fct_module_quiz_daily"]
    )
    assert {name: row[name] for name in COUNTED["quiz"]} == {
        "questions": 1,
        "answers": 3,
        "correct": 1,
        "incorrect": 1,
        "free_text": 1,
        "predefined": 1,
        "images_uploaded": 1,
    }


@pytest.mark.parametrize(
    ("name", "module_type", "mart", "measure"),
    [
        ("code_entered", "coupon_code", "coupon_code", "entered"),
        ("code_entered", "code", "code_entry", "entered"),
        ("code_entered", "Coupon_Code", "code_entry", "entered"),
        ("code_entered", None, "code_entry", "entered"),
        ("snapshot_image_uploaded", "quiz", "quiz", "images_uploaded"),
        ("snapshot_image_uploaded", "coupon_code", "snapshot", "snapshot_image_uploaded"),
        ("snapshot_image_uploaded", "", "snapshot", "snapshot_image_uploaded"),
    ],
)
def test_the_type_of_the_module_decides_between_marts(name, module_type, mart, measure):
    found = of_events(event("a", name, "10:00:00", module_type=module_type))
    assert module_marts(found) == {f"fct_module_{mart}_daily"}
    assert only(found[f"fct_module_{mart}_daily"])[measure] == 1


def test_instant_wins_and_giveaways_count_participants_once():
    found = of_events(
        *in_a_row(
            "win_participation",
            "win_participation",
            ("win_participation", {"customer_id": None}),
            "win_won",
            "win_lost",
            "win_lost",
            "win_participant_bpmn_process",
            "participation",
            ("participation", {"customer_id": "d"}),
            "participant_giveaway",
        )
    )
    win = only(found["fct_module_instant_win_daily"])
    assert (win["participants"], win["participations"]) == (1, 3)
    assert (win["won"], win["lost"], win["win_participant_bpmn_process"]) == (1, 2, 1)
    giveaway = only(found["fct_module_giveaway_daily"])
    assert (giveaway["participants"], giveaway["participations"]) == (2, 2)
    assert giveaway["participant_giveaway"] == 1


def test_personal_data_counts_customers_and_the_genders_events():
    row = only(
        of_events(
            *in_a_row(
                "email_entered",
                "email_entered",
                ("email_entered", {"customer_id": "d"}),
                "gender_entered",
                "gender_female",
                "gender_female",
                "postal_address_updated",
                "postal_address_updated",
                "postal_address_confirmed",
                "postal_address_confirmed",
            )
        )["fct_module_personal_data_daily"]
    )
    assert (row["email"], row["gender"], row["postal_address"], row["birthdate"]) == (2, 1, 1, 0)
    assert (row["gender_female"], row["postal_address_confirmed"], row["gender_male"]) == (2, 2, 0)


def test_nobody_entering_personal_data_still_makes_a_row():
    row = only(
        of_events(event("a", "email_entered", "10:00:00", customer_id=None))[
            "fct_module_personal_data_daily"
        ]
    )
    assert row["email"] == 0


def test_an_event_may_count_in_two_marts():
    found = of_events(event("a", "loyalty_reward_redeemed", "10:00:00"))
    assert module_marts(found) == {
        "fct_module_loyalty_points_daily",
        "fct_module_redemptions_daily",
    }


def test_nps_and_unknown_events_count_in_no_module():
    names = ("nps_survey_score_3", "nps_survey_free_text_answered", "my own event", "share_myspace")
    assert module_marts(of_events(*in_a_row(*names))) == set()


def test_own_events_are_catalogued_and_have_a_mart():
    mine = {"process_id": None, "module_id": None}
    found = of_events(
        *in_a_row(("mine", mine), ("mine", mine), ("mine", mine | {"customer_id": "d"}), "yours"),
        custom_events=["mine"],
    )
    assert only(found["fct_module_custom_daily"]) == {
        **GRAIN,
        "process_id": "",
        "module_id": "",
        "event_name": "mine",
        "events": 3,
        "customers": 2,
    }
    counted = {row["event_name"]: row["is_catalogued"] for row in found["fct_event_counts_daily"]}
    assert counted == {"mine": True, "yours": False}


def test_quiz_answers_by_question_and_answer():
    def answer(name, **payload):
        return name, {"payload": payload}

    rows = of_events(
        *in_a_row(
            answer("quiz_answer", question_id="q", answer="yes"),
            answer("quiz_answer", question_id="q", answer="yes"),
            answer("quiz_answer_correct", question_id="q", answer="yes"),
            answer("quiz_answer_incorrect", question_id="q", answer=" yes"),
            answer("quiz_answer", question_id=1, answer=True),
            answer("quiz_answer", question_id="1", answer="true"),
            answer("quiz_answer", answer={"ü": [1, None]}),
            answer("quiz_answer", question_id=" ", answer=""),
            "quiz_answer_correct",
            answer("quiz_answer_freetext", question_id="q", answer="my own words"),
            answer("quiz_answer_not_freetext", question_id="q", answer="no"),
        )
    )["fct_quiz_answers_daily"]
    assert {
        (row["question_id"], row["answer"]): (row["answers"], row["correct"], row["incorrect"])
        for row in rows
    } == {
        ("q", "yes"): (2, 1, 0),
        ("q", " yes"): (0, 0, 1),
        ("1", "true"): (2, 0, 0),
        ("", '{"ü":[1,null]}'): (1, 0, 0),
        ("", ""): (1, 1, 0),
    }


def test_link_clicks_need_to_say_where_they_lead():
    def clicked(url, name="link_clicked", **fields):
        return name, {"payload": {"url": url}, **fields}

    found = of_events(
        *in_a_row(
            clicked("https://a"),
            clicked("https://a"),
            clicked("https://a", customer_id="d"),
            clicked("https://A", customer_id=None),
            clicked(" "),
            clicked("https://a", name="markdown_link_clicked"),
            "link_clicked",
        )
    )
    rows = found["fct_link_clicks_daily"]
    assert {row["url"]: (row["clicks"], row["customers"]) for row in rows} == {
        "https://a": (3, 2),
        "https://A": (1, 0),
    }
    link = only(found["fct_module_link_daily"])
    assert (link["link_clicked"], link["markdown_link_clicked"]) == (6, 1)


def test_customer_days():
    rows = of_events(
        *in_a_row(
            ("loyalty_points_spent", {"payload": {"points": -4}}),
            ("loyalty_points_spent", {"payload": {"points": 1}}),
            ("loyalty_points_spent", {"payload": {"points": 1}, "customer_id": "d"}),
            ("loyalty_points_spent", {"payload": {"points": 1}, "customer_id": " "}),
            ("my own event", {"payload": {"points": 9}, "amount": 9}),
        )
    )["fct_customer_days"]
    assert {
        (row["event_name"], row["customer_id"]): (row["events"], row["points"]) for row in rows
    } == {
        ("loyalty_points_spent", "c"): (2, 5),
        ("loyalty_points_spent", "d"): (1, 1),
        ("my own event", "c"): (1, 0),
    }
    assert {row["activity_date"] for row in rows} == {date(2026, 3, 28)}


def walk(modules, customer_id="c", process_id="p"):
    """Visits of the modules, one letter each; '^' is a start."""
    person = {"customer_id": customer_id, "process_id": process_id}
    return [
        ("start", person)
        if module == "^"
        else ("sub_process_visited", person | {"module_id": module})
        for module in modules
    ]


def positions(*walks):
    rows = of_events(*in_a_row(*chain(*walks)))["dim_modules"]
    return {row["module_id"]: row["position"] for row in rows}


def test_positions_are_by_the_median_order_of_first_visits():
    # Orders: a 1, 1, 2; b 2, 3, 1; c 3, 2.
    assert positions(walk("^abca"), walk("^acb", "d"), walk("^bab", "e")) == {
        "a": 1,
        "b": 2,
        "c": 3,
    }
    # Medians: a 1.5, b 1.5, c 3.
    assert positions(walk("^abc"), walk("^bac", "d")) == {"a": 1, "b": 2, "c": 3}
    # Medians: a 2, b 1.5, c 2.
    assert positions(walk("^bac"), walk("^cba", "d"), walk("^ac", "e"), walk("^b", "f")) == {
        "b": 1,
        "a": 2,
        "c": 3,
    }


def test_each_start_begins_a_new_pass():
    # Orders: a 1, 1; b 2; c 2.
    assert positions(walk("^ab^ac")) == {"a": 1, "b": 2, "c": 3}
    # Orders: c 1, 1, 1; a 1, 2; b 2.
    assert positions(walk("^c^ab^ca^c")) == {"c": 1, "a": 2, "b": 3}


def test_modules_never_visited_after_a_start_have_no_position():
    assert positions(walk("a^b"), walk("^", "d"), walk("c", "d", "q")) == {
        "a": None,
        "b": 1,
        "c": None,
    }
    assert positions(walk("^a", None), walk("b", "d")) == {"a": None, "b": None}


def test_passes_of_customers_and_processes_do_not_mix():
    # The visits of d and of process q lie inside the pass of c.
    found = of_events(
        *in_a_row(
            "start",
            ("start", {"customer_id": "d"}),
            ("sub_process_visited", {"module_id": "b", "customer_id": "d"}),
            ("start", {"process_id": "q"}),
            ("sub_process_visited", {"module_id": "x", "process_id": "q"}),
            ("sub_process_visited", {"module_id": "a"}),
            ("sub_process_visited", {"module_id": "b"}),
            ("sub_process_visited", {"module_id": "c"}),
        )
    )["dim_modules"]
    # Orders: a 1; b 1, 2; c 3.
    assert {(row["process_id"], row["module_id"]): row["position"] for row in found} == {
        ("p", "a"): 1,
        ("p", "b"): 2,
        ("p", "c"): 3,
        ("q", "x"): 1,
    }


def test_at_the_same_instant_ids_decide_on_the_pass():
    found = of_events(
        event("a", "sub_process_visited", "10:00:00", module_id="before"),
        event("b", "start", "10:00:00"),
        event("d", "sub_process_visited", "10:00:00", module_id="second"),
        event("c", "sub_process_visited", "10:00:00", module_id="third first"),
    )["dim_modules"]
    assert {row["module_id"]: row["position"] for row in found} == {
        "before": None,
        "third first": 1,
        "second": 2,
    }


def test_modules_carry_the_names_of_their_latest_visit():
    row = only(
        of_events(
            event("a", "sub_process_visited", "10:00:00", module_name="Old", module_type="x"),
            event("b", "sub_process_visited", "11:00:00", module_name="New"),
        )["dim_modules"]
    )
    assert (row["module_name"], row["module_type"], row["position"]) == ("New", None, None)


def test_the_funnel_is_dense():
    rows = of_events(
        event("a", "welcome_sent", "2026-03-26T10:00:00Z"),
        event("b", "welcome_sent_recurrent", "2026-03-26T10:00:01Z"),
        event("c", "welcome_sent_recurrent_named", "2026-03-26T10:00:02Z", customer_id=None),
        event("d", "interaction", "2026-03-26T10:00:03Z"),
        event("e", "session_interacted", "2026-03-26T10:00:04Z"),
        event("f", "end", "2026-03-28T10:00:00Z"),
        event("g", "sign_up", "2026-03-28T10:00:00Z"),
        event("h", "sign_up", "2026-03-28T10:00:00Z", process_id="q"),
    )["fct_experience_funnel_daily"]
    steps = ("welcomes", "interactions", "sign_ups", "ends")
    assert {
        (row["process_id"], row["funnel_date"].day): tuple(row[step] for step in steps)
        for row in rows
    } == {
        ("p", 26): (3, 1, 0, 0),
        ("p", 27): (0, 0, 0, 0),
        ("p", 28): (0, 0, 1, 1),
        ("q", 28): (0, 0, 1, 0),
    }


def test_totals_run_on_through_days_without_events():
    rows = of_events(
        event("a", "start", "2026-03-26T10:00:00Z"),
        event("b", "interaction", "2026-03-26T10:00:01Z"),
        event("c", "end", "2026-03-26T10:00:02Z"),
        event("d", "nps_survey_score_9", "2026-03-26T10:00:03Z"),
        event("e", "start", "2026-03-28T10:00:00Z"),
        event("f", "share_link", "2026-03-28T10:00:01Z"),
        event("g", "nps_survey_score_0", "2026-03-28T10:00:02Z"),
        event("h", "start", "2026-03-28T10:00:00Z", process_id="q", customer_id="d"),
    )["fct_experience_kpis_cumulative"]
    shown = (
        *("chat_starts", "sessions", "sessions_with_conversation", "bounces", "completed"),
        *("shares", "responses", "promoters", "detractors"),
    )
    assert {
        (row["process_id"], row["kpi_date"].day): tuple(row[name] for name in shown) for row in rows
    } == {
        ("p", 26): (1, 1, 1, 0, 1, 0, 1, 1, 0),
        ("p", 27): (1, 1, 1, 0, 1, 0, 1, 1, 0),
        ("p", 28): (2, 2, 1, 1, 1, 1, 2, 1, 1),
        ("q", 28): (1, 1, 0, 1, 0, 0, 0, 0, 0),
    }


def test_rows_are_compared_by_the_grain_of_their_mart():
    found = of_events(
        *in_a_row("sms_single_opt_in", "newsletter_single_opt_in", "quiz_answer", "start")
    )
    for name, rows in found.items():
        keys = [tuple(row[column] for column in MART_KEYS[name]) for row in rows]
        assert len(set(keys)) == len(keys)
    assert compare_marts(found, found) == []
    assert found.keys() == MART_KEYS.keys()
