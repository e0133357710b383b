"""What the documentation says holds."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from orchestration.cli import main
from orchestration.ingest.sources import SOURCES
from orchestration.reporting.lake_documentation import PAGE, lake_page
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_ROOT, Settings
from orchestration.transform import parsed_project

README = (PROJECT_ROOT / "README.md").read_text()
MODULES = (PROJECT_ROOT / "docs" / "modules.md").read_text()


def _first_columns(page: str) -> set[str]:
    cells = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", page, flags=re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"\w+", cell)}


def test_the_lake_page_is_the_registry():
    assert PAGE.read_text() == lake_page()


def test_every_lake_column_has_a_description():
    for source in SOURCES.values():
        for columns in source.tables.values():
            assert all(column.description.endswith((".", "…")) for column in columns)


def test_the_readme_lists_every_mart():
    marts = {path.stem for path in (DBT_PROJECT_DIR / "models" / "marts").rglob("*.sql")}
    listed = _first_columns(README) - set(SOURCES)
    assert listed | _first_columns(MODULES) == marts
    assert "| `fct_module_<module>_daily` |" in README


def test_the_page_of_modules_lists_their_columns():
    for file in (DBT_PROJECT_DIR / "models" / "marts" / "modules").glob("*.yml"):
        (model,) = yaml.safe_load(file.read_text())["models"]
        (line,) = (line for line in MODULES.splitlines() if f"| `{model['name']}` |" in line)
        key = {"tenant_id", "process_id", "module_id", "event_date"}
        columns = {column["name"] for column in model["columns"]} - key
        assert set(re.findall(r"`(\w+)`", line)) == columns | {model["name"]}


def test_the_readme_lists_every_source():
    assert set(SOURCES) <= _first_columns(README)


def test_the_readme_names_every_command():
    named = set(re.findall(r"`chatmart ([\w-]+)", README))
    assert named == set(main.commands)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The dbt project as dbt understands it."""
    home = Settings(tmp_path_factory.mktemp("home"))
    return json.loads(parsed_project(home).manifest_path.read_text())


def test_every_model_seed_and_source_and_its_columns_have_a_description(manifest):
    described = [
        node
        for node in (*manifest["nodes"].values(), *manifest["sources"].values())
        if node["resource_type"] in {"model", "seed", "source"}
    ]
    missing = [node["unique_id"] for node in described if not node["description"].strip()]
    missing += [
        f"{node['unique_id']}.{name}"
        for node in described
        for name, column in node["columns"].items()
        if not column["description"].strip()
    ]
    assert missing == []


def test_models_and_seeds_list_columns(manifest):
    # The lake's columns are those of the registry; see the page of the lake.
    listless = [
        node["unique_id"]
        for node in manifest["nodes"].values()
        if node["resource_type"] in {"model", "seed"} and not node["columns"]
    ]
    assert listless == []


def test_consumers_have_an_owner_and_read_marts_only(manifest):
    assert manifest["exposures"]
    for exposure in manifest["exposures"].values():
        assert exposure["description"].strip()
        assert exposure["owner"]["name"]
        read = exposure["depends_on"]["nodes"]
        assert {manifest["nodes"][node]["schema"] for node in read} == {"marts"}, exposure["name"]


@pytest.mark.parametrize("name", ["whatsapp", "journeys"])
def test_the_page_of_a_family_names_marts_and_columns_that_exist(manifest, name):
    page = (PROJECT_ROOT / "docs" / f"{name}.md").read_text()
    columns = {node["name"]: set(node["columns"]) for node in manifest["nodes"].values()}
    named = re.findall(r"`((?:fct|dim|most)_\w+)\.(\w+)", page)
    assert len(named) > 15
    for mart, column in named:
        assert column in columns[mart], f"{mart}.{column}"
