"""dbt in this process: imported late, because importing it takes seconds."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.errors import OutOfSpaceError, TransformError, says_out_of_space
from orchestration.settings import DBT_PROJECT_DIR, HOME_VARIABLE, LAKE_GLOB_VARIABLE, Settings

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest


BUILD = ("build", "--exclude-resource-type", "unit_test")
"""The dbt command of a run."""

TEST = ("test", "--exclude-resource-type", "unit_test")
"""The dbt command that runs data tests over every row."""

# Tags that no file of the project uses.
_CHOSEN, _LEFT_OUT = "chosen_by_this_run", "left_out_by_this_run"

_QUOTED = re.compile(r"""['"](?:.*['"])?""", re.DOTALL)


@dataclass
class NodeOutcome:
    """What became of one model, seed or test."""

    unique_id: str
    name: str
    resource_type: str
    status: str
    message: str
    seconds: float
    failures: int | None = None


@dataclass
class DbtOutcome:
    """What became of one dbt invocation."""

    nodes: list[NodeOutcome] = field(default_factory=list)

    @property
    def failed(self) -> list[NodeOutcome]:
        """Nodes that did not end well, in the order dbt ran them."""
        return [node for node in self.nodes if node.status in {"error", "fail", "runtime error"}]


def target_folder(settings: Settings) -> Path:
    """Where dbt writes what it compiled and how it went."""
    return settings.home / "dbt" / "target"


def path_arguments(target: Path) -> list[str]:
    """Where dbt finds the project and writes what it writes: only to `target` and beside it."""
    return [
        "--project-dir", str(DBT_PROJECT_DIR),
        "--profiles-dir", str(DBT_PROJECT_DIR),
        "--target-path", str(target),
        "--log-path", str(target.parent / "logs"),
    ]  # fmt: skip


def chosen(
    manifest: Manifest, names: Iterable[str] | None, without: Iterable[str] = ()
) -> list[str]:
    """Mark nodes of a manifest; return the arguments that select those marked, None meaning all.

    dbt compares every name it is given with every node, several times over. A mark it has to look
    for once, which for a hundred names makes a run seconds shorter.
    """
    arguments = []
    for option, mark, marked in (
        ("--select", _CHOSEN, names),
        ("--exclude", _LEFT_OUT, without or None),
    ):
        if marked is None:
            continue
        arguments += [option, f"tag:{mark}"]
        known = set(marked)
        for node in manifest.nodes.values():
            if node.name in known:
                node.tags = [*node.tags, mark]
    return arguments


def parse(settings: Settings, target: Path, lake: str) -> None:
    """Parse the project and write its manifest into `target`, its sources lying in `lake`."""
    os.environ[LAKE_GLOB_VARIABLE] = lake
    try:
        invoke(settings, ["parse", "--no-partial-parse"], target=target)
    finally:
        del os.environ[LAKE_GLOB_VARIABLE]


def invoke(
    settings: Settings,
    arguments: list[str],
    *,
    manifest: Manifest | None = None,
    on_node: Callable[[NodeOutcome], None] | None = None,
    target: Path | None = None,
) -> DbtOutcome:
    """Run dbt with these arguments; node failures are in the outcome, all others are raised.

    `manifest` is the parsed project; without it dbt parses.
    """
    os.environ[HOME_VARIABLE] = str(settings.home)

    from dbt_common.events.event_manager_client import ctx_set_event_manager

    from orchestration.transform.events import NODE_FINISHED, FewEvents

    def listen(event: object) -> None:
        if on_node is None or event.info.name != NODE_FINISHED:  # type: ignore[attr-defined]
            return
        node, result = event.data.node_info, event.data.run_result  # type: ignore[attr-defined]
        on_node(
            NodeOutcome(
                unique_id=node.unique_id,
                name=node.node_name,
                resource_type=node.resource_type,
                status=result.status,
                message=_without_values(result.message or ""),
                seconds=result.execution_time,
                failures=result.num_failures,
            )
        )

    ctx_set_event_manager(FewEvents())
    with _closed_afterwards():
        from dbt.cli.main import dbtRunner

        result = dbtRunner(manifest=manifest, callbacks=[listen]).invoke(
            [
                *("--quiet", "--no-use-colors", "--log-level", "none"),
                *arguments,
                *path_arguments(target or target_folder(settings)),
            ]
        )
    if result.exception is not None:
        raise _as_error(str(result.exception))
    outcome = DbtOutcome()
    for node in getattr(result.result, "results", None) or []:
        outcome.nodes.append(
            NodeOutcome(
                unique_id=node.node.unique_id,
                name=node.node.name,
                resource_type=str(node.node.resource_type),
                status=str(node.status),
                message=_without_values(node.message or ""),
                seconds=node.execution_time,
                failures=node.failures,
            )
        )
    return outcome


def raise_failures(outcome: DbtOutcome) -> None:
    """Raise what failed as one error a person can act on."""
    failed = outcome.failed
    if not failed:
        return
    first = failed[0]
    for node in failed:
        if says_out_of_space(node.message):
            raise _as_error(node.message)
    what = "data test" if first.resource_type == "test" else first.resource_type
    others = f" and {len(failed) - 1} more" if len(failed) > 1 else ""
    raise TransformError(
        f"The {what} {first.name}{others} failed: {_first_lines(first.message)}",
        way_out=(
            "Nothing was published; the previous publication stands. The next run repeats the "
            "work. To look closer, open warehouse.duckdb read-only or run with --full-refresh."
        ),
    )


def _as_error(message: str) -> TransformError | OutOfSpaceError:
    if says_out_of_space(message):
        return OutOfSpaceError(
            "The disk is full, so the marts could not be built.",
            way_out="Free space and run again; the previous publication stands.",
        )
    return TransformError(
        f"dbt could not run: {_first_lines(_without_values(message))}",
        way_out="Nothing was published; the previous publication stands.",
    )


def _first_lines(message: str) -> str:
    lines = [line.strip() for line in message.splitlines() if line.strip()]
    return " ".join(lines[:3])


def _without_values(message: str) -> str:
    """Return what an engine says without what it quotes, which may be values of records.

    A value may hold quotes and line ends of its own, so all from the first to the last one goes.
    """
    return _QUOTED.sub("'…'", message)


@contextmanager
def _closed_afterwards():
    # dbt-duckdb keeps the database open for as long as the process lives.
    try:
        yield
    finally:
        from dbt.adapters.duckdb.connections import DuckDBConnectionManager

        environment = DuckDBConnectionManager._ENV
        DuckDBConnectionManager.close_all_connections()
        if environment is not None:
            environment.close()
