"""The event catalogue is complete, unambiguous and names only measures that exist."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

PROJECT_ROOT = Path(__file__).parents[2]
SEEDS = PROJECT_ROOT / "seeds"
EVENTS_LIST = PROJECT_ROOT.parent / "shared" / "reference" / "chatbot_events_list.txt"

CHANNELS = ("web_push", "profiling", "reminder", "sms", "newsletter")

# Modules whose measures have names of their own. The measures of every other module are named as
# the event, one column per event.
NAMED_MEASURES = {
    "opt_ins": {
        "asked",
        "single_opt_ins",
        "single_opt_in_rejections",
        "double_opt_ins",
        "opt_outs",
        "subscription_requests",
        "subscriptions_gone",
        "codes_sent",
    },
    "share_link": {"facebook", "email", "twitter", "whatsapp", "native", "link"},
    "sign_in": {
        "sign_ins",
        "signed_in_customers",
        "pin_mails_sent",
        "pin_succeeded",
        "pin_failed",
        "new_customers",
        "sign_up_requests",
        "sign_outs",
        "email_addresses_blocked",
        "ip_addresses_blocked",
    },
    "decision_jump": {"questions", *(f"option_{number}" for number in range(1, 8))},
    "return_jump": {f"option_{number}" for number in range(1, 6)},
    "loyalty_points": {
        "points_awarded",
        "receiving_customers",
        "first_time_receivers",
        "rewards_redeemed",
        "referrals",
    },
    "redemptions": {"points_redeemed", "redemptions", "rewards"},
    "quiz": {
        "questions",
        "answers",
        "correct",
        "incorrect",
        "free_text",
        "predefined",
        "images_uploaded",
    },
    "instant_win": {"participants", "participations", "won", "lost"},
    "giveaway": {"participants", "participations"},
    "coupon_code": {"uploaded", "issued", "entered"},
    "code_entry": {"entered", "correct", "incorrect", "registered"},
    "appointment": {"created"},
    "personal_data": {
        "birthdate",
        "gender",
        "first_name",
        "last_name",
        "email",
        "phone_number",
        "postal_address",
        "password",
    },
    "nps": {"responses", "answers"},
}

EVENT_NAMED_MODULES = {
    "advent_calendar",
    "api",
    "audio_message",
    "beiersdorf",
    "chat_window",
    "customer",
    "gpt",
    "handover",
    "home_view",
    "intent",
    "jump",
    "link",
    "live_chat",
    "mail",
    "platform",
    "prize",
    "proceed",
    "process",
    "pub_sub",
    "questionnaire",
    "reach_five",
    "screen_time",
    "session",
    "snapshot",
    "story",
    "terms",
    "user_agent",
    "variable",
    "welcome",
}

# Events without a measure name of their own, although their module names its other measures.
FURTHER_COLUMNS = {
    "gender_diverse": "personal_data",
    "gender_female": "personal_data",
    "gender_male": "personal_data",
    "postal_address_confirmed": "personal_data",
    "participant_giveaway": "giveaway",
    "win_participant_bpmn_process": "instant_win",
    "win_participant_bpmn_sub_process": "instant_win",
}

# Columns that add up several events: any other measure is fed by one event (per channel).
SHARED_MEASURES = {
    ("quiz", "answers"): {"quiz_answer", "quiz_answer_freetext"},
    ("redemptions", "redemptions"): {"reward_redeemed", "loyalty_reward_redeemed"},
    ("redemptions", "rewards"): {"reward_redeemed", "loyalty_reward_redeemed"},
}

SUMS_OF_POINTS = {"loyalty_points_emitted", "loyalty_points_spent"}

SHARE_EVENTS = {
    "share_facebook",
    "share_email",
    "share_twitter",
    "share_whatsapp",
    "share_native",
    "share_link",
}

PERSONAL_KEYS = {
    "url",
    "text",
    "value",
    "file_url",
    "file_name",
    "email",
    "first_name",
    "last_name",
    "birthdate",
    "phone",
    "street",
    "postal_code",
    "city",
    "country",
}
PAYLOAD_KEYS = PERSONAL_KEYS | {
    "seconds",
    "points",
    "reward_id",
    "reward_name",
    "code",
    "question_id",
    "question",
    "answer",
    "option",
    "score",
    "name",
    "scope",
    "message",
    "trace_id",
    "level",
}


def read_seed(name: str) -> list[dict[str, str]]:
    """Return the rows of one seed, every value as text."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def catalogue() -> list[dict[str, str]]:
    return read_seed("event_catalogue")


@pytest.fixture(scope="module")
def modules() -> list[dict[str, str]]:
    return read_seed("modules")


def test_every_event_name_is_catalogued_once(catalogue: list[dict[str, str]]) -> None:
    names = Counter(row["event_name"] for row in catalogue)
    assert [name for name, count in names.items() if count > 1] == []
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


def test_catalogue_holds_the_210_names_of_the_events_list(catalogue: list[dict[str, str]]) -> None:
    origins = Counter(row["origin"] for row in catalogue)
    assert set(origins) == {"list", "customer_specific", "extension"}
    assert origins["list"] == 195
    assert origins["customer_specific"] == 15
    assert {row["event_name"] for row in catalogue if row["origin"] == "extension"} >= SHARE_EVENTS


def test_catalogue_equals_the_events_list_of_the_chat_platform(
    catalogue: list[dict[str, str]],
) -> None:
    if not EVENTS_LIST.exists():
        pytest.skip("the chat platform's events list is not kept beside this checkout")
    text = EVENTS_LIST.read_text(encoding="utf-8")
    general, customer_specific = (
        set(re.findall(r"^\| ([a-z][a-z0-9_]*) \|", part, flags=re.MULTILINE))
        for part in text.split("Customer-specific Events List")
    )
    assert len(general | customer_specific) == 210
    assert {row["event_name"] for row in catalogue if row["origin"] == "list"} == general
    assert {
        row["event_name"] for row in catalogue if row["origin"] == "customer_specific"
    } == customer_specific


def test_every_owner_is_a_known_module_and_owns_something(catalogue: list[dict[str, str]]) -> None:
    assert {row["module"] for row in catalogue} == set(NAMED_MEASURES) | EVENT_NAMED_MODULES


def test_further_columns_belong_to_their_module(catalogue: list[dict[str, str]]) -> None:
    owners = {row["event_name"]: row["module"] for row in catalogue}
    assert {name: owners[name] for name in FURTHER_COLUMNS} == FURTHER_COLUMNS


def test_every_catalogued_event_has_one_owner_which_the_catalogue_names(
    catalogue: list[dict[str, str]], modules: list[dict[str, str]]
) -> None:
    owners = {(row["event_name"], row["module"]) for row in modules if row["is_owner"] == "true"}
    assert owners == {(row["event_name"], row["module"]) for row in catalogue}


def test_every_measure_exists_in_its_module(modules: list[dict[str, str]]) -> None:
    for row in modules:
        module, name, measure = row["module"], row["event_name"], row["measure"]
        if module in EVENT_NAMED_MODULES or name in FURTHER_COLUMNS:
            assert measure == name
        else:
            assert measure in NAMED_MEASURES[module], name


def test_every_named_measure_is_fed_by_an_event(modules: list[dict[str, str]]) -> None:
    fed = {(row["module"], row["measure"]) for row in modules}
    named = {(module, name) for module, names in NAMED_MEASURES.items() for name in names}
    assert named - fed == set()


def test_measures_are_fed_by_one_event_unless_they_add_up_several(
    modules: list[dict[str, str]],
) -> None:
    feeding: dict[tuple[str, str, str], set[str]] = {}
    for row in modules:
        key = (row["module"], row["measure"], row["channel"])
        feeding.setdefault(key, set()).add(row["event_name"])
    several = {
        (module, measure): names
        for (module, measure, _), names in feeding.items()
        if len(names) > 1 and module != "nps"
    }
    assert several == SHARED_MEASURES


def test_every_channel_has_its_opt_ins(modules: list[dict[str, str]]) -> None:
    feeding = {(row["channel"], row["measure"]) for row in modules if row["module"] == "opt_ins"}
    for channel in CHANNELS:
        for measure in ("asked", "single_opt_ins", "single_opt_in_rejections", "double_opt_ins"):
            assert (channel, measure) in feeding
    assert ("sms", "codes_sent") in feeding
    assert ("web_push", "subscription_requests") in feeding
    assert ("web_push", "subscriptions_gone") in feeding
    assert {channel for channel, measure in feeding if measure == "opt_outs"} == {
        "profiling",
        "reminder",
        "newsletter",
    }


def test_every_event_adds_up_once_but_for_distinct_customers_and_points(
    modules: list[dict[str, str]],
) -> None:
    additive = Counter(
        (row["event_name"], row["module_type"]) for row in modules if row["is_additive"] == "true"
    )
    assert set(additive.values()) == {1}
    without = {row["event_name"] for row in modules} - {name for name, _ in additive}
    distinct = {
        row["event_name"]
        for row in modules
        if row["module"] == "personal_data" and row["event_name"] not in FURTHER_COLUMNS
    }
    assert without == distinct | SUMS_OF_POINTS


def test_only_measures_of_one_event_count_distinct_customers(
    modules: list[dict[str, str]],
) -> None:
    distinct = Counter(
        (row["module"], row["measure"])
        for row in modules
        if row["is_additive"] == "false" and row["measure"] not in ("rewards", "free_text")
    )
    assert set(distinct.values()) == {1}


def test_carried_payload_keys_are_known(catalogue: list[dict[str, str]]) -> None:
    carried = set()
    for row in catalogue:
        keys = row["carries"].split(" ") if row["carries"] else []
        assert len(keys) == len(set(keys)), row["event_name"]
        carried.update(keys)
    assert carried == PAYLOAD_KEYS


def test_events_carrying_personal_keys_are_personal(catalogue: list[dict[str, str]]) -> None:
    assert {row["is_personal"] for row in catalogue} == {"true", "false"}
    for row in catalogue:
        if PERSONAL_KEYS & set(row["carries"].split()):
            assert row["is_personal"] == "true", row["event_name"]


def test_descriptions_are_one_sentence_each(catalogue: list[dict[str, str]]) -> None:
    for row in catalogue:
        assert re.fullmatch(r"[A-Z][^.]*\.", row["description"]), row["event_name"]
    assert len({row["description"] for row in catalogue}) == len(catalogue)


def test_every_score_has_its_segment() -> None:
    segments = {int(row["score"]): row["segment"] for row in read_seed("nps_segments")}
    assert segments == {
        score: "promoter" if score >= 9 else "passive" if score >= 7 else "detractor"
        for score in range(11)
    }


def test_whatsapp_statuses_outrank_each_other_as_delivery_proceeds() -> None:
    statuses = {row["status"]: row for row in read_seed("whatsapp_statuses")}
    rank = {status: int(row["rank"]) for status, row in statuses.items()}
    assert rank["read"] == rank["played"] > rank["delivered"] > rank["failed"]
    assert rank["failed"] > rank["sent"] > rank["enqueued"] > rank["deleted"]
    delivered = {status for status, row in statuses.items() if row["is_delivered"] == "true"}
    assert delivered == {"read", "played", "delivered"}
    unknown = {status for status, row in statuses.items() if row["is_known"] == "false"}
    assert unknown == {"deleted", "mismatch"}
    assert max(rank[status] for status in unknown) < rank["enqueued"]


def test_a_rank_names_one_whatsapp_status_and_played_is_read() -> None:
    ranks = [
        row["rank"]
        for row in read_seed("whatsapp_statuses")
        if row["is_known"] == "true" and row["status"] != "played"
    ]
    assert len(set(ranks)) == len(ranks)


def test_free_form_whatsapp_categories_are_no_templates() -> None:
    templates = {
        row["category"]: row["is_template"] for row in read_seed("whatsapp_template_categories")
    }
    assert {category for category, is_template in templates.items() if is_template == "false"} == {
        "service",
        "referral_conversion",
        "general_purpose_ai",
        "FEP",
        "FTC",
        "UIC",
        "BIC",
    }
    assert templates["authentication-international"] == "true"
    assert templates["authentication_international"] == "true"
