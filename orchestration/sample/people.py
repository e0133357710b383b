"""Identifiers of people who do not exist."""

from __future__ import annotations

#: +1 555 01x xxxx: area code 555 is unassigned, and no exchange begins with 0.
PHONE_PREFIX = "155501"
PHONE_COUNT = 100_000
STREETS = ("Sample Street", "Placeholder Road", "Specimen Lane")
CITIES = ("Exampleton", "Muster-on-Sea", "New Placeholder")


def phone_of(number: int) -> str:
    """Phone number (digits) of person `number`; numbers repeat after `PHONE_COUNT` people."""
    return f"{PHONE_PREFIX}{number % PHONE_COUNT:05d}"


def email_of(number: int) -> str:
    """E-mail address of person `number`, in a domain reserved for documentation."""
    return f"person{number:06d}@example.org"


def address_of(number: int) -> dict[str, str]:
    """Postal address of person `number`, in a country that does not exist."""
    return {
        "street": f"{STREETS[number % len(STREETS)]} {number % 90 + 1}",
        "postal_code": f"{number % 100_000:05d}",
        "city": CITIES[number % len(CITIES)],
        "country": "Exampleland",
    }
