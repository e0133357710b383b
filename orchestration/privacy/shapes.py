"""The outlines of identifiers: what a text must look like to be worth hashing.

The register knows identifiers by their hashes alone. Which outlines a tenant's identifiers have is
kept beside the rows, so that of a text only what looks like one of them is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from orchestration.privacy.identifiers import (
    SHORTEST_ID,
    SHORTEST_PHONE,
    contact_of,
    is_email,
    phone_digits,
)

_EMAIL = "e-mail"
_PHONE = "phone "
_ID = "id "
_WORD = re.compile(r"\w+")
_PART = re.compile(r"([0-9]+)|([^0-9])", re.DOTALL)
_COUNT = re.compile(r"[0-9]+")
_WORD_CHARACTER = r"\w"
_PLAIN_WORD = "[0-9A-Za-z_]"
_NOTHING = r"[^\x00-\x{10FFFF}]"
_ANY_WORD = r"[0-9A-Za-z_\x{80}-\x{10FFFF}]"
_LONGEST = 500
_LARGEST = 3000
# Characters of one class, so that ranges and repetitions mean the same to Python and DuckDB.
BETWEEN_DIGITS = "[-+() \u00a0\u202f]*"
"""What may stand between the digits of a phone in a text."""


def shape_of(normal: str) -> str | None:
    """Return the outline of a normalised identifier; None for one that is not looked for in texts.

    Of an id it is how long its words are and what stands between them.
    """
    if contact_of(normal) is not None:
        return None
    if is_email(normal):
        return _EMAIL
    if phone_digits(normal):
        return f"{_PHONE}{len(normal)}"
    if not SHORTEST_ID <= len(normal) <= _LONGEST:
        return None
    return _ID + _WORD.sub(lambda word: str(len(word[0])), normal)


@dataclass(frozen=True)
class Shapes:
    """The outlines that identifiers of one tenant, or of several, have."""

    names: frozenset[str]

    @classmethod
    def of(cls, names: Iterable[str]) -> Shapes:
        """Return them as one."""
        return cls(frozenset(names))

    @cached_property
    def has_emails(self) -> bool:
        """Whether an e-mail address is among the identifiers."""
        return _EMAIL in self.names

    @cached_property
    def phone_lengths(self) -> frozenset[int]:
        """Numbers of digits that phones among the identifiers have."""
        return frozenset(
            int(name.removeprefix(_PHONE)) for name in self.names if name.startswith(_PHONE)
        )

    @cached_property
    def numbers(self) -> re.Pattern[str]:
        """What finds digits enough for the shortest phone, with what may stand between them."""
        least = min(self.phone_lengths, default=SHORTEST_PHONE)
        return re.compile(rf"[0-9](?:{BETWEEN_DIGITS}[0-9]){{{least - 1},}}")

    @cached_property
    def words(self) -> re.Pattern[str]:
        """What finds words as long as the shortest id that is one word."""
        return re.compile(rf"\w{{{min(self.word_lengths, default=SHORTEST_ID)},}}")

    @cached_property
    def word_lengths(self) -> frozenset[int]:
        """Lengths of the ids that are one word."""
        return frozenset(int(name) for name in self._ids if _COUNT.fullmatch(name))

    @cached_property
    def composed(self) -> tuple[re.Pattern[str], ...]:
        """What finds, at each place they begin, ids of several words or with other signs."""
        patterns = (_pattern(name, _WORD_CHARACTER) for name in self._composed)
        return tuple(re.compile(rf"(?<!\w)(?=({pattern})(?!\w))") for pattern in patterns)

    @cached_property
    def prefilter(self) -> str | None:
        """A regular expression of DuckDB that matches every plain text with such an identifier.

        None if there are none; of too many it matches everything. Letters beyond ASCII count both
        as part of a word and as its end: classes of all letters would make it too large.
        """
        parts = ["@"] if self.has_emails else []
        if self.phone_lengths:
            parts.append(self.phones)
        if sum(int(count) for name in self._ids for count in _COUNT.findall(name)) > _LARGEST:
            return ""
        words = [rf"{_ANY_WORD}{{{length}}}" for length in sorted(self.word_lengths)]
        words += [_pattern(name, _ANY_WORD) for name in self._composed]
        if words:
            parts.append(rf"(?:^|[^0-9A-Za-z_])(?:{'|'.join(words)})(?:$|[^0-9A-Za-z_])")
        return "|".join(parts) or None

    @cached_property
    def phones(self) -> str:
        """A regular expression of DuckDB that matches every text with a phone; nothing if none."""
        return (
            "|".join(
                rf"(?:^|[^0-9])[0-9](?:{BETWEEN_DIGITS}[0-9]){{{length - 1}}}(?:$|[^0-9])"
                for length in sorted(self.phone_lengths)
            )
            or _NOTHING
        )

    @cached_property
    def whole_ids(self) -> str | None:
        """A regular expression of DuckDB for texts that are one id and hold no other; None if none.

        Most ids of records have one outline, often that of customer ids.
        """
        ids = [
            name
            for name in sorted(self._ids)
            if not any(_is_inside(other, name) for other in self._ids if other != name)
        ]
        return "|".join(_pattern(name, _PLAIN_WORD) for name in ids) or None

    @property
    def _composed(self) -> list[str]:
        return sorted(name for name in self._ids if not _COUNT.fullmatch(name))

    @property
    def _ids(self) -> list[str]:
        return [name.removeprefix(_ID) for name in self.names if name.startswith(_ID)]


def _pattern(name: str, word: str) -> str:
    """Return the expression of an id's outline; `word` matches a character of a word."""
    return "".join(
        f"{word}{{{count}}}" if count else re.escape(sign) for count, sign in _PART.findall(name)
    )


def _is_inside(name: str, other: str) -> bool:
    """Whether an id with one outline may be a token within an id with the other."""
    sample = "".join("a" * int(count) if count else sign for count, sign in _PART.findall(other))
    pattern = _pattern(name, _WORD_CHARACTER)
    return re.search(rf"(?<!\w){pattern}(?!\w)", sample) is not None
