"""Files that nobody rewrites: removed or redacted where they hold the person, else untouched."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zipfile
from pathlib import Path

import duckdb
import pytest

from orchestration.privacy.leftovers import clean_leftovers
from orchestration.privacy.matching import Matcher
from orchestration.settings import Settings

EMAIL, PHONE, CUSTOMER = "anna@example.org", "491701234567", "cust-0001"
MATCHER = Matcher(frozenset({EMAIL, PHONE, CUSTOMER}))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    settings = Settings(tmp_path / "home")
    for folder in ("exports", "dagster/storage", "landing/chat_events", "dbt/target"):
        (settings.home / folder).mkdir(parents=True)
    return settings


def put(settings: Settings, name: str, content: str | bytes) -> Path:
    path = settings.home / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_copies_that_hold_the_person_go_and_others_stay(settings):
    with zipfile.ZipFile(settings.home / "exports" / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as sheet:
        sheet.writestr("sheet.xml", "<c>anna&#64;example.org</c>")
    with duckdb.connect(str(settings.home / "copy.duckdb")) as connection:
        connection.execute(f"create table people as select '{CUSTOMER}' as id")
    with duckdb.connect() as connection:
        path = settings.home / "exports" / "a.parquet"
        connection.execute(f"copy (select '{PHONE}' as phone) to '{path}' (compression zstd)")
    gone = [
        settings.home / "exports" / "a.xlsx",
        settings.home / "copy.duckdb",
        path,
        put(settings, "exports/a.csv", f"customer_id\n{CUSTOMER}\n"),
        put(settings, "exports/b.csv.gz", gzip.compress(EMAIL.upper().encode())),
        put(settings, "dbt/target/some.sql", f"-- {EMAIL}"),
    ]
    kept = [
        put(settings, "exports/c.csv", "customer_id\ncust-00012\n"),
        put(settings, "landing/chat_events/a.jsonl", EMAIL),
    ]
    cleaning = clean_leftovers(settings, MATCHER)
    assert [path.name for path in gone if path.exists()] == []
    assert all(path.exists() for path in kept)
    assert (cleaning.removed, cleaning.redacted) == (len(gone), 0)


def test_logs_of_dagster_are_redacted_line_by_line(settings):
    log = put(settings, "dagster/storage/out.log", f"began\nfor {EMAIL}, +49 170 1234567\nended\n")
    clean_leftovers(settings, MATCHER)
    assert log.read_text() == "began\nfor erased, 0\nended\n"


def test_texts_in_sqlite_are_redacted_wherever_they_are(settings):
    path = settings.home / "dagster" / "runs.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE events (id INTEGER PRIMARY KEY, event TEXT, body BLOB)")
    event = json.dumps({"note": f"of {CUSTOMER}", "phone": int(PHONE), "other": "x" * 9000})
    connection.executemany(
        "INSERT INTO events (event, body) VALUES (?, ?)",
        [(event, EMAIL.encode()), ("harmless", None)],
    )
    connection.commit()
    cleaning = clean_leftovers(settings, MATCHER)
    rows = connection.execute("SELECT event, body FROM events ORDER BY id").fetchall()
    connection.close()
    assert json.loads(rows[0][0]) == {"note": "of erased", "phone": 0, "other": "x" * 9000}
    assert rows[0][1] == b"erased"
    assert rows[1] == ("harmless", None)
    assert cleaning.redacted == 1
    for file in path.parent.iterdir():
        if file.is_file():
            assert not MATCHER.may_be_in(file.read_bytes())


def test_a_second_look_finds_nothing(settings):
    put(settings, "exports/a.csv", CUSTOMER)
    put(settings, "dagster/storage/out.log", EMAIL)
    clean_leftovers(settings, MATCHER)
    again = clean_leftovers(settings, MATCHER)
    assert (again.removed, again.redacted) == (0, 0)
