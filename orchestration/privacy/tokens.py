"""Whole tokens of a text that may be identifiers, and texts with other tokens in their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from orchestration.privacy.shapes import Shapes

LONGEST_PHONE = 40
"""Digits up to which groups of digits are read as one number."""
_LONGEST_LOCAL_PART = 64

_DIGITS = re.compile(r"[0-9]+")
_LOCAL_PART = re.compile(r"[^\s@\"<>(),;:\[\]\\]+\Z")
_DOMAIN = re.compile(r"[\w.-]+")
# Characters an address may have before the @: after one of them no address begins.
_OF_AN_ADDRESS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_TIMES_ESCAPED = 3


class Token(NamedTuple):
    """A piece of a text: where it is, and the identifier it may be, normalised."""

    start: int
    end: int
    normal: str


Replace = Callable[[str], str | None]
"""Gives what is to stand for a normalised identifier; None if it is to stay."""


def tokens(text: str, shapes: Shapes) -> Iterator[Token]:
    """Yield every whole token that has the outline of an identifier; they may overlap."""
    if shapes.has_emails and "@" in text:
        yield from _emails(text)
    if shapes.phone_lengths:
        yield from _phones(text, shapes)
    if shapes.word_lengths:
        for word in shapes.words.finditer(text):
            if word.end() - word.start() in shapes.word_lengths:
                yield Token(word.start(), word.end(), word[0])
    for pattern in shapes.composed:
        for match in pattern.finditer(text):
            yield Token(*match.span(1), match[1])


def candidates(text: str, shapes: Shapes) -> set[str]:
    """Return what of a text may be identifiers, normalised, also where JSON escaped it."""
    return {token.normal for reading in readings(text) for token in tokens(reading, shapes)}


def replaced(text: str, shapes: Shapes, replace: Replace) -> str:
    """Return the text with its tokens replaced, the longest first where they overlap.

    A text in which they are escaped loses its escapes.
    """
    for reading in readings(text):
        found = _replaced_in(reading, shapes, replace)
        if found != reading:
            return found
    return text


def readings(text: str) -> Iterator[str]:
    """Yield the text, and what it is where it was put into JSON, once or several times."""
    yield text
    for _ in range(_TIMES_ESCAPED):
        if "\\" not in text:
            return
        text = _unescaped(text)
        yield text


def _replaced_in(text: str, shapes: Shapes, replace: Replace) -> str:
    found = []
    for token in tokens(text, shapes):
        other = replace(token.normal)
        if other is not None:
            found.append((token.start, -token.end, other))
    if not found:
        return text
    parts, position = [], 0
    for start, negative_end, other in sorted(found):
        if start >= position:
            parts += [text[position:start], other]
            position = -negative_end
    return "".join([*parts, text[position:]])


def _emails(text: str) -> Iterator[Token]:
    position = text.find("@")
    while position >= 0:
        ends = list(_email_ends(text, position + 1))
        for start in _email_starts(text, position) if ends else ():
            for end in ends:
                yield Token(start, end, text[start:end].lower())
        position = text.find("@", position + 1)


def _email_starts(text: str, position: int) -> Iterator[int]:
    local_part = _LOCAL_PART.search(text[max(0, position - _LONGEST_LOCAL_PART) : position])
    if local_part is None:
        return
    for start in range(position - len(local_part[0]), position):
        if start == 0 or text[start - 1] not in _OF_AN_ADDRESS:
            yield start


def _email_ends(text: str, position: int) -> Iterator[int]:
    domain = _DOMAIN.match(text, position)
    if domain is None:
        return
    for end in range(position + 1, domain.end() + 1):
        if text[end - 1].isalnum() and _ends_an_email(text, end):
            yield end


def _ends_an_email(text: str, end: int) -> bool:
    after = text[end : end + 2]
    if not after:
        return True
    if after[0].isalnum():
        return False
    return not (after[0] in ".-" and len(after) > 1 and after[1].isalnum())


def _phones(text: str, shapes: Shapes) -> Iterator[Token]:
    for run in shapes.numbers.finditer(text):
        groups = [group.span() for group in _DIGITS.finditer(text, *run.span())]
        for first, (start, _) in enumerate(groups):
            digits = ""
            for group_start, end in groups[first:]:
                digits += text[group_start:end]
                if len(digits) in shapes.phone_lengths:
                    yield Token(_with_plus(text, start), end, digits)
                if len(digits) >= LONGEST_PHONE:
                    break


def _with_plus(text: str, start: int) -> int:
    return start - 1 if start and text[start - 1] == "+" else start


def _unescaped(text: str) -> str:
    def character(match: re.Match[str]) -> str:
        if match[3] is not None:
            return _CONTROL.get(match[3], match[3])
        return chr(int(match[1] or match[2], 16))

    found = _ESCAPE.sub(character, text)
    # Two halves of a character beyond the first plane.
    return found.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
