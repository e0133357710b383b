"""What the module marts cost beside the event counts and sessions, as SQL alone."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import duckdb

_COMPILED = Path("dbt") / "target" / "compiled" / "chatmart" / "models"
MODULES = Path("marts") / "modules"
INTERMEDIATE = Path("intermediate") / "chatbot"
# What the marts of the modules are made of, besides the aggregate that they share.
MADE_FOR_MODULES = ("int_module_measures_daily", "int_redeemed_rewards_daily")
COUNTS_AND_SESSIONS = ("int_customer_days", "int_event_counts_daily", "int_sessions")
_SETTINGS = {"threads": 2, "preserve_insertion_order": False}


def module_marts_and_reference(home: Path, repeat: int) -> tuple[float, float]:
    """Return the seconds that all module marts take, and event counts with sessions (medians).

    Each model's statement, as dbt compiled it for a full load, fills a temporary table; nothing of
    the home is changed.
    """
    with duckdb.connect(
        str(home / "warehouse.duckdb"), read_only=True, config=_SETTINGS
    ) as warehouse:
        warehouse.execute("set timezone = 'UTC'")
        folder = home / _COMPILED
        modules = [
            *(folder / INTERMEDIATE / f"{name}.sql" for name in MADE_FOR_MODULES),
            *sorted((folder / MODULES).glob("*.sql")),
        ]
        reference = [folder / INTERMEDIATE / f"{name}.sql" for name in COUNTS_AND_SESSIONS]
        return _seconds(warehouse, modules, repeat), _seconds(warehouse, reference, repeat)


def _seconds(connection: duckdb.DuckDBPyConnection, models: list[Path], repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        total = 0.0
        for model in models:
            began = time.perf_counter()
            connection.execute(f"create or replace temp table built as {model.read_text()}")
            total += time.perf_counter() - began
        taken.append(total)
    return statistics.median(taken)
