"""Examples where each one costs seconds: a few, large and different ones, the same every time."""

from __future__ import annotations

from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

Example = TypeVar("Example")


def samples(strategy: st.SearchStrategy[Example], count: int, start: int = 0) -> list[Example]:
    """`count` examples of the strategy, each the largest of a run of its own seed.

    Hypothesis begins with small examples and goes on with variations of what it has seen, which is
    right for tests of milliseconds. Where one example runs the whole pipeline, twenty examples have
    to be twenty different ones; the price is that nothing is shrunk.
    """
    return [_largest(strategy, start + number) for number in range(count)]


def _largest(strategy: st.SearchStrategy[Example], number: int) -> Example:
    seen: list[Example] = []

    @seed(number)
    @settings(
        max_examples=6,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def collect(example: Example) -> None:
        seen.append(example)

    collect()
    return max(seen, key=lambda example: len(repr(example)))
