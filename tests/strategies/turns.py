"""Random conversations in the abstract: who says what when, and what becomes of it.

Every source tells the same turns in its own words. Times stand at the edges of the rules: a day or
three days after something, to the tick, which is a source's smallest unit of time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from hypothesis import strategies as st

from tests.strategies.scenes import Scene, moments

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)
CUSTOMER_PHONES = ("491701234567", "+491701234567", "919876543210", "6421555012")
USER_ID = "US.13491208655302741918"
CATEGORIES = ("marketing", "utility", "service", "marketing", None)
ERROR_CODES = (131026, 1002, 1002, 131047, None)
# What the webhooks tell of a message in order of time; @ is the moment of the turn.
ARRIVING = (
    *(("sent", "@delivered"), ("sent", "@delivered", "read"), ("@delivered",)) * 2,
    *(("@read",), ("sent", "@played"), ("@delivered", "delivered"), ("@read", "delivered")),
)
FATES = (
    *ARRIVING,
    *(("sent", "@failed"), ("@failed",), ("sent", "failed", "@failed")) * 2,
    *(("failed", "@delivered"), ("@delivered", "failed"), ("sent", "failed", "@read")),
    *(
        ("@delivered", "sent"),
        ("@sent",),
        ("sent", "@delivered", "deleted"),
        ("@deleted",),
        ("@thawed", "sent"),
    ),
)
# How the provider prices a story; "mixed": now by conversation, now by message.
REGIMES = (
    *("none", "none", "PMP", "PMP", "CBP", "CBP", "mixed", "mixed"),
    *("free entry by origin", "free entry by type", "free entry by category"),
)
UNKNOWN = ("deleted", "thawed")


@dataclass(frozen=True)
class Told:
    """One word on what became of a message; priced, if it carries what the provider charges."""

    name: str
    at: datetime
    is_priced: bool = False
    category: str | None = None
    expires_at: datetime | None = None
    error_code: int | None = None


@dataclass(frozen=True)
class Priced:
    """The provider's conversation and pricing model of a message, in the words of no source."""

    model: str | None
    category: str | None
    conversation_id: str | None = None
    origin: str | None = None
    kind: str = "regular"


@dataclass(frozen=True)
class Turn:
    """One message, inbound or with its fate."""

    name: str
    at: datetime
    is_inbound: bool
    is_referral: bool = False
    told: tuple[Told, ...] = ()
    priced: Priced = Priced(None, None)


# Stories of which every word matters: (what, hours after the first, ticks after that). An "ad" is
# a message from an advertisement, "in" any other of the contact, "out" one that arrives.
SCRIPTS = (
    (),
    (),
    # Answered inside a free entry point, which then closes.
    (("ad", 0, 0), ("out", 1, 0), ("ad", 72, 0), ("out", 73, -1), ("out", 73, 0), ("out", 96, 0)),
    # Answered afterwards.
    (("ad", 0, 0), ("out", 1, 0), ("ad", 72, 0), ("out", 73, 0), ("out", 96, 0), ("out", 97, 0)),
    (("ad", 0, 0), ("out", 24, -1), ("out", 96, -2), ("out", 96, -1), ("in", 100, 0)),
    (("ad", 0, 0), ("out", 24, 0), ("out", 25, 0), ("ad", 48, 0), ("out", 72, 1)),
    # Too late for the first, in time for the second.
    (("ad", 0, 0), ("ad", 25, 0), ("out", 26, 0), ("out", 97, 0), ("out", 98, 0)),
    (("out", 0, 0), ("ad", 0, 0), ("out", 0, 0), ("out", 72, -1), ("out", 72, 0)),
    (("out", 0, 0), ("ad", 0, 1), ("ad", 1, 0), ("out", 2, 0), ("out", 3, 0), ("out", 74, 0)),
    (("out", 0, 0), ("out", 24, -1), ("out", 24, 0), ("out", 48, -1), ("out", 48, 0)),
    (("in", 0, 0), ("out", 24, -1), ("in", 24, 0), ("out", 48, -1), ("in", 48, 1)),
    # A day later to the tick, which is too late, twice.
    (("ad", 0, 0), ("out", 24, 0), ("ad", 24, 1), ("out", 48, 1), ("out", 72, 1)),
)


def gaps(tick: timedelta) -> tuple[timedelta, ...]:
    """What lies between two turns: little, or a day or three to the tick."""
    edges = (timedelta(), -tick, tick)
    days, three = (tuple(count * DAY + edge for edge in edges) for count in (1, 3))
    return (timedelta(), tick, timedelta(hours=1), timedelta(hours=9), *days, *days, *three)


@st.composite
def exchanges(
    draw: st.DrawFn, scene: Scene, tenant_id: str, serial: str, tick: timedelta = SECOND
) -> list[Turn]:
    """Some turns between one contact and one business number."""
    latest = datetime.combine(scene.landing_days[-1], time()) + DAY
    regime = draw(st.sampled_from(REGIMES))
    turns: list[Turn] = []
    expiries: dict[str, datetime | None] = {}
    for number, (kind, at) in enumerate(draw(_plots(scene, tenant_id, tick))):
        if at > latest:
            continue
        name = f"{serial}-{draw(st.sampled_from('zaB'))}{number}"
        if kind in ("in", "ad"):
            turns.append(Turn(name, at, True, kind == "ad"))
            continue
        priced = draw(_prices(regime, serial, number))
        # What a free entry point says of itself does not change.
        categories = (priced.category,) if "entry" in regime else (priced.category, *CATEGORIES)
        fate = draw(st.sampled_from(ARRIVING if kind == "out" else FATES))
        told = draw(_words(fate, at, tick, categories))
        if priced.conversation_id is not None:
            told = draw(_with_expiry(told, priced, at, expiries))
        turns.append(Turn(name, at, False, False, tuple(told), priced))
    return turns


@st.composite
def _plots(
    draw: st.DrawFn, scene: Scene, tenant_id: str, tick: timedelta
) -> list[tuple[str, datetime]]:
    """(what, when) of every turn; a message "sent" may have any fate."""
    start = draw(moments(scene, tenant_id)).replace(microsecond=0)
    script = draw(st.sampled_from(SCRIPTS))
    if script:
        start -= draw(st.sampled_from((3, 5))) * DAY
        return [
            (kind, start + timedelta(hours=hour) + ticks * tick) for kind, hour, ticks in script
        ]
    start -= draw(st.sampled_from((0, 1, 4, 9))) * DAY
    plot = [("sent", start)]
    for _ in range(draw(st.sampled_from((4, 7, 9)))):
        base = draw(st.sampled_from((start, plot[-1][1], plot[len(plot) // 2][1])))
        kind = draw(st.sampled_from(("sent", "sent", "sent", "sent", "in", "ad")))
        plot.append((kind, base + draw(st.sampled_from(gaps(tick)))))
    return plot


@st.composite
def _prices(draw: st.DrawFn, regime: str, serial: str, number: int) -> Priced:
    category = draw(st.sampled_from(CATEGORIES))
    if regime == "none":
        return Priced(None, category if draw(st.booleans()) else None)
    if regime == "PMP" or (regime == "mixed" and draw(st.booleans())):
        own_id = f"of {serial}-{number}" if draw(st.booleans()) else None
        return Priced("PMP", category, own_id)
    if regime.startswith("free entry"):
        if number > 3 and draw(st.booleans()):
            return Priced("PMP", category)
        # Everything in a free entry point is said to be in it, in the same way.
        entry = f"entry {serial}"
        if regime.endswith("category"):
            return Priced("PMP", "referral_conversion", entry)
        if regime.endswith("type"):
            return Priced("PMP", category, entry, None, "free_entry_point")
        return Priced(None, None, entry, draw(st.sampled_from(("referral_conversion", "FEP"))))
    conversation_id = f"{draw(st.sampled_from('cCd'))} {serial}"
    origin = draw(st.sampled_from(("utility", "service", None)))
    return Priced("CBP", category, conversation_id, origin)


@st.composite
def _words(
    draw: st.DrawFn,
    names: tuple[str, ...],
    at: datetime,
    tick: timedelta,
    categories: tuple[str | None, ...],
) -> list[Told]:
    """What is told of a message; the first of its categories is that of the first word."""
    turning = next(index for index, name in enumerate(names) if name.startswith("@"))
    before = draw(st.sampled_from((timedelta(), tick, timedelta(minutes=1), DAY)))
    after = draw(st.sampled_from((timedelta(), tick, timedelta(hours=1))))
    priced = draw(st.sampled_from(("first", "last", "all", "all")))
    # The earliest word decides on a category, the latest failure on an error: those never tie.
    changes = bool(before and after)
    told = []
    for index, name in enumerate(names):
        moment = at + (index - turning) * (before if index < turning else after)
        if name == "failed":
            moment += (index - turning) * tick
        told.append(
            Told(
                name.removeprefix("@"),
                moment,
                priced == "all" or index == (0 if priced == "first" else len(names) - 1),
                draw(st.sampled_from(categories)) if changes and index else categories[0],
                error_code=draw(st.sampled_from(ERROR_CODES)) if "failed" in name else None,
            )
        )
    return told


@st.composite
def _with_expiry(
    draw: st.DrawFn,
    told: list[Told],
    priced: Priced,
    at: datetime,
    expiries: dict[str, datetime | None],
) -> list[Told]:
    """The words, the priced ones perhaps with the end of their conversation."""
    lasts = 3 * DAY if priced.conversation_id.startswith("entry") else DAY
    ends = draw(st.sampled_from((None, lasts, lasts, lasts - timedelta(hours=5))))
    first = expiries.setdefault(priced.conversation_id, None if ends is None else at + ends)
    later = draw(st.sampled_from((timedelta(), timedelta(), timedelta(minutes=1))))
    return [
        replace(one, expires_at=first + later) if one.is_priced and first is not None else one
        for one in told
    ]
