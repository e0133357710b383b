"""What the documentation says holds."""

from __future__ import annotations

import re

from orchestration.cli import main
from orchestration.ingest.sources import SOURCES
from orchestration.reporting.lake_documentation import PAGE, lake_page
from orchestration.settings import DBT_PROJECT_DIR, PROJECT_ROOT

README = (PROJECT_ROOT / "README.md").read_text()


def test_the_lake_page_is_the_registry():
    assert PAGE.read_text() == lake_page()


def test_every_lake_column_has_a_description():
    for source in SOURCES.values():
        for columns in source.tables.values():
            assert all(column.description.endswith((".", "…")) for column in columns)


def test_the_readme_lists_every_mart():
    marts = {path.stem for path in (DBT_PROJECT_DIR / "models" / "marts").rglob("*.sql")}
    listed = set(re.findall(r"^\| `(\w+)` \|", README, flags=re.MULTILINE)) - set(SOURCES)
    assert listed == marts


def test_the_readme_lists_every_source():
    listed = set(re.findall(r"^\| `(\w+)` \|", README, flags=re.MULTILINE))
    assert set(SOURCES) <= listed


def test_the_readme_names_every_command():
    named = set(re.findall(r"`chatmart (\w+)", README))
    assert named == set(main.commands)
