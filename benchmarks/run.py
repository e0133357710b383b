"""Measure the pipeline against its floor and limits: `python -m benchmarks.run`.

Prints one markdown table of results. A missed limit is reported, not an error; the exit code is 1
if a measured command fails or if floor and published marts differ.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from benchmarks.families import JOURNEYS, WHATSAPP
from benchmarks.generate import DEFAULT_FOLDER, Parameters
from benchmarks.homes import Home
from benchmarks.late_conversion import LATE_CONVERSION
from benchmarks.late_message import LATE_MESSAGE
from benchmarks.measure import CommandError
from benchmarks.report import record, render_results
from benchmarks.results import Results
from benchmarks.scenarios import (
    erasure,
    exports,
    full_load,
    idle,
    late_record,
    module_marts,
    nights,
    trivial_night,
)

RESULTS = Path(__file__).parent / "results.md"
SCENARIOS = (
    "full",
    "modules",
    "whatsapp",
    "journeys",
    "nightly",
    "trivial",
    "idle",
    "export",
    "erasure",
)


def run(options: argparse.Namespace) -> Results:
    """Run the chosen scenarios and return what they found."""
    folder = options.folder.absolute()
    results = Results()
    homes: list[Home] = []
    load = Parameters(math.ceil(options.events / options.days), options.days)
    if "full" in options.only:
        homes.append(full_load(folder, load, options.repeat, results))
    if "modules" in options.only:
        if not homes:
            homes.append(full_load(folder, load, 1, results, with_floor=False))
        module_marts(homes[-1], options.nights, results)
    homes += family_loads(options, folder, results)
    if "nightly" in options.only:
        history = tuple(options.history)
        homes.append(nights(folder, options.night_events, history, options.nights, results))
    if "trivial" in options.only:
        short = min(options.history)
        homes.append(trivial_night(folder, options.trivial_events, short, options.nights, results))
    if "idle" in options.only:
        if not homes:
            homes.append(full_load(folder, load, 1, results, with_floor=False))
        idle(homes[-1], options.nights, results)
    homes += homes_apart(options, folder, load, results)
    if not options.keep:
        for home in homes:
            home.remove()
    return results


def homes_apart(
    options: argparse.Namespace, folder: Path, load: Parameters, results: Results
) -> list[Home]:
    """Measure what needs a home of its own; return the homes."""
    homes = []
    if "export" in options.only:
        homes.append(exports(folder, options.export_rows, options.repeat, results))
    if "erasure" in options.only:
        homes.append(erasure(folder, load, results))
    return homes


def family_loads(options: argparse.Namespace, folder: Path, results: Results) -> list[Home]:
    """Load the chosen families other than chat, then a late record of each; return their homes."""
    homes = []
    for family, number, late in (
        (WHATSAPP, options.messages, LATE_MESSAGE),
        (JOURNEYS, options.journey_events, LATE_CONVERSION),
    ):
        if family.name in options.only:
            family_load = Parameters(math.ceil(number / options.days), options.days, family=family)
            homes.append(full_load(folder, family_load, options.repeat, results))
            late_record(homes[-1], family_load, late, results)
    return homes


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    options = argparse.ArgumentParser(
        prog="python -m benchmarks.run",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    options.add_argument("--only", nargs="+", choices=SCENARIOS, default=SCENARIOS)
    options.add_argument("--events", type=int, default=5_000_000, help="of the full load")
    options.add_argument("--messages", type=int, default=5_000_000, help="of that of WhatsApp")
    options.add_argument(
        "--journey-events", type=int, default=2_000_000, help="of that of journeys, users' beside"
    )
    options.add_argument("--days", type=int, default=30, help="landing days of full loads")
    options.add_argument("--repeat", type=int, default=1, help="full loads, in turn with the floor")
    options.add_argument("--night-events", type=int, default=20_000, help="of one night")
    options.add_argument("--trivial-events", type=int, default=1_000, help="of a trivial night")
    options.add_argument("--nights", type=int, default=3, help="nights, and runs with nothing new")
    options.add_argument(
        "--history", type=int, nargs=2, default=(30, 360), help="landing days before the nights"
    )
    options.add_argument("--export-rows", type=int, default=1_000_000, help="of the exports")
    options.add_argument("--folder", type=Path, default=DEFAULT_FOLDER, help="for data and homes")
    options.add_argument("--keep", action="store_true", help="keep the homes for a closer look")
    options.add_argument("--record", action="store_true", help=f"write {RESULTS.name}")
    return options


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    options = parser().parse_args(arguments)
    try:
        results = run(options)
    except CommandError as error:
        sys.exit(str(error))
    print(render_results(results))
    if options.record:
        record(results, RESULTS)
    if not results.are_equal:
        sys.exit(1)


if __name__ == "__main__":
    main()
