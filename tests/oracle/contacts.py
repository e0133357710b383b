"""WhatsApp contacts: who there is, since when, reachable or not, opted in or out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from tests.oracle.elements import OptEvent, Preference
from tests.oracle.glific import newest, oldest_first
from tests.oracle.glific_contacts import ContactRow
from tests.oracle.logs import WhatsApp

NUMBER_DOES_NOT_EXIST = "1002"
# Glific opts a number out within a minute of learning that it does not exist.
LATEST_OWN_OPT_OUT = timedelta(seconds=60)
HISTORY_EVENTS = {"contact_opted_in": "opted_in", "contact_opted_out": "opted_out"}
USER_EVENTS = {"opted-in": "opted_in", "opted-out": "opted_out"}
MARKETING_WORDS = {"stop": True, "resume": False, "signup": False}

Happened = Callable[[datetime], bool]


def ever(_moment: datetime) -> bool:
    """Everything has happened by the end of all records."""
    return True


@dataclass(frozen=True)
class OptWord:
    """Somebody's (or Glific's own) word that a contact is opted in or out."""

    said_at: datetime
    state: str
    is_glific: bool
    record_id: str = ""


@dataclass
class Contact:
    """All that is known of one contact of a tenant; times are naive UTC."""

    tenant_id: str
    contact_id: str
    phone: str | None
    seen: list[datetime] = field(default_factory=list)
    inbound: list[datetime] = field(default_factory=list)
    outbound: list[datetime] = field(default_factory=list)
    deliveries: list[datetime] = field(default_factory=list)
    failures: list[datetime] = field(default_factory=list)
    words: list[OptWord] = field(default_factory=list)
    opt_in_times: list[datetime] = field(default_factory=list)
    preferences: list[Preference] = field(default_factory=list)
    rows: list[tuple[datetime, ContactRow]] = field(default_factory=list)

    @cached_property
    def first_seen_at(self) -> datetime:
        """The earliest time of a record that makes the contact."""
        return min([*self.seen, *(change[0] for change in self.opt_changes)])

    @cached_property
    def opt_changes(self) -> list[tuple[datetime, str]]:
        """(time, new state) of every change of the contact's consent, in order."""
        words = [word for word in self.words if not self._is_own_opt_out(word)]
        in_order = sorted(
            words, key=lambda word: (word.said_at, len(word.record_id), word.record_id, word.state)
        )
        said = [(word.said_at, word.state) for word in in_order]
        if not self.words and self.opt_in_times:
            said = [(min(self.opt_in_times), "opted_in")]
        changes: list[tuple[datetime, str]] = []
        for moment, state in said:
            if not changes or changes[-1][1] != state:
                changes.append((moment, state))
        return changes

    def _is_own_opt_out(self, word: OptWord) -> bool:
        """Whether it only says that the number turned out not to exist."""
        if not word.is_glific or word.state != "opted_out":
            return False
        return any(
            failed_at <= word.said_at <= failed_at + LATEST_OWN_OPT_OUT
            for failed_at in self.failures
        )

    def opt_state(self, happened: Happened) -> str:
        """The consent after all that has happened."""
        states = [state for moment, state in self.opt_changes if happened(moment)]
        return states[-1] if states else "non_opted"

    def status(self, happened: Happened) -> str:
        """Whether the contact can be reached, after all that has happened."""
        failures = [moment for moment in self.failures if happened(moment)]
        deliveries = [moment for moment in self.deliveries if happened(moment)]
        if failures and not any(moment > max(failures) for moment in deliveries):
            return "invalid"
        said = [row.status for moment, row in self.rows if happened(moment) and _says(row)]
        if not said:
            return "valid"
        return said[-1] if said[-1] in ("valid", "invalid") else "other"

    @property
    def is_marketing_stopped(self) -> bool:
        """Whether the latest word on marketing messages was to stop them."""
        words = [
            MARKETING_WORDS[preference.value]
            for preference in sorted(self.preferences, key=lambda it: (it.occurred_at, it.place))
            if preference.value in MARKETING_WORDS
            and preference.category in ("marketing_messages", None)
        ]
        return bool(words) and words[-1]


def _says(row: ContactRow) -> bool:
    """Whether the row says of the contact's validity anything at all.

    An opt-out makes Glific store the contact as invalid, which it is not.
    """
    is_opt_out = row.status == "invalid" and row.optout_time is not None
    return row.status is not None and not is_opt_out


class Contacts:
    """Every contact of the logs, without simulators and businesses' own numbers."""

    def __init__(self, whatsapp: WhatsApp) -> None:
        self.whatsapp = whatsapp
        self._all: dict[tuple[str, str], Contact] = {}
        self._of_messages()
        self._of_webhooks()
        self._of_exports()

    def __iter__(self) -> Iterator[Contact]:
        return iter(self._all.values())

    def _contact(self, tenant_id: str, contact_id: str | None, phone: str | None) -> Contact:
        """The contact to tell something of; of nobody in particular, one that nobody sees."""
        contact = Contact(tenant_id, contact_id or "", phone)
        if contact_id is None or not self.whatsapp.is_somebody(tenant_id, phone):
            return contact
        return self._all.setdefault((tenant_id, contact_id), contact)

    def _of_messages(self) -> None:
        for message in self.whatsapp.messages:
            if not message.is_counted:
                continue
            contact = self._contact(message.tenant_id, message.contact_id, message.phone)
            contact.seen.append(message.occurred_at)
            if message.direction == "inbound":
                contact.inbound.append(message.occurred_at)
                continue
            contact.outbound.append(message.occurred_at)
            if message.delivered_at is not None:
                contact.deliveries.append(message.delivered_at)
            if message.is_failed and message.error_code == NUMBER_DOES_NOT_EXIST:
                contact.failures.append(message.failed_at)

    def _of_webhooks(self) -> None:
        whatsapp = self.whatsapp
        words = [event for event in whatsapp.opt_events if event.event_type in USER_EVENTS]
        for element in (*whatsapp.statuses, *whatsapp.preferences, *words):
            person = element.person
            contact = self._contact(element.tenant_id, person.contact_id, person.phone)
            contact.seen.append(element.occurred_at)
            if isinstance(element, Preference):
                contact.preferences.append(element)
            elif isinstance(element, OptEvent):
                state = USER_EVENTS[element.event_type]
                contact.words.append(OptWord(element.occurred_at, state, is_glific=False))

    def _of_exports(self) -> None:
        to_utc = self.whatsapp.tenants.to_utc
        for row in oldest_first(self.whatsapp.contact_rows):
            contact = self._contact(row.tenant_id, row.phone, row.phone)
            contact.seen.append(to_utc(row.tenant_id, row.inserted_at))
            contact.rows.append((to_utc(row.tenant_id, row.updated_at), row))
            if row.optin_time is not None:
                contact.opt_in_times.append(to_utc(row.tenant_id, row.optin_time))
        for row in newest(self.whatsapp.history_rows)[0]:
            if row.event_type in HISTORY_EVENTS:
                contact = self._contact(row.tenant_id, row.phone, row.phone)
                said_at = to_utc(row.tenant_id, row.occurred_at)
                state = HISTORY_EVENTS[row.event_type]
                contact.seen.append(said_at)
                contact.words.append(OptWord(said_at, state, is_glific=True, record_id=row.row_id))


def dim_contacts(whatsapp: WhatsApp) -> list[dict]:
    """`dim_contacts`: one row per contact, as of the end of all records."""
    return [
        {
            "tenant_id": contact.tenant_id,
            "contact_id": contact.contact_id,
            "phone": contact.phone,
            "status": contact.status(ever),
            "opt_state": contact.opt_state(ever),
            "is_marketing_stopped": contact.is_marketing_stopped,
            "first_seen_at": contact.first_seen_at,
            "last_inbound_at": max(contact.inbound, default=None),
        }
        for contact in Contacts(whatsapp)
    ]
