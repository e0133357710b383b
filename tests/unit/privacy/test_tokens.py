"""What is a whole token of a text, against a reading that tries one identifier at a time."""

from __future__ import annotations

import json
import re

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.privacy.identifiers import is_email, normalised, phone_digits
from orchestration.privacy.shapes import Shapes, shape_of
from orchestration.privacy.tokens import candidates, replaced

IDENTIFIERS = [
    "anna@example.org",
    "customer-0001",
    "customer0001",
    "a1b2c3d4-0000-4000-8000-00000000000a",
    "kunde größe",
    "491701234567",
    "1234567",
]
PIECES = [
    *IDENTIFIERS, "+49 170 1234567", "(0170) 123-4567", "Anna@Example.ORG", "customer", "-", "0001",
    "49", " ", "_", ".", "@", "ä", "x", "7", '"', "(", ")", "+", "\n", ",", "org", "b@example.org",
]  # fmt: skip
SHAPES = Shapes.of(shape_of(normalised(value)) for value in IDENTIFIERS)


def is_in(normal: str, text: str) -> bool:
    """The rule of a whole token, word by word."""
    if is_email(normal):
        pattern = rf"(?<![A-Za-z0-9._%+-]){re.escape(normal)}(?![^\W_])(?![.-][^\W_])"
        return re.search(pattern, text, re.IGNORECASE) is not None
    if phone_digits(normal):
        pattern = r"[+\-() ]*".join(normal)
        return re.search(rf"(?<![0-9]){pattern}(?![0-9])", text) is not None
    return re.search(rf"(?<!\w){re.escape(normal)}(?!\w)", text) is not None


texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@settings(max_examples=300, deadline=None)
@given(texts)
def test_tokens_are_those_of_the_plain_reading(text):
    found = candidates(text, SHAPES)
    for identifier in IDENTIFIERS:
        assert (identifier in found) == is_in(identifier, text), (identifier, text)


@settings(max_examples=200, deadline=None)
@given(texts, st.sampled_from(IDENTIFIERS))
def test_what_is_replaced_is_gone_and_the_rest_stays(text, identifier):
    found = replaced(text, SHAPES, lambda normal: "erased" if normal == identifier else None)
    assert not is_in(identifier, found)
    assert (found == text) == (not is_in(identifier, text))


@settings(max_examples=100, deadline=None)
@given(texts, st.integers(1, 3))
def test_escapes_hide_nothing(text, times):
    escaped = text.replace("@", "\\u0040") if times == 3 else text
    for _ in range(min(times, 2)):
        escaped = json.dumps(escaped)
    expected = {identifier for identifier in IDENTIFIERS if is_in(identifier, text)}
    assert expected <= candidates(escaped, SHAPES)


@settings(max_examples=100, deadline=None)
@given(st.lists(texts, min_size=1, max_size=20))
def test_the_prefilter_lets_every_token_pass(some):
    with duckdb.connect() as connection:
        passed = connection.execute(
            "SELECT regexp_matches(unnest(?), ?)", [some, SHAPES.prefilter]
        ).fetchall()
    for text, (has_passed,) in zip(some, passed, strict=True):
        if any(is_in(identifier, text) for identifier in IDENTIFIERS):
            assert has_passed, text


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("write to anna@example.org.", True),
        ("ANNA@EXAMPLE.ORG", True),
        ("mailto:anna@example.org?subject=x", True),
        ("<anna@example.org>", True),
        ("joanna@example.org", False),
        ("anna@example.org.uk", False),
        ("anna@example.orga", False),
        ("x.anna@example.org", False),
    ],
)
def test_an_address_is_a_whole_one(text, is_found):
    assert ("anna@example.org" in candidates(text, SHAPES)) is is_found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("+49 (170) 123-4567", True),
        ("call 49-1701234567!", True),
        ("room 12 491701234567 or 8", True),
        ("0049 170 1234567", False),
        ("4917012345678", False),
        ("49.170.1234567", False),
    ],
)
def test_a_phone_is_found_in_any_spelling(text, is_found):
    assert ("491701234567" in candidates(text, SHAPES)) is is_found


def test_of_tokens_that_overlap_the_longest_is_replaced():
    shapes = Shapes.of(map(shape_of, ("anna.smith", "anna.smith@example.org")))
    found = replaced("anna.smith@example.org", shapes, lambda normal: f"[{len(normal)}]")
    assert found == "[22]"


def test_short_ids_are_no_tokens():
    assert shape_of("c42") is None
