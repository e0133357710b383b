"""What is measured: a full load against the floor, nights after a history, and idle runs."""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.compare import MartComparison, compare
from benchmarks.generate import Parameters
from benchmarks.homes import Home, generated_landing, run_floor, timings
from benchmarks.measure import Measurement
from benchmarks.module_marts import module_marts_and_reference

WALL_RATIO_LIMIT = 2.0
PEAK_GIBIBYTES_LIMIT = 4.0
NIGHT_RATIO_LIMIT = 1.3
IDLE_SECONDS_LIMIT = 10.0
MODULE_MARTS_RATIO_LIMIT = 0.5
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
    """Everything a benchmark run found; `stages` are seconds by step, by name of the run."""

    rows: list[Row] = field(default_factory=list)
    stages: dict[str, dict[str, float]] = field(default_factory=dict)
    comparisons: list[MartComparison] = field(default_factory=list)


def full_load(
    folder: Path, parameters: Parameters, repeat: int, results: Results, *, with_floor: bool = True
) -> Home:
    """Load everything into an empty home, `repeat` times in turn with the floor; keep the last."""
    generated = _generated(folder, parameters)
    output = folder / "floor"
    floor_runs: list[Measurement] = []
    runs: list[Measurement] = []
    for _ in range(repeat):
        if with_floor:
            floor_runs.append(_logged("floor", run_floor(generated, output)))
        home = Home(folder / "homes" / "full")
        home.land(generated, parameters.landing_days)
        runs.append(_logged("full load", home.run()))
    if not with_floor:
        return home
    amount = f"{parameters.events_per_day * parameters.days:,} events, {parameters.days} days"
    results.rows += [
        _ratio(f"{amount}: wall time", "wall_seconds", runs, floor_runs, WALL_RATIO_LIMIT),
        _ratio(f"{amount}: CPU time", "cpu_seconds", runs, floor_runs, None),
        _peak(f"{amount}: peak memory", runs, floor_runs),
    ]
    results.stages["Full load"] = timings(_median_run(runs, "wall_seconds"))
    results.stages["Floor"] = timings(_median_run(floor_runs, "wall_seconds"))
    results.comparisons = compare(output / "floor.duckdb", home.published)
    return home


def module_marts(home: Home, repeat: int, results: Results) -> None:
    """Measure the SQL of all module marts beside that of event counts and sessions."""
    ours, reference = module_marts_and_reference(home.path, repeat)
    results.rows.append(
        Row(
            "all module marts, SQL alone, beside event counts and sessions",
            f"{ours:.1f} s",
            f"{reference:.1f} s",
            ours / reference,
            "x",
            MODULE_MARTS_RATIO_LIMIT,
        )
    )


def nights(
    folder: Path, events: int, history: tuple[int, int], number: int, results: Results
) -> Home:
    """Measure the same nights after a short and after a long history; keep the long home."""
    parameters = Parameters(events_per_day=events, days=max(history) + number)
    generated = _generated(folder, parameters)
    days = parameters.landing_days
    known, new = days[: max(history)], days[max(history) :]
    homes = {length: Home(folder / "homes" / f"history-{length}") for length in history}
    for length, home in homes.items():
        home.land(generated, known[-length:])
        _logged(f"history of {length} days", home.run())
    runs: dict[int, list[Measurement]] = {length: [] for length in history}
    for day in new:
        for length, home in homes.items():
            home.land(generated, [day])
            runs[length].append(_logged(f"night after {length} days", home.run()))
    short, long = min(history), max(history)
    results.rows.append(
        _ratio(
            f"one more day of {events:,} events: CPU time after {long} days and after {short}",
            "cpu_seconds",
            runs[long],
            runs[short],
            NIGHT_RATIO_LIMIT,
        )
    )
    for length in (short, long):
        stages = timings(_median_run(runs[length], "cpu_seconds"))
        results.stages[f"Night after {length} days"] = stages
    homes[short].remove()
    return homes[long]


def idle(home: Home, repeat: int, results: Results) -> None:
    """Measure runs on a home in which nothing is new."""
    runs = [_logged("nothing new", home.run()) for _ in range(repeat)]
    seconds = _median(runs, "cpu_seconds")
    results.rows.append(
        Row("nothing new: CPU time", f"{seconds:.1f} s", "-", seconds, "s", IDLE_SECONDS_LIMIT)
    )
    results.stages["Nothing new"] = timings(_median_run(runs, "cpu_seconds"))


def _ratio(
    measure: str,
    cost: str,
    runs: list[Measurement],
    reference_runs: list[Measurement],
    limit: float | None,
) -> Row:
    ours, reference = _median(runs, cost), _median(reference_runs, cost)
    return Row(measure, f"{ours:.1f} s", f"{reference:.1f} s", ours / reference, "x", limit)


def _peak(measure: str, runs: list[Measurement], floor_runs: list[Measurement]) -> Row:
    ours, reference = (
        max(run.peak_bytes for run in some) / GIBIBYTE for some in (runs, floor_runs)
    )
    return Row(
        measure, f"{ours:.2f} GiB", f"{reference:.2f} GiB", ours, "GiB", PEAK_GIBIBYTES_LIMIT
    )


def _median(runs: list[Measurement], cost: str) -> float:
    return statistics.median(getattr(run, cost) for run in runs)


def _median_run(runs: list[Measurement], cost: str) -> Measurement:
    """Return the run in the middle (of an even number: the cheaper of the two)."""
    return sorted(runs, key=lambda run: getattr(run, cost))[(len(runs) - 1) // 2]


def _generated(folder: Path, parameters: Parameters) -> Path:
    print(f"data: {parameters.name}", file=sys.stderr, flush=True)
    return generated_landing(folder, parameters)


def _logged(name: str, measurement: Measurement) -> Measurement:
    print(
        f"{name}: {measurement.wall_seconds:.1f} s wall, {measurement.cpu_seconds:.1f} s CPU,"
        f" peak {measurement.peak_bytes / GIBIBYTE:.2f} GiB",
        file=sys.stderr,
        flush=True,
    )
    return measurement
