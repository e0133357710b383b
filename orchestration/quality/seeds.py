"""The values that seeds list."""

from __future__ import annotations

import csv

from orchestration.quality.expectations import SeedColumn
from orchestration.settings import SEEDS_DIR


def seed_values(column: SeedColumn) -> list[str]:
    """Read one column of a seed; blank cells are left out."""
    path = SEEDS_DIR / f"{column.seed}.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [row[column.column] for row in csv.DictReader(lines) if row[column.column]]
