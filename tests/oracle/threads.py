"""Message threads of exactly 24 hours, whichever side begins."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tests.oracle.logs import WhatsApp
from tests.oracle.messages import CountedMessage
from tests.oracle.opened import opened_daily, opened_monthly

DURATION = timedelta(hours=24)


@dataclass
class Thread:
    """One thread of a contact with a business number."""

    tenant_id: str
    business_number: str
    contact_id: str
    opened_at: datetime
    opened_date: date
    messages: int = 0


def walk(whatsapp: WhatsApp) -> list[Thread]:
    """Every thread, by walking over the messages of each contact and business number."""
    groups: dict[tuple[str, str, str], list[CountedMessage]] = defaultdict(list)
    for message in whatsapp.messages:
        if message.is_counted and not message.is_failed and message.contact_id is not None:
            groups[message.tenant_id, message.business_number, message.contact_id].append(message)
    threads = []
    for key, messages in groups.items():
        thread = None
        for message in sorted(messages, key=lambda it: (it.occurred_at, it.message_id)):
            moment = message.occurred_at
            if thread is None or moment >= thread.opened_at + DURATION:
                thread = Thread(*key, moment, whatsapp.day(key[0], moment))
                threads.append(thread)
            thread.messages += 1
    return threads


def threads(whatsapp: WhatsApp) -> list[dict]:
    """`fct_threads` without `thread_id`, whose form is the project's own business."""
    return [vars(thread) | {"closes_at": thread.opened_at + DURATION} for thread in walk(whatsapp)]


def threads_daily(whatsapp: WhatsApp) -> list[dict]:
    """`fct_threads_daily`: one row per tenant and day, from its first thread on."""
    found = {(thread.tenant_id,): [] for thread in walk(whatsapp)}
    for thread in walk(whatsapp):
        found[(thread.tenant_id,)].append(thread)
    return [
        {"tenant_id": key[0], "thread_date": day, "threads": count, "contacts": contacts}
        for key, day, count, contacts in opened_daily(whatsapp, found)
    ]


def threads_monthly(whatsapp: WhatsApp) -> list[dict]:
    """`fct_threads_monthly`: threads opened in the month, their contacts once."""
    found = {(thread.tenant_id,): [] for thread in walk(whatsapp)}
    for thread in walk(whatsapp):
        found[(thread.tenant_id,)].append(thread)
    return [
        {"tenant_id": key[0], "thread_month": month, "threads": count, "contacts": contacts}
        for key, month, count, contacts in opened_monthly(whatsapp, found)
    ]
