"""Finding a person's identifiers in files: fast in bytes, exactly in texts.

In a text a match is a whole token, as `tokens.py` cuts it: an e-mail address in any case, a phone
of 7 digits or more whatever they are grouped with, an id of 8 characters or more. What is shorter
tells nobody apart in a text; it is only looked for where it is a whole value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from orchestration.privacy.identifiers import CONTACT, contact_of, is_email, normalised
from orchestration.privacy.shapes import Shapes, shape_of
from orchestration.privacy.tokens import candidates, replaced

OVERLAP_BYTES = 8192
"""More than any identifier takes, however it is escaped."""

_PIECE_BYTES = 4 * 1024 * 1024
# What people group the digits of a phone with, and Glific's export the numbers of simulators.
_BETWEEN_DIGITS = b"+-()/._ \t\r\n\v\f" + "\u00a0\u202f".encode()
# One or more escaped characters; text that was put into JSON twice has twice the backslashes.
_ESCAPES = re.compile(rb"(?:\\+(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}))+")
_CODE_UNIT = re.compile(rb"[ux]([0-9a-fA-F]{2,4})")
_ESCAPED_CHARACTER = re.compile(rb"\\+([^ux])", re.DOTALL)


class Matcher:
    """Finds the identifiers of one person, which are normalised."""

    def __init__(self, identifiers: Collection[str]) -> None:
        self._identifiers = frozenset(one for one in identifiers if contact_of(one) is None)
        self._contacts = {contact for one in identifiers if (contact := contact_of(one))}
        self._shapes = Shapes.of(
            shape for one in identifiers if (shape := shape_of(one)) is not None
        )
        emails = {one for one in self._identifiers if is_email(one)}
        numbers = {one for one in self._identifiers if one.isdigit()}
        ids = (self._identifiers - emails - numbers) | self._contacts
        self._ids, self._emails, self._numbers = (
            [one.encode() for one in sorted(some)] for some in (ids, emails, numbers)
        )
        self._has_broad_emails = any(not email.isascii() for email in emails)

    def may_be_in(self, data: bytes) -> bool:
        """Whether a look at the text is worth while: fast, and never False for what is there."""
        if self._are_bytes_in(data):
            return True
        return b"\\" in data and self._are_bytes_in(_unescaped(data))

    def is_in(self, text: str) -> bool:
        """Whether an identifier is a token of the text."""
        return not self._identifiers.isdisjoint(candidates(text, self._shapes))

    def is_value(self, field: str, text: str) -> bool:
        """Whether the text as a whole is an identifier, however short, in a field of this name."""
        if field == CONTACT and text in self._contacts:
            return True
        if field in ("customer_id", "user_id") or "phone" in field:
            return normalised(text) in self._identifiers
        return False

    def redacted(self, text: str) -> str:
        """Return the text with every token that is an identifier taken out."""
        return replaced(text, self._shapes, self._standing_for)

    def _standing_for(self, normal: str) -> str | None:
        if normal not in self._identifiers:
            return None
        # A digit, so that a number of JSON stays one.
        return "0" if normal.isdigit() else "erased"

    def _are_bytes_in(self, data: bytes) -> bool:
        if any(one in data for one in self._ids):
            return True
        if self._emails:
            lowered = data.lower()
            if self._has_broad_emails:
                lowered += data.decode("utf-8", "replace").lower().encode()
            if any(email in lowered for email in self._emails):
                return True
        if self._numbers:
            digits = data.translate(None, _BETWEEN_DIGITS)
            return any(number in digits for number in self._numbers)
        return False


def in_pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Cut a stream into pieces that overlap, so that nothing is torn apart in all of them."""
    tail = b""
    while chunk := read(_PIECE_BYTES):
        piece = tail + bytes(chunk)
        yield piece
        tail = piece[-OVERLAP_BYTES:]


def _unescaped(data: bytes) -> bytes:
    """Undo the escapes of JSON, also where text was put into JSON more than once."""

    def characters(match: re.Match[bytes]) -> bytes:
        units = b"".join(
            bytes.fromhex(unit.decode().zfill(4)) for unit in _CODE_UNIT.findall(match[0])
        )
        return units.decode("utf-16-be", "replace").encode()

    return _ESCAPED_CHARACTER.sub(rb"\1", _ESCAPES.sub(characters, data))
