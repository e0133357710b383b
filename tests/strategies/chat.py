"""Random chat events, of both chat sources, good and bad."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import strategies as st

from tests.oracle.catalogue import CATALOGUED
from tests.strategies.details import MODULE_TYPES, amounts, payloads
from tests.strategies.scenes import HOSTILE, MICROSECOND, Scene, moments

SHORT_GAPS = (
    timedelta(),
    timedelta(seconds=1),
    timedelta(minutes=10),
    timedelta(minutes=30) - MICROSECOND,
    timedelta(minutes=30),
    timedelta(minutes=30) + MICROSECOND,
)
LONG_GAPS = (
    timedelta(hours=5),
    timedelta(hours=24) - MICROSECOND,
    timedelta(hours=24),
    timedelta(hours=24) + MICROSECOND,
)
# Short ones prevail, else a visit soon leaves the landing days and is quarantined.
GAPS = (*SHORT_GAPS * 4, *LONG_GAPS)
CUSTOMERS = (*("c1", "c2") * 5, 42, "42", True, None, "", "  ", *HOSTILE[:2])
PROCESSES = ("p1", "p1", "p1", "p2", "p2", None, "", HOSTILE[2])
MODULES = ("m1", "m1", "m2", "m2", "m3", None, HOSTILE[4])
MODULE_NAMES = ("Welcome", 'Wëlcome, "again"', "Two\nlines", None)
SCORES = tuple(
    f"{prefix}nps_survey_score_{score}"
    for prefix in ("", "data_collection_")
    for score in range(11)
)
FREE_TEXT = "nps_survey_free_text_answered"
PAIRED = ("start", "start", "end", "end", "live_chat_started", "live_chat_ended")
COUNTED = (
    "interaction",
    "session_interacted",
    "session_started",
    "participant_bpmn_process",
    "participation",
    "sign_up",
    "sub_process_visited",
    "sub_process_visited",
    "screen_time",
    "home_view_screen_time",
    "web_push_single_opt_in_asked",
    "web_push_single_opt_in",
    "web_push_double_opt_in",
    "reminder_single_opt_in",
    "reminder_double_opt_in",
    "newsletter_opt_out",
    "share_facebook",
    "share_link",
    "share_native",
    "sign_in_pin_mail_sent",
    "sign_in_pin_succeeded",
    "sign_in_pin_failed",
    "advent_calendar_door_opened",
    "welcome_sent",
    "welcome_sent_recurrent",
    "jump_decision_1",
    "jump_decision_2",
    "win_participation",
    "email_entered",
    "my own event",
    "NPS_SURVEY_SCORE_3",
    "sms_opt_out",
    "über",
)
CHOSEN = ("quiz_answer", "quiz_answer_correct", "quiz_answer_incorrect", *("link_clicked",) * 2)
PAID = (
    "loyalty_points_emitted",
    "loyalty_points_spent",
    "loyalty_points_emitted",
    "loyalty_points_spent",
    "loyalty_reward_redeemed",
    "reward_redeemed",
)
TYPED = ("code_entered", "snapshot_image_uploaded", "code_entered_correct")
ROUTE = ("start", *("sub_process_visited",) * 3)
ANY_NAME = st.one_of(
    st.sampled_from(PAIRED),
    st.sampled_from(COUNTED),
    st.sampled_from(SCORES),
    st.just(FREE_TEXT),
    st.sampled_from((*CHOSEN, *PAID, *TYPED)),
    st.sampled_from(sorted(CATALOGUED)),
)
# A visit mostly keeps to one theme, because pairs and answers need their counterparts nearby.
THEMES = (
    st.sampled_from(("start", "end", "start", "end", "interaction", "session_interacted")),
    st.sampled_from(("live_chat_started", "live_chat_ended")),
    st.one_of(st.sampled_from(SCORES), st.just(FREE_TEXT)),
    st.sampled_from(COUNTED),
)
ROUTE_THEME = st.sampled_from(ROUTE)
MODULE_THEMES = (
    st.sampled_from(PAID),
    st.sampled_from(CHOSEN),
    st.sampled_from(TYPED),
    st.sampled_from(sorted(CATALOGUED)),
)
NOT_QUITE_SCORES = (
    "nps_survey_score_11",
    "nps_survey_score_",
    "nps_survey_score_07",
    "data_collection_nps_survey_score_-1",
    "data_collection_nps_survey_score_ten",
)
IDS = ("dup", "dup2", "DUP", "é", "1", 1, *HOSTILE)
NO_IDS = (None, "", " ")
RAW_LINES = (b"{", b"[1, 2]", b"42", b"\xff\xfe bad", b"", b"\r", b'{"tenant_id": "acme"')


@st.composite
def written(draw: st.DrawFn, moment: datetime) -> str:
    """The moment in one of the spellings that a producer may use."""
    fraction = f"{moment.microsecond:06d}"
    style = draw(st.sampled_from(("Z", "offset", "space", "short", "long")))
    if style == "offset":
        minutes = draw(st.sampled_from((0, 120, 330, -210, 780)))
        shifted = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(minutes=minutes)))
        return shifted.isoformat(timespec="microseconds")
    if style == "short":
        fraction = fraction.rstrip("0")
    if style == "long":
        fraction += "999"
    clock = moment.strftime("%H:%M:%S") + (f".{fraction}" if fraction else "")
    day = moment.date().isoformat()
    return f"{day} {clock} UTC" if style == "space" else f"{day}T{clock}Z"


@st.composite
def visits(
    draw: st.DrawFn,
    scene: Scene,
    serial: int,
    themes: tuple[st.SearchStrategy[str], ...] = THEMES,
) -> list[tuple[datetime, dict]]:
    """(time, record) of some events in a row, of one customer, mostly in one process."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    customer_id = draw(st.sampled_from(CUSTOMERS))
    moment = draw(moments(scene, tenant_id))
    process_id = draw(st.sampled_from(PROCESSES))
    module_id = draw(st.sampled_from(MODULES))
    theme = draw(st.sampled_from(themes))
    events = []
    for number in range(draw(st.sampled_from((1, 3, 5, 7, 9)))):
        moment += draw(st.sampled_from(GAPS)) if number else timedelta()
        name = draw(theme if draw(st.integers(0, 5)) else ANY_NAME)
        if theme is ROUTE_THEME and number == 0:
            name = "start"
        chosen = draw(st.integers(0, 9))
        occurred_at = moment
        if chosen == 0:
            event_id = draw(st.sampled_from(IDS))
        elif chosen == 1:
            event_id = draw(st.sampled_from(NO_IDS))
            # Generated ids order as they like, so nothing may happen at the same time.
            occurred_at += MICROSECOND * (1000 + 10 * serial + number)
        else:
            # Numbers fall and rise, so that ids do not order as the events were drawn.
            event_id = f"{draw(st.sampled_from('zaéB'))}{serial}-{number}"
        record = {
            "event_id": event_id,
            "tenant_id": tenant_id,
            "event_name": name,
            "occurred_at": draw(written(occurred_at)),
            "customer_id": customer_id,
            "process_id": process_id
            if draw(st.integers(0, 7))
            else draw(st.sampled_from(PROCESSES)),
            "module_id": module_id
            if theme is not ROUTE_THEME and draw(st.integers(0, 7))
            else draw(st.sampled_from(MODULES)),
            "payload": draw(payloads(name)),
        }
        if name == "sub_process_visited":
            record["module_name"] = draw(st.sampled_from(MODULE_NAMES))
        if name in MODULE_TYPES:
            record["module_type"] = draw(st.sampled_from(MODULE_TYPES[name]))
        if draw(st.integers(0, 1 if name in PAID else 4)) == 0:
            record["amount"] = draw(amounts(name))
            record["platform"] = draw(st.sampled_from(("web", None, HOSTILE[0])))
        if record["payload"] is not None and draw(st.booleans()):
            record["payload"] = json.dumps(record["payload"])
        events.append((occurred_at, record))
    return events


@st.composite
def spoiled(draw: st.DrawFn, record: dict, landing_day: date) -> dict:
    """The record with something about it that is (mostly) to be quarantined."""
    latest = datetime(landing_day.year, landing_day.month, landing_day.day) + timedelta(days=2)
    return record | draw(
        st.sampled_from(
            (
                {"tenant_id": None},
                {"tenant_id": "  "},
                {"event_name": ""},
                {"event_name": ["start"]},
                {"customer_id": {"id": 1}},
                {"module_id": ["m1"]},
                {"amount": "much"},
                {"payload": [1]},
                {"payload": "no object"},
                {"occurred_at": None},
                {"occurred_at": "yesterday"},
                {"occurred_at": "2025-03-30T10:00:00"},
                {"occurred_at": "2025-02-29T10:00:00Z"},
                {"occurred_at": "2025-03-30T23:59:60Z"},
                {"occurred_at": "9999-12-31T23:59:59Z"},
                {"occurred_at": "1999-12-31T23:59:59.999999Z"},
                {"occurred_at": 0},
                {"occurred_at": f"{latest.isoformat()}Z"},
                {"occurred_at": f"{(latest + MICROSECOND).isoformat()}Z"},
                *({"event_name": name} for name in NOT_QUITE_SCORES),
            )
        )
    )


@st.composite
def facts(draw: st.DrawFn, scene: Scene, serial: int) -> tuple[datetime, dict]:
    """(time, record) of one row of the platform's own warehouse export."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    event_type = draw(ANY_NAME)
    moment = draw(moments(scene, tenant_id))
    if event_type == "sub_process_visited":
        # The latest visit names the module; visits of two sources never tie.
        moment += 7 * MICROSECOND
    record_id = draw(
        st.one_of(
            st.just(f"f{serial}"),
            st.sampled_from(IDS),
            st.just(f"a{draw(st.integers(0, 5))}-0"),
            st.none(),
        )
    )
    return moment, {
        "tenant_id": tenant_id,
        "id": record_id,
        "event_type": event_type,
        "created_at": draw(written(moment)),
        "entity_id": draw(st.sampled_from(("e1", "e1", "e2", "unknown", None, ""))),
        "amount": draw(amounts(event_type)),
    }


@st.composite
def dimensions(draw: st.DrawFn, scene: Scene) -> tuple[date, dict]:
    """(landing day, record) of one row that says which process an entity is."""
    return draw(st.sampled_from(scene.landing_days)), {
        "tenant_id": draw(st.sampled_from(scene.tenant_ids)),
        "entity_id": draw(st.sampled_from(("e1", "e1", "e2", "e3"))),
        "process_id": draw(st.sampled_from(("p1", "p2", None, HOSTILE[2]))),
        "process_name": draw(st.sampled_from(("Advent", None))),
        "bot_id": "b",
    }
