"""What is taken over from the empty warehouse is what dbt would have built."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.transform import empty, plan_transform
from tests.oracle import landing_zone
from tests.pipeline.support import differences_between, differences_from_oracle, land, run

DAY = date(2025, 10, 20)
CHAT = landing_zone(
    (
        "chat_events",
        DAY,
        "a.jsonl",
        [
            {
                "tenant_id": "acme",
                "event_id": "e1",
                "event_name": "start",
                "occurred_at": "2025-10-20T11:30:00Z",
                "customer_id": "c1",
            }
        ],
    )
)
MESSAGE = {"id": "wamid.1", "from": "491555000101", "timestamp": "1761003000"}
BODY = {"entry": [{"id": "300", "changes": [{"field": "messages", "value": {
    "metadata": {"display_phone_number": "49305550100"}, "messages": [MESSAGE]}}]}]}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def _prepared() -> None:
    empty.prepare()


def _columns(home: Path) -> list[tuple]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(
            "select schema_name, table_name, column_index, column_name, data_type, is_nullable"
            " from duckdb_columns() where database_name = current_database() order by all"
        ).fetchall()


def _views(home: Path) -> dict[str, str]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select schema_name || '.' || view_name, sql from duckdb_views() where not internal"
        ).fetchall()
    return {name: sql.replace(str(home), "<home>") for name, sql in rows}


def test_a_home_is_the_same_with_and_without_it(new_home, monkeypatch):
    # The path of the lake is part of the views: it may hold what SQL and globs make something of.
    taken = new_home("it's [taken]")
    land(taken, CHAT)
    assert plan_transform(Settings(taken), {}, None).taken_over
    # A first run goes on from nothing that was left half done.
    assert run(taken).reasons == ["1 landing days are new, changed or removed."]
    monkeypatch.setattr(empty, "has_empty_warehouse", lambda _: False)
    built = new_home("built")
    land(built, CHAT)
    assert not plan_transform(Settings(built), {}, None).taken_over
    run(built)
    assert _columns(taken) == _columns(built)
    assert _views(taken).keys() == _views(built).keys()
    assert differences_between(taken, built) == []


def test_what_was_taken_over_fills_when_its_source_delivers(new_home):
    home = new_home("it's [taken]")
    land(home, CHAT)
    run(home)
    (body,) = landing_zone(("whatsapp_cloud", DAY, "w.jsonl", [BODY])).files
    zone = CHAT.with_file(body)
    land(home, zone)
    run(home)
    assert differences_from_oracle(home, zone) == []
    run(home, full_refresh=True)
    assert differences_from_oracle(home, zone) == []


def test_a_crash_half_way_is_mended_by_the_next_run(new_home, monkeypatch):
    home = new_home()
    land(home, CHAT)
    take_over = empty.take_over

    def take_half(connection, parsed, nodes, settings):
        take_over(connection, parsed, list(nodes)[:20], settings)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(empty, "take_over", take_half)
        with pytest.raises(KeyboardInterrupt):
            run(home)
    run(home)
    assert differences_from_oracle(home, CHAT) == []
