"""What chat events carry besides their names and ids: payloads, amounts, types of modules."""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from tests.strategies.scenes import HOSTILE

SECONDS = (0, 3, 12.5, 86400, "30", "7.25", "many", "NaN", "Infinity", 1e300, None, [], {})
TEXTS = ("great", "schlecht \U0001f622", "'; drop table t; --", 'a, "b"\nc', "42")
BLANKS = (None, "", "  ", "\t\u00a0")
# Numbers that are spelled the same everywhere: JSON leaves open how others are.
PLAIN_VALUES = (42, "42", 0, -7.5, True, False)
AWARDED = (
    *(5, 5, 10, 2.5, 2.5, -3, -3, "7", "7", "-0.25", "1e2", 0),
    # Half a millionth, and sums that floating point gets wrong.
    *(0.0000005, 1.0000005, -0.0000005, 0.1, 0.2),
    *(999999999999.5, 1e12, -1e12, 1e300, "1e400", 10**30),
    *("many", "NaN", "-Infinity", "", None, True, [], {}),
)
AMOUNTS = (None, 0, 1.5, -3)
POINTS_AMOUNTS = (None, 4, 2.5, -3, 0.0000015, 999999999999.5, 1e12, -1e13)
QUESTIONS = ("q1", "q1", "q1", "q2", 1, "1", *BLANKS)
ANSWERS = (
    *("yes", "yes", "yes", "no", "no", " no", "Yes"),
    *PLAIN_VALUES,
    *({"option": 1, "ü": [True, None]}, ["b", "a"], [], {}),
    *BLANKS,
    *HOSTILE,
)
REWARDS = ("r1", "r1", "r1", "r2", "r2", "R1", *PLAIN_VALUES, {"id": 1}, *BLANKS, HOSTILE[0])
LINKS = (
    *("https://example.org/?a='b'",) * 4,
    "https://example.org/ü",
    "HTTPS://EXAMPLE.ORG",
    42,
    *BLANKS,
)
# Types of modules by event: those that decide where an event counts, and others close to them.
MODULE_TYPES = {
    "sub_process_visited": ("welcome", "quiz", None),
    "code_entered": (*("coupon_code",) * 4, "Coupon_Code", "code", "", None),
    "snapshot_image_uploaded": (*("quiz",) * 4, "quiz ", "coupon_code", None),
    "code_entered_correct": ("coupon_code", "code"),
}


@cache
def payloads(event_name: str) -> st.SearchStrategy[dict | None]:
    """A payload such as an event of this name may carry."""
    found = st.sampled_from((None, None, {}, {"url": "https://example.org/?a='b'"}))
    if event_name == "screen_time":
        found = st.one_of(st.none(), _one_key("seconds", SECONDS))
    elif event_name == "nps_survey_free_text_answered":
        found = _one_key("text", TEXTS)
    elif event_name.startswith("loyalty_points_"):
        found = st.one_of(found, *[_one_key("points", AWARDED)] * 3)
    elif event_name.endswith("reward_redeemed"):
        found = st.one_of(found, *[_one_key("reward_id", REWARDS)] * 3)
    elif event_name.startswith("quiz_answer"):
        found = st.fixed_dictionaries(
            {"answer": st.sampled_from(ANSWERS), "question_id": st.sampled_from(QUESTIONS)}
        )
    elif event_name.endswith("link_clicked"):
        found = st.one_of(st.none(), _one_key("url", LINKS))
    return found


@cache
def amounts(event_name: str) -> st.SearchStrategy[float | None]:
    """An amount such as an event of this name may carry."""
    has_points = event_name.startswith("loyalty_points_")
    return st.sampled_from(POINTS_AMOUNTS if has_points else AMOUNTS)


def _one_key(key: str, values: tuple) -> st.SearchStrategy[dict]:
    return st.sampled_from(values).map(lambda value: {key: value})
