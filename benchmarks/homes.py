"""Homes to measure: which landing days lie in them, and the commands run on them."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from benchmarks.families import Family
from benchmarks.generate import Parameters
from benchmarks.measure import Measurement, measure
from benchmarks.shown_columns import write_shown_columns

PROJECT_FOLDER = Path(__file__).resolve().parent.parent


class Home:
    """One `CHATMART_HOME` under test, empty at first."""

    def __init__(self, path: Path) -> None:
        shutil.rmtree(path, ignore_errors=True)
        self.path = path
        self.landing = path / "landing"
        self.warehouse = path / "warehouse.duckdb"
        self.published = path / "published" / "chatmart.duckdb"
        self.published_without_personal_data = path / "published" / "chatmart_no_pii.duckdb"

    def land(self, generated: Path, days: Sequence[date]) -> None:
        """Deliver what was generated of these landing days, and the tenants with the first of them.

        Files are copied: a link would change its original's status time, by which a home that
        holds the original could take it for a changed file.
        """
        if not (self.landing / "tenants").exists():
            shutil.copytree(generated / "tenants", self.landing / "tenants")
        sources = [folder.name for folder in generated.iterdir() if folder.name != "tenants"]
        for source in sources:
            for day in days:
                folder = Path(source) / f"dt={day}"
                shutil.copytree(generated / folder, self.landing / folder)

    def run(self, *options: str) -> Measurement:
        """Run the pipeline on whatever is new in this home."""
        return measure(
            [sys.executable, "-m", "orchestration", "run", "--json", *options],
            folder=PROJECT_FOLDER,
            environment={"CHATMART_HOME": str(self.path)},
        )

    def remove(self) -> None:
        """Delete the home."""
        shutil.rmtree(self.path, ignore_errors=True)


def run_floor(family: Family, landing: Path, output: Path) -> Measurement:
    """Run a family's floor script over a landing folder."""
    columns = write_shown_columns(output.with_suffix(".json"))
    arguments = [family.name, *map(str, (landing, output, columns))]
    return measure([sys.executable, "-m", "benchmarks.floor", *arguments], folder=PROJECT_FOLDER)


def generated_landing(folder: Path, parameters: Parameters) -> Path:
    """Return the generated landing folder; made by a process of its own, which frees its memory."""
    measure(
        [
            *(sys.executable, "-m", "benchmarks.generate", parameters.family.name),
            *("--per-day", str(parameters.per_day)),
            *("--days", str(parameters.days)),
            *("--first-day", str(parameters.first_day)),
            *("--seed", str(parameters.seed)),
            *("--folder", str(folder)),
        ],
        folder=PROJECT_FOLDER,
    )
    return folder / parameters.name / "landing"


def timings(measurement: Measurement) -> dict[str, float]:
    """Return the wall seconds by stage that a run printed as JSON, and what lies outside of them.

    Empty if the run printed none.
    """
    stages = _printed_timings(measurement.output)
    outside = measurement.wall_seconds - sum(stages.values())
    if stages and outside > 0:
        stages["outside the stages (start, imports)"] = outside
    return stages


def _printed_timings(output: str) -> dict[str, float]:
    for text in (output, output[output.find("{") :], *reversed(output.splitlines())):
        try:
            printed = json.loads(text)
        except json.JSONDecodeError:
            continue
        if isinstance(printed, dict) and isinstance(printed.get("timings"), dict):
            return {
                stage: float(seconds)
                for stage, seconds in printed["timings"].items()
                if stage != "total"
            }
    return {}
