"""Lists of codes that somebody uploaded: coupons to hand out, codes to be entered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.oracle.landing import LandingZone
from tests.oracle.records import FileLoad, Place, earliest, read
from tests.oracle.values import UnreadableError, finite_number, identifier, instant, required

COUPONS, CODES = "coupons", "codes"
_TRUTHS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


@dataclass(frozen=True)
class Upload:
    """One accepted row of an uploaded list; `points` and `is_win` are a code's alone."""

    place: Place
    tenant_id: str
    process_id: str
    code: str
    uploaded_at: datetime
    points: float | None = None
    is_win: bool | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """What says which code it is."""
        return self.tenant_id, self.process_id, self.code


def read_coupons(zone: LandingZone) -> tuple[list[Upload], list[FileLoad]]:
    """Accepted rows of `coupons` and the counts per file."""
    return read(zone, COUPONS, _upload)


def read_codes(zone: LandingZone) -> tuple[list[Upload], list[FileLoad]]:
    """Accepted rows of `codes` and the counts per file."""

    def parse(fields: dict, place: Place) -> Upload:
        points = finite_number(identifier(fields.get("points")))
        return _upload(fields, place, points, _truth(fields.get("is_win")))

    return read(zone, CODES, parse)


READERS = {COUPONS: read_coupons, CODES: read_codes}


def counting(uploads: list[Upload]) -> tuple[list[Upload], list[Upload]]:
    """The uploads that count and the others: of a code, the one delivered first counts."""
    return earliest(uploads, lambda upload: upload.key)


def _upload(
    fields: dict, place: Place, points: float | None = None, is_win: bool | None = None
) -> Upload:
    return Upload(
        place,
        required(fields.get("tenant_id")),
        required(fields.get("process_id")),
        required(fields.get("code")),
        instant(fields.get("uploaded_at"), place.landing_day),
        points,
        is_win,
    )


def _truth(value: object) -> bool | None:
    written = identifier(value)
    if written is None:
        return None
    if written.lower() not in _TRUTHS:
        raise UnreadableError("neither true nor false")
    return _TRUTHS[written.lower()]
