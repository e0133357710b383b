"""Everything that counts for the registers: events, customers, lists of codes, and the as-of."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property

from tests.oracle.chat import Chat, ChatEvent
from tests.oracle.decisions import Decisions, Deleted
from tests.oracle.landing import LandingZone
from tests.oracle.profiles import PROFILE, Customer, customers_of
from tests.oracle.retention import lives
from tests.oracle.sources import as_of_time, end_of
from tests.oracle.uploads import CODES, COUPONS, counting, read_codes, read_coupons


class Registers:
    """The state that registers are looked at in.

    `as_of` is the day at whose end that is, by default the last landing day; what had expired by
    the end of the day `retained_as_of` stays so.
    """

    def __init__(
        self,
        zone: LandingZone,
        chat: Chat,
        as_of: date | None = None,
        retained_as_of: date | None = None,
        decisions: Decisions | None = None,
    ) -> None:
        self.chat = chat
        self.decisions = decisions or Decisions()
        self.as_of = as_of_time(zone) if as_of is None else end_of(as_of)
        remembered = None if retained_as_of is None else end_of(retained_as_of)
        self.retained_as_of = max(filter(None, (self.as_of, remembered)), default=None)
        self.uploads = {
            COUPONS: counting(read_coupons(zone)[0])[0],
            CODES: counting(read_codes(zone)[0])[0],
        }

    @cached_property
    def customers(self) -> dict[tuple[str, str], Customer]:
        """All customers, expired ones too."""
        return customers_of(self.chat)

    def living_customer(self, tenant_id: str, customer_id: str | None) -> Customer | None:
        """The customer, unless expired or deleted."""
        customer = self.customers.get((tenant_id, customer_id))
        if customer is None or not self.has(
            "customers", tenant_id, customer_id, customer.last_active_at
        ):
            return None
        return customer

    def profile(self, event: ChatEvent) -> dict[str, str | None]:
        """What the event's customer has told; nobody has told nothing.

        That the customer was deleted from the customers says nothing of other registers.
        """
        customer = self.customers.get((event.tenant_id, event.customer_id))
        return dict.fromkeys(PROFILE) if customer is None else customer.profile()

    def has(
        self, register: str, tenant_id: str, entry_id: str, created: datetime, process_id: str = ""
    ) -> bool:
        """Whether the entry is neither expired nor deleted."""
        deleted = Deleted(tenant_id, register, entry_id, process_id)
        return (
            lives(register, created, self.retained_as_of) and deleted not in self.decisions.deleted
        )

    def events(
        self, register: str, belongs: Callable[[ChatEvent], bool]
    ) -> Iterable[tuple[ChatEvent, str]]:
        """(event, id) of the living entries of a register of events, in order."""
        for event in self.chat.events:
            event_id = self.chat.ids[id(event)]
            if belongs(event) and self.has(register, event.tenant_id, event_id, event.occurred_at):
                yield event, event_id
