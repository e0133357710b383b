"""Random stories of users in journeys: they enter, do things at the edges of windows, and leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import strategies as st

from tests.strategies.chat import IDS, NO_IDS, written
from tests.strategies.journey_plans import OFFSETS, STEPS, Plan, attributes
from tests.strategies.scenes import HOSTILE, MICROSECOND

# Customers of chats among them, one of them by number.
USERS = (*("c1", "c2") * 2, 42, "42", "u3", "u4", HOSTILE[0])
ENTRIES = ("e1", "e2", "e3", "e10", "e11", "E", "é", "z", "y", 1, "1")
EVENT_TYPES = (
    "step_entered",
    *("sent", "sent", "delivered", "viewed", "clicked", "failed", "custom"),
)
ACTIONS = (None, None, "", "Purchase Completed", "purchase")
PLATFORMS = ("ios", "android", "web", None, "", " ")
TICKS = (timedelta(), timedelta(), timedelta(), -MICROSECOND, MICROSECOND)
STAYS = (
    *(timedelta(), MICROSECOND, timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)) * 2,
    -MICROSECOND,
)
WHILES = (*TICKS, timedelta(minutes=1), timedelta(hours=1), -timedelta(minutes=1))

# (source, when it happens, record)
Told = tuple[str, datetime, dict]


@dataclass
class Story:
    """What has been told so far of one user in one journey."""

    plan: Plan
    serial: int
    user_id: object
    told: list[Told] = field(default_factory=list)
    edges: list[datetime] = field(default_factory=list)
    action_ids: list[object] = field(default_factory=list)


@st.composite
def stories(draw: st.DrawFn, plan: Plan, serial: int) -> list[Told]:
    """Some entries of a user, what happens in them, and what may convert them.

    Some users nobody else is taken for; they act when their last window is about to close.
    """
    is_last_minute = draw(st.integers(0, 3)) == 0
    user_id = f"u{serial}" if is_last_minute else draw(st.sampled_from(USERS))
    story = Story(plan, serial, user_id)
    for number in range(3 if is_last_minute else draw(st.sampled_from((1, 2, 3, 4, 4)))):
        story.action_ids.append(f"{'aéBz'[(number + serial) % 4]}{serial}.{number}")
    for entry_id in draw(st.lists(st.sampled_from(ENTRIES), min_size=2, max_size=3)):
        draw(_entry(story, f"{entry_id} of {user_id}" if is_last_minute else entry_id))
    if is_last_minute:
        story.edges = [max(story.edges)]
    for action_id in story.action_ids:
        draw(_action(story, action_id))
    return story.told


@st.composite
def _entry(draw: st.DrawFn, story: Story, entry_id: object) -> None:
    entered_at = draw(st.sampled_from(story.plan.anchors)) + draw(st.sampled_from(OFFSETS))
    if story.edges and draw(st.integers(0, 2)) == 0:
        # Twice at once.
        entered_at = story.edges[0]
    story.edges.append(entered_at)
    records = draw(_entrances(story, entered_at))
    for _ in range(draw(st.sampled_from((0, 1, 1, 1, 2)))):
        exited_at = draw(_exits(story.plan, entered_at))
        story.edges += [exited_at, *(exited_at + window for window in story.plan.windows * 2)]
        records.append((exited_at, {"event_type": "exited", "reason": "done"}))
    records += draw(_steps(entered_at))
    if draw(st.integers(0, 9)) == 0:
        # Nobody has ever been seen to enter.
        records = records[1:]
    for moment, record in records:
        fields = {
            "journey_id": story.plan.journey_id,
            "user_id": story.user_id,
            "entry_id": entry_id,
        }
        chosen = draw(st.integers(0, 11))
        if chosen == 0:
            fields["user_id"] = draw(st.sampled_from(USERS))
        elif chosen < 4:
            fields["payload"] = {"a": [1, "ü"]}
        draw(_tell(story, "journey_events", moment, fields | record))


@st.composite
def _entrances(draw: st.DrawFn, story: Story, entered_at: datetime) -> list[tuple[datetime, dict]]:
    records = [(entered_at, {"event_type": "entered"})]
    if draw(st.integers(0, 6)) == 0:
        # A second record of the entry that may turn out to be the first.
        again = {"event_type": "entered", "user_id": draw(st.sampled_from(USERS))}
        records.append((entered_at + draw(st.sampled_from(TICKS)), again))
    for _, record in records:
        record["trigger_event_id"] = draw(
            st.sampled_from((None, None, "", *story.action_ids, *IDS[:2]))
        )
    return records


@st.composite
def _exits(draw: st.DrawFn, plan: Plan, entered_at: datetime) -> datetime:
    if draw(st.integers(0, 3)):
        return entered_at + draw(st.sampled_from(STAYS))
    # The window closes when the landing zone ends.
    return plan.end - draw(st.sampled_from(plan.windows)) + draw(st.sampled_from(TICKS))


@st.composite
def _steps(draw: st.DrawFn, entered_at: datetime) -> list[tuple[datetime, dict]]:
    steps = [
        {"event_type": "step_entered", "step_id": step_id}
        for step_id in draw(st.lists(st.sampled_from(STEPS), max_size=3))
    ]
    for _ in range(draw(st.sampled_from((0, 0, 1, 2, 4)))):
        step = {
            "event_type": draw(st.sampled_from(EVENT_TYPES)),
            "step_id": draw(st.sampled_from((*STEPS * 2, "ghost", None, " "))),
            "platform": draw(st.sampled_from(PLATFORMS)),
            "action_name": draw(st.sampled_from(ACTIONS)),
            "channel": draw(st.sampled_from(("push", None))),
        }
        steps.append(step)
    return [(entered_at + draw(st.sampled_from(WHILES)), step) for step in steps]


@st.composite
def _action(draw: st.DrawFn, story: Story, action_id: str) -> None:
    moment = draw(st.sampled_from(story.edges)) + draw(st.sampled_from(TICKS))
    name, filters = draw(st.sampled_from(story.plan.goals))
    if draw(st.integers(0, 9)) == 0:
        name = draw(st.sampled_from(("interaction", "start", "visit")))
    carried = draw(attributes(filters))
    source = draw(st.sampled_from((*("user_events",) * 3, "chat_events", "both", "both")))
    if source != "chat_events":
        record = {"user_id": story.user_id, "event_name": name, "attributes": carried}
        draw(_tell(story, "user_events", moment, record, action_id))
    if source != "user_events":
        record = {"customer_id": story.user_id, "event_name": name, "payload": carried}
        record["process_id"] = "p1"
        if source == "both" and draw(st.booleans()):
            action_id = f"A{action_id}"
        draw(_tell(story, "chat_events", moment, record, action_id))


@st.composite
def _tell(
    draw: st.DrawFn,
    story: Story,
    source: str,
    moment: datetime,
    fields: dict,
    event_id: str | None = None,
) -> None:
    number = len(story.told)
    chosen = draw(st.integers(0, 19))
    if chosen == 0:
        event_id = draw(st.sampled_from(IDS))
    elif chosen == 1:
        event_id = draw(st.sampled_from(NO_IDS))
        # Generated ids order as they like, so nothing may happen at the same time.
        moment += MICROSECOND * (500_000 + 10_000 * story.serial + 20 * number)
    elif event_id is None:
        # Ids do not order as the records were drawn.
        event_id = f"{'zaéB'[number % 4]}{story.serial}-{number}"
    record = {
        "event_id": event_id,
        "tenant_id": story.plan.tenant_id,
        "occurred_at": draw(written(moment)),
    }
    story.told.append((source, moment, record | fields))
