"""Naming the landing files that still hold a person, whatever they are written in."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from orchestration.privacy.landing_search import holding_files
from orchestration.privacy.linking import Person
from orchestration.settings import Settings

ANNA = Person(
    "acme",
    frozenset({"anna@example.org", "491701234567", "cust-0001", "c7", "jürgen@example.org"}),
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home")


def deliver(
    settings: Settings, data: bytes | str, name: str = "a.jsonl", source: str = "chat_events"
) -> None:
    folder = settings.landing / source / "dt=2026-01-01"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)


def found(settings: Settings) -> list[str]:
    return [str(file) for file in holding_files(settings, ANNA, {"WABA1"})]


def line(**fields: object) -> str:
    return json.dumps({"tenant_id": "acme", **fields}) + "\n"


HOLDING = {
    "an address in any case": line(payload={"email": "Anna@Example.ORG"}),
    "an address in a text": line(payload={"text": "write to anna@example.org."}),
    "an address with escapes": line(payload={"text": "to anna@example.org"}).replace(
        "@", "\\u0040"
    ),
    "letters beyond ASCII, escaped": line(payload={"email": "jürgen@example.org"}),
    "a payload that is a text": line(payload=json.dumps({"email": "jürgen@example.org"})),
    "a phone with signs between": line(text="ring +49 (170) 123-45 67 now"),
    "a phone that is a number": line(phone=491701234567),
    "an id as a token": line(text="see cust-0001!"),
    "a short id as a value": line(customer_id="c7"),
    "no JSON at all": "anna@example.org said hello\n",
    "a record without a tenant": json.dumps({"email": "anna@example.org"}) + "\n",
    "a body of the tenant's account": json.dumps(
        {
            "entry": [
                {"id": "WABA1", "changes": [{"value": {"messages": [{"from": "491701234567"}]}}]}
            ]
        }
    ),
}
NOT_HOLDING = {
    "somebody else's address": line(email="joanna@example.org"),
    "an address that goes on": line(email="anna@example.org.uk"),
    "a longer phone": line(phone="4917012345678"),
    "a longer id": line(text="cust-00012"),
    "a short id within a text": line(text="seat c7"),
    "a short id in another field": line(process_id="c7"),
    "another tenant's record": json.dumps({"tenant_id": "other", "email": "anna@example.org"}),
    "a body of another account": json.dumps({"entry": [{"id": "WABA2", "from": "491701234567"}]}),
}


@pytest.mark.parametrize("what", HOLDING)
@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".ndjson.zst"])
def test_a_file_that_holds_the_person_is_named(settings, what, ending):
    data = (line(customer_id="stranger") + HOLDING[what]).encode()
    if ending.endswith(".gz"):
        data = gzip.compress(data)
    elif ending.endswith(".zst"):
        data = pa.compress(data, codec="zstd", asbytes=True)
    deliver(settings, data, f"a{ending}")
    assert found(settings) == [f"chat_events/dt=2026-01-01/a{ending}"]


@pytest.mark.parametrize("what", NOT_HOLDING)
def test_a_file_that_holds_somebody_else_is_not(settings, what):
    deliver(settings, NOT_HOLDING[what])
    assert found(settings) == []


def test_rows_of_csv_are_told_apart_by_tenant(settings):
    heading = "tenant_id,customer_id,payload\n"
    deliver(settings, heading + 'acme,c1,"{""email"":""anna@example.org""}"\n', "a.csv")
    deliver(settings, heading + 'acme,c1,"over\ntwo lines, cust-0001"\n', "b.csv")
    deliver(settings, heading + "acme,c7,\n", "c.csv")
    deliver(settings, heading + "other,c7,anna@example.org\n", "d.csv")
    deliver(settings, heading + "acme,c8,joanna@example.org\n", "e.csv")
    assert found(settings) == [f"chat_events/dt=2026-01-01/{name}.csv" for name in "abc"]


def test_values_of_parquet_are_looked_at(settings, tmp_path):
    rows = [
        {"tenant_id": "acme", "payload": {"email": "anna@example.org", "n": 1}},
        {"tenant_id": "other", "payload": {"email": "anna@example.org", "n": 2}},
    ]
    for name, some in (("a", rows), ("b", rows[1:])):
        pq.write_table(pa.Table.from_pylist(some), tmp_path / "file", compression="zstd")
        deliver(settings, (tmp_path / "file").read_bytes(), f"{name}.parquet")
    assert found(settings) == ["chat_events/dt=2026-01-01/a.parquet"]


def test_files_that_no_run_reads_are_searched_too(settings):
    deliver(settings, "anna@example.org", "notes.txt")
    deliver(settings, line(email="anna@example.org"), "_half.jsonl")
    deliver(settings, line(email="anna@example.org"), source="unknown")
    deliver(settings, b"\x1f\x8bno gzip anna@example.org", "b.jsonl.gz")
    assert len(found(settings)) == 4


def test_a_file_that_is_named_by_the_person_is_not_named(settings):
    deliver(settings, line(customer_id="stranger"), "a.jsonl")
    deliver(settings, line(customer_id="stranger"), "anna@example.org.jsonl.txt")
    deliver(settings, line(customer_id="stranger"), "of anna@example.org")
    assert found(settings) == ["chat_events/dt=2026-01-01/ (file number 3)"]


def test_a_line_of_any_length_is_searched_in_pieces(settings):
    deliver(settings, line(text="x" * 20_000_000 + " anna@example.org"))
    assert len(found(settings)) == 1
