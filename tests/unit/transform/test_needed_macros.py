"""A run knows every macro it may call, and not those of things the project has none of."""

from __future__ import annotations

import pytest
from dbt.contracts.graph.manifest import Manifest

from orchestration.settings import Settings
from orchestration.transform import parsed_project
from orchestration.transform.needed_macros import needed_macros


@pytest.fixture
def manifest(tmp_path) -> Manifest:
    folder = parsed_project(Settings(tmp_path)).folder
    return Manifest.from_msgpack((folder / "partial_parse.msgpack").read_bytes())


def test_what_is_called_is_known_whoever_calls_it(manifest):
    needed = needed_macros(manifest)
    callers = [*manifest.nodes.values(), *manifest.unit_tests.values(), *needed.values()]
    called = {name for caller in callers for name in caller.depends_on.macros}
    # Candidates of a dispatch are for adapters that do not exist here.
    assert called & manifest.macros.keys() <= needed.keys()
    assert {name.split(".")[-1] for name in needed} >= {
        "materialization_incremental_duckdb",
        "materialization_seed_default",
        "materialization_test_default",
        "materialization_unit_default",
        "duckdb__list_relations_without_caching",
        "duckdb__create_schema",
    }


def test_what_the_project_has_none_of_is_left_out(manifest):
    names = {name.split(".")[-1] for name in needed_macros(manifest)}
    assert "materialization_snapshot_default" not in names
    assert "default__date_spine" not in names
    assert len(names) < 0.7 * len(manifest.macros)


def test_a_model_that_calls_something_new_has_it(manifest):
    model = next(node for node in manifest.nodes.values() if node.resource_type == "model")
    model.raw_code += "{{ dbt.date_spine('day', '1', '2') }}"
    model.config.materialized = "snapshot"
    names = {name.split(".")[-1] for name in needed_macros(manifest)}
    assert {"date_spine", "default__date_spine", "materialization_snapshot_default"} <= names
