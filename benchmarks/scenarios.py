"""What is measured: full loads against floors, nights after a history, late data, idle runs."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.compare import compare
from benchmarks.erasure import erase_one, land_registrations
from benchmarks.export import EXPORTS, HAS_FLOOR, export, home_with_records, run_export_floor
from benchmarks.families import CHAT
from benchmarks.floor import COMPLETE, WITHOUT_PERSONAL_DATA
from benchmarks.generate import Parameters
from benchmarks.homes import Home, generated_landing, run_floor, timings
from benchmarks.late_record import LateRecord
from benchmarks.measure import Measurement
from benchmarks.module_marts import module_marts_and_reference
from benchmarks.results import (
    GIBIBYTE,
    Results,
    Row,
    cost_row,
    median_run,
    own_peak_row,
    peak_row,
    ratio_row,
)

# Wall time against the floor, and GiB of memory; a family without limits is only reported.
FULL_LOAD_LIMITS = {CHAT: (2.0, 4.0)}
NIGHT_RATIO_LIMIT = 1.3
TRIVIAL_NIGHT_SECONDS_LIMIT = 25.0
IDLE_SECONDS_LIMIT = 10.0
MODULE_MARTS_RATIO_LIMIT = 0.5
EXPORT_PEAK_LIMIT = 1.0


def full_load(
    folder: Path, parameters: Parameters, repeat: int, results: Results, *, with_floor: bool = True
) -> Home:
    """Load everything into an empty home, `repeat` times in turn with the floor; keep the last."""
    family = parameters.family
    generated = _generated(folder, parameters)
    output = folder / f"floor-{family.name}"
    floor_runs: list[Measurement] = []
    runs: list[Measurement] = []
    for _ in range(repeat):
        if with_floor:
            floor_runs.append(_logged("floor", run_floor(family, generated, output)))
        home = Home(folder / "homes" / f"full-{family.name}")
        home.land(generated, parameters.landing_days)
        runs.append(_logged("full load", home.run()))
    if not with_floor:
        return home
    wall_limit, peak_limit = FULL_LOAD_LIMITS.get(family, (None, None))
    amount = parameters.amount
    results.rows += [
        ratio_row(f"{amount}: wall time", "wall_seconds", runs, floor_runs, wall_limit),
        ratio_row(f"{amount}: CPU time", "cpu_seconds", runs, floor_runs),
        peak_row(f"{amount}: peak memory", runs, floor_runs, peak_limit),
    ]
    for name, some in (("Full load", runs), ("Floor", floor_runs)):
        results.stages[f"{name}, {family.name}"] = timings(median_run(some, "wall_seconds"))
    for name, floor, published in (
        (family.name, COMPLETE, home.published),
        (
            f"{family.name}, without personal data",
            WITHOUT_PERSONAL_DATA,
            home.published_without_personal_data,
        ),
    ):
        results.comparisons[name] = compare(output / floor, published)
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


def late_record(home: Home, parameters: Parameters, late: LateRecord, results: Results) -> None:
    """Deliver one record a week late into a home that holds `parameters`' landing days.

    The as-of time stays what it was, so that nothing but the record changes rows.
    """
    before = home.path.parent / "before.duckdb"
    late.remember(home.warehouse, before)
    owner = late.land(home, parameters)
    run = _logged(late.name, home.run("--as-of", str(parameters.landing_days[-1])))
    differing, rows = late.owners_that_differ(before, home.warehouse)
    before.unlink()
    after = f"{late.name} after {parameters.amount}"
    results.rows += [
        cost_row(f"{after}: CPU time", "cpu_seconds", [run]),
        Row(
            f"{after}: {late.owners} whose rows changed, its own apart",
            f"{late.owners}: {len(differing)}, rows: {rows}",
            "-",
            len(differing ^ {owner}),
            late.owners,
            0,
        ),
    ]
    results.stages[late.name.capitalize()] = timings(run)


def nights(
    folder: Path, events: int, history: tuple[int, int], number: int, results: Results
) -> Home:
    """Measure the same nights after a short and after a long history; keep the long home."""
    parameters = Parameters(per_day=events, days=max(history) + number)
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
        ratio_row(
            f"one more day of {events:,} events: CPU time after {long} days and after {short}",
            "cpu_seconds",
            runs[long],
            runs[short],
            NIGHT_RATIO_LIMIT,
        )
    )
    for length in (short, long):
        stages = timings(median_run(runs[length], "cpu_seconds"))
        results.stages[f"Night after {length} days"] = stages
    homes[short].remove()
    return homes[long]


def trivial_night(folder: Path, events: int, history: int, number: int, results: Results) -> Home:
    """Measure small nights after a small history, where nearly all is what any run costs."""
    parameters = Parameters(per_day=events, days=history + number)
    generated = _generated(folder, parameters)
    days = parameters.landing_days
    home = Home(folder / "homes" / "trivial")
    home.land(generated, days[:history])
    _logged(f"history of {history} small days", home.run())
    runs = []
    for day in days[history:]:
        home.land(generated, [day])
        runs.append(_logged("trivial night", home.run()))
    results.rows.append(
        cost_row(
            f"one more day of {events:,} events after {history} such days: CPU time",
            "cpu_seconds",
            runs,
            TRIVIAL_NIGHT_SECONDS_LIMIT,
        )
    )
    results.stages["Trivial night"] = timings(median_run(runs, "cpu_seconds"))
    return home


def idle(home: Home, repeat: int, results: Results) -> None:
    """Measure runs on a home in which nothing is new."""
    runs = [_logged("nothing new", home.run()) for _ in range(repeat)]
    results.rows.append(cost_row("nothing new: CPU time", "cpu_seconds", runs, IDLE_SECONDS_LIMIT))
    results.stages["Nothing new"] = timings(median_run(runs, "cpu_seconds"))


def exports(folder: Path, rows: int, repeat: int, results: Results) -> Home:
    """Export so many records of journeys, CSV in turn with the floor; return the home."""
    home = home_with_records(folder / "homes" / "export", rows)
    floor_runs: list[Measurement] = []
    runs: dict[tuple[str, str], list[Measurement]] = {file: [] for file in EXPORTS}
    for _ in range(repeat):
        floor_runs.append(_logged("floor of exports", run_export_floor(home)))
        for (metric, ending), some in runs.items():
            some.append(_logged(f"{metric}{ending}", export(home, metric, ending)))
    for (metric, ending), some in runs.items():
        name = f"export of {rows:,} records, {metric}{ending}"
        if (metric, ending) == HAS_FLOOR:
            wall = ratio_row(f"{name}: wall time", "wall_seconds", some, floor_runs)
        else:
            wall = cost_row(f"{name}: wall time", "wall_seconds", some)
        memory = peak_row(f"{name}: peak memory", some, floor_runs, EXPORT_PEAK_LIMIT)
        results.rows += [wall, memory]
    return home


def erasure(folder: Path, parameters: Parameters, results: Results) -> Home:
    """Erase one of a million customers from a home that holds the landing days; return the home."""
    home = Home(folder / "homes" / "erasure")
    home.land(_generated(folder, parameters), parameters.landing_days)
    land_registrations(home, parameters.landing_days)
    _logged("load before the erasure", home.run())
    done = erase_one(home)
    _logged("erasure", done.run)
    name = f"erasure of one of {done.customers:,} customers, {parameters.amount}"
    results.rows += [
        cost_row(f"{name}: wall time", "wall_seconds", [done.run]),
        cost_row(f"{name}: CPU time", "cpu_seconds", [done.run]),
        own_peak_row(f"{name}: peak memory", done.run),
        Row(
            f"{name}: files of the lake rewritten that did not hold the person",
            f"{len(done.rewritten)} rewritten",
            f"{len(done.holding)} held the person",
            len(done.rewritten - done.holding),
            "files",
            0,
        ),
    ]
    return home


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
