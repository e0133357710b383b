"""Everything that WhatsApp sources tell of all tenants, after duplicates, and their calendars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property

from tests.oracle import glific_contacts, glific_counts, glific_flows, glific_messages
from tests.oracle.glific import Row, newest
from tests.oracle.gupshup import by_sent_id, read_callbacks
from tests.oracle.landing import LandingZone
from tests.oracle.messages import CountedMessage, exported_messages, message_key, told_messages
from tests.oracle.persons import is_simulator
from tests.oracle.records import earliest
from tests.oracle.tenants import Tenants
from tests.oracle.whatsapp import read_bodies


class WhatsApp:
    """The records of all WhatsApp sources; what is not said to be unique includes duplicates."""

    def __init__(self, zone: LandingZone) -> None:
        self.tenants = Tenants(zone)
        bodies, callbacks = read_bodies(zone)[0], read_callbacks(zone)[0]
        self.preferences = [item for body in bodies for item in body.preferences]
        self.opt_events = callbacks.opt_events
        events = [*callbacks.statuses, *callbacks.billing_events]
        self.billing_events = by_sent_id(callbacks.billing_events, events)
        self.statuses = [item for body in bodies for item in body.statuses]
        self.statuses += by_sent_id(callbacks.statuses, events)
        self.elements = [item for body in bodies for item in body.messages] + callbacks.messages
        self.unique_elements, self.element_duplicates = earliest(self.elements, key=message_key)
        self.message_rows = glific_messages.read_messages(zone)[0]
        self.contact_rows = glific_contacts.read_contacts(zone)[0]
        self.history_rows = glific_contacts.read_histories(zone)[0]
        self.flow_rows = glific_flows.read_flow_contexts(zone)[0]
        self.billed_rows = glific_counts.read_message_conversations(zone)[0]
        self.stats_rows = glific_counts.read_stats(zone)[0]

    @cached_property
    def messages(self) -> list[CountedMessage]:
        """Every message of every source once, in no particular order."""
        messages = [
            *told_messages(self.unique_elements, self.statuses, self.billing_events),
            *exported_messages(self.message_rows, self.tenants),
        ]
        return [
            replace(message, kind="excluded_meta")
            if message.kind == "counted" and (message.tenant_id, message.phone) in self._own_phones
            else message
            for message in messages
        ]

    def duplicates(self) -> dict[str, list]:
        """The records that lost to another one, by source."""
        losers = defaultdict(list)
        for element in self.element_duplicates:
            losers[element.source].append(element)
        return {
            **losers,
            glific_messages.SOURCE: newest(self.message_rows)[1],
            glific_contacts.CONTACTS: newest(self.contact_rows)[1],
            glific_contacts.HISTORIES: newest(self.history_rows)[1],
            glific_flows.SOURCE: newest(self.flow_rows)[1],
            glific_counts.BILLED: newest(self.billed_rows)[1],
            glific_counts.STATS: newest(self.stats_rows)[1],
        }

    def day(self, tenant_id: str, moment: datetime) -> date:
        """The local date of a naive UTC moment."""
        return self.tenants.local_date(tenant_id, moment)

    @cached_property
    def last_days(self) -> dict[str, date]:
        """Per tenant, the last local day of any accepted record, and of any message."""
        last: dict[str, date] = {}
        for tenant_id, moment in self._record_times():
            day = self.day(tenant_id, moment)
            last[tenant_id] = max(day, last.get(tenant_id, day))
        return last

    def _record_times(self) -> Iterator[tuple[str, datetime]]:
        told = (
            *(self.elements, self.statuses, self.preferences),
            *(self.opt_events, self.billing_events, self.messages),
        )
        for items in told:
            for item in items:
                yield item.tenant_id, item.occurred_at
        for row in self._rows():
            for written in (row.inserted_at, row.updated_at):
                yield row.tenant_id, self.tenants.to_utc(row.tenant_id, written)

    def _rows(self) -> list[Row]:
        return [
            *(*self.message_rows, *self.contact_rows, *self.history_rows),
            *(*self.flow_rows, *self.billed_rows, *self.stats_rows),
        ]

    @cached_property
    def _own_phones(self) -> set[tuple[str, str]]:
        told = {(item.tenant_id, item.own_phone) for item in (*self.elements, *self.statuses)}
        rows, _ = newest(self.message_rows)
        return told | {(row.tenant_id, row.business_number) for row in rows}

    def is_somebody(self, tenant_id: str, phone: str | None) -> bool:
        """Whether a contact is neither a simulator nor a business's own number."""
        return not is_simulator(phone) and (tenant_id, phone) not in self._own_phones

    def days_since(self, tenant_id: str, first: date, *own: date) -> list[date]:
        """Every day from a key's first one to the tenant's last, or to the key's own last one."""
        last = max(self.last_days.get(tenant_id, first), first, *own)
        return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
