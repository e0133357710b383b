"""What customers have told about themselves: the latest value of each attribute."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise

from tests.oracle.chat import Chat, ChatEvent
from tests.oracle.retention import DAYS
from tests.oracle.values import payload_text

ADDRESS = ("street", "postal_code", "city", "country")
TOLD = ("email", "first_name", "last_name", "birthdate", "phone", *ADDRESS)
GENDERS = {
    "gender_female": "female",
    "gender_male": "male",
    "gender_diverse": "diverse",
}
# As marts list them.
PROFILE = ("email", "first_name", "last_name", "birthdate", "gender", "phone", *ADDRESS)
REGISTRATIONS = ("sign_in", "sign_up")

Person = tuple[str, str]


def given(event: ChatEvent, key: str) -> str | None:
    """A text, number or truth in the event's payload, as text; a blank one is none."""
    value = payload_text(event.payload, key)
    return None if value is None or not value.strip() else value


class Customer:
    """One customer, from all of their events in order."""

    def __init__(self, events: list[ChatEvent]) -> None:
        self._events = events
        self.last_active_at = events[-1].occurred_at

    @property
    def registered_at(self) -> datetime | None:
        """The first time they signed in or up."""
        times = [one.occurred_at for one in self._events if one.event_name in REGISTRATIONS]
        return min(times, default=None)

    def returned_at(self, until: datetime = datetime.max) -> datetime:
        """When they last came back after having been away for too long, or else first came.

        What they had told before was gone by then. `until` is the latest time it may be.
        """
        returned_at = self._events[0].occurred_at
        for before, after in pairwise(self._events):
            was_away = after.occurred_at - before.occurred_at >= timedelta(days=DAYS["customers"])
            if was_away and after.occurred_at <= until:
                returned_at = after.occurred_at
        return returned_at

    def profile(self, known_at: datetime = datetime.max) -> dict[str, str | None]:
        """The latest value of each attribute, whatever of them was not yet gone at a time."""
        since = self.returned_at(known_at)
        found: dict[str, str | None] = dict.fromkeys(PROFILE)
        for event in self._events:
            if event.occurred_at >= since:
                for key in TOLD:
                    found[key] = given(event, key) or found[key]
                found["gender"] = GENDERS.get(event.event_name, found["gender"])
        return found


def customers_of(chat: Chat) -> dict[Person, Customer]:
    """All customers, by tenant and id."""
    events = defaultdict(list)
    for event in chat.events:
        if event.customer_id is not None:
            events[event.tenant_id, event.customer_id].append(event)
    return {person: Customer(of_person) for person, of_person in events.items()}
