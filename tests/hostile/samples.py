"""Records to start from: believable ones of every source, as made for the sample and fixtures."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from datetime import date
from pathlib import Path

from orchestration.ingest import SOURCES
from orchestration.sample import write_sample
from orchestration.settings import PROJECT_ROOT

DAY = date(2026, 10, 31)
_BODIES = PROJECT_ROOT / "tests" / "fixtures" / "whatsapp_cloud"
_OF_EACH_SOURCE = 60


def sample_records(folder: Path) -> dict[str, list[dict]]:
    """Some dozen records of every source, of as many shapes as there are, by source."""
    write_sample(folder, days=3, scale=0.05, end=DAY)
    found: dict[str, list[dict]] = defaultdict(list)
    for path in sorted(folder.glob("*/dt=*/*")):
        found[path.parent.parent.name] += _records(path)
    for path in sorted(_BODIES.glob("*.json")):
        cases = json.loads(path.read_text(encoding="utf-8")).values()
        found["whatsapp_cloud"] += [body for body in cases if isinstance(body, dict)]
    assert found.keys() == SOURCES.keys()
    return {source: _of_different_shapes(records) for source, records in found.items()}


def _records(path: Path) -> list[dict]:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode(errors="replace")
    if ".csv" in path.suffixes:
        return [
            {name: value for name, value in row.items() if name and value}
            for row in csv.DictReader(io.StringIO(text))
        ]
    records = []
    for line in text.splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            records.append(record)
    return records


def _of_different_shapes(records: list[dict]) -> list[dict]:
    """Take one of each shape after the other, until there are enough."""
    shapes: dict[str, list[dict]] = defaultdict(list)
    for record in records:
        shapes[_shape(record)].append(record)
    chosen: list[dict] = []
    while len(chosen) < _OF_EACH_SOURCE and any(shapes.values()):
        chosen += [alike.pop() for alike in shapes.values() if alike]
    return chosen[:_OF_EACH_SOURCE]


def _shape(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{_shape(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(sorted({_shape(inner) for inner in value})) + "]"
    return type(value).__name__
