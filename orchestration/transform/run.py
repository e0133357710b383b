"""Carrying a plan out: mark, build, remember."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from orchestration.ingest.lake_damage import diagnose
from orchestration.privacy.history import PrivacyHistory
from orchestration.settings import Settings
from orchestration.transform import dbt, empty
from orchestration.transform.parsed import ParsedProject
from orchestration.transform.plan import TransformPlan
from orchestration.transform.state import (
    affected_dates,
    begin_transform,
    end_transform,
    open_warehouse,
)


@dataclass
class TransformReport:
    """What a transform did; counts of models and tests, the local dates it rebuilt."""

    models: int = 0
    tests: int = 0
    affected_dates: dict[str, list[str]] = field(default_factory=dict)


def begin(settings: Settings, plan: TransformPlan) -> None:
    """Mark the plan as begun; drop what is rebuilt from scratch and what no model makes."""
    if plan.as_of is not None:
        # Remembered first: what this run leaves out must not come back if it crashes.
        PrivacyHistory(settings).retain(plan.as_of.retained)
    with open_warehouse(settings) as connection:
        begin_transform(
            connection,
            plan.transform_id,
            plan.outdated,
            plan.changed_days,
            plan.abandoned,
            plan.as_of,
        )
        if plan.taken_over:
            empty.take_over(connection, plan.parsed, plan.taken_over, settings)


def finish_transform(settings: Settings, plan: TransformPlan) -> dict[str, list[str]]:
    """Remember that the warehouse holds the plan's landing days; give the dates that changed.

    Call it only after every model and test of the plan ended well.
    """
    contracts = plan.parsed.project(settings).contracts
    with open_warehouse(settings) as connection:
        affected = affected_dates(connection)
        end_transform(
            connection, plan.transform_id, plan.lake_versions, plan.project_hash, contracts
        )
    return affected


def build(
    settings: Settings,
    parsed: ParsedProject,
    command: Iterable[str],
    on_node: Callable[[dbt.NodeOutcome], None] | None = None,
    *,
    names: Iterable[str] | None = None,
    without: Iterable[str] = (),
) -> dbt.DbtOutcome:
    """Run a dbt command on a parsed project; node failures are in the outcome, others are raised.

    `names` are those of the nodes it is run on, None meaning all, `without` those left out.
    """
    manifest = parsed.manifest(settings)
    # The outcome is all we need; writing the manifest out again would cost more than most models.
    arguments = [*command, "--no-write-json", *dbt.chosen(manifest, names, without)]
    return dbt.invoke(settings, arguments, manifest=manifest, on_node=on_node)


def run_transform(
    settings: Settings,
    plan: TransformPlan,
    on_node: Callable[[dbt.NodeOutcome], None] | None = None,
) -> TransformReport:
    """Build and test what the plan selects. Raises TransformError if a model or test fails.

    If that is because a file of the lake is damaged, LakeFileError names it.

    The caller holds the warehouse lock.
    """
    begin(settings, plan)
    outcome = build(
        settings,
        plan.parsed,
        dbt.BUILD,
        on_node,
        names=plan.selected_names,
        without=plan.needless,
    )
    errors = [node.message for node in outcome.failed if node.resource_type == "model"]
    if errors and (damaged := diagnose(settings, errors[0])):
        raise damaged
    dbt.raise_failures(outcome)
    affected = finish_transform(settings, plan)
    tests = sum(node.resource_type == "test" for node in outcome.nodes)
    return TransformReport(models=len(outcome.nodes) - tests, tests=tests, affected_dates=affected)
