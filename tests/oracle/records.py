"""From files to accepted records: lines, well-formedness, places, the one rule for duplicates."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from tests.oracle.json_values import first_wins
from tests.oracle.landing import CSV_COLUMNS, LandingFile, LandingZone, as_csv_texts
from tests.oracle.values import UnreadableError

Record = TypeVar("Record")


@dataclass(frozen=True, order=True)
class Place:
    """Where a record was delivered; places order as duplicates are decided."""

    landing_day: date
    file_name: bytes
    line: int
    position: int = 0


@dataclass
class FileLoad:
    """Records of one file: `received` = `accepted` + `quarantined`."""

    source: str
    landing_day: date
    file_name: str
    accepted: int = 0
    quarantined: int = 0

    @property
    def received(self) -> int:
        """All records of the file, good and bad."""
        return self.accepted + self.quarantined


def lines_of(file: LandingFile) -> Iterator[tuple[int, object]]:
    """The records of a file as (line, value); a value that is no object stands for a bad line."""
    first = 2 if file.is_csv else 1
    for line, record in enumerate(file.records, start=first):
        if isinstance(record, dict):
            yield line, as_csv_texts(record) if file.is_csv else record
        elif record.strip(b"\r"):
            yield line, _parse(file, record)


def _parse(file: LandingFile, raw: bytes) -> object:
    try:
        decoded = raw.removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        return None
    if not file.is_csv:
        try:
            return json.loads(decoded, object_pairs_hook=first_wins)
        except ValueError:
            return None
    columns = CSV_COLUMNS[file.source]
    fields = next(csv.reader([decoded]))
    if len(fields) != len(columns):
        return None
    return as_csv_texts(dict(zip(columns, fields, strict=True)))


def read(
    zone: LandingZone, source: str, parse: Callable[[dict, Place], Record]
) -> tuple[list[Record], list[FileLoad]]:
    """All accepted records of a source in delivery order, and the counts per file.

    `parse` turns one object into a record and raises `UnreadableError` to quarantine it.
    """
    accepted, loads = [], []
    for file in zone.of(source):
        load = FileLoad(source, file.landing_day, file.name)
        loads.append(load)
        for line, value in lines_of(file):
            try:
                if not isinstance(value, dict):
                    raise UnreadableError("no object")
                record = parse(value, Place(file.landing_day, file.name.encode(), line))
            except UnreadableError:
                load.quarantined += 1
                continue
            load.accepted += 1
            accepted.append(record)
    return accepted, loads


def earliest(
    records: Iterable[Record], key: Callable[[Record], object]
) -> tuple[list[Record], list[Record]]:
    """Winners and losers of redelivery: of equal keys, the earliest delivered record wins."""
    winners, losers, seen = [], [], set()
    for record in sorted(records, key=lambda record: record.place):
        (losers if key(record) in seen else winners).append(record)
        seen.add(key(record))
    return winners, losers


def latest(
    records: Iterable[Record], key: Callable[[Record], object]
) -> tuple[list[Record], list[Record]]:
    """Winners and losers of supersession: of equal keys, the latest delivered record wins."""
    winners, losers = {}, []
    for record in sorted(records, key=lambda record: record.place):
        if key(record) in winners:
            losers.append(winners[key(record)])
        winners[key(record)] = record
    return list(winners.values()), losers
