"""Random definitions of journeys: versions, what converts in them, and steps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from tests.strategies.chat import written
from tests.strategies.scenes import HOSTILE, MICROSECOND, Scene, moments

JOURNEYS = ("j1", "j1", "j2", 3, HOSTILE[0])
NAMES = ("Welcome", 'Wëlcome, "again"', "", None)
# Some of them are events of chats too.
GOALS = (*("purchase",) * 3, "interaction", "link_clicked", "Purchase", HOSTILE[2])
SKUS = (
    *(42, 42.0, "42", 42, 1, True, None, 0.1, "0.1", "ü'\"\\", ""),
    *({"id": 1, "tags": ["a", 2]}, {"id": 1}, [1, 2], [2, 1], [], {}),
    *(9007199254740993, 9007199254740992, 10**30),
)
# Numbers, and an object, that can be spelled in more ways than one.
SPELLINGS = (
    *("42.000", "4.2e1", "42", "1E0", "0.10", "1e30", "9007199254740993"),
    *("-0", '42, "sku": 1', '1, "sku": 42', '{"tags": ["a", 2.0], "id": 1, "id": 2}'),
)
LINK = {"url": "https://example.org/?a='b'"}
WINDOWS = (0, 0, 1e-6, 1.5e-6, 60, 60.0, "60", 0.5, 86400, 86400)
# How far entries, versions and what users do are from the moments that a tenant's log is about.
OFFSETS = (
    *(timedelta(), timedelta(), timedelta(), -MICROSECOND, MICROSECOND),
    *(timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)),
)
STEPS = ("s1", "s1", "s2", "s2", "s3", 7, HOSTILE[1])
POSITIONS = (1, 2, 2, 2.5, "3", -1, 0, None, "last", True, [])


@dataclass(frozen=True)
class Plan:
    """A journey, with all that its definitions (there may be none) have ever asked for.

    Its story happens around the anchors, which all journeys of a tenant share, and may reach to
    the end of the last landing day.
    """

    tenant_id: str
    journey_id: object
    anchors: tuple[datetime, ...]
    versions: tuple[tuple[date, dict], ...]
    goals: tuple[tuple[str, dict], ...]
    windows: tuple[timedelta, ...]
    end: datetime


@st.composite
def plans(draw: st.DrawFn, scene: Scene) -> list[Plan]:
    """Some journeys of some tenants, also several of one."""
    found = []
    anchors = {
        tenant_id: tuple(draw(moments(scene, tenant_id)) for _ in range(draw(st.integers(1, 2))))
        for tenant_id in scene.tenant_ids
    }
    for number in range(draw(st.sampled_from((2, 3, 4)))):
        tenant_id = draw(st.sampled_from(scene.tenant_ids)) if number else scene.tenant_ids[0]
        found.append(draw(_plan(scene, tenant_id, anchors[tenant_id], number)))
    return found


@st.composite
def _plan(
    draw: st.DrawFn, scene: Scene, tenant_id: str, anchors: tuple[datetime, ...], number: int
) -> Plan:
    journey_id = draw(st.sampled_from(JOURNEYS))
    goals = draw(st.lists(_goals(), min_size=1, max_size=2))
    windows = draw(st.lists(st.sampled_from(WINDOWS), min_size=1, max_size=2))
    versions = []
    for _ in range(draw(st.sampled_from((0, 0, 1, 2, 3) if number else (1, 1, 2, 2, 3, 4)))):
        conversion_event, filters = draw(st.sampled_from(goals))
        valid_from = draw(st.sampled_from((None, *anchors * 2)))
        if valid_from is not None:
            offset = draw(st.sampled_from((*OFFSETS, *OFFSETS[3:5], -timedelta(days=300))))
            valid_from = draw(written(valid_from + offset))
        record = {
            "tenant_id": tenant_id,
            "journey_id": journey_id,
            "journey_name": draw(st.sampled_from(NAMES)),
            "valid_from": valid_from,
            "conversion_event": conversion_event,
            "conversion_filters": draw(as_json_or_text(filters or None)),
            "stop_counting_after_exit_seconds": draw(st.sampled_from(windows)),
            "steps": draw(as_json_or_text(draw(_steps()))),
        }
        versions.append((draw(st.sampled_from(scene.landing_days)), record))
        if draw(st.integers(0, 3)) == 0:
            again = record | {"journey_name": "Again"} | draw(_changes())
            versions.append((draw(st.sampled_from(scene.landing_days)), again))
    return Plan(
        tenant_id,
        journey_id,
        anchors,
        tuple(versions),
        tuple(goals),
        tuple(timedelta(seconds=float(window)) for window in windows),
        datetime.combine(scene.landing_days[-1], time()) + timedelta(days=1),
    )


@st.composite
def _goals(draw: st.DrawFn) -> tuple[str, dict]:
    """The name of an event and what its attributes have to be, mostly nothing."""
    name = draw(st.sampled_from(GOALS))
    if name == "link_clicked":
        return name, draw(st.sampled_from((LINK, {})))
    filters = {}
    if draw(st.booleans()):
        filters["sku"] = draw(st.sampled_from(SKUS))
        if draw(st.integers(0, 3)) == 0:
            filters["colour"] = "red"
    return name, filters


def _changes() -> st.SearchStrategy[dict]:
    """What a version that is delivered again may say differently."""
    return st.sampled_from(
        (
            {},
            {"conversion_event": "interaction"},
            {"stop_counting_after_exit_seconds": 60},
            {"stop_counting_after_exit_seconds": None},
            {"steps": None},
            {"conversion_filters": None},
        )
    )


@st.composite
def _steps(draw: st.DrawFn) -> list[dict] | None:
    if draw(st.integers(0, 4)) == 0:
        return draw(st.sampled_from((None, [])))
    steps = []
    for step_id in draw(st.lists(st.sampled_from(STEPS), min_size=2, max_size=5)):
        step = {"step_id": step_id}
        if draw(st.booleans()):
            step["position"] = draw(st.sampled_from(POSITIONS))
        if draw(st.booleans()):
            step |= draw(
                st.sampled_from(
                    (
                        {"step_name": "Say hello, ünd go"},
                        {"step_name": 5, "channel": "push"},
                        {"channel": "in_app"},
                        {"step_name": None, "channel": None},
                    )
                )
            )
        steps.append(step)
    return steps


@st.composite
def as_json_or_text(draw: st.DrawFn, value: object) -> object:
    """The value itself, or the text that a producer of flat records has of it."""
    if value is not None and draw(st.integers(0, 3)) == 0:
        return json.dumps(value, ensure_ascii=draw(st.booleans()))
    return value


def respelled(value: object) -> object:
    """The same JSON value as somebody else would write it."""
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [respelled(item) for item in value]
    if isinstance(value, dict):
        return {name: respelled(value[name]) for name in reversed(value)}
    return value


@st.composite
def attributes(draw: st.DrawFn, filters: dict) -> dict | str | None:
    """Attributes of an event that mostly, but not always, are those that convert."""
    chosen = draw(st.integers(0, 9))
    if chosen == 0:
        return draw(st.sampled_from((None, {}, {"SKU": 42})))
    if chosen == 9 and "sku" in filters:
        return f'{{"sku": {draw(st.sampled_from(SPELLINGS))}}}'
    found = dict(filters)
    if chosen < 5:
        found = respelled(found)
    elif chosen == 5 and found:
        found.pop(draw(st.sampled_from(sorted(found))))
    elif chosen == 6:
        found["sku"] = draw(st.sampled_from(SKUS))
    if draw(st.integers(0, 3)) == 0:
        found = {"more": [None, "ü"]} | found
    return draw(as_json_or_text(found or None))
