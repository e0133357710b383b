"""Entries of a journey whose conversions are chat events, laid around events that there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from orchestration.sample.calendar import (
    MILLISECONDS_PER_HOUR,
    NEVER,
    LocalTime,
    Window,
    draw_starts,
)
from orchestration.sample.chats import ChatEvents
from orchestration.sample.journey_stories import Entry, Stay, draw_runs, window_after_exit
from orchestration.sample.journeys import Journey

#: The events of one customer that would count, in order: moment and id.
_Clicks = list[tuple[int, str]]


def lay_around_chats(
    journey: Journey, chats: ChatEvents, count: int, window: Window, generator: np.random.Generator
) -> list[Entry]:
    """Draw the entries of at most `count` customers, half of whom did what the journey is for."""
    clicks = _clicks_of(journey, chats)
    known = np.unique(chats.customer[chats.customer >= 0])
    without = np.array([number for number in known.tolist() if number not in clicks])
    clicking = generator.permutation(np.array(list(clicks), dtype=np.int64))[: count // 2]
    quiet = generator.permutation(without)[: count - len(clicking)].astype(np.int64)
    runs = draw_runs(len(clicking) + len(quiet), generator).tolist()

    entries: list[Entry] = []
    for number, (user, run) in enumerate(zip(clicking.tolist(), runs, strict=False)):
        story = _STORIES[number % len(_STORIES)]
        # The version is that of the entry, which lies before the event by what its window is.
        after = window_after_exit(journey, window.start_ms, window)
        stay, trigger = story(_Plot(clicks[user], run, after))
        if stay.entered < window.start_ms:
            stay, trigger = _inside(_Plot(clicks[user], 0, after))
        entries += _entry(len(entries), user, run, stay, trigger, window)

    local = LocalTime(chats.tenant.timezone, window)
    starts = draw_starts(generator, window, local, len(quiet)).tolist()
    for user, run, entered in zip(quiet.tolist(), runs[len(clicking) :], starts, strict=True):
        stay = Stay(entered, entered + run)
        entries += _entry(len(entries), user, run, stay, None, window)
    return entries


def _clicks_of(journey: Journey, chats: ChatEvents) -> dict[int, _Clicks]:
    if journey.conversion_event not in chats.names:
        return {}
    is_success = chats.name == chats.names.index(journey.conversion_event)
    is_success &= chats.customer >= 0
    found: dict[int, _Clicks] = {}
    for position in np.flatnonzero(is_success).tolist():
        if chats.payload[position] in journey.successes:
            click = int(chats.moment[position]), f"{chats.event_id[position]:016x}"
            found.setdefault(int(chats.customer[position]), []).append(click)
    return found


def _entry(
    number: int, user: int, run: int, stay: Stay, trigger: str | None, window: Window
) -> list[Entry]:
    if stay.entered >= window.end_ms:
        return []
    exited = stay.exited if stay.exited < window.end_ms else NEVER
    return [Entry(number, user, stay.entered, run, exited, stay.converted, trigger)]


class _Plot(NamedTuple):
    """The events of a customer, how long the steps take, and how long conversions count after."""

    clicks: _Clicks
    run: int
    after: int

    @property
    def first(self) -> int:
        """The moment of the first event."""
        return self.clicks[0][0]

    def left(self, before: int) -> Stay:
        """A stay that ends so long before the first event."""
        exited = self.first - before
        return Stay(exited - self.run, exited)


_Told = tuple[Stay, str | None]


def _inside(plot: _Plot) -> _Told:
    entered = plot.first - plot.run // 3
    exited = entered + max(plot.run, MILLISECONDS_PER_HOUR)
    return Stay(entered, exited, plot.first), None


def _after_the_exit(plot: _Plot) -> _Told:
    return plot.left(plot.after // 2)._replace(converted=plot.first), None


def _at_the_last_moment(plot: _Plot) -> _Told:
    return plot.left(plot.after)._replace(converted=plot.first), None


def _too_late(plot: _Plot) -> _Told:
    return plot.left(plot.after + 1), None


def _too_early(plot: _Plot) -> _Told:
    entered = plot.clicks[-1][0] + 1
    return Stay(entered, entered + plot.run), None


def _what_began_it(plot: _Plot) -> _Told:
    entered, event_id = plot.clicks[-1]
    return Stay(entered, entered + plot.run), event_id


_STORIES: tuple[Callable[[_Plot], _Told], ...] = (
    _inside, _after_the_exit, _too_late, _inside, _at_the_last_moment, _inside, _too_early,
    _what_began_it,
)  # fmt: skip
