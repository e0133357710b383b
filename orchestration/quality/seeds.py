"""The values that seeds list."""

from __future__ import annotations

import csv

from orchestration.quality.expectations import SeedColumn
from orchestration.settings import SEEDS_DIR


def seed_values(column: SeedColumn) -> list[str]:
    """Read one column of its seeds; blank cells are left out."""
    values = []
    for seed in column.seeds:
        with (SEEDS_DIR / f"{seed}.csv").open(encoding="utf-8", newline="") as lines:
            values += [row[column.column] for row in csv.DictReader(lines) if row[column.column]]
    return values
