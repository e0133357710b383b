"""Who is on the other side of a WhatsApp message: a phone, or else the provider's user id."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.oracle.values import UnreadableError, identifier

SIMULATOR_PREFIX = "9876543210"

_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]+")
_PUNCTUATION = str.maketrans("", "", "+-() ")


@dataclass(frozen=True)
class Person:
    """A phone (digits), a user id, both, or (a status that names nobody) neither."""

    phone: str | None = None
    user_id: str | None = None

    @property
    def contact_id(self) -> str | None:
        """What the person's contact is known by."""
        return self.phone or self.user_id


_SIMULATOR = re.compile(rf"^({SIMULATOR_PREFIX})_(\d+)$")


def phone_digits(value: object) -> str | None:
    """The digits of a phone; None for nothing, and for what is no phone."""
    digits = (_text(value) or "").translate(_PUNCTUATION)
    return digits if digits.isascii() and digits.isdigit() else None


def exported_phone(value: object) -> str | None:
    """The digits of a phone in Glific's export, where simulators are numbered: 9876543210_1."""
    return phone_digits(value) or phone_digits(_SIMULATOR.sub(r"\1\2", _text(value) or ""))


def is_simulator(phone: str | None) -> bool:
    """Whether nobody is behind that phone."""
    return phone is not None and phone.startswith(SIMULATOR_PREFIX)


def recipient(phone: object, user_id: object) -> Person:
    """Whoever is named, be it nobody."""
    return Person(phone_digits(phone), _user_id(phone) or _user_id(user_id))


def somebody(phone: object, user_id: object) -> Person:
    """Whoever is named; a name that is neither phone nor user id is unreadable."""
    found = recipient(phone, user_id)
    is_named_badly = identifier(phone) is not None and not (phone_digits(phone) or _user_id(phone))
    if is_named_badly or found.contact_id is None:
        raise UnreadableError("neither phone nor user id")
    return found


def _user_id(value: object) -> str | None:
    written = _text(value)
    return written if written is not None and _USER_ID.fullmatch(written) else None


def _text(value: object) -> str | None:
    try:
        return identifier(value)
    except UnreadableError:
        return None
