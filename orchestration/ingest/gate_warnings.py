"""What the quality gate found odd without blocking it, in few words for a whole run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from orchestration.quality import CheckOutcome, GateResult

_LINES_SHOWN = 10


def gate_warnings(gates: Iterable[GateResult]) -> list[str]:
    """Return a sentence for each failed check of severity warn, its landing days taken together.

    Checks without a `finding` are left out. In order of source and first day; after ten of them
    one more line counts the rest. No sentence holds a value of a record.
    """
    found: dict[tuple[str, str, str], list[tuple[date, CheckOutcome]]] = {}
    for gate in sorted(gates, key=lambda gate: (gate.source, gate.day)):
        for check in gate.checks:
            if not check.passed and check.severity == "warn" and check.finding:
                key = (gate.source, check.name, check.finding)
                found.setdefault(key, []).append((gate.day, check))
    sentences = [_sentence(source, finding, days) for (source, _, finding), days in found.items()]
    if len(sentences) > _LINES_SHOWN:
        more = len(sentences) - _LINES_SHOWN
        sentences[_LINES_SHOWN:] = [f"… and {more} more warnings of the quality checks."]
    return sentences


def _sentence(source: str, finding: str, days: list[tuple[date, CheckOutcome]]) -> str:
    where = f"{source} dt={days[0][0]}"
    if len(days) > 1:
        where += f" and {len(days) - 1} more landing day{'s' if len(days) > 2 else ''}"
    observed = [check.observed for _, check in days if isinstance(check.observed, (int, float))]
    found = finding.format(
        number=_span(observed), percent=_span([share * 100 for share in observed]) + " %"
    )
    return f"{where}: {found}."


def _span(numbers: list[float]) -> str:
    if not numbers:
        return "an unknown number"
    low, high = _short(min(numbers)), _short(max(numbers))
    return low if low == high else f"{low} to {high}"


def _short(number: float) -> str:
    return f"{number:.3g}" if abs(number) < 1000 else f"{number:.0f}"
