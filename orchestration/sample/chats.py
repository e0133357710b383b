"""Chat events of one tenant: sessions, the walks through its processes, and their truth."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from orchestration.sample.calendar import LocalTime, Window, draw_starts, iso_date
from orchestration.sample.truth import SampleTruth
from orchestration.sample.walk import EventColumns, Walk
from orchestration.sample.world import Process, Tenant

#: Measured mean, so that the number of sessions can be had from the number of events wanted.
_EVENTS_PER_SESSION = 18.1
#: Sessions of one customer start this far apart; the longest one takes under two hours.
_LEAST_DISTANCE_MS = 5 * 3_600_000
_PLATFORMS = ("rest", "whatsapp", "facebook")
#: So often the export names an entity that its dimensions lack.
_UNKNOWN_ENTITY_EVERY = 97
_UNCATALOGUED = ("tasting_booked", "test_ride_booked")
_SCORE = re.compile(r"nps_survey_score_(\d+)$")


@dataclass(frozen=True)
class Visits:
    """One element per walk through a process; a session has one walk, or two in a row.

    `process` is the process's number within the tenant, -1 where an export does not say.
    """

    session: np.ndarray
    customer: np.ndarray
    process: np.ndarray
    platform: np.ndarray


@dataclass(frozen=True)
class ChatEvents:
    """The events of one tenant in order of time, as columns of equal length.

    `instance` points into `visits`, `name` into `names`, `module` into the modules of the visit's
    process (-1: the process itself). `value` is the number behind the payload, NaN without one.
    """

    tenant: Tenant
    names: list[str]
    visits: Visits
    event_id: np.ndarray
    instance: np.ndarray
    moment: np.ndarray
    name: np.ndarray
    module: np.ndarray
    value: np.ndarray
    payload: np.ndarray

    @property
    def customer(self) -> np.ndarray:
        """Customer number of each event, -1 without one."""
        return self.visits.customer[self.instance]


def generate_chats(
    tenant: Tenant, window: Window, events: float, generator: np.random.Generator
) -> ChatEvents:
    """Generate about `events` chat events of one tenant within the window."""
    local = LocalTime(tenant.timezone, window)
    count = max(1, round(events / _EVENTS_PER_SESSION))
    starts = draw_starts(generator, window, local, count)
    customer, is_new = _assign_customers(tenant, starts, generator)
    platform = generator.choice(len(_PLATFORMS), size=count, p=(0.75, 0.18, 0.07))

    columns = EventColumns()
    shares = np.array([process.share for process in tenant.processes])
    chosen = generator.choice(len(shares), size=count, p=shares / shares.sum())
    visits: list[Visits] = []
    returning: list[tuple[np.ndarray, np.ndarray]] = []
    instances = 0
    for number, process in enumerate(tenant.processes):
        session = np.flatnonzero(chosen == number)
        walk = Walk(
            generator,
            columns,
            first_instance=instances,
            start_ms=starts[session],
            customer=customer[session],
            is_new=is_new[session],
        )
        _walk_process(walk, process, platform[session], opens_session=True)
        visits.append(_visits(session, customer, number, platform))
        instances += len(session)
        again = walk.some(walk.active, 0.12)
        returning.append((session[again], walk.clock[again]))

    # Some go on to another process within the same session.
    session = np.concatenate([numbers for numbers, _ in returning])
    clock = np.concatenate([moments for _, moments in returning])
    for number, process in enumerate(tenant.processes):
        mine = (session % len(shares) == number) & (chosen[session] != number)
        walk = Walk(
            generator,
            columns,
            first_instance=instances,
            start_ms=clock[mine] + generator.integers(30_000, 180_000, size=int(mine.sum())),
            customer=customer[session[mine]],
            is_new=np.zeros(int(mine.sum()), dtype=bool),
        )
        _walk_process(walk, process, platform[session[mine]], opens_session=False)
        visits.append(_visits(session[mine], customer, number, platform))
        instances += int(mine.sum())
    joined = _concatenate(visits)
    if tenant.is_exported:
        joined.process[::_UNKNOWN_ENTITY_EVERY] = -1
    return _in_order(tenant, window, columns, joined, generator)


def _assign_customers(
    tenant: Tenant, starts: np.ndarray, generator: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Customer number per session (-1: anonymous), and whether it is that customer's first ever.

    A third of the customers registered before the window, so theirs is never the first.
    """
    count = len(starts)
    pool = max(3, round(count * 0.45))
    customer = (pool * generator.random(count) ** 1.6).astype(np.int64)
    customer[generator.random(count) < tenant.anonymous_share] = -1

    order = np.lexsort((starts, customer))
    same = np.diff(customer[order], prepend=-2) == 0
    close = np.diff(starts[order], prepend=0) < _LEAST_DISTANCE_MS
    customer[order[same & close]] = -1

    order = np.lexsort((starts, customer))
    is_first = np.zeros(count, dtype=bool)
    is_first[order] = np.diff(customer[order], prepend=-2) != 0
    return customer, is_first & (customer >= 0) & (customer % 3 != 0)


def _walk_process(
    walk: Walk, process: Process, platform: np.ndarray, *, opens_session: bool
) -> None:
    is_web = platform == 0
    begun = walk.clock.copy()
    if opens_session:
        walk.emit("session_started")
        for number, name in enumerate(_PLATFORMS):
            walk.emit(f"platform_{name}", platform == number)
        mobile = walk.some(walk.active, 0.65)
        walk.emit("user_agent_mobile", mobile)
        walk.emit("user_agent_desktop", ~mobile)
        walk.emit("open", is_web)
    walk.emit("start")
    for number, module in enumerate(process.modules):
        walk.enter(number, module.reach)
        module.behaviour(walk)
        if number == 0:
            interacted = walk.active.copy()
            if opens_session:
                walk.leave()
                walk.emit("session_interacted")
    walk.leave()
    walk.pause(1, 20)
    walk.emit("end", walk.some(walk.active, 0.96))
    seconds = ((walk.clock - begun) // 1000).astype(float)
    texts = np.empty(len(seconds), dtype=object)
    texts[:] = [f'{{"seconds":{int(value)}}}' for value in seconds.tolist()]
    walk.emit("screen_time", interacted & is_web, texts, seconds)


def _visits(
    session: np.ndarray, customer: np.ndarray, process: int, platform: np.ndarray
) -> Visits:
    return Visits(session, customer[session], np.full(len(session), process), platform[session])


def _concatenate(visits: list[Visits]) -> Visits:
    return Visits(
        session=np.concatenate([part.session for part in visits]),
        customer=np.concatenate([part.customer for part in visits]),
        process=np.concatenate([part.process for part in visits]),
        platform=np.concatenate([part.platform for part in visits]),
    )


def _in_order(
    tenant: Tenant,
    window: Window,
    columns: EventColumns,
    visits: Visits,
    generator: np.random.Generator,
) -> ChatEvents:
    """Join the chunks, leave out sessions that outlast the window, and sort by time."""
    instance = np.concatenate(columns.instance)
    moment = np.concatenate(columns.moment)
    last = np.zeros(int(visits.session.max()) + 1, dtype=np.int64)
    session = visits.session[instance]
    np.maximum.at(last, session, moment)
    kept = np.flatnonzero(last[session] < window.end_ms)
    kept = kept[np.argsort(moment[kept], kind="stable")]
    return ChatEvents(
        tenant=tenant,
        names=list(columns.names),
        visits=visits,
        event_id=_scattered_ids(len(kept), int(generator.integers(0, 2**40))),
        instance=instance[kept],
        moment=moment[kept],
        name=np.concatenate(columns.name)[kept],
        module=np.concatenate(columns.module)[kept],
        value=np.concatenate(columns.value)[kept],
        payload=np.concatenate(columns.payload)[kept],
    )


def _scattered_ids(count: int, offset: int) -> np.ndarray:
    """Distinct 64-bit numbers that do not look counted (the finaliser of SplitMix64)."""
    number = np.arange(offset, offset + count, dtype=np.uint64)
    number = (number ^ (number >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    number = (number ^ (number >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return number ^ (number >> np.uint64(31))


def tell_chats(truth: SampleTruth, chats: ChatEvents, window: Window) -> None:
    """Write down what was planted for one tenant; an export carries no customers."""
    tenant = chats.tenant
    days = LocalTime(tenant.timezone, window).dates(chats.moment)
    daily: dict[str, dict] = {}
    counts = _counts(days, chats.name)
    for (day, code), count in counts.items():
        entry = daily.setdefault(iso_date(day), _empty_day())
        name = chats.names[code]
        entry["events"][name] = count
        if name in _UNCATALOGUED:
            unknown = truth.unknown_events.setdefault(tenant.tenant_id, {})
            unknown[name] = unknown.get(name, 0) + count
        score = _SCORE.search(name)
        if score:
            number = int(score[1])
            part = "promoters" if number >= 9 else "passives" if number >= 7 else "detractors"
            entry["nps"][part] += count
            entry["nps"]["responses"] += count
    for name, key in (("start", "chat_starts"), ("sign_up", "sign_ups")):
        for entry in daily.values():
            entry[key] = entry["events"].get(name, 0)

    sums = {"loyalty_points_emitted": "points_awarded"}
    if not tenant.is_exported:
        sums["screen_time"] = "screen_time_seconds"
        _tell_customers(truth, chats, days, daily)
    for name, key in sums.items():
        if name in chats.names:
            mine = chats.name == chats.names.index(name)
            present, inverse = np.unique(days[mine], return_inverse=True)
            for day, total in zip(present, np.bincount(inverse, chats.value[mine]), strict=True):
                daily[iso_date(day)][key] = int(total)
    truth.daily[tenant.tenant_id] = daily
    truth.process_names[tenant.tenant_id] = {
        process.process_id: process.name for process in tenant.processes
    }
    counts_by_process = np.bincount(chats.visits.process[chats.instance] + 1)
    process_ids = ["", *(process.process_id for process in tenant.processes)]
    truth.processes[tenant.tenant_id] = {
        process_ids[number]: int(count) for number, count in enumerate(counts_by_process) if count
    }


def _tell_customers(truth: SampleTruth, chats: ChatEvents, days: np.ndarray, daily: dict) -> None:
    known = chats.customer >= 0
    for day, _ in _counts(days[known], chats.customer[known]):
        daily[iso_date(day)]["customers"] += 1
    truth.customers[chats.tenant.tenant_id] = len(np.unique(chats.customer[known]))

    session = chats.visits.session[chats.instance]
    _, first = np.unique(session[known], return_index=True)
    first_day = days[known][first]
    interactions = chats.names.index("interaction") if "interaction" in chats.names else -1
    interacted = np.unique(session[known & (chats.name == interactions)])
    is_interacted = np.isin(session[known][first], interacted)
    for day, has_interaction in zip(first_day, is_interacted, strict=True):
        entry = daily[iso_date(day)]
        entry["sessions"] += 1
        entry["sessions_with_conversation"] += int(has_interaction)
    truth.sessions[chats.tenant.tenant_id] = len(first)


def _counts(major: np.ndarray, minor: np.ndarray) -> dict[tuple[int, int], int]:
    """How often each pair of numbers occurs; `minor` lies in [0, 2**32)."""
    found, counts = np.unique((major.astype(np.int64) << 32) + minor, return_counts=True)
    return {
        (key >> 32, key & 0xFFFFFFFF): count
        for key, count in zip(found.tolist(), counts.tolist(), strict=True)
    }


def _empty_day() -> dict:
    return {
        "events": {},
        "chat_starts": 0,
        "sign_ups": 0,
        "customers": 0,
        "sessions": 0,
        "sessions_with_conversation": 0,
        "points_awarded": 0,
        "screen_time_seconds": 0,
        "nps": {"responses": 0, "promoters": 0, "passives": 0, "detractors": 0},
    }
