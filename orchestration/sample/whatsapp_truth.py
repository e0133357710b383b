"""Writing down what was planted of WhatsApp messages and contacts."""

from __future__ import annotations

import numpy as np

from orchestration.sample.calendar import LocalTime, Window, iso_date
from orchestration.sample.truth import SampleTruth
from orchestration.sample.whatsapp import (
    FAILED_FATES,
    INBOUND,
    OUTBOUND,
    OWN,
    PERSON,
    REJECTED,
    SIMULATOR,
    TEMPLATES,
    Messages,
)


def tell_messages(
    truth: SampleTruth, messages: Messages, window: Window, *, says_template: bool = False
) -> None:
    """Write down what was planted for one account, by the tenant's local date.

    Whether a message is a template is known from its price, which a rejected message never
    carries, unless the source `says_template` itself.
    """
    days = LocalTime(_zone(truth, messages), window).dates(messages.second * 1000)
    is_person = messages.contact_kind == PERSON
    inbound = is_person & (messages.direction == INBOUND)
    outbound = is_person & (messages.direction != INBOUND)
    has_fate = is_person & (messages.direction == OUTBOUND)
    is_known_template = np.isin(messages.category, TEMPLATES)
    if not says_template:
        is_known_template &= messages.fate != REJECTED
    counted = {
        "inbound": inbound,
        "outbound": outbound,
        "hsm": has_fate & is_known_template,
        "errors": has_fate & np.isin(messages.fate, FAILED_FATES),
        "excluded_simulator": messages.contact_kind == SIMULATOR,
        "excluded_meta": messages.contact_kind == OWN,
    }
    daily: dict[str, dict[str, int]] = {}
    for key, mask in counted.items():
        for day, count in zip(*np.unique(days[mask], return_counts=True), strict=True):
            _day(daily, int(day))[key] = int(count)
    for key, mask in (("active_contacts", inbound), ("messaged_contacts", outbound)):
        pairs = np.unique(np.stack([days[mask], messages.contact[mask]]), axis=1)
        for day, count in zip(*np.unique(pairs[0], return_counts=True), strict=True):
            _day(daily, int(day))[key] = int(count)
    truth.whatsapp[messages.tenant_id] = daily


def tell_contacts(truth: SampleTruth, messages: Messages, **parts: np.ndarray) -> None:
    """Write down how many contacts there are at the end.

    Those with messages, and whom the masks in `parts` name: `known` (contacts without messages),
    `opted_in`, `opted_out`, `invalid`, `in_flows`, each with one element per contact.
    """
    with_messages = messages.contact[messages.contact_kind == PERSON]
    known = np.flatnonzero(parts.pop("known", np.zeros(0, dtype=bool)))
    stocks = dict.fromkeys(("opted_in", "opted_out", "invalid", "in_flows"), 0)
    stocks |= {name: int(np.count_nonzero(mask)) for name, mask in parts.items()}
    contacts = len(np.union1d(with_messages, known))
    truth.whatsapp_contacts[messages.tenant_id] = {"contacts": contacts, **stocks}


def _zone(truth: SampleTruth, messages: Messages) -> str:
    return truth.tenants[messages.tenant_id]["reporting_timezone"]


def _day(daily: dict[str, dict[str, int]], day: int) -> dict[str, int]:
    keys = (
        "inbound",
        "outbound",
        "hsm",
        "errors",
        "excluded_simulator",
        "excluded_meta",
        "active_contacts",
        "messaged_contacts",
    )
    return daily.setdefault(iso_date(day), dict.fromkeys(keys, 0))
