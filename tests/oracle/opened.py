"""Series of what is opened on a day: conversations and threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from tests.oracle.logs import WhatsApp
from tests.oracle.tenants import month_of, months_through


class Opened(Protocol):
    """Something that a contact takes part in, and that counts on the date of its opening."""

    contact_id: str
    opened_date: date


# By (tenant, and what else the series are of).
Groups = dict[tuple[str, ...], Sequence[Opened]]
Counts = tuple[tuple[str, ...], date, int, int]


def opened_daily(whatsapp: WhatsApp, groups: Groups) -> Iterator[Counts]:
    """(key, day, how many were opened, of how many contacts), from the key's first day on."""
    for key, opened in groups.items():
        for day in _days(whatsapp, key, opened):
            yield key, day, *_counts([one for one in opened if one.opened_date == day])


def opened_monthly(whatsapp: WhatsApp, groups: Groups) -> Iterator[Counts]:
    """The same by month."""
    for key, opened in groups.items():
        days = _days(whatsapp, key, opened)
        for month in months_through(days[0], days[-1]):
            in_month = [one for one in opened if month_of(one.opened_date) == month]
            yield key, month, *_counts(in_month)


def _days(whatsapp: WhatsApp, key: tuple[str, ...], opened: Sequence[Opened]) -> list[date]:
    dates = [one.opened_date for one in opened]
    return whatsapp.days_since(key[0], min(dates), *dates)


def _counts(opened: list[Opened]) -> tuple[int, int]:
    return len(opened), len({one.contact_id for one in opened})
