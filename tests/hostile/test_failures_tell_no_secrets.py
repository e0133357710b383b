"""Runs that fail, over logs full of personal data: what they say and keep names no person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.ingest import prepare
from tests.pipeline.homes import RestorableHome
from tests.pipeline.support import land, run
from tests.pipeline.test_cli import (
    DAY,
    MORE,
    PERSONAL,
    ZONE,
    bad_lines,
    chatmart,
    event,
    good_records,
    gzip_cut_short,
    with_more,
)

LAST_DAY = date(2025, 10, 25)
# Each ends what an engine's message quotes, or goes on in another line.
QUOTING = (
    "o'hara@example.org",
    'first "line"\nsecond line\nthird line\nfourth@example.org',
)
SECRETS = (*PERSONAL, "hara@example.org", "fourth@example.org")


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    home = tmp_path_factory.mktemp("secrets") / "home"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CHATMART_HOME", str(home))
        land(home, ZONE)
        run(home)
    return RestorableHome.save(home)


def _deliver(home: Path, records: list, name: str = "more.jsonl") -> None:
    land(home, with_more(ZONE, MORE, ("chat_events", DAY, name, records)))


def _too_much_quarantined(home: Path, _: pytest.MonkeyPatch) -> None:
    _deliver(home, [*bad_lines(120), *good_records(100)])


def _damaged_file(home: Path, _: pytest.MonkeyPatch) -> None:
    land(home, with_more(ZONE, MORE))
    (home / "landing" / "chat_events" / f"dt={DAY}" / "b.jsonl.gz").write_bytes(gzip_cut_short())


def _gate_that_closes(home: Path, patch: pytest.MonkeyPatch) -> None:
    query = prepare.lake_query
    # A reader that lets an impossible row through, which is what the gate is there for.
    patch.setattr(
        prepare,
        "lake_query",
        lambda *args: f"SELECT * REPLACE (NULL AS tenant_id) FROM ({query(*args)})",
    )
    _deliver(home, [event(30, "start")])


def _model_that_fails(home: Path, text: str) -> None:
    """Let a model meet a table whose column cannot hold what people are called."""
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        (columns,) = connection.execute(
            "select list(case column_name when 'customer_id' then 'null::integer as customer_id'"
            " else '\"' || column_name || '\"' end order by column_index) from duckdb_columns()"
            " where schema_name = 'intermediate' and table_name = 'int_chat_event_deliveries'"
        ).fetchone()
        connection.execute(
            "create or replace table intermediate.int_chat_event_deliveries as"
            f" select {', '.join(columns)} from intermediate.int_chat_event_deliveries"
        )
    # Alone on its date, so that it is the one that the engine complains about.
    alone = event(40, "start", customer_id=text, occurred_at=f"{LAST_DAY}T10:00:00Z")
    land(home, with_more(ZONE, ("chat_events", LAST_DAY, "alone.jsonl", [alone])))


def _assert_nothing_is_told(home: Path, outcome_text: str) -> None:
    looked_at = 0
    for path in filter(Path.is_file, home.rglob("*")):
        place = path.relative_to(home).parts
        holds_records = place[0] in ("landing", "quarantine", "published", "warehouse.duckdb") or (
            place[0] == "lake" and not place[1].startswith("_")
        )
        if not holds_records:
            content = path.read_bytes()
            looked_at += 1
            assert not [secret for secret in SECRETS if secret.encode() in content], path
    assert looked_at > 5
    assert not [secret for secret in SECRETS if secret in outcome_text]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_too_much_quarantined, "records were rejected"),
        (_damaged_file, "b.jsonl.gz cannot be read"),
        (_gate_that_closes, "did not pass its quality checks"),
    ],
)
def test_days_that_are_not_loaded(
    made_home: RestorableHome,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path, pytest.MonkeyPatch], None],
    said: str,
) -> None:
    home = made_home.restore()
    spoil(home, monkeypatch)
    for arguments in (["run"], ["run", "--json"], ["status"], ["status", "--json"]):
        outcome = chatmart(home, *arguments)
        if arguments[0] == "run":
            assert outcome.code == 1
            assert said in outcome.out + outcome.err
        _assert_nothing_is_told(home, outcome.out + outcome.err)


@pytest.mark.parametrize("text", QUOTING)
def test_models_that_fail_over_somebody(made_home: RestorableHome, text: str) -> None:
    home = made_home.restore()
    _model_that_fails(home, text)
    outcome = chatmart(home, "run")
    assert outcome.code == 1
    assert "Could not convert string" in outcome.err
    _assert_nothing_is_told(home, outcome.out + outcome.err)
