"""How dbt's nodes appear as assets: own names, groups by folder, checks in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dagster import AssetCheckSpec, AssetKey, AssetSpec
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject

# Written by the models themselves in the course of a run: no input that anybody delivers.
_STATE = "state"


class ChatmartTranslator(DagsterDbtTranslator):
    """Translates the nodes of the chatmart project."""

    def __init__(self) -> None:
        # The tables of a webhook source are one asset: they come from the same files.
        super().__init__(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> AssetKey:
        """Models and seeds go by their own names, without the schema."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Group marts by their folder, other models by their layer, seeds as seeds."""
        if dbt_resource_props["resource_type"] == "seed":
            return "seeds"
        folders = dbt_resource_props["fqn"][1:-1]
        return folders[1] if folders[0] == "marts" and len(folders) > 1 else folders[0]

    def get_description(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """Describe with the project's own words; the code is in the project."""
        description = " ".join(dbt_resource_props.get("description", "").split())
        return description or f"The {dbt_resource_props['resource_type']} of that name."

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> AssetSpec:
        """Leave the state tables out of the lineage."""
        spec = super().get_asset_spec(manifest, unique_id, project)
        deps = [dep for dep in spec.deps if dep.asset_key.path[0] != _STATE]
        return spec.replace_attributes(deps=deps)

    def get_asset_check_spec(
        self,
        asset_spec: AssetSpec,
        manifest: Mapping[str, Any],
        unique_id: str,
        project: DbtProject | None,
    ) -> AssetCheckSpec | None:
        """Say in words what a data test holds."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None:
            return None
        test = manifest["nodes"][unique_id]
        # Not blocking, because a failed test fails the whole step and nothing after it runs, while
        # a blocking check without a result warns in every run that does not touch its model.
        return AssetCheckSpec(
            name=_short_name(test, spec.asset_key.path[-1]),
            asset=spec.asset_key,
            description=test.get("description") or _in_words(test),
            additional_deps=spec.additional_deps,
            metadata=spec.metadata,
        )


def _short_name(test: Mapping[str, Any], model: str) -> str:
    """Name a check after what it holds: without the model it belongs to, nor all arguments."""
    generic = test.get("test_metadata") or {}
    kind, column = generic.get("name"), generic.get("kwargs", {}).get("column_name")
    if not kind or not test["name"].startswith(f"{kind}_"):
        return test["name"].removeprefix(f"{model}_")
    return f"{column}_{kind}" if column else kind


def _in_words(test: Mapping[str, Any]) -> str:
    """Say what a data test holds, by its arguments."""
    generic = test.get("test_metadata") or {}
    arguments = generic.get("kwargs", {})
    column = arguments.get("column_name")
    match generic.get("name"):
        case "grain":
            return f"One row per {', '.join(arguments['columns'])}; none of them null."
        case "holds":
            return f"In every row: {' '.join(arguments['expression'].split())}."
        case "unique":
            return f"No two rows have the same {column}."
        case "not_null":
            return f"Every row has its {column}."
        case "accepted_values":
            return f"Every {column} is one of: {', '.join(map(str, arguments['values']))}."
        case "relationships":
            return f"Every {column} is a {arguments['field']} of {arguments['to']}."
    return test["name"].replace("_", " ").capitalize() + "."
