"""Identifiers of people who do not exist."""

from __future__ import annotations

#: +1 555 01x xxxx: area code 555 is unassigned, and no exchange begins with 0.
PHONE_PREFIX = "155501"
PHONE_COUNT = 100_000


def phone_of(number: int) -> str:
    """Phone number (digits) of person `number`; numbers repeat after `PHONE_COUNT` people."""
    return f"{PHONE_PREFIX}{number % PHONE_COUNT:05d}"


def email_of(number: int) -> str:
    """E-mail address of person `number`, in a domain reserved for documentation."""
    return f"person{number:06d}@example.org"
