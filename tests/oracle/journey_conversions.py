"""Which entries are credited with a conversion: at most one of each user and journey."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from tests.oracle.journey_entries import Entry, entries
from tests.oracle.journey_records import UserEvent
from tests.oracle.journeys import Journeys


@dataclass(frozen=True)
class Outcome:
    """An entry and the conversion that it is credited with, if any."""

    entry: Entry
    conversion: UserEvent | None

    @property
    def name(self) -> str:
        """What became of the entry."""
        if self.conversion is None:
            return "active" if self.entry.exited_at is None else "exited"
        return "converted_active" if self.entry.exited_at is None else "converted_exited"

    def is_open_exit(self, as_of: datetime) -> bool:
        """Whether it has exited unconverted and may still convert."""
        return self.name == "exited" and self.entry.is_window_open(as_of)


def outcomes(journeys: Journeys) -> list[Outcome]:
    """Every entry of a defined journey with what it is credited with."""
    of_users = defaultdict(list)
    for entry in entries(journeys):
        of_users[*entry.entered.journey, entry.entered.user_id].append(entry)
    found = []
    for of_user in of_users.values():
        credited, conversion = _credited(of_user, journeys.user_events)
        found += [Outcome(one, conversion if one is credited else None) for one in of_user]
    return found


def _credited(
    of_user: list[Entry], events: list[UserEvent]
) -> tuple[Entry | None, UserEvent | None]:
    """The entry of one user in one journey that converts, and by what."""
    pairs = [(entry, event) for entry in of_user for event in events if entry.counts(event)]
    if not pairs:
        return None, None
    first = min(event.moment for _, event in pairs)
    return max(
        (pair for pair in pairs if pair[1].moment == first),
        key=lambda pair: (pair[0].entered.occurred_at, pair[0].entered.entry_id),
    )
