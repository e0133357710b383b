"""JSON inside JSON: reading it, and when two values of it are equal."""

from __future__ import annotations

import json
import math
from decimal import Decimal

from tests.oracle.values import UnreadableError


def first_wins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object from its members; of two with the same name the first one counts."""
    members: dict[str, object] = {}
    for name, value in pairs:
        members.setdefault(name, value)
    return members


def object_or_none(value: object) -> dict | None:
    """An object, or a text holding one; missing or blank is none, anything else unreadable."""
    return _container(value, dict)


def array_or_none(value: object) -> list | None:
    """An array, or a text holding one; missing or blank is none, anything else unreadable."""
    return _container(value, list)


def _container(value: object, kind: type) -> dict | list | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value, object_pairs_hook=first_wins)
        except ValueError as error:
            raise UnreadableError("text holds no JSON") from error
    if not isinstance(value, kind):
        raise UnreadableError("neither an object nor an array, or the wrong one of them")
    return value


def is_same(one: object, other: object) -> bool:
    """Whether two JSON values are equal: numbers as numbers, objects in any order of members."""
    if _is_number(one) and _is_number(other):
        # As they are spelled, not as floating point has them; what is not finite is missing.
        is_finite = isinstance(one, int) or math.isfinite(one)
        return is_finite and Decimal(repr(one)) == Decimal(repr(other))
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(is_same(one[name], other[name]) for name in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return one == other


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
