"""The quality gate: Great Expectations as blocking checks on every landing day and source.

DuckDB reduces the Parquet tables of a prepared landing day to a profile, one row of violation
counts and measures; Great Expectations judges the profiles of all days of a run at once. It is
imported only when there is something to judge, for its import takes seconds.
"""

from orchestration.quality.expectations import Expectation
from orchestration.quality.gate import validate_days
from orchestration.quality.registry import EXPECTATIONS, check_names
from orchestration.quality.results import CheckOutcome, GateResult, as_metadata
from orchestration.quality.suite import preload

__all__ = [
    "EXPECTATIONS",
    "CheckOutcome",
    "Expectation",
    "GateResult",
    "as_metadata",
    "check_names",
    "preload",
    "validate_days",
]
