"""What a benchmark run found: rows of ratios and costs, seconds by stage, and comparisons."""

from __future__ import annotations

import statistics
from dataclasses import dataclass, field

from benchmarks.compare import MartComparison
from benchmarks.measure import Measurement

GIBIBYTE = 2**30


@dataclass(frozen=True)
class Row:
    """One line of the result: what was measured, beside what, and how it compares to its limit.

    `result` and `limit` are in `unit` (`x` for ratios); without a limit the row only informs.
    """

    measure: str
    pipeline: str
    reference: str
    result: float
    unit: str
    limit: float | None = None

    @property
    def verdict(self) -> str:
        """`met`, `missed`, or nothing to be met."""
        if self.limit is None:
            return "-"
        return "met" if self.result <= self.limit else "missed"


@dataclass
class Results:
    """Everything a benchmark run found.

    `stages` are seconds by step, by name of the run; `comparisons` those of floor and published
    marts, by family and file.
    """

    rows: list[Row] = field(default_factory=list)
    stages: dict[str, dict[str, float]] = field(default_factory=dict)
    comparisons: dict[str, list[MartComparison]] = field(default_factory=dict)

    @property
    def are_equal(self) -> bool:
        """Whether every floor and its published marts are row for row the same."""
        return all(one.is_equal for marts in self.comparisons.values() for one in marts)


def cost_row(measure: str, cost: str, runs: list[Measurement], limit: float | None = None) -> Row:
    """Return the median seconds of runs that have nothing beside them."""
    seconds = median(runs, cost)
    return Row(measure, f"{seconds:.1f} s", "-", seconds, "s", limit)


def ratio_row(
    measure: str,
    cost: str,
    runs: list[Measurement],
    reference_runs: list[Measurement],
    limit: float | None = None,
) -> Row:
    """Return the median seconds of runs divided by those of their reference."""
    ours, reference = median(runs, cost), median(reference_runs, cost)
    return Row(measure, f"{ours:.1f} s", f"{reference:.1f} s", ours / reference, "x", limit)


def peak_row(
    measure: str,
    runs: list[Measurement],
    reference_runs: list[Measurement],
    limit: float | None = None,
) -> Row:
    """Return the peak memory of runs, beside that of their reference."""
    ours, reference = (
        max(run.peak_bytes for run in some) / GIBIBYTE for some in (runs, reference_runs)
    )
    return Row(measure, f"{ours:.2f} GiB", f"{reference:.2f} GiB", ours, "GiB", limit)


def own_peak_row(measure: str, run: Measurement) -> Row:
    """Return the peak memory of a run that has nothing beside it."""
    own = run.peak_bytes / GIBIBYTE
    return Row(measure, f"{own:.2f} GiB", "-", own, "GiB")


def median(runs: list[Measurement], cost: str) -> float:
    """Return the median of one cost of the runs."""
    return statistics.median(getattr(run, cost) for run in runs)


def median_run(runs: list[Measurement], cost: str) -> Measurement:
    """Return the run in the middle (of an even number: the cheaper of the two)."""
    return sorted(runs, key=lambda run: getattr(run, cost))[(len(runs) - 1) // 2]
