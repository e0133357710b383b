"""What happens to the entries of a journey: its records, one after another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from orchestration.sample.calendar import NEVER, Window
from orchestration.sample.journey_stories import Deed, Entry, Role
from orchestration.sample.journeys import Journey, Step

_PLATFORMS = ("android", "ios", "web")
_PLATFORM_WEIGHTS = (0.5, 0.4, 0.1)
_MINUTE = 60_000
_GOING_ON = 0.8
#: Random numbers per step: what becomes of it, in the order of `_message`.
_CHOICES = 7
_FAILURES = {"push": "token expired", "email": "mailbox full", "sms": "number not in service"}
_ON_A_DEVICE = ("push", "in_app")
_SHOWN = ("in_app", "email")
_ACTIONS = ("Coupon Viewed", "Video Started")


class Happening(NamedTuple):
    """One record of a journey; `reason` and `payload` as delivered, None where there is none."""

    moment: int
    event_id: str | None
    journey: Journey
    user: int
    entry: int
    event_type: str
    step_id: str | None = None
    channel: str | None = None
    platform: str | None = None
    action_name: str | None = None
    trigger: str | None = None
    reason: str | None = None
    payload: str | None = None


class Occurrence(NamedTuple):
    """One event of a user outside the journeys; `attributes` is JSON text, empty for none."""

    moment: int
    event_id: str
    journey: Journey
    user: int
    event_name: str
    attributes: str


def happenings_of(
    journey: Journey, entries: list[Entry], window: Window, generator: np.random.Generator
) -> list[Happening]:
    """All records of these entries that lie within the window, entry by entry."""
    platforms = generator.choice(len(_PLATFORMS), size=len(entries), p=_PLATFORM_WEIGHTS).tolist()
    longest = max(len(version.steps) for version in journey.versions)
    chances = generator.random((len(entries), longest, _CHOICES)).tolist()
    found = [
        happening
        for entry, platform, chance in zip(entries, platforms, chances, strict=True)
        for happening in _of_entry(journey, entry, _PLATFORMS[platform], chance, window)
        if happening.moment < window.end_ms
    ]
    return [
        happening._replace(event_id=_id(journey, number, happening))
        for number, happening in enumerate(found)
    ]


def occurrences_of(journey: Journey, deeds: list[Deed], entries: list[Entry]) -> list[Occurrence]:
    """What the users of a journey do elsewhere, among it whatever made them enter it."""
    triggers = {entry.user: entry.trigger for entry in entries if entry.trigger}
    occurrences = []
    for number, deed in enumerate(deeds):
        event_id = f"{journey.journey_id}-u{number:06d}"
        name = journey.conversion_event
        attributes = journey.successes[number % len(journey.successes)]
        if deed.role is Role.TRIGGER:
            event_id = triggers[deed.user] or event_id
        if deed.role is Role.NEAR_MISS:
            name, attributes = journey.near_misses[number % len(journey.near_misses)]
        occurrences.append(Occurrence(deed.moment, event_id, journey, deed.user, name, attributes))
    return occurrences


def _id(journey: Journey, number: int, happening: Happening) -> str | None:
    """Views reported by one tenant's app have no id of their own."""
    if happening.event_type == "viewed" and journey.remainder is not None:
        return None
    return f"{journey.journey_id}-{number:07d}"


def _of_entry(
    journey: Journey,
    entry: Entry,
    platform: str,
    chances: list[list[float]],
    window: Window,
) -> Iterator[Happening]:
    blank = Happening(
        entry.entered, None, journey, entry.user, entry.number, "entered", trigger=entry.trigger
    )
    yield blank
    if entry.number % 29 == 5:
        # A second word of the same entry, which changes nothing.
        yield blank._replace(moment=entry.entered + 5 * _MINUTE)
    steps = journey.version_at(entry.entered, window).steps
    pace = int(entry.run * 0.9) // len(steps)
    blank = blank._replace(trigger=None)
    for number, (step, chance) in enumerate(zip(steps, chances, strict=False)):
        moment = entry.entered + 1000 + number * pace
        yield from _step(blank._replace(moment=moment), step, platform, chance)
        if chance[0] > _GOING_ON:
            break
    if entry.exited < NEVER:
        reason = "goal reached" if entry.converted <= entry.exited else "end of the journey"
        blank = blank._replace(moment=entry.exited, event_type="exited", reason=reason)
        yield blank
        if entry.number % 31 == 7:
            yield blank._replace(moment=entry.exited + 10 * _MINUTE)


def _step(blank: Happening, step: Step, platform: str, chance: list[float]) -> Iterator[Happening]:
    blank = blank._replace(
        step_id=step.step_id,
        channel=step.channel,
        platform=platform if step.channel in _ON_A_DEVICE else None,
    )
    yield blank._replace(event_type="step_entered")
    if chance[1] < 0.04:
        yield blank._replace(event_type="step_entered", moment=blank.moment + _MINUTE // 2)
    yield from _message(blank, step.channel, chance)


def _message(blank: Happening, channel: str, chance: list[float]) -> Iterator[Happening]:
    """A message until nothing more comes of it: it fails, is not looked at, or has its effect."""
    moment = blank.moment + 1_000
    if channel in _FAILURES:
        yield blank._replace(event_type="sent", moment=moment)
        if chance[2] < 0.07:
            failed = blank._replace(event_type="failed", moment=moment + 500)
            yield failed._replace(reason=_FAILURES[channel])
            return
        yield blank._replace(event_type="delivered", moment=moment + 3_000)
    moment += 10_000 + int(chance[3] * 60 * _MINUTE)
    if channel in _SHOWN:
        if chance[4] > 0.6:
            return
        yield blank._replace(event_type="viewed", moment=moment)
    if chance[5] < 0.25:
        yield blank._replace(event_type="clicked", moment=moment + 2_000)
    if chance[6] < 0.12:
        yield blank._replace(
            event_type="custom",
            moment=moment + 20_000,
            action_name=_ACTIONS[int(chance[6] < 0.04)],
            payload=f'{{"seconds":{int(chance[3] * 90)}}}',
        )
