"""Great Expectations, kept quiet, offline and out of the import path until it is needed."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from orchestration.errors import QualityGateError
from orchestration.quality.deferred import defer
from orchestration.quality.expectations import BETWEEN, ERROR, Expectation

if TYPE_CHECKING:
    from great_expectations.data_context import EphemeralDataContext
    from great_expectations.expectations.expectation import Expectation as GxExpectation

# Charts and distributions, for expectations that we have none of: a third of the import.
_NOT_NEEDED = ("altair", "scipy.stats")
_DAYS = "landing days"
_BROKEN_GATE = (
    "The quality gate itself is broken; the landing days were not loaded. "
    "Reinstall with the pinned versions, or report the message."
)


def preload() -> threading.Thread:
    """Start importing Great Expectations beside other work and return the thread.

    The import takes seconds of Python time, while profiling leaves the interpreter to others.
    Do not fork while the thread is alive.
    """
    thread = threading.Thread(target=_import_quietly, name="quality-preload", daemon=True)
    thread.start()
    return thread


def _import_quietly() -> None:
    # A failing import fails again where it is needed, and is reported there.
    with contextlib.suppress(Exception):
        _import()


def _import() -> Any:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    # Its log messages quote values of the data; every failure is read from the results instead.
    # Some of its modules set a level of their own, so the way to the root is cut as well.
    log = logging.getLogger("great_expectations")
    log.setLevel(logging.CRITICAL)
    log.propagate = False
    log.addHandler(logging.NullHandler())
    defer(_NOT_NEEDED)
    import great_expectations
    import great_expectations.expectations

    return great_expectations


def open_context() -> EphemeralDataContext:
    """Open a Great Expectations context that stores nothing and reports nothing."""
    gx = _import()
    context = gx.get_context(mode="ephemeral")
    context.enable_analytics(False)
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    # One for all tables: the whole configuration is written as YAML for each that is added.
    asset = context.data_sources.add_pandas(_DAYS).add_dataframe_asset(_DAYS)
    asset.add_batch_definition_whole_dataframe(_DAYS)
    return context


def failing_rows(
    context: EphemeralDataContext,
    name: str,
    expectations: Sequence[Expectation],
    rows: Sequence[dict[str, Any]],
) -> dict[str, set[int]]:
    """Validate the rows of a profile against the expectations, all days at once.

    `rows` holds one dict per landing day, with a value for the column of each expectation.
    Returns, per name of an expectation, the positions of the rows that fail it. Values that are
    None are not judged here. Raises QualityGateError if anything was left unvalidated.
    """
    if not rows:
        raise QualityGateError(f"Nothing to validate in {name}.", way_out=_BROKEN_GATE)
    gx = _import()
    import pandas

    frame = pandas.DataFrame(
        {e.column: [row[e.column] for row in rows] for e in expectations}, index=range(len(rows))
    )
    asset = context.data_sources.get(_DAYS).get_asset(_DAYS)
    batch = asset.get_batch_definition(_DAYS).get_batch({"dataframe": frame})

    # Which days fail is asked only of the expectations that do: it doubles the cost of each.
    verdicts = _validate(gx, batch, name, expectations, "BOOLEAN_ONLY")
    failed = [e for e in expectations if not verdicts[e.name].success]
    located = _validate(gx, batch, name, failed, "COMPLETE") if failed else {}
    return {
        e.name: _failing_positions(e.name, located[e.name]) if e.name in located else set()
        for e in expectations
    }


def _validate(
    gx: Any, batch: Any, name: str, expectations: Sequence[Expectation], result_format: str
) -> dict[str, Any]:
    """Return the result of each expectation by its name, having made sure that there is one."""
    suite = gx.ExpectationSuite(name=name, expectations=[_translate(gx, e) for e in expectations])
    validation = batch.validate(suite, result_format={"result_format": result_format})
    results = {result.expectation_config.meta["name"]: result for result in validation.results}
    evaluated = validation.statistics["evaluated_expectations"]
    if not evaluated or evaluated != len(expectations) or len(results) != evaluated:
        raise QualityGateError(
            f"{evaluated} of {len(expectations)} expectations of {name} were validated.",
            way_out=_BROKEN_GATE,
        )
    return results


def _failing_positions(name: str, result: Any) -> set[int]:
    positions = result.result.get("unexpected_index_list")
    if not positions:
        # Great Expectations reports an exception as a failure without rows.
        raise QualityGateError(f"The check {name} could not be validated.", way_out=_BROKEN_GATE)
    return set(positions)


def _translate(gx: Any, expectation: Expectation) -> GxExpectation:
    common = {
        "column": expectation.column,
        "meta": {"name": expectation.name},
        "description": expectation.description,
        "severity": "critical" if expectation.severity == ERROR else "warning",
    }
    if expectation.kind == BETWEEN:
        return gx.expectations.ExpectColumnValuesToBeBetween(
            min_value=expectation.minimum, max_value=expectation.maximum, **common
        )
    return gx.expectations.ExpectColumnValuesToBeInSet(
        value_set=list(expectation.allowed), **common
    )
