"""What a transform did to each model, as metadata of its asset."""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from dagster import TableMetadataValue

from orchestration.defs.metadata import dates_in_words, table
from orchestration.ingest import SOURCES
from orchestration.settings import Settings
from orchestration.transform import TransformPlan
from orchestration.transform.dbt import NodeOutcome
from orchestration.transform.project import Node, Project
from orchestration.transform.state import open_warehouse

_SQL = Path(__file__).parent / "sql"
_MARTS = "marts"
_PREVIEW_ROWS = 5

# Which sources decide about the affected dates of which family.
_FAMILIES = {
    "chat": ("chat_events", "loyjoy_facts"),
    "whatsapp": (
        "whatsapp_cloud",
        "gupshup",
        *(source for source in SOURCES if source.startswith("glific_")),
    ),
    "journeys": ("journeys", "journey_events", "user_events"),
}


@dataclass
class ModelReport:
    """Metadata by model or seed."""

    models: dict[str, dict[str, Any]] = field(default_factory=dict)

    def metadata_of(self, model: str) -> dict[str, Any]:
        """Return the metadata of a model's materialisation."""
        return self.models.get(model, {})


def read_report(
    settings: Settings,
    plan: TransformPlan,
    nodes: Iterable[NodeOutcome],
    affected_dates: dict[str, list[str]],
) -> ModelReport:
    """Describe every model and seed after a transform: what was done, its rows and a preview.

    The caller holds the warehouse lock.
    """
    project = Project(json.loads(plan.parsed.manifest_path.read_text()))
    outcomes = {node.unique_id: node for node in nodes if node.resource_type != "test"}
    families = {
        family: project.descendants(
            unique_id for source in sources for unique_id in project.sources_of(source)
        )
        for family, sources in _FAMILIES.items()
    }
    from_scratch = {node.unique_id for node in plan.outdated}
    landing_days = dates_in_words({day for _, day in plan.changed_days})
    report = ModelReport()
    with open_warehouse(settings, read_only=True) as connection:
        for node in project.nodes.values():
            outcome = outcomes.get(node.unique_id)
            metadata: dict[str, Any] = {"work": _work(node, outcome)}
            if outcome:
                metadata["seconds"] = round(outcome.seconds, 3)
            if outcome or node.materialized == "view":
                metadata["landing_days_new_or_changed"] = landing_days
                for family, members in families.items():
                    if node.unique_id in members:
                        metadata[f"affected_{family}_dates"] = (
                            "all: built from the whole lake"
                            if node.unique_id in from_scratch
                            else dates_in_words(affected_dates.get(family, ()))
                        )
            metadata |= _contents(connection, node, project.personal_columns(node.unique_id))
            report.models[node.name] = metadata
    return report


def _work(node: Node, outcome: NodeOutcome | None) -> str:
    if outcome:
        return "built"
    return "shows the tables below it" if node.materialized == "view" else "up to date already"


def _contents(
    connection: duckdb.DuckDBPyConnection, node: Node, personal: AbstractSet[str]
) -> dict[str, Any]:
    """Count a relation's rows, and show some of a mart's; views over the lake are not read."""
    if node.materialized == "view" and node.schema != _MARTS:
        return {}
    relation = f'"{node.schema}"."{node.name}"'
    counted = connection.execute(f"select count(*) from {relation}").fetchone()
    contents: dict[str, Any] = {"dagster/row_count": counted[0] if counted else 0}
    if node.schema == _MARTS:
        contents["preview"] = _preview(connection, relation, personal)
    return contents


def _preview(
    connection: duckdb.DuckDBPyConnection, relation: str, personal: AbstractSet[str]
) -> TableMetadataValue:
    result = connection.execute(f"from {relation} limit 0")
    columns = [column[0] for column in result.description or [] if column[0] not in personal]
    quoted = ", ".join(f'"{column}"' for column in columns) or "null as nothing_shown"
    result = connection.execute(f"select {quoted} from {relation} limit {_PREVIEW_ROWS}")
    return table([column[0] for column in result.description or []], result.fetchall())
