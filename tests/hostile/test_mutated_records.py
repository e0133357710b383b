"""Thousands of spoiled records of every source and format: counted, explained, and nothing else.

Sources are those of the registry, so that a new one is fuzzed from its first day.
"""

from __future__ import annotations

import csv
import io
import json
from random import Random

import pytest

from orchestration.ingest import SOURCES
from tests.hostile.mutations import mutated_bytes, mutated_record
from tests.hostile.parquet_files import spoiled_parquet
from tests.hostile.reading import Reader, as_quarantined, lines_of

RECORD_SOURCES = [name for name, source in SOURCES.items() if source.kind == "record"]
Records = dict[str, list[dict]]
_ROWS_IN_A_FILE = 40


def _spoiled(random: Random, records: list[dict], count: int) -> list[object]:
    return [mutated_record(random, random.choice(records), records) for _ in range(count)]


def _json(random: Random, value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=random.random() < 0.5)
    return text.encode("utf-8", "surrogatepass")


@pytest.mark.parametrize("source", SOURCES)
def test_json_lines(reader: Reader, believable: Records, examples: int, source: str) -> None:
    random = Random(f"json {source}")
    good = [_json(random, record) for record in believable[source]]
    lines = [_json(random, value) for value in _spoiled(random, believable[source], examples)]
    lines += [mutated_bytes(random, random.choice(good)) for _ in range(examples)]
    random.shuffle(lines)
    content = b"\n".join(lines)
    reading = reader.read(source, {"spoiled.jsonl": content})

    delivered = lines_of(content)
    assert reading.loads["spoiled.jsonl"].received == len(delivered) >= 1.5 * examples
    rejected = reading.rejected_records("spoiled.jsonl")
    assert examples / 4 < len(rejected) < len(delivered)
    for line, row in rejected.items():
        assert row["raw"] == as_quarantined(delivered[line])
    if SOURCES[source].kind == "record":
        accepted = reading.accepted_lines("spoiled.jsonl")
        assert sorted([*accepted, *rejected]) == list(delivered)


@pytest.mark.parametrize("source", RECORD_SOURCES)
def test_good_neighbours_are_unharmed(
    reader: Reader, believable: Records, examples: int, source: str
) -> None:
    random = Random(f"neighbours {source}")
    good = [_json(random, record) for record in believable[source]]
    alone = reader.read(source, {"a.jsonl": b"\n".join(good)})
    spoiled = [
        mutated_bytes(random, random.choice(good)).replace(b"\n", b"") for _ in range(examples)
    ]
    lines, kept = [], []
    for number, line in enumerate(spoiled):
        lines.append(line)
        if number % 5 == 0 and len(kept) < len(good):
            lines.append(good[len(kept)])
            kept.append(len(lines))
    together = reader.read(source, {"a.jsonl": b"\n".join(lines)})

    (table,), (expected,) = together.tables.values(), alone.tables.values()
    first = [row for row in expected.to_pylist() if row["line"] <= len(kept)]
    found = {row["line"]: row for row in table.to_pylist()}
    assert [found[kept[row["line"] - 1]] | {"line": row["line"]} for row in first] == first


@pytest.mark.parametrize("source", RECORD_SOURCES)
def test_csv(reader: Reader, believable: Records, examples: int, source: str) -> None:
    random = Random(f"csv {source}")
    names = [field.name for field in SOURCES[source].fields]
    header = b",".join(name.encode() for name in names)
    good = [_csv_row(names, record) for record in believable[source]]
    values = _spoiled(random, believable[source], examples)
    rows = [_csv_row(names, value) for value in values if isinstance(value, dict)]
    whole = reader.read(source, {"quoted.csv": b"\n".join([header, *rows])})
    # Written by the book: each record is there, over however many lines it goes.
    assert whole.loads["quoted.csv"].received == sum(not row.isspace() for row in rows)

    rows = [mutated_bytes(random, random.choice(good)) for _ in range(examples)]
    content = b"\n".join([header, *rows])
    reading = reader.read(source, {"spoiled.csv": content})
    starts = {*reading.accepted_lines("spoiled.csv"), *reading.rejected_records("spoiled.csv")}
    physical = content.split(b"\n")
    opened = 0
    for line in lines_of(content):
        if line in starts:
            opened = line
        elif line > 1:
            assert physical[opened - 1].count(b'"') % 2, f"line {line} is lost"


def _csv_row(names: list[str], record: dict) -> bytes:
    row = io.StringIO()
    csv.writer(row).writerow([_text(record.get(name)) for name in names])
    return row.getvalue().removesuffix("\r\n").encode("utf-8", "surrogatepass")


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize("source", RECORD_SOURCES)
def test_parquet(reader: Reader, believable: Records, examples: int, source: str) -> None:
    random = Random(f"parquet {source}")
    names = [field.name for field in SOURCES[source].fields]
    values = [v for v in _spoiled(random, believable[source], examples) if isinstance(v, dict)]
    parts = [
        values[start : start + _ROWS_IN_A_FILE] for start in range(0, len(values), _ROWS_IN_A_FILE)
    ]
    files = {
        f"{number}.parquet": spoiled_parquet(random, part, names)
        for number, part in enumerate(parts)
    }
    reading = reader.read(source, files)
    assert {name: load.received for name, load in reading.loads.items()} == {
        f"{number}.parquet": len(part) for number, part in enumerate(parts)
    }
