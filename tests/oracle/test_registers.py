"""Registers of the oracle against cases computed by hand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.oracle import Decisions, Deleted, Drawn, duplicates, file_loads, landing_zone, marts
from tests.oracle.examples import only
from tests.oracle.register_examples import (
    AS_OF,
    MICROSECOND,
    TODAY,
    days_before,
    seen,
    told,
    uploaded,
)
from tests.oracle.talk import START, at, zone_of

NOBODY = dict.fromkeys(
    (
        *("email", "first_name", "last_name", "birthdate", "gender", "phone"),
        *("street", "postal_code", "city", "country"),
    )
)
# (mart, days it lives, an event that is in it)
LISTED = [
    ("fct_variables", 60, ("variable_set", {"name": "size", "value": "XL"})),
    ("fct_customer_variables", 60, ("email_entered", {"email": "ada@example.org"})),
    ("last_variables", 60, ("gender_male", None)),
    ("fct_giveaway_participations", 60, ("participation", None)),
    ("fct_instant_win_participations", 60, ("win_participation", None)),
    ("fct_loyalty_transactions", 60, ("loyalty_points_emitted", {"points": 3})),
    ("fct_reward_redemptions", 60, ("reward_redeemed", {"reward_id": "r"})),
    ("fct_files", 60, ("audio_message_uploaded", {"file_name": "a.ogg"})),
    ("fct_runtime_log", 7, ("sign_up", None)),
    ("dim_customers", 180, ("start", None)),
    ("active_customers", 60, ("start", None)),
    ("fct_consents", 180, ("terms_accepted", None)),
]


def ids(rows, column="event_id"):
    return sorted(row[column] for row in rows)


def email(address, event_id="e", moment=START, **fields):
    return told(event_id, "email_entered", moment, payload={"email": address}, **fields)


@pytest.mark.parametrize(("mart", "days", "event"), LISTED, ids=[case[0] for case in LISTED])
def test_an_entry_lives_until_so_many_days_after_it_was_made(mart, days, event):
    name, payload = event

    def rows(moment, **options):
        return len(seen(told("x", name, moment, payload=payload), **options)[mart])

    assert rows(days_before(days)) == 0
    assert rows(days_before(days) + MICROSECOND) == 1
    assert rows(days_before(days), as_of=TODAY - timedelta(days=1)) == 1
    assert rows(days_before(days, AS_OF + timedelta(hours=5))) == 1
    # The as-of time cuts no records.
    assert rows(AS_OF + timedelta(days=3)) == 1


@pytest.mark.parametrize(("mart", "days", "event"), LISTED, ids=[case[0] for case in LISTED])
def test_what_had_expired_stays_so_when_the_as_of_time_goes_back(mart, days, event):
    name, payload = event
    made = told("x", name, days_before(days) + MICROSECOND, payload=payload)
    later = TODAY + timedelta(days=1)
    assert len(seen(made, retained_as_of=TODAY)[mart]) == 1
    assert len(seen(made, retained_as_of=TODAY - timedelta(days=400))[mart]) == 1
    # `active_customers` is a view of who lives, at the as-of time asked for.
    assert len(seen(made, retained_as_of=later)[mart]) == (mart == "active_customers")
    assert len(seen(made, as_of=TODAY - timedelta(days=1), retained_as_of=TODAY)[mart]) == 1


def test_without_being_told_the_as_of_time_is_the_end_of_the_last_landing_day():
    made = told("x", "sign_up", days_before(7))
    later = ("coupons", "2026-03-29", "a.jsonl", [uploaded("A", days_before(720))])
    zone = zone_of(day="2026-03-27", chat_events=[made])
    assert marts(zone)["fct_runtime_log"] != []
    assert marts(zone_of(day="2026-03-28", chat_events=[made]))["fct_runtime_log"] == []
    found = marts(type(zone)((*zone.files, *landing_zone(later).files)))
    assert (found["fct_runtime_log"], found["dim_coupons"]) == ([], [])


@pytest.mark.parametrize("source", ["coupons", "codes"])
def test_codes_live_for_720_days_after_their_upload(source):
    found = seen(
        **{source: [uploaded("A", days_before(720)), uploaded("B", days_before(720) + MICROSECOND)]}
    )
    assert ids(found[f"dim_{source}"], "code") == ["B"]


def test_a_customer_is_whoever_did_anything_and_registered_when_first_signed_in_or_up():
    found = seen(
        told("1", "start", at(1)),
        told("2", "sign_up", at(3)),
        told("3", "sign_in", at(2)),
        told("4", "sign_up", at(4), customer_id="d"),
        told("5", "start", at(0), customer_id="e"),
        told("6", "sign_in", at(0), customer_id=None),
        told("7", "sign_in", at(0), customer_id="  "),
        told("8", "sign_in", at(0), tenant_id="u"),
    )
    rows = {(row["tenant_id"], row["customer_id"]): row for row in found["dim_customers"]}
    assert {key: (row["registered_at"], row["last_active_at"]) for key, row in rows.items()} == {
        ("t", "c"): (at(2), at(3)),
        ("t", "d"): (at(4), at(4)),
        ("t", "e"): (None, at(0)),
        ("u", "c"): (at(0), at(0)),
    }
    assert all(NOBODY.items() <= row.items() for row in rows.values())


def test_the_latest_value_of_each_attribute_counts_whichever_event_carries_it():
    found = seen(
        email("old@example.org", "1", at(1)),
        email("new@example.org", "2", at(2)),
        told("3", "start", at(3), payload={"email": " ", "first_name": "Ada", "phone": None}),
        told("4", "end", at(4), payload={"first_name": "", "phone": 491701234567, "city": True}),
        told("5", "end", at(5), payload={"phone": [1], "email": {"a": 1}, "first_name": "\u00a0"}),
        told("6", "end", at(1), payload={"city": "Ulm", "country": "DE"}),
    )
    row = only(found["dim_customers"])
    assert row | {"email": "new@example.org", "first_name": "Ada", "country": "DE"} == row
    assert row | {"phone": "491701234567", "city": "true", "street": None, "gender": None} == row


def test_of_values_given_at_the_same_time_that_of_the_greater_id_counts():
    for first, second in (("1", "2"), ("B", "a"), ("a", "é")):
        found = seen(email("one@example.org", second), email("two@example.org", first))
        assert only(found["dim_customers"])["email"] == "one@example.org"


def test_a_redelivered_event_says_only_what_it_said_first():
    found = seen(email("one@example.org"), email("two@example.org"))
    assert only(found["dim_customers"])["email"] == "one@example.org"


def test_of_a_key_given_twice_in_a_payload_the_first_counts():
    payload = '{"email": "one@example.org", "email": "two@example.org"}'
    found = seen(told("1", "start", payload=payload))
    assert only(found["dim_customers"])["email"] == "one@example.org"


def test_the_gender_is_that_of_the_latest_event_that_names_one():
    found = seen(
        told("1", "gender_male", at(1)),
        told("2", "gender_diverse", at(3)),
        told("3", "gender_female", at(2)),
        told("4", "gender_entered", at(4), payload={"gender": "male"}),
    )
    assert only(found["dim_customers"])["gender"] == "diverse"
    named = {row["event_id"]: (row["name"], row["value"]) for row in found["fct_variables"]}
    assert named == {"1": ("gender", "male"), "2": ("gender", "diverse"), "3": ("gender", "female")}


@pytest.mark.parametrize("gap", [timedelta(days=180), timedelta(days=180) - MICROSECOND])
def test_what_a_customer_told_before_having_been_away_for_too_long_is_gone(gap):
    before = days_before(1) - gap
    found = seen(
        told("0", "sign_up", before - timedelta(days=1)),
        email("old@example.org", "1", before - timedelta(days=1)),
        told("2", "gender_male", before),
        told("3", "terms_accepted", before),
        told("4", "start", days_before(1), payload={"first_name": "Ada"}),
        told("5", "terms_rejected", days_before(1)),
    )
    row, is_gone = only(found["dim_customers"]), gap == timedelta(days=180)
    assert (row["email"], row["gender"], row["first_name"]) == (
        (None, None, "Ada") if is_gone else ("old@example.org", "male", "Ada")
    )
    assert row["registered_at"] == before - timedelta(days=1)
    assert ids(found["fct_consents"]) == (["5"] if is_gone else ["3", "5"])


def test_variables_are_set_by_processes_and_by_what_people_tell():
    at_noon = {"process_instance_id": "i1", "process_id": None}
    found = seen(
        told("1", "variable_set", payload={"name": "a", "value": 7, "scope": "chat"}, **at_noon),
        told("2", "data_collection_variable_set", payload={"name": "b", "value": " "}),
        told("3", "variable_set", payload={"name": "  ", "value": "x"}),
        told("4", "variable_set", payload={"name": ["a"], "value": "x"}),
        told("5", "variable_set", payload={"name": "c", "value": {"x": 1}}),
        told("6", "start", payload={"name": "d", "value": "x", "email": "ada@example.org"}),
        told("7", "email_entered", payload={"email": "ada@example.org", "name": "e"}),
        told("8", "email_entered", payload={"email": " "}),
        told("9", "postal_address_updated", payload={"city": "Ulm", "street": "A 1", "email": "m"}),
        told("10", "password_entered", customer_id=None, payload={"phone": False}),
        told("11", "my_entered", payload={"phone": "1"}),
        told("12", "gender_female", payload={"email": "ada@example.org"}),
    )
    rows = {row["event_id"]: row for row in found["fct_variables"]}
    assert {key: (row["name"], row["value"], row["scope"]) for key, row in rows.items()} == {
        "1": ("a", "7", "chat"),
        "2": ("b", None, None),
        "5": ("c", None, None),
        "7": ("email", "ada@example.org", None),
        "9": ("email, street, city", "m, A 1, Ulm", None),
        "10": ("phone", "false", None),
        "12": ("gender", "female", None),
    }
    assert (rows["1"]["process_id"], rows["1"]["process_instance_id"]) == ("", "i1")
    assert (rows["2"]["process_id"], rows["2"]["process_instance_id"]) == ("p", None)
    assert rows["1"]["set_at"] == START
    assert ids(found["fct_customer_variables"]) == sorted(rows.keys() - {"10"})


def test_variables_are_dated_locally():
    found = seen(told("1", "gender_male", at(11)), timezone="Asia/Kolkata")
    assert only(found["fct_variables"])["set_date"] == date(2026, 3, 29)


def test_the_last_variables_are_a_hundred_of_each_tenant():
    def setting(number, tenant_id):
        name = {"name": f"n{number}"}
        moment = at(seconds=number // 2)
        event_id = f"{number:04}"
        return told(event_id, "variable_set", moment, payload=name, tenant_id=tenant_id)

    events = [setting(number, "t") for number in range(131)]
    found = seen(*events[::-1], *(setting(number, "u") for number in range(3)))
    last = {tenant: [] for tenant in "tu"}
    for row in found["last_variables"]:
        last[row["tenant_id"]].append(row["event_id"])
    assert sorted(last["t"]) == [f"{number:04}" for number in range(31, 131)]
    assert sorted(last["u"]) == ["0000", "0001", "0002"]


@pytest.mark.parametrize(
    ("name", "consent", "kind"),
    [
        ("web_push_single_opt_in", "web_push", "single_opt_in"),
        ("profiling_double_opt_in", "profiling", "double_opt_in"),
        ("reminder_single_opt_in_rejected", "reminder", "rejected"),
        ("sms_opt_out", "sms", "opt_out"),
        ("newsletter_opt_out", "newsletter", "opt_out"),
        ("terms_accepted", "terms", "accepted"),
        ("terms_rejected", "terms", "rejected"),
    ],
)
def test_consents_say_to_what_and_of_what_kind(name, consent, kind):
    found = seen(
        told("1", name),
        told("2", name, customer_id=None),
        told("3", f"{name}_asked"),
        email("ada@example.org", moment=at(1)),
    )
    row = only(found["fct_consents"])
    assert (row["event_id"], row["consent"], row["kind"]) == ("1", consent, kind)
    assert (row["email"], row["consented_at"]) == ("ada@example.org", START)


def test_consents_live_as_long_as_their_customer():
    old = told("1", "newsletter_opt_out", days_before(300))
    between = told("2", "start", days_before(150))
    assert ids(seen(old, between)["fct_consents"]) == ["1"]
    assert seen(old)["fct_consents"] == []
    gone = {"decisions": Decisions(deleted=frozenset({Deleted("t", "customers", "c")}))}
    assert seen(old, between, **gone)["fct_consents"] == []


def test_who_takes_part_in_a_giveaway_is_shown_as_known_now():
    found = seen(
        told("1", "participation", at(1)),
        told("2", "participation", at(2), customer_id=None),
        told("3", "gender_female", at(3), payload={"email": "ada@example.org", "street": "A 1"}),
    )
    rows = {row["event_id"]: row for row in found["fct_giveaway_participations"]}
    known = {"email": "ada@example.org", "street": "A 1", "gender": "female", "city": None}
    assert rows["1"] | known == rows["1"]
    assert (rows["1"]["participated_at"], rows["1"]["process_id"]) == (at(1), "p")
    assert rows["2"] | NOBODY == rows["2"]
    assert not any(row["is_drawn"] or row["drawn_at"] for row in rows.values())


def drawn(event_id, created_at, draw_id="d", as_of=AS_OF, tenant_id="t"):
    return Drawn(tenant_id, "p", draw_id, event_id, "c", created_at, as_of, START)


def test_a_participation_is_drawn_at_its_first_draw():
    draws = (drawn("1", at(2), "d2"), drawn("1", at(1)), drawn("3", at(1), tenant_id="u"))
    found = seen(
        *(told(event_id, "participation") for event_id in "123"),
        decisions=Decisions(draws),
    )
    rows = found["fct_giveaway_participations"]
    assert {row["event_id"]: row["drawn_at"] for row in rows if row["is_drawn"]} == {"1": at(1)}
    assert sorted((row["draw_id"], row["event_id"]) for row in found["fct_giveaway_draws"]) == [
        ("d", "1"),
        ("d", "3"),
        ("d2", "1"),
    ]
    row = only(found["fct_giveaway_draws"], draw_id="d2")
    assert (row["created_at"], row["participated_at"], row["customer_id"]) == (at(2), START, "c")


def test_draws_live_for_60_days_after_the_as_of_time_they_were_made_at():
    draws = (
        drawn("1", at(), as_of=days_before(60)),
        drawn("2", at(), as_of=days_before(59)),
        drawn("3", days_before(400), as_of=days_before(-1)),
    )
    found = seen(decisions=Decisions(draws))
    assert ids(found["fct_giveaway_draws"]) == ["2", "3"]


def test_an_instant_win_is_won_if_told_before_the_customer_takes_part_again():
    def took_part(number, moment, **fields):
        return told(number, "win_participation", moment, **fields)

    def won(number, moment, **fields):
        return told(number, "win_won", moment, **fields)

    found = seen(
        won("00", at(0)),
        took_part("01", at(1)),
        took_part("02", at(2)),
        won("03", at(3)),
        won("04", at(4)),
        took_part("05", at(5), customer_id=None),
        won("06", at(5), customer_id=None),
        took_part("07", at(6), process_id="q"),
        won("08", at(6)),
        # At the same time the order of the ids decides.
        took_part("09", at(7)),
        won("10", at(7)),
        won("11", at(8), customer_id="d"),
        took_part("12", at(8), customer_id="d"),
        told("13", "win_lost", at(9), customer_id="d"),
    )
    rows = found["fct_instant_win_participations"]
    assert {row["event_id"]: row["drawn_at"] for row in rows if row["is_won"]} == {
        "02": at(3),
        "09": at(7),
    }
    assert ids(rows) == ["01", "02", "05", "07", "09", "12"]
    assert all(row["drawn_at"] is None for row in rows if not row["is_won"])


def test_of_a_coupon_issued_twice_the_first_issue_counts():
    def issued(event_id, moment, code="A", **fields):
        return told(event_id, "coupon_code_issued", moment, payload={"code": code}, **fields)

    found = seen(
        issued("1", at(2), customer_id="d"),
        issued("2", at(1)),
        issued("3", at(1), customer_id="d"),
        issued("4", at(0), process_id="q"),
        issued("5", at(0), tenant_id="u"),
        issued("6", at(0), code="a"),
        issued("7", at(0), code=7),
        issued("8", at(5), code="B", customer_id=None),
        told("9", "code_entered_correct", at(0), payload={"code": "A"}),
        email("ada@example.org"),
        coupons=[uploaded(code) for code in ("A", "7", "B", "C")],
    )
    rows = {row["code"]: row for row in found["dim_coupons"]}
    columns = ("issued_at", "customer_id", "email", "uploaded_at")
    assert {code: tuple(row[name] for name in columns) for code, row in rows.items()} == {
        "A": (at(1), "c", "ada@example.org", START),
        "7": (at(0), "c", "ada@example.org", START),
        "B": (at(5), None, None, START),
        "C": (None, None, None, START),
    }


def test_of_a_code_uploaded_twice_the_upload_delivered_first_counts():
    zone = zone_of(day="2026-03-28", coupons=[uploaded("A", at(2)), uploaded("A", at(0))])
    again = landing_zone(
        ("coupons", "2026-03-27", "b.csv", [uploaded("A", at(3)), uploaded("A", at(0), "q")]),
        ("coupons", "2026-03-27", "a.csv", [uploaded("A", at(4)), uploaded("A", at(4))]),
    )
    zone = type(zone)((*zone.files, *again.files))
    found = marts(zone)["dim_coupons"]
    assert {row["process_id"]: row["uploaded_at"] for row in found} == {"p": at(4), "q": at(0)}
    assert duplicates(zone) == {
        ("coupons", date(2026, 3, 27)): 2,
        ("coupons", date(2026, 3, 28)): 2,
    }


def test_a_code_may_be_redeemed_before_its_upload_by_either_event():
    found = seen(
        told("1", "code_entered_correct", at(-2), payload={"code": "A"}),
        told("2", "code_registered", at(-3), payload={"code": "A"}),
        told("3", "code_entered_incorrect", at(-4), payload={"code": "A"}),
        told("4", "code_entered", at(-4), payload={"code": "A"}),
        codes=[uploaded("A", points=5, is_win=True), uploaded("B", points=" ", is_win="no")],
    )
    row = only(found["dim_codes"], code="A")
    assert (row["redeemed_at"], row["points"], row["is_win"]) == (at(-3), 5, True)
    row = only(found["dim_codes"], code="B")
    assert (row["redeemed_at"], row["points"], row["is_win"]) == (None, None, False)


@pytest.mark.parametrize(
    "wrong",
    [
        *({name: value} for name in ("tenant_id", "process_id", "code") for value in (None, " ")),
        {"code": ["A"]},
        {"uploaded_at": None},
        {"uploaded_at": "yesterday"},
        {"uploaded_at": "1999-12-31T23:59:59Z"},
        {"uploaded_at": "2026-04-22T00:00:00.000001Z"},
        {"points": "many"},
        {"points": {}},
        {"is_win": "perhaps"},
    ],
)
def test_uploads_that_cannot_be_read_are_quarantined(wrong):
    zone = zone_of(codes=[uploaded("A"), uploaded("B") | wrong])
    counts = only(file_loads(zone), source="codes")
    assert (counts["received"], counts["accepted"], counts["quarantined"]) == (2, 1, 1)


def test_a_coupon_shows_its_winner_longer_than_the_winner_is_shown():
    found = seen(
        email("ada@example.org", "1", days_before(300)),
        told("2", "coupon_code_issued", days_before(299), payload={"code": "A"}),
        coupons=[uploaded("A", days_before(310))],
    )
    assert only(found["dim_coupons"])["email"] == "ada@example.org"
    assert found["dim_customers"] == []


def test_points_received_are_positive_and_points_spent_negative():
    def moved(event_id, name, amount=None, customer_id="c", **payload):
        name = f"loyalty_points_{name}"
        return told(event_id, name, amount=amount, payload=payload, customer_id=customer_id)

    found = seen(
        moved("1", "emitted", points=5),
        moved("2", "spent", points=5),
        moved("3", "spent", points=-5),
        moved("4", "emitted", amount=2.5),
        moved("5", "spent", amount=2.5, points="many"),
        moved("6", "spent", customer_id=None),
        moved("7", "emitted", amount=1, points="7"),
        told("8", "loyalty_first_received", payload={"points": 5}),
        loyjoy_facts=[
            {
                "tenant_id": "t",
                "id": "1",
                "event_type": "loyalty_points_spent",
                "created_at": f"{START} UTC",
                "amount": 3,
            }
        ],
    )
    rows = found["fct_loyalty_transactions"]
    assert {row["event_id"]: row["points"] for row in rows} == {
        "1": 5,
        "2": -5,
        "3": -5,
        "4": 2.5,
        "5": -2.5,
        "6": 0,
        "7": 7,
        "loyjoy_facts:1": -3,
    }
    assert only(rows, event_id="6")["customer_id"] is None


def test_rewards_go_where_the_redemption_says_or_else_where_the_customer_lives():
    def redeemed(event_id, name="reward_redeemed", customer_id="c", **payload):
        return told(event_id, name, payload=payload, customer_id=customer_id)

    found = seen(
        redeemed("1", reward_id=7, reward_name="Mug"),
        redeemed("2", "loyalty_reward_redeemed", city="Bonn", street=" ", reward_id=" "),
        redeemed("3", customer_id=None, reward_name=["Mug"]),
        told("4", "postal_address_updated", at(-1), payload={"street": "A 1", "city": "Ulm"}),
        email("ada@example.org"),
    )
    columns = ("email", "reward_id", "reward_name", "street", "city")
    assert {
        row["event_id"]: tuple(row[name] for name in columns)
        for row in found["fct_reward_redemptions"]
    } == {
        "1": ("ada@example.org", "7", "Mug", "A 1", "Bonn"),
        "2": ("ada@example.org", None, None, None, "Bonn"),
        "3": (None, None, None, None, None),
    }


def test_files_are_whatever_has_a_name_or_a_link():
    found = seen(
        told("1", "start", payload={"file_url": "https://example.org/a"}),
        told("2", "audio_message_uploaded", payload={"file_name": "a.ogg", "file_url": ""}),
        told("3", "audio_message_uploaded", payload={"file_name": {}, "file_url": "\t"}),
        told("4", "start", customer_id=None, payload={"file_name": 4}),
    )
    columns = ("event_id", "file_name", "file_url", "customer_id")
    assert sorted(tuple(row[name] for name in columns) for row in found["fct_files"]) == [
        ("1", None, "https://example.org/a", "c"),
        ("2", "a.ogg", None, "c"),
        ("4", "4", None, None),
    ]


def test_the_runtime_log_holds_errors_sign_ups_and_whatever_has_a_message_trace_or_level():
    found = seen(
        told("1", "sign_up"),
        told("2", "api_exception", customer_id=None),
        told("3", "api_my_own"),
        told("4", "pub_sub_failed", payload={"message": "lost", "level": "error"}),
        told("5", "start", payload={"trace_id": 17}),
        told("6", "start", payload={"level": "info"}),
        told("7", "start", payload={"message": "hello"}),
        told("8", "start", payload={"message": " ", "level": [], "trace_id": None}),
        told("9", "pub_sub_published"),
        told("10", "beiersdorf_api_put_users_password"),
        told("11", "sign_up_requested"),
    )
    columns = ("event_name", "level", "message", "trace_id", "customer_id")
    assert {
        row["event_id"]: tuple(row[name] for name in columns) for row in found["fct_runtime_log"]
    } == {
        "1": ("sign_up", None, None, None, "c"),
        "2": ("api_exception", None, None, None, None),
        "3": ("api_my_own", None, None, None, "c"),
        "4": ("pub_sub_failed", "error", "lost", None, "c"),
        "5": ("start", None, None, "17", "c"),
        "6": ("start", "info", None, None, "c"),
        "7": ("start", None, "hello", None, "c"),
    }


def test_deleted_entries_are_in_their_register_no_more_and_others_stay():
    events = [
        told("1", "participation"),
        told("2", "sign_up", payload={"message": "hello", "file_name": "a.ogg"}),
        told("3", "variable_set", payload={"name": "a"}),
    ]
    codes = {"codes": [uploaded("A"), uploaded("A", process_id="q")]}
    deleted = {
        Deleted("t", "giveaways", "1"),
        Deleted("t", "giveaways", "2"),
        Deleted("t", "files", "2"),
        Deleted("u", "variables", "3"),
        Deleted("t", "codes", "A", "q"),
        Deleted("t", "coupons", "A", "p"),
    }
    found = seen(*events, **codes, decisions=Decisions(deleted=frozenset(deleted)))
    assert found["fct_giveaway_participations"] == found["fct_files"] == []
    assert ids(found["fct_runtime_log"]) == ["2"]
    assert ids(found["fct_variables"]) == ["3"]
    assert ids(found["dim_codes"], "process_id") == ["p"]
    assert len(found["dim_customers"]) == 1
    counted = sum(row["events"] for row in found["fct_event_counts_daily"])
    assert counted == len(events)


def test_a_coupon_shows_no_address_that_was_gone_before_it_was_issued():
    def found(*more):
        events = (
            email("old@example.org", "1", days_before(300)),
            told("2", "coupon_code_issued", days_before(300), payload={"code": "A"}),
            told("3", "coupon_code_issued", days_before(120), payload={"code": "B"}),
        )
        coupons = [uploaded(code, days_before(310)) for code in "AB"]
        rows = seen(*events, *more, coupons=coupons)["dim_coupons"]
        return {row["code"]: row["email"] for row in rows}

    assert found() == {"A": "old@example.org", "B": None}
    new = email("new@example.org", "4", days_before(110))
    assert found(new) == {"A": "new@example.org", "B": "new@example.org"}


def test_of_a_deleted_customer_other_registers_stay_as_they_are():
    gone = Decisions(deleted=frozenset({Deleted("t", "customers", "c")}))
    found = seen(email("ada@example.org"), told("1", "participation"), decisions=gone)
    assert found["dim_customers"] == found["active_customers"] == []
    assert only(found["fct_giveaway_participations"])["email"] == "ada@example.org"
    assert ids(found["fct_customer_variables"]) == ["e"]
