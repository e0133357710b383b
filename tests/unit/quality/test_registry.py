"""The registry is complete and fit for a user interface, without Great Expectations."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from orchestration.ingest.sources import SOURCES
from orchestration.quality import (
    EXPECTATIONS,
    CheckOutcome,
    GateResult,
    as_metadata,
    check_names,
)
from orchestration.quality.expectations import ERROR, WARN
from orchestration.quality.registry import TABLES
from orchestration.quality.seeds import seed_values


def test_every_table_has_checks():
    assert {(table.source, table.table) for table in TABLES} == {
        (source.name, table) for source in SOURCES.values() for table in source.tables
    }


@pytest.mark.parametrize("source", sorted(SOURCES))
def test_check_names(source):
    checks = check_names(source)
    names = [name for name, _, _ in checks]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert all(description.endswith(".") for _, description, _ in checks)
    assert {severity for _, _, severity in checks} <= {ERROR, WARN}
    assert "volume_is_usual" in names
    assert ("accepted_is_in_the_lake" in names) == (SOURCES[source].kind == "record")


def test_columns_of_a_profile_are_unique():
    columns = [(e.source, e.table, e.column) for e in EXPECTATIONS]
    assert len(set(columns)) == len(columns)


def test_listed_values_come_from_the_seeds():
    for expectation in EXPECTATIONS:
        if expectation.listed_in:
            assert seed_values(expectation.listed_in)


def outcome(name: str, *, passed: bool, severity: str) -> CheckOutcome:
    return CheckOutcome(
        name, passed, severity, 2, "at most 0", "Why.", [("a.jsonl", 7), ("b.jsonl", None)], ("x",)
    )


def test_only_errors_block():
    error = outcome("one", passed=False, severity=ERROR)
    warning = outcome("two", passed=False, severity=WARN)
    day = date(2026, 3, 10)
    assert GateResult.of("s", day, [warning]).passed
    blocked = GateResult.of("s", day, [warning, error])
    assert not blocked.passed
    assert (blocked.errors, blocked.warnings) == ([error], [warning])


def test_metadata_is_plain():
    metadata = as_metadata(outcome("one", passed=False, severity=ERROR))
    assert json.loads(json.dumps(metadata)) == {
        "description": "Why.",
        "expected": "at most 0",
        "severity": "error",
        "observed": 2,
        "bad_rows": ["a.jsonl:7", "b.jsonl"],
        "details": ["x"],
    }
