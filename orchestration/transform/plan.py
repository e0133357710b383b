"""Which models a run has to build, and from which landing days."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from orchestration.as_of import AsOf
from orchestration.ingest.sources import SOURCES
from orchestration.settings import Settings
from orchestration.transform import empty
from orchestration.transform.parsed import ParsedProject, parsed_project
from orchestration.transform.project import Node, Project
from orchestration.transform.state import (
    DaysBySource,
    WarehouseState,
    open_warehouse,
    read_state,
)
from orchestration.wording import some_of


@dataclass
class TransformPlan:
    """What to build. `reasons` says why, in sentences for the person who watches.

    `parsed` is the project it was made from, which is built even if the files change meanwhile;
    `as_of` decides which windows are open and which rows are kept; `abandoned` are relations of the
    warehouse that no model of it makes. Of models that nothing was ever delivered for, `taken_over`
    are those that need no dbt, and `needless` are the data tests.
    """

    transform_id: str
    parsed: ParsedProject
    project_hash: str
    lake_versions: DaysBySource
    changed_days: list[tuple[str, date]]
    as_of: AsOf | None
    outdated: list[Node] = field(default_factory=list)
    abandoned: list[str] = field(default_factory=list)
    needless: list[str] = field(default_factory=list)
    taken_over: list[Node] = field(default_factory=list)
    selected: list[Node] | None = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether the warehouse already holds what the lake holds."""
        return self.selected is not None and not self.selected

    @property
    def selected_names(self) -> list[str] | None:
        """Names of what is built; None means everything."""
        return None if self.selected is None else [node.name for node in self.selected]


def plan_transform(
    settings: Settings,
    lake_versions: DaysBySource,
    as_of: AsOf | None,
    *,
    full_refresh: bool = False,
) -> TransformPlan:
    """Compare lake, project and warehouse; reads only, except that it may parse the project."""
    parsed = parsed_project(settings)
    # Views name the lake by its path: in a home that was moved they have to be made anew.
    current_hash = f"{parsed.project_hash} {settings.home}"
    state = _read_state(settings)
    plan = TransformPlan(
        transform_id=uuid.uuid4().hex,
        parsed=parsed,
        project_hash=current_hash,
        lake_versions=dict(lake_versions),
        changed_days=_changed_days(lake_versions, state.applied_days),
        as_of=as_of,
    )
    if full_refresh:
        plan.reasons.append("Everything is rebuilt, as asked.")
    elif (
        not plan.changed_days
        and state.is_finished
        and state.project_hash == current_hash
        and state.as_of == as_of
        and settings.warehouse.exists()
    ):
        return plan

    project = parsed.project(settings)
    plan.outdated = _outdated(project, state, plan, full_refresh=full_refresh)
    plan.abandoned = _abandoned(project, state)
    delivered = {source for source, _ in lake_versions.keys() | state.applied_days.keys()}
    unfed = project.unfed(delivered)
    plan.needless = project.tests_of_nothing_but(unfed)
    if empty.has_empty_warehouse(parsed):
        plan.taken_over = empty.to_take_over(plan.outdated, unfed)
    taken_over = {node.unique_id for node in plan.taken_over}
    if len(plan.outdated) == len(project.nodes) and not taken_over:
        plan.selected = None
        return plan
    roots: set[str] = {node.unique_id for node in plan.outdated}
    for source in {source for source, _ in plan.changed_days}:
        roots |= project.sources_of(source)
    if state.as_of != as_of:
        roots |= project.readers_of_as_of()
    if not state.is_finished and state.transform_id is not None:
        plan.reasons.append("The last run did not finish; its work is done again.")
        roots |= project.nodes.keys()
    plan.reasons += _changes(plan.changed_days)
    outdated = {node.unique_id for node in plan.outdated}
    plan.selected = sorted(
        (
            project.nodes[unique_id]
            for unique_id in project.descendants(roots) - taken_over
            # A view shows whatever its tables hold; only its own change makes it anew. Models that
            # nothing was ever delivered for are empty and stay so.
            if unique_id in outdated
            or (project.nodes[unique_id].materialized != "view" and unique_id not in unfed)
        ),
        key=lambda node: node.name,
    )
    return plan


def _read_state(settings: Settings) -> WarehouseState:
    with open_warehouse(settings) as connection:
        return read_state(connection)


def _changed_days(lake: DaysBySource, applied: DaysBySource) -> list[tuple[str, date]]:
    return sorted(key for key in lake.keys() | applied.keys() if lake.get(key) != applied.get(key))


def _changes(days: list[tuple[str, date]]) -> list[str]:
    delivered = sum(source in SOURCES for source, _ in days)
    sentences = []
    if delivered:
        sentences.append(f"{delivered} landing days are new, changed or removed.")
    if delivered < len(days):
        sentences.append("Decisions were recorded (draws, deletions, kept conversions).")
    return sentences


def _outdated(
    project: Project, state: WarehouseState, plan: TransformPlan, *, full_refresh: bool
) -> list[Node]:
    if full_refresh:
        return list(project.nodes.values())
    changed = [
        node
        for node in project.nodes.values()
        if state.fingerprints.get(node.unique_id) != node.fingerprint
    ]
    missing = [
        node
        for node in project.nodes.values()
        if node.relation not in state.relations and node not in changed
    ]
    if state.fingerprints and changed:
        plan.reasons.append(f"Changed since the last run and rebuilt: {_names(changed)}.")
    if state.fingerprints and missing:
        plan.reasons.append(f"Missing in the warehouse and rebuilt: {_names(missing)}.")
    roots = {node.unique_id for node in [*changed, *missing]}
    return [project.nodes[unique_id] for unique_id in sorted(project.descendants(roots))]


def _abandoned(project: Project, state: WarehouseState) -> list[str]:
    schemas = {node.schema for node in project.nodes.values()}
    made = {node.relation for node in project.nodes.values()}
    return [
        relation
        for relation in state.relations
        if relation.partition(".")[0] in schemas and relation not in made
    ]


def _names(nodes: Iterable[Node]) -> str:
    return some_of(sorted(node.name for node in nodes))
