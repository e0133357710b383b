"""What happens at one organization on Glific: its contacts, their consents and messages."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from orchestration.sample.calendar import NEVER, LocalTime, Window
from orchestration.sample.consents import LAST_WORD_MS, Consents, draw_consents
from orchestration.sample.glific_collections import collection_sends
from orchestration.sample.truth import SampleTruth
from orchestration.sample.whatsapp import (
    INBOUND,
    MARKETING,
    NO_CATEGORY,
    OUTBOUND,
    PERSON,
    REJECTED,
    SIMULATOR,
    TEMPLATES,
    Messages,
    assemble,
    contacts_of,
    message_columns,
    notices,
    threads,
)
from orchestration.sample.whatsapp_truth import tell_contacts, tell_messages
from orchestration.sample.world import WhatsAppAccount

_IMPORTED_EVERY = 5
_DEAD_NUMBER_EVERY = 20
_IMPORT_MS = 18_000_000
_STATED_SHARE = 0.7


@dataclass(frozen=True)
class Organization:
    """Contacts and messages of one organization; times in milliseconds, NEVER for none.

    By contact: `created`, `stated` (a time of opting in that no event tells of) and `gone` (when
    the platform opts out a number that does not exist). By message: `inserted`.
    """

    messages: Messages
    inserted: np.ndarray
    consents: Consents
    created: np.ndarray
    stated: np.ndarray
    gone: np.ndarray

    def phone(self, contact: int) -> str:
        """Phone of a contact."""
        return self.messages.phone(contact)


def generate_organization(
    account: WhatsAppAccount, window: Window, messages: float, generator: np.random.Generator
) -> Organization:
    """Generate about `messages` messages of one organization within the window."""
    local = LocalTime(account.timezone, window)
    pool = contacts_of(messages)
    numbers = np.arange(pool)
    is_dead = numbers % _DEAD_NUMBER_EVERY == 10
    is_imported = is_dead | (numbers % _IMPORTED_EVERY == 1)
    parts = [
        threads(window, local, messages * 0.68, pool, generator),
        notices(window, local, messages * 0.06, pool, generator),
        collection_sends(window, local, messages * 0.26, pool, generator),
        _trials(window, generator),
    ]
    planned = assemble(account, window, parts, generator).answered_on_the_platform()
    planned = planned.only(planned.second * 1000 < window.end_ms - LAST_WORD_MS)
    planned = planned.only(_reaches_the_living(planned, is_dead))

    imported = window.start_ms + _IMPORT_MS + generator.integers(0, 5_000, size=pool)
    created = planned.first_seen(pool)
    created = np.where(is_imported, np.minimum(created, imported), created)
    stated = np.where(
        is_imported & ~is_dead & (generator.random(pool) < _STATED_SHARE), created, NEVER
    )
    consents = draw_consents(np.where(is_imported, NEVER, created), window, generator)
    consents.opted_in[is_dead] = created[is_dead] + 1_000
    # Nobody sends templates to whom opted out.
    is_template = (planned.direction == OUTBOUND) & np.isin(planned.category, TEMPLATES)
    is_unwelcome = (planned.contact_kind == PERSON) & consents.is_out_at(
        planned.contact, planned.second * 1000
    )
    kept = planned.only(~(is_template & is_unwelcome))

    is_to_nobody = is_dead[kept.contact] & (kept.contact_kind == PERSON)
    kept = replace(kept, fate=np.where(is_to_nobody, REJECTED, kept.fate))
    gone = np.full(pool, NEVER, dtype=np.int64)
    noticed = generator.integers(3_000, 20_000, size=int(is_to_nobody.sum()))
    gone[kept.contact[is_to_nobody]] = kept.second[is_to_nobody] * 1000 + noticed
    inserted = kept.second * 1000 + generator.integers(0, 500, size=len(kept.second))
    return Organization(kept, inserted, consents, created, stated, gone)


def _trials(window: Window, generator: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Two messages a week from the simulator, with which the staff tries its flows."""
    count = 1 + window.days * 2 // 7
    second = generator.integers(window.start_ms // 1000, window.end_ms // 1000, size=count)
    nobody = np.zeros(count, dtype=np.int64)
    return message_columns(second, INBOUND, nobody, np.full(count, SIMULATOR), NO_CATEGORY)


def _reaches_the_living(messages: Messages, is_dead: np.ndarray) -> np.ndarray:
    """Mask of what is possible: a number that does not exist gets one template, and never again."""
    to_nobody = is_dead[messages.contact] & (messages.contact_kind == PERSON)
    first = np.zeros(len(messages.second), dtype=bool)
    templates = np.flatnonzero(to_nobody & (messages.category == MARKETING))
    _, firsts = np.unique(messages.contact[templates], return_index=True)
    first[templates[firsts]] = True
    return ~to_nobody | first


def tell_organization(
    truth: SampleTruth, organization: Organization, in_flows: np.ndarray, window: Window
) -> None:
    """Write down what was planted for one organization; `in_flows` marks contacts in a flow."""
    consents = organization.consents
    tell_messages(truth, organization.messages, window, says_template=True)
    tell_contacts(
        truth,
        organization.messages,
        known=organization.created < NEVER,
        # A stated time of opting in counts: nobody with one has any event.
        opted_in=consents.is_opted_in | (organization.stated < NEVER),
        opted_out=consents.is_opted_out,
        invalid=organization.gone < NEVER,
        in_flows=in_flows,
    )
