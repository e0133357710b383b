"""Databases written anew: the same in every respect, without what was deleted."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import BusyError
from orchestration.privacy.databases import rewrite_warehouse, vacuum
from orchestration.settings import Settings

SECRET = "cust-secret-0001"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "home")
    settings.home.mkdir()
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute("create schema marts")
        connection.execute("create schema intermediate")
        connection.execute(
            "create table marts.people (id varchar not null primary key, day date default"
            " '2026-01-01', amount decimal(18, 6), check (length(id) > 2))"
        )
        connection.execute("comment on table marts.people is 'It''s people.'")
        connection.execute("comment on column marts.people.id is 'Who.'")
        connection.execute(
            "insert into marts.people (id, amount) select 'cust-' || i, i from range(5000) as t(i)"
        )
        connection.execute("create view marts.first as select min(id) as id from marts.people")
        connection.execute("create view marts.another as from marts.first")
        connection.execute("comment on view marts.another is 'The first, again.'")
        connection.execute("create table intermediate.int_affected_customers (id varchar)")
        connection.execute("insert into intermediate.int_affected_customers values (?)", [SECRET])
    return settings


def definitions(settings: Settings) -> list[list[tuple]]:
    with duckdb.connect(str(settings.warehouse), read_only=True) as connection:
        return [
            connection.execute(query).fetchall()
            for query in (
                "select schema_name, table_name, comment, sql from duckdb_tables() order by all",
                "select schema_name, view_name, comment, sql from duckdb_views()"
                " where not internal order by all",
                "select schema_name, table_name, column_name, data_type, is_nullable,"
                " column_default, comment from duckdb_columns() where not internal order by all",
                "select table_name, constraint_type, constraint_text from duckdb_constraints()"
                " order by all",
                "from marts.people",
                "from marts.another",
            )
        ]


def test_a_warehouse_is_the_same_in_a_new_file(settings):
    before, inode = definitions(settings), settings.warehouse.stat().st_ino
    rewrite_warehouse(settings)
    assert definitions(settings) == before
    assert settings.warehouse.stat().st_ino != inode
    with duckdb.connect(str(settings.warehouse)) as connection, pytest.raises(duckdb.Error):
        connection.execute("insert into marts.people (id) values ('cust-1')")


def test_what_was_deleted_is_gone_from_the_disk(settings):
    with duckdb.connect(str(settings.warehouse)) as connection:
        connection.execute(
            "insert into marts.people (id) select ? || '-' || i from range(3000) as t(i)", [SECRET]
        )
        connection.execute("checkpoint")
        connection.execute("delete from marts.people where starts_with(id, ?)", [SECRET])
    spilled = settings.home / "warehouse.duckdb.tmp"
    spilled.mkdir()
    (spilled / "spilled").write_text(SECRET)
    rewrite_warehouse(settings)
    left = [path for path in settings.home.rglob("*") if path.is_file()]
    assert not any(SECRET.encode() in path.read_bytes() for path in left)
    assert not spilled.exists()
    with duckdb.connect(str(settings.warehouse)) as connection:
        touched = connection.execute("from intermediate.int_affected_customers").fetchall()
    assert touched == []


def test_a_warehouse_that_is_open_elsewhere_is_left_alone(settings, monkeypatch):
    def locked(*_: object, **__: object) -> None:
        raise duckdb.IOException("Could not set lock on file")

    monkeypatch.setattr("orchestration.privacy.databases._copy", locked)
    before = definitions(settings)
    with pytest.raises(BusyError):
        rewrite_warehouse(settings)
    assert definitions(settings) == before


def test_a_vacuumed_database_has_no_free_pages_and_no_log(tmp_path):
    path = tmp_path / "some.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE texts (value TEXT)")
    connection.executemany("INSERT INTO texts VALUES (?)", [(SECRET * 50,)] * 500)
    connection.execute("DELETE FROM texts")
    connection.execute("INSERT INTO texts VALUES ('kept')")
    connection.commit()
    vacuum(path)
    assert not any(SECRET.encode() in file.read_bytes() for file in tmp_path.iterdir())
    assert connection.execute("SELECT value FROM texts").fetchall() == [("kept",)]
    connection.close()
