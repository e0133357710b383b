"""What happens at one Gupshup app: its messages, who consents, whose number does not exist."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sample.calendar import NEVER, Window
from orchestration.sample.consents import LAST_WORD_MS, Consents, draw_consents
from orchestration.sample.truth import SampleTruth
from orchestration.sample.whatsapp import (
    INBOUND,
    OWN,
    PERSON,
    REJECTED,
    Messages,
    generate_messages,
)
from orchestration.sample.whatsapp_truth import tell_contacts, tell_messages
from orchestration.sample.world import WhatsAppAccount

_DEAD_NUMBER_EVERY = 30
_WITHOUT_MESSAGES_SHARE = 0.06


@dataclass(frozen=True)
class GupshupApp:
    """The messages of an app, and what its contacts consent to.

    `is_to_nobody` marks the messages to numbers that do not exist.
    """

    messages: Messages
    consents: Consents
    is_to_nobody: np.ndarray


def generate_app(
    account: WhatsAppAccount, window: Window, messages: float, generator: np.random.Generator
) -> GupshupApp:
    """Generate about `messages` messages of one app within the window."""
    planned = generate_messages(account, window, messages, generator).answered_on_the_platform()
    is_dead = (planned.contact % _DEAD_NUMBER_EVERY == 11) & (planned.contact_kind == PERSON)
    is_possible = (planned.contact_kind != OWN) & ~(is_dead & (planned.direction == INBOUND))
    sent = planned.only(is_possible)
    is_to_nobody = is_dead[is_possible]
    sent.fate[is_to_nobody] = REJECTED

    writers = int(sent.contact.max(initial=0)) + 1
    contacts = writers + max(1, round(writers * _WITHOUT_MESSAGES_SHARE))
    first_seen = sent.first_seen(contacts)
    # The last ones opt in by a form on the web and never write.
    first_seen[writers:] = generator.integers(
        window.start_ms, window.end_ms - LAST_WORD_MS, size=contacts - writers
    )
    # A user event names a phone.
    first_seen[sent.contact[sent.has_user_id_only()]] = NEVER
    return GupshupApp(sent, draw_consents(first_seen, window, generator), is_to_nobody)


def tell_app(truth: SampleTruth, app: GupshupApp, window: Window) -> None:
    """Write down what was planted for one app."""
    tell_messages(truth, app.messages, window)
    is_invalid = np.zeros(len(app.consents.opted_in), dtype=bool)
    is_invalid[app.messages.contact[app.is_to_nobody]] = True
    tell_contacts(
        truth,
        app.messages,
        known=app.consents.opted_in < NEVER,
        opted_in=app.consents.is_opted_in,
        opted_out=app.consents.is_opted_out,
        invalid=is_invalid,
    )
