"""Notes that one model writes and another reads in the same run: keys, dates and rows that changed.

dbt builds models side by side. Whoever reads a note while another writes it selects by what it said
before and replaces by what it says then, and loses rows. So every reader comes after the writers.
"""

from __future__ import annotations

import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pytest
from dbt.adapters.duckdb.environments.local import DuckDBCursorWrapper
from dbt_common.events.contextvars import get_node_info

from orchestration.sample import write_sample
from orchestration.settings import Settings
from orchestration.transform.parsed import parsed_project
from tests.pipeline.support import run

Note = tuple[str, str]
"""Table of notes, and what of it: keys of a kind, dates of a relation, a column."""
Statements = dict[str, list[str]]
"""What each model had the database do, at any time of its building."""

LAST_DAY = date(2026, 10, 31)
_READ = re.compile(
    r'(?<!insert into "warehouse"\.)"state"\."(restated_keys|\w+_changes)"(?: as \w+)?'
    r"(?:\s+where (?:\w+\.)?(\w+) is not null)?"
)
_KIND_READ = re.compile(r"\bkind = '(\w+)'")
_RELATIONS_READ = re.compile(r"\brelation in \(([^)]+)\)")
_WRITTEN = re.compile(r'insert into "warehouse"\."state"\."(\w+)" \(([^)]+)\)')
_KIND_WRITTEN = re.compile(r"'([\w.]+)' as (?:kind|relation)\b")


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> Statements:
    found: Statements = defaultdict(list)
    execute = DuckDBCursorWrapper.execute

    def told(self: DuckDBCursorWrapper, sql: str, *arguments: object) -> object:
        node = get_node_info().get("unique_id") or ""
        if node.startswith("model."):
            found[node].append(sql)
        return execute(self, sql, *arguments)

    monkeypatch.setattr(DuckDBCursorWrapper, "execute", told)
    return found


def _read(sqls: list[str]) -> Iterator[Note]:
    for sql in sqls:
        for relations in _RELATIONS_READ.findall(sql):
            yield from (("changed_dates", one) for one in re.findall("'([^']+)'", relations))
        for table, column in _READ.findall(sql):
            kinds = _KIND_READ.findall(sql) if table == "restated_keys" else [column]
            assert kinds, f"a reader of all kinds of keys: {sql}"
            yield from ((table, kind) for kind in kinds)


def _written(sqls: list[str]) -> Iterator[Note]:
    texts = "\n".join(sqls)
    for table, columns in _WRITTEN.findall(texts):
        is_shared = table in ("restated_keys", "changed_dates")
        kinds = _KIND_WRITTEN.findall(texts) if is_shared else ["", *columns.split(", ")]
        yield from ((table, kind) for kind in kinds)


def _ancestors(parents: dict[str, list[str]], node: str) -> set[str]:
    found: set[str] = set()
    pending = [node]
    while pending:
        new = [one for one in parents.get(pending.pop(), []) if one not in found]
        found.update(new)
        pending += new
    return found


@pytest.mark.usefixtures("without_data_tests")
def test_whoever_reads_a_note_is_built_after_those_who_write_it(tmp_path, statements):
    landing, later = tmp_path / "landing", tmp_path / "later"
    write_sample(landing, days=3, scale=0.05, end=LAST_DAY)
    for last in {day.parent: day for day in sorted(landing.glob("*/dt=*"))}.values():
        (later / last.parent.name).mkdir(parents=True)
        last.rename(later / last.parent.name / last.name)
    run(tmp_path, accept_quarantine=True)
    statements.clear()
    shutil.copytree(later, landing, dirs_exist_ok=True)
    run(tmp_path, accept_quarantine=True)

    settings = Settings(tmp_path)
    manifest = json.loads(parsed_project(settings).manifest_path.read_text())
    parents = manifest["parent_map"]
    writers: dict[Note, set[str]] = defaultdict(set)
    for node, sqls in statements.items():
        for note in _written(sqls):
            writers[note].add(node)
    assert len({table for table, _ in writers}) >= 8, sorted(writers)
    too_early = {
        f"{reader} reads {'.'.join(note)}, which {writer} writes"
        for reader, sqls in statements.items()
        for note in _read(sqls)
        for writer in writers[note] - {reader} - _ancestors(parents, reader)
    }
    assert not too_early, "\n".join(sorted(too_early))
