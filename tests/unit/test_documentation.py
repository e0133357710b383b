"""What the documentation says holds."""

from __future__ import annotations

import re

import yaml

from orchestration.cli import main
from orchestration.ingest.sources import SOURCES
from orchestration.reporting.lake_documentation import PAGE, lake_page
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_ROOT

README = (PROJECT_ROOT / "README.md").read_text()
MODULES = (PROJECT_ROOT / "docs" / "modules.md").read_text()


def _first_columns(page: str) -> set[str]:
    return set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE))


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
    named = set(re.findall(r"`chatmart (\w+)", README))
    assert named == set(main.commands)
