"""A landing zone in which every field of every source once holds each hostile text."""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from orchestration.ingest import SOURCES
from tests.hostile.mutations import HOSTILE_TEXTS, at, places
from tests.oracle import LandingFile, LandingZone

DAYS = (date(2026, 10, 30), date(2026, 10, 31))
_ID_FIELDS = ("event_id", "id", "code")
# Written by people, in whose payloads anything may stand.
_PAYLOAD_KEYS = ("text", "email", "phone", "name", "question_id", "answer", "url", "points", "key")
_BODIES_OF_A_SOURCE = 8
TEXTS = tuple(
    text
    for text in HOSTILE_TEXTS
    # What nobody sees counts as blank here and not in the oracle, which takes Python's word for it;
    # to the oracle a phone may have a single digit.
    if text not in ("\u200b", "\ufeff", "-0", "-1", "+1", "x" * 5000)
)
# Webhook readers take a text that begins like an object or array for one.
_OF_WEBHOOKS = tuple(text for text in TEXTS if not text.startswith(("[", "\\", "{", "|")))


def hostile_zone(believable: dict[str, list[dict]]) -> LandingZone:
    """Build the zone, each source with the files that its kind allows."""
    files = []
    for source in SOURCES.values():
        if source.kind == "webhook":
            records = list(_hostile_bodies(_distinct(believable[source.name])))
        else:
            records = list(_hostile_records(source.name, believable[source.name]))
        half = len(records) // 2
        for day, part in zip(DAYS, (records[:half], records[half:]), strict=True):
            files.append(LandingFile(source.name, day, "hostile.jsonl.gz", tuple(part)))
    return LandingZone(tuple(files))


def relanded(zone: LandingZone) -> LandingZone:
    """Deliver the first day's files again on the second day, and the second day's without some."""
    files = list(zone.files)
    for file in zone.files:
        if file.landing_day == DAYS[0]:
            files.append(LandingFile(file.source, DAYS[1], "again.jsonl.zst", file.records[::-1]))
        else:
            files.remove(file)
            files.append(LandingFile(file.source, DAYS[1], file.name, file.records[5:]))
    return LandingZone(tuple(files))


def _hostile_records(source: str, records: list[dict]) -> Iterator[dict]:
    base: dict[str, Any] = {}
    for record in records:
        base |= {name: value for name, value in record.items() if name not in base}
    yield base
    for which, field in enumerate(SOURCES[source].fields):
        for number, text in enumerate(TEXTS[which % 2 :: 2]):
            yield _with(base, field.name, text, f"{field.name}-{number}")
    for payload in ("payload", "attributes"):
        if payload in {field.name for field in SOURCES[source].fields}:
            yield from _hostile_payloads(base, payload, records)


def _hostile_payloads(base: dict, payload: str, records: list[dict]) -> Iterator[dict]:
    names = {record.get("event_name") or record.get("event_type"): record for record in records}
    for serial, record in enumerate(names.values()):
        keys = [*_PAYLOAD_KEYS, *(record.get(payload) or {})]
        for number, text in enumerate(TEXTS[serial % 4 :: 4]):
            # Each kind of event has such a text in some key, and as the name of one.
            told = {keys[number % len(keys)]: text, text: "value"}
            yield _with(base | record, payload, told, f"{payload}-{serial}-{number}")


def _with(base: dict, field: str, value: object, serial: str) -> dict:
    record = copy.deepcopy(base) | {field: value}
    if field == "tenant_id":
        # An account that several tenants claim is nobody's in particular.
        record.pop("whatsapp_business_account_id", None)
    for name in _ID_FIELDS:
        if name in record and name != field:
            record[name] = serial
    return record


def _distinct(bodies: list[dict]) -> list[dict]:
    by_shape: dict[str, dict] = {}
    for body in bodies:
        by_shape.setdefault(json.dumps(places(body)), body)
    return list(by_shape.values())[:_BODIES_OF_A_SOURCE]


def _hostile_bodies(bodies: Iterable[dict]) -> Iterator[dict]:
    for serial, body in enumerate(bodies):
        yield body
        leaves = [
            path
            for path in places(body)
            # The same message of two numbers at once is nobody's in particular either.
            if not isinstance(at(body, path), dict | list) and "metadata" not in path
        ]
        for which, path in enumerate(leaves):
            for text in _OF_WEBHOOKS[(serial + which) % 6 :: 6]:
                changed = copy.deepcopy(body)
                at(changed, path[:-1])[path[-1]] = text
                yield changed


def count_by_source(zone: LandingZone) -> dict[str, int]:
    """How many records there are of each source."""
    counts: dict[str, int] = defaultdict(int)
    for file in zone.files:
        counts[file.source] += len(file.records)
    return dict(counts)
