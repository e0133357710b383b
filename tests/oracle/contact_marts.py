"""Contacts by day and month: what they did, and how many there are of each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from tests.oracle.contacts import Contact, Contacts
from tests.oracle.flows import runs_of_people
from tests.oracle.logs import WhatsApp
from tests.oracle.tenants import month_of

OPT_STATES = ("opted_in", "opted_out", "non_opted")
STATUSES = ("valid", "invalid", "other")


@dataclass
class ContactDay:
    """What a contact did on a local date."""

    inbound: int = 0
    outbound: int = 0
    opted_in: bool = False
    opted_out: bool = False
    in_flow: bool = False


def _contact_days(whatsapp: WhatsApp) -> dict[tuple[str, str, date], ContactDay]:
    days: dict[tuple[str, str, date], ContactDay] = defaultdict(ContactDay)
    for contact in Contacts(whatsapp):

        def on(moment: datetime, contact: Contact = contact) -> ContactDay:
            day = whatsapp.day(contact.tenant_id, moment)
            return days[contact.tenant_id, contact.contact_id, day]

        for moment in contact.inbound:
            on(moment).inbound += 1
        for moment in contact.outbound:
            on(moment).outbound += 1
        for moment, state in contact.opt_changes:
            setattr(on(moment), state, True)
    for run in runs_of_people(whatsapp):
        tenant_id, contact_id = run.row.tenant_id, run.row.contact_id
        if contact_id is None or not whatsapp.is_somebody(tenant_id, run.row.phone):
            continue
        for day in whatsapp.days_since(tenant_id, run.started_on):
            if run.is_open_at_the_end_of(day):
                days[tenant_id, contact_id, day].in_flow = True
    return days


def contact_days(whatsapp: WhatsApp) -> list[dict]:
    """`fct_contact_days`: one row per contact and day on which something is known of it."""
    return [
        {"tenant_id": tenant_id, "contact_id": contact_id, "contact_date": day} | vars(found)
        for (tenant_id, contact_id, day), found in _contact_days(whatsapp).items()
    ]


def contacts_daily(whatsapp: WhatsApp) -> list[dict]:
    """`fct_contacts_daily`: one row per tenant and day, from its first contact on."""
    return [
        {"tenant_id": tenant_id, "contact_date": days[0]} | counts
        for tenant_id, days, counts in _periods(whatsapp, lambda day: day)
    ]


def contacts_monthly(whatsapp: WhatsApp) -> list[dict]:
    """`fct_contacts_monthly`: people count once a month; stocks are those of its last day."""
    return [
        {"tenant_id": tenant_id, "contact_month": month_of(days[0])} | counts
        for tenant_id, days, counts in _periods(whatsapp, month_of)
    ]


def _periods(
    whatsapp: WhatsApp, period_of: Callable[[date], date]
) -> list[tuple[str, list[date], dict]]:
    """(tenant, days of the period that the series covers, counts) of every period."""
    contacts = defaultdict(list)
    for contact in Contacts(whatsapp):
        contacts[contact.tenant_id].append(contact)
    done = defaultdict(list)
    for (tenant_id, contact_id, day), found in _contact_days(whatsapp).items():
        done[tenant_id].append((contact_id, day, found))
    periods = []
    for tenant_id in contacts:
        seen = [whatsapp.day(tenant_id, contact.first_seen_at) for contact in contacts[tenant_id]]
        by_period = defaultdict(list)
        for day in whatsapp.days_since(tenant_id, min(seen)):
            by_period[period_of(day)].append(day)
        for days in by_period.values():
            in_period = [(who, what) for who, day, what in done[tenant_id] if day in days]
            counts = {
                "new_contacts": sum(day in days for day in seen),
                "active_contacts": len({who for who, what in in_period if what.inbound}),
                "messaged_contacts": len({who for who, what in in_period if what.outbound}),
                "opt_ins": len({who for who, what in in_period if what.opted_in}),
                "opt_outs": len({who for who, what in in_period if what.opted_out}),
            }
            counts |= _stocks(whatsapp, contacts[tenant_id], days[-1])
            periods.append((tenant_id, days, counts))
    return periods


def _stocks(whatsapp: WhatsApp, contacts: list[Contact], day: date) -> dict:
    """How many contacts of one tenant there are of each kind when the day is over."""

    def happened(contact: Contact, moment: datetime) -> bool:
        return whatsapp.day(contact.tenant_id, moment) <= day

    known = [contact for contact in contacts if happened(contact, contact.first_seen_at)]
    states, statuses = [], []
    for contact in known:

        def by_then(moment: datetime, contact: Contact = contact) -> bool:
            return happened(contact, moment)

        states.append(contact.opt_state(by_then))
        statuses.append(contact.status(by_then))
    return {
        "total_contacts": len(known),
        **{state: states.count(state) for state in OPT_STATES},
        **{status: statuses.count(status) for status in STATUSES},
    }
