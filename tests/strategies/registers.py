"""Random entries of registers: who people say they are, what they win, codes that are uploaded."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from tests.oracle.customer_registers import CONSENTS, PERSONAL_DATA, SET_BY_PROCESS
from tests.oracle.event_registers import FILE_KEYS, LOG_KEYS
from tests.oracle.profiles import GENDERS, TOLD
from tests.strategies.chat import CUSTOMERS, IDS, NO_IDS, PROCESSES, facts, written
from tests.strategies.details import AMOUNTS, BLANKS, PLAIN_VALUES, amounts, payloads
from tests.strategies.scenes import (
    CLOCK_CHANGES,
    HOSTILE,
    MICROSECOND,
    Scene,
    moments,
    scenes_on,
)

# (source, when it happens, record)
Told = tuple[str, datetime, dict]
# Names of events, and the keys that they mostly carry.
Kind = tuple[tuple[str, ...], tuple[str, ...]]

# Days from a landing day to the as-of time: what happens as it begins is about to expire, or has.
APART = (2, 7, 8, 59, 60, 61, 67, 120, 127, 179, 180, 181, 187, 240, 300, 360)
MOSTLY_APART = (7, 60, 180)
EMAILS = (
    "ada@example.org",
    "ada@example.org",
    "Ada@Example.org",
    "bo@example.com",
    "é@example.org",
)
ODD_VALUES = (*BLANKS, *BLANKS, *PLAIN_VALUES, *HOSTILE, {"email": EMAILS[0]}, ["a"], [], {})
TELLING_VALUES = {
    "email": EMAILS,
    "first_name": ("Ada", "Bo", "Zoë"),
    "last_name": ("Lovelace", "O'Hara", "Ünï \U0001f701"),
    "birthdate": ("1990-02-28", "28.02.1990"),
    "phone": ("+49 170 1234567", "491701234567", 491701234567),
    "street": ("High Street 1", 'Row "2",\nback'),
    "postal_code": ("01234", 1234),
    "city": ("Ulm", "Köln"),
    "country": ("DE", "GB"),
    "name": ("size", "size", "colour", "größe"),
    "value": ("XL", 42, 0, False, ""),
    "scope": ("chat", "customer", None),
    "code": (*("A",) * 4, *("B",) * 3, "7", 7, "a", "ü'"),
    "reward_id": ("r1", "r2", 1),
    "reward_name": ("Mug", "Hat", None),
    "file_name": ("a.ogg", "ü.png"),
    "file_url": ("https://example.org/a.ogg", "https://example.org/?a='b'"),
    "message": ("It failed.", "two\nlines"),
    "trace_id": ("0af7651916cd43dd", 17),
    "level": ("error", "info"),
}
UPLOADED_CODES = (*("A",) * 4, *("B",) * 3, "7", 7, "a", "ü'", "C", HOSTILE[3])
CODE_EVENTS = ("coupon_code_issued", "code_entered_correct", "code_registered")
WINS = (*("win_participation", "win_won") * 3, "win_lost")
KINDS: tuple[Kind, ...] = (
    (PERSONAL_DATA, TOLD),
    ((*GENDERS, "sign_up"), ()),
    (("sign_in", "sign_up", "customer_updated"), ("email", "first_name", "phone", "city")),
    (("sign_in", "start"), ()),
    (SET_BY_PROCESS, ("name", "name", "value", "scope")),
    (tuple(CONSENTS), ("email",)),
    (("terms_accepted", "newsletter_single_opt_in_asked"), ()),
    (("participation",), ("email", "street")),
    (WINS, ()),
    (CODE_EVENTS, ("code",)),
    (("reward_redeemed", "loyalty_reward_redeemed"), ("reward_id", "reward_name", "street")),
    (("loyalty_points_emitted", "loyalty_points_spent"), ()),
    (("audio_message_uploaded", "snapshot_image_uploaded", "my upload"), FILE_KEYS),
    (("api_exception", "api_mine", "pub_sub_failed", "pub_sub_published", "sign_up"), LOG_KEYS),
)
FACTS = ("participation", "win_participation", "sign_up", "loyalty_points_spent", "gender_female")


@st.composite
def year_scenes(draw: st.DrawFn) -> Scene:
    """Landing days so far apart that entries of registers expire from one to the next."""
    last = draw(st.sampled_from(tuple(CLOCK_CHANGES)))
    apart = draw(st.sets(st.sampled_from(MOSTLY_APART), min_size=1))
    apart |= draw(st.sets(st.sampled_from(APART), min_size=1, max_size=3))
    days = {last, *(last - timedelta(days=number - 1) for number in apart)}
    return draw(scenes_on(tuple(sorted(days)), last))


@st.composite
def entries(draw: st.DrawFn, scene: Scene, serial: int) -> list[Told]:
    """Some events of one kind, of one customer, all over the scene."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    process_id = draw(st.sampled_from(PROCESSES))
    kind = draw(st.sampled_from(KINDS))
    return draw(_events(scene, serial, tenant_id, process_id, kind))


@st.composite
def code_stories(draw: st.DrawFn, scene: Scene, serial: int, source: str) -> list[Told]:
    """An uploaded code, and what happens to it or to one like it."""
    happened_at, record = draw(_uploads(scene, source))
    told: list[Told] = [(source, happened_at, record)]
    if draw(st.integers(0, 2)):
        names = CODE_EVENTS[:1] if source == "coupons" else CODE_EVENTS[1:]
        kind = (names, ("code", "email"))
        events = draw(_events(scene, serial, record["tenant_id"], record["process_id"], kind))
        for _, _, event in events:
            if draw(st.integers(0, 4)):
                event["payload"] = {"code": record["code"], "email": draw(_values("email"))}
        told += events
    return told


@st.composite
def _borders(draw: st.DrawFn, scene: Scene, lifetimes: tuple[int, ...]) -> datetime:
    """Mostly a moment so many days before the end of a landing day, mostly of the last one."""
    day = draw(st.sampled_from((*scene.landing_days, *(scene.landing_days[-1],) * 3)))
    end = datetime.combine(day, time()) + timedelta(days=1)
    off = draw(st.sampled_from((timedelta(), MICROSECOND, -MICROSECOND, timedelta(days=1))))
    return end - timedelta(days=draw(st.sampled_from(lifetimes))) + off


@st.composite
def _events(
    draw: st.DrawFn, scene: Scene, serial: int, tenant_id: str, process_id: str | None, kind: Kind
) -> list[Told]:
    names, keys = kind
    # Some do nothing else, so that they can be away for long.
    customer_id = draw(st.sampled_from((*CUSTOMERS, *(f"u{serial}",) * 8)))
    events = []
    for number in range(draw(st.sampled_from((1, 2, 3, 5, 7)))):
        if number == 0 or draw(st.integers(0, 3)):
            moment = draw(st.one_of(moments(scene, tenant_id), _borders(scene, MOSTLY_APART)))
        occurred_at = moment
        chosen = draw(st.integers(0, 11))
        if chosen == 0:
            event_id = draw(st.sampled_from(IDS))
        elif chosen == 1:
            event_id = draw(st.sampled_from(NO_IDS))
            # Generated ids order as they like, so nothing may happen at the same time.
            occurred_at += MICROSECOND * (500_000 + 10 * serial + number)
        else:
            event_id = f"{draw(st.sampled_from('zaéB'))}{serial}-{number}"
        name = draw(st.sampled_from(names))
        record = {
            "event_id": event_id,
            "tenant_id": tenant_id,
            "event_name": name,
            "occurred_at": draw(written(occurred_at)),
            "customer_id": customer_id if draw(st.integers(0, 9)) else None,
            "process_id": process_id,
            "process_instance_id": draw(st.sampled_from(("i1", 2, None, " "))),
            "payload": draw(_payloads(name, keys)),
        }
        if draw(st.integers(0, 3)) == 0:
            record["amount"] = draw(amounts(name) if "points" in name else st.sampled_from(AMOUNTS))
        events.append(("chat_events", occurred_at, record))
    return events


@st.composite
def _payloads(draw: st.DrawFn, event_name: str, keys: tuple[str, ...]) -> dict | str | None:
    """Some of the keys, now and then others, odd values and keys that come twice."""
    told = dict(draw(payloads(event_name)) or {})
    wanted = set(draw(st.lists(st.sampled_from(keys), max_size=5))) if keys else set()
    if len(keys) and draw(st.integers(0, 5)):
        wanted.add(keys[0])
    if draw(st.integers(0, 5)) == 0:
        wanted |= set(draw(st.lists(st.sampled_from(sorted(TELLING_VALUES)), max_size=3)))
    told |= {key: draw(_values(key)) for key in sorted(wanted)}
    if not told:
        return draw(st.sampled_from((None, {}, "{}", " ")))
    form = draw(st.integers(0, 7))
    if form > 3:
        return told
    text = json.dumps(told, ensure_ascii=form > 1)
    if form == 0:
        key = draw(st.sampled_from(sorted(told)))
        again = {key: draw(_values(key) if key in TELLING_VALUES else st.just("again"))}
        text = f"{text[:-1]}, {json.dumps(again)[1:]}"
    return text


def _values(key: str) -> st.SearchStrategy:
    usual = st.sampled_from(TELLING_VALUES[key])
    return st.one_of(usual, usual, usual, st.sampled_from(ODD_VALUES))


@st.composite
def entry_facts(draw: st.DrawFn, scene: Scene, serial: int) -> Told:
    """One row of the platform's own export that is in a register."""
    moment, record = draw(facts(scene, serial))
    return "loyjoy_facts", moment, record | {"event_type": draw(st.sampled_from(FACTS))}


@st.composite
def _uploads(draw: st.DrawFn, scene: Scene, source: str) -> tuple[datetime, dict]:
    """(time, record) of one uploaded code, of long ago as well."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    moment = draw(st.one_of(moments(scene, tenant_id), _borders(scene, (720,))))
    record = {
        "tenant_id": tenant_id,
        "process_id": draw(st.sampled_from([one for one in PROCESSES if one])),
        "code": draw(st.sampled_from(UPLOADED_CODES)),
        "uploaded_at": draw(written(moment)),
    }
    if source == "codes":
        record["points"] = draw(st.sampled_from((None, 5, 2.5, "7", -3, 0, "", "1e2")))
        record["is_win"] = draw(st.sampled_from((None, True, False, "TRUE", "no", "yes", 0, "")))
    return moment, record


@st.composite
def spoiled(draw: st.DrawFn, record: dict, landing_day: date) -> dict:
    """The upload with something about it that is (mostly) to be quarantined."""
    latest = datetime(landing_day.year, landing_day.month, landing_day.day) + timedelta(days=2)
    wrong = [
        *({name: value} for name in ("tenant_id", "process_id", "code") for value in (None, " ")),
        {"code": ["A"]},
        {"process_id": {}},
        {"uploaded_at": None},
        {"uploaded_at": "2025-02-29T10:00:00Z"},
        {"uploaded_at": f"{latest.isoformat()}Z"},
        {"uploaded_at": f"{(latest + MICROSECOND).isoformat()}Z"},
    ]
    if "is_win" in record:
        wrong += [{"points": "many"}, {"points": []}, {"is_win": "perhaps"}, {"is_win": 2}]
    return record | draw(st.sampled_from(wrong))
