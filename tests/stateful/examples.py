"""How many random histories there are, and which."""

from __future__ import annotations

import os
import secrets

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.stateful.machine import HistoryOfAHome

USUAL = 25
STEPS = 6
EXAMPLES_VARIABLE = "CHATMART_TEST_EXAMPLES"
SEED_VARIABLE = "CHATMART_TEST_SEED"

_asked_for = os.environ.get(EXAMPLES_VARIABLE)
_FIRST = int(os.environ.get(SEED_VARIABLE) or (secrets.randbelow(10**9) if _asked_for else 0))


def numbers(part: int) -> list[int]:
    """Seeds of one half of the examples: the same ones each time, unless a number is asked for."""
    return list(range(_FIRST + part, _FIRST + int(_asked_for or USUAL), 2))


def run_history(number: int) -> None:
    """Run the one example of this seed; it is shrunk only if a number of examples was asked for.

    Hypothesis shrinks for five minutes at most.
    """
    machine = type("HistoryOfAHome", (HistoryOfAHome,), {"compares_everything": bool(_asked_for)})
    run_state_machine_as_test(
        seed(number)(machine),
        settings=settings(
            max_examples=1,
            stateful_step_count=STEPS + 1,
            phases=[Phase.generate, *([Phase.shrink] if _asked_for else [])],
            database=None,
            deadline=None,
            print_blob=False,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
