"""What makes two spellings the same identifier, decided by the text and not by where it stands."""

from __future__ import annotations

import hmac
import re

CONTACT = "contact_id"
"""The kind of Glific's own contact ids: small numbers that may be somebody else's customer id."""

SHORTEST_PHONE = 7
"""Digits that a text must have to be a phone."""
SHORTEST_ID = 8
"""Characters below which an id tells nobody apart in a text."""

_OF_CONTACTS = f"{CONTACT}\x1f"
_BLANKS = " \t\r\n\f\v"
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+")
_PHONE = re.compile(r"[0-9+\-()/. ]+")
_NO_DIGIT = re.compile(r"[^0-9]")


def is_email(value: str) -> bool:
    """Whether a text is an e-mail address and nothing else."""
    return _EMAIL.fullmatch(value.strip(_BLANKS)) is not None


def phone_digits(value: str) -> str | None:
    """Return the digits of a text that is a phone and nothing else, None for other texts."""
    if _PHONE.fullmatch(value) is None:
        return None
    digits = _NO_DIGIT.sub("", value)
    return digits if len(digits) >= SHORTEST_PHONE else None


def normalised(value: str, kind: str | None = None) -> str:
    """Return the one spelling of an identifier: e-mail in lower case, phone as its digits.

    Everything else is an id as it is; a customer id that is an address or phone is just that.
    Only contact ids (`kind`) are kept apart.
    """
    if kind == CONTACT:
        return _OF_CONTACTS + value
    if is_email(value):
        return value.strip(_BLANKS).lower()
    return phone_digits(value) or value


def contact_of(normal: str) -> str | None:
    """Return the contact id that a normalised identifier is, None for every other kind."""
    return normal.removeprefix(_OF_CONTACTS) if normal.startswith(_OF_CONTACTS) else None


def keyed_hash(key: bytes, text: str) -> str:
    """Return HMAC-SHA256 in hexadecimal digits."""
    return hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


def identifier_hash(key: bytes, tenant_id: str, normal: str) -> str:
    """Return the keyed hash of a normalised identifier of a tenant."""
    return keyed_hash(key, f"{tenant_id}\x1f{normal}")
