"""Who enters a journey, when they leave it, and whether they do in time what it is for.

Every user of a journey lives through one story, whose outcome is known before anything is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import Enum, auto
from typing import NamedTuple

import numpy as np

from orchestration.sample.calendar import (
    MILLISECONDS_PER_DAY,
    MILLISECONDS_PER_HOUR,
    NEVER,
    LocalTime,
    Window,
    draw_starts,
)
from orchestration.sample.journeys import Journey

_SHORTEST_RUN = 2 * MILLISECONDS_PER_HOUR
_LONGEST_RUN = 5 * MILLISECONDS_PER_DAY
_STAYING_SHARE = 0.12


class Role(Enum):
    """What an event of a user is to the journey."""

    SUCCESS = auto()
    NEAR_MISS = auto()
    TRIGGER = auto()


class Entry(NamedTuple):
    """One entry of a user; moments in milliseconds, NEVER for what does not happen.

    `run` is how long its steps take. `trigger` is the id of the event that began it.
    """

    number: int
    user: int
    entered: int
    run: int
    exited: int
    converted: int
    trigger: str | None = None


class Deed(NamedTuple):
    """Something a user does outside the journey."""

    user: int
    moment: int
    role: Role


class Stay(NamedTuple):
    """From the entry to the exit, as a story has it."""

    entered: int
    exited: int
    converted: int = NEVER


class Plot(NamedTuple):
    """What a story is made of: the first stay, and how long conversions count after its exit.

    `leaves` is when it would end if the user did not stay for good. `part` in [0, 1) is the choice
    of a moment within a span.
    """

    entered: int
    leaves: int
    exited: int
    after: int
    end: int
    part: float

    def within(self, begin: int, end: int) -> int:
        """A moment between `begin` and `end`, chosen by `part`."""
        return begin + int(self.part * (end - begin))

    @property
    def run(self) -> int:
        """How long the stay takes."""
        return self.leaves - self.entered

    @property
    def inside(self) -> int:
        """A moment during the stay that does come to pass."""
        return self.within(self.entered, min(self.leaves, self.end))

    @property
    def window_end(self) -> int:
        """The last moment that counts if the user leaves."""
        return self.leaves + self.after

    @property
    def next_entry(self) -> int:
        """When the user comes again, after everything is over."""
        return self.window_end + MILLISECONDS_PER_HOUR


Story = tuple[list[Stay], list[tuple[int, Role]]]


def _quiet(plot: Plot) -> Story:
    return [Stay(plot.entered, plot.exited)], []


def _inside(plot: Plot) -> Story:
    return [Stay(plot.entered, plot.exited, plot.inside)], [(plot.inside, Role.SUCCESS)]


def _twice(plot: Plot) -> Story:
    later = plot.inside + MILLISECONDS_PER_HOUR
    return [Stay(plot.entered, plot.exited, plot.inside)], [
        (plot.inside, Role.SUCCESS),
        (later, Role.SUCCESS),
    ]


def _at_once(plot: Plot) -> Story:
    return [Stay(plot.entered, plot.exited, plot.entered)], [(plot.entered, Role.SUCCESS)]


def _after_the_exit(plot: Plot) -> Story:
    moment = plot.within(plot.leaves, plot.window_end)
    return [Stay(plot.entered, plot.leaves, moment)], [(moment, Role.SUCCESS)]


def _at_the_last_moment(plot: Plot) -> Story:
    return [Stay(plot.entered, plot.leaves, plot.window_end)], [(plot.window_end, Role.SUCCESS)]


def _a_moment_too_late(plot: Plot) -> Story:
    return [Stay(plot.entered, plot.leaves)], [(plot.window_end + 1, Role.SUCCESS)]


def _too_late(plot: Plot) -> Story:
    late = plot.within(plot.window_end + 1, plot.window_end + MILLISECONDS_PER_DAY)
    return [Stay(plot.entered, plot.leaves)], [(late, Role.SUCCESS)]


def _too_early(plot: Plot) -> Story:
    early = plot.within(plot.entered - 6 * MILLISECONDS_PER_HOUR, plot.entered)
    return [Stay(plot.entered, plot.exited)], [(min(early, plot.entered - 1), Role.SUCCESS)]


def _something_else(plot: Plot) -> Story:
    return [Stay(plot.entered, plot.exited)], [(plot.inside, Role.NEAR_MISS)]


def _what_began_it(plot: Plot) -> Story:
    return [Stay(plot.entered, plot.exited)], [(plot.entered, Role.TRIGGER)]


def _again_for_both(plot: Plot) -> Story:
    again = plot.within(plot.entered, plot.entered + plot.run // 2) + 1
    moment = again + plot.run // 4
    return [Stay(plot.entered, plot.exited), Stay(again, again + plot.run, moment)], [
        (moment, Role.SUCCESS)
    ]


def _again_after_success(plot: Plot) -> Story:
    again = plot.next_entry
    return [Stay(plot.entered, plot.exited, plot.inside), Stay(again, again + plot.run)], [
        (plot.inside, Role.SUCCESS),
        (again + plot.run // 2, Role.SUCCESS),
    ]


def _again_with_success(plot: Plot) -> Story:
    again = plot.next_entry
    moment = again + plot.run // 3
    return [Stay(plot.entered, plot.leaves), Stay(again, again + plot.run, moment)], [
        (moment, Role.SUCCESS)
    ]


def _again(plot: Plot) -> Story:
    again = plot.next_entry
    return [Stay(plot.entered, plot.leaves), Stay(again, NEVER)], []


_STORIES: dict[Callable[[Plot], Story], int] = {
    _quiet: 38, _inside: 18, _twice: 5, _at_once: 2, _after_the_exit: 8, _at_the_last_moment: 2,
    _a_moment_too_late: 2, _too_late: 4, _too_early: 4, _something_else: 6, _what_began_it: 3,
    _again_for_both: 2, _again_after_success: 2, _again_with_success: 2, _again: 2,
}  # fmt: skip


def tell_stories(
    journey: Journey, timezone: str, count: int, window: Window, generator: np.random.Generator
) -> tuple[list[Entry], list[Deed]]:
    """Draw the entries of `count` users of a journey, and what else they do.

    Nothing happens outside the window: who would leave after its end is still there.
    """
    starts = draw_starts(generator, window, LocalTime(timezone, window), count)
    stories = list(_STORIES)
    weights = np.array(list(_STORIES.values()), dtype=float)
    kinds = generator.choice(len(stories), size=count, p=weights / weights.sum())
    runs = draw_runs(count, generator)
    stays = generator.random(count) < _STAYING_SHARE
    parts = generator.random(count)
    users = _users(journey, count, generator)
    columns = (starts, kinds, runs, stays, parts, users)
    entries: list[Entry] = []
    deeds: list[Deed] = []
    for entered, kind, run, is_staying, part, user in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        plot = Plot(
            entered=entered,
            leaves=entered + run,
            exited=NEVER if is_staying else entered + run,
            after=window_after_exit(journey, entered, window),
            end=window.end_ms,
            part=part,
        )
        told, done = stories[kind](plot)
        is_triggered = any(role is Role.TRIGGER for _, role in done)
        trigger = f"{journey.journey_id}-t{user:06d}" if is_triggered else None
        entries += _entries(told, len(entries), user, run, trigger, window)
        deeds += [
            Deed(user, moment, role)
            for moment, role in done
            if window.start_ms <= moment < window.end_ms
        ]
    return entries, deeds


def draw_runs(count: int, generator: np.random.Generator) -> np.ndarray:
    """How long the steps of an entry take, in milliseconds."""
    runs = _SHORTEST_RUN + generator.exponential(1.2 * MILLISECONDS_PER_DAY, size=count)
    return np.minimum(runs, _LONGEST_RUN).astype(np.int64)


def window_after_exit(journey: Journey, entered: int, window: Window) -> int:
    """For how long after the exit conversions count, in milliseconds."""
    return round((journey.version_at(entered, window).seconds or 0) * 1000)


def _users(journey: Journey, count: int, generator: np.random.Generator) -> np.ndarray:
    numbers = generator.permutation(count)
    return numbers if journey.remainder is None else 2 * numbers + journey.remainder


def _entries(
    stays: list[Stay], first: int, user: int, run: int, trigger: str | None, window: Window
) -> Iterator[Entry]:
    begun = [stay for stay in stays if stay.entered < window.end_ms]
    for number, stay in enumerate(begun, start=first):
        yield Entry(
            number=number,
            user=user,
            entered=stay.entered,
            run=run,
            exited=stay.exited if stay.exited < window.end_ms else NEVER,
            converted=stay.converted if stay.converted < window.end_ms else NEVER,
            trigger=trigger,
        )
