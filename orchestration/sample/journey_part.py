"""The journeys of a sample: drawn, written down, and ready to be delivered."""

from __future__ import annotations

import numpy as np

from orchestration.sample.calendar import MILLISECONDS_PER_DAY, MILLISECONDS_PER_HOUR, Window
from orchestration.sample.chats import ChatEvents
from orchestration.sample.journey_chat_stories import lay_around_chats
from orchestration.sample.journey_files import JOURNEY_EVENTS, JourneyFiles
from orchestration.sample.journey_records import (
    Happening,
    Occurrence,
    happenings_of,
    occurrences_of,
)
from orchestration.sample.journey_stories import Deed, Entry, tell_stories
from orchestration.sample.journey_truth import tell_journey
from orchestration.sample.journeys import JOURNEYS, Journey
from orchestration.sample.truth import SampleTruth

#: The number of an entry that nobody made.
_NOBODY = 999_999


def generate_journeys(
    truth: SampleTruth, chats: list[ChatEvents], window: Window, users: float, seed: int
) -> JourneyFiles:
    """Draw about `users` users of all journeys and tell what was planted.

    `chats` are those of all tenants: some of their events are conversions.
    """
    chats_of = {part.tenant.tenant_id: part for part in chats}
    happenings: list[Happening] = []
    occurrences: list[Occurrence] = []
    for number, journey in enumerate(JOURNEYS):
        generator = np.random.default_rng([seed, 6, number])
        part = chats_of[journey.tenant_id]
        count = max(1, round(users * journey.share))
        deeds: list[Deed] = []
        if journey.is_chat:
            entries = lay_around_chats(journey, part, count, window, generator)
        else:
            entries, deeds = tell_stories(journey, part.tenant.timezone, count, window, generator)
        found = happenings_of(journey, entries, window, generator)
        tell_journey(truth, journey, part.tenant.timezone, entries, found, window)
        happenings += found
        occurrences += occurrences_of(journey, deeds, entries)
        if number == 0:
            happenings += _strays(truth, journey, entries, window)
    return JourneyFiles(happenings, occurrences, window, np.random.default_rng([seed, 7]))


def _strays(
    truth: SampleTruth, journey: Journey, entries: list[Entry], window: Window
) -> list[Happening]:
    """Exits that belong to no entry, or come before theirs."""
    early = window.start_ms + 9 * MILLISECONDS_PER_HOUR
    strays = [(early, _NOBODY, _NOBODY, "exit without its entry")]
    for entry in entries:
        if entry.entered > early:
            moment = entry.entered - MILLISECONDS_PER_HOUR
            strays.append((moment, entry.user, entry.number, "exit before its entry"))
            break
    found = []
    for number, (moment, user, entry_number, reason) in enumerate(strays):
        event_id = f"{journey.journey_id}-stray-{number}"
        found.append(Happening(moment, event_id, journey, user, entry_number, "exited"))
        day = window.day((moment - window.start_ms) // MILLISECONDS_PER_DAY)
        truth.rejected_rows.append(
            {
                "source": JOURNEY_EVENTS,
                "landing_day": day.isoformat(),
                "key": event_id,
                "reason": reason,
            }
        )
    return found
