"""A run's progress as lines of Dagster's log."""

from __future__ import annotations

from dagster import AssetExecutionContext, OpExecutionContext

from orchestration.transform.dbt import NodeOutcome


class LogProgress:
    """The pipeline's `Progress` for a Dagster run."""

    def __init__(self, context: AssetExecutionContext | OpExecutionContext) -> None:
        self._log = context.log

    def stage(self, name: str, total: int | None = None) -> None:
        """Log that a stage begins."""
        self._log.info(name if total is None else f"{name} ({total})")

    def step(self, text: str) -> None:
        """Log a step of the stage."""
        self._log.debug(text)

    def say(self, text: str) -> None:
        """Log something worth a line of its own."""
        self._log.info(text)

    def node(self, node: NodeOutcome) -> None:
        """Log what became of a model, seed or test."""
        self._log.info(f"{node.resource_type} {node.name}: {node.status}, {node.seconds:.2f} s")


def work_of(context: AssetExecutionContext | OpExecutionContext) -> str:
    """Name a run to whoever waits for its locks."""
    return f"Dagster run {context.run.run_id[:8]}"
