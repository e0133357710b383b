"""Rows of Glific's export: what all of them carry, and which version of a row counts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from tests.oracle.landing import LandingZone
from tests.oracle.records import FileLoad, Place, read
from tests.oracle.values import UnreadableError, identifier, local_time, required


@dataclass(frozen=True, kw_only=True)
class Row:
    """One version of an exported row; its times are local to the tenant, as written."""

    place: Place
    tenant_id: str
    row_id: str
    inserted_at: datetime
    updated_at: datetime
    bq_inserted_at: datetime | None
    bq_uuid: str | None

    @property
    def key(self) -> tuple[str, str]:
        """What all versions of the row share."""
        return self.tenant_id, self.row_id

    @property
    def version(self) -> tuple:
        """What versions order by; what is missing comes least."""
        exported_at, uuid = self.bq_inserted_at, self.bq_uuid
        return (
            self.updated_at,
            (exported_at is not None, exported_at or datetime.min),
            (uuid is not None, uuid or ""),
        )


SomeRow = TypeVar("SomeRow", bound=Row)


def read_rows(
    zone: LandingZone, source: str, parse: Callable[[dict, Place], dict], row_type: type[SomeRow]
) -> tuple[list[SomeRow], list[FileLoad]]:
    """All accepted rows of a source and the counts per file.

    `parse` returns the fields of the row type beyond those of every row.
    """

    def row(fields: dict, place: Place) -> SomeRow:
        typed = parse(fields, place) | _common(fields, place)
        typed["row_id"] = identifier(fields.get("id")) or _generated(typed)
        return row_type(place=place, **typed)

    return read(zone, source, row)


def _common(fields: dict, place: Place) -> dict:
    inserted_at = local_time(fields.get("inserted_at"), place.landing_day)
    try:
        bq_inserted_at = local_time(fields.get("bq_inserted_at"), place.landing_day)
    except UnreadableError:
        bq_inserted_at = None
    return {
        "tenant_id": required(fields.get("tenant_id")),
        "inserted_at": inserted_at,
        "updated_at": optional_time(fields, "updated_at", place) or inserted_at,
        "bq_inserted_at": bq_inserted_at,
        "bq_uuid": identifier(fields.get("bq_uuid")),
    }


def _generated(typed: dict) -> str:
    return "generated:" + json.dumps(typed, sort_keys=True, default=str)


def optional_time(fields: dict, name: str, place: Place) -> datetime | None:
    """A local time that may be missing but not unusable."""
    written = identifier(fields.get(name))
    return None if written is None else local_time(written, place.landing_day)


def oldest_first(rows: Iterable[SomeRow]) -> list[SomeRow]:
    """The rows by version, the newest last; of equal versions, the earliest delivered is newest."""
    latest_delivered_first = sorted(rows, key=lambda row: row.place, reverse=True)
    return sorted(latest_delivered_first, key=lambda row: row.version)


def versions(rows: Iterable[SomeRow]) -> list[list[SomeRow]]:
    """The versions of each row, the newest last."""
    groups = defaultdict(list)
    for row in oldest_first(rows):
        groups[row.key].append(row)
    return list(groups.values())


def newest(rows: Iterable[SomeRow]) -> tuple[list[SomeRow], list[SomeRow]]:
    """Winners and losers: of all versions of a row, the newest wins."""
    winners, losers = [], []
    for of_one_row in versions(rows):
        winners.append(of_one_row[-1])
        losers += of_one_row[:-1]
    return winners, losers
