"""Landing files of the sources `coupons` and `codes`, faults included."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date

import numpy as np

from orchestration.sample.calendar import Window
from orchestration.sample.chats import ChatEvents
from orchestration.sample.codes import CODE_COUNT, code_of, coupon_of, is_winning, points_of
from orchestration.sample.files import Fault, LandingWriter, csv_lines
from orchestration.sample.truth import SampleTruth

COUPONS = "coupons"
CODES = "codes"
_COUPON_PLACE = ("north-roast", "coffee-letter")
_CODE_PLACE = ("five-boroughs-bikes", "bike-club")
_SPARE_COUPONS = 50
#: So many codes of the first upload are in the second one again.
_AGAIN = 10

Record = dict[str, object]


class CodeUploads:
    """Codes that operators uploaded: some on the first landing day, the others in the middle."""

    def __init__(self, truth: SampleTruth, chats: Iterable[ChatEvents], window: Window) -> None:
        """Write down what is uploaded; every coupon that a chat hands out is among it."""
        self._window = window
        (part,) = (one for one in chats if one.tenant.tenant_id == _COUPON_PLACE[0])
        customers = int(part.visits.customer.max(initial=-1)) + 1
        coupons = [{"code": coupon_of(number)} for number in range(customers + _SPARE_COUPONS)]
        codes = [
            {
                "code": code_of(number),
                "points": points_of(number),
                "is_win": is_winning(number),
            }
            for number in range(CODE_COUNT)
        ]
        self._records = {COUPONS: coupons, CODES: codes}
        _tell(truth, chats, coupons, codes)

    def write_day(self, writer: LandingWriter, truth: SampleTruth, index: int) -> None:
        """Write what was uploaded on the landing day with this index."""
        middle = self._window.days // 2
        landing_day = self._window.day(index)
        if index == 0:
            self._write_first(writer, landing_day)
        if index == middle:
            self._write_second(writer, truth, landing_day)

    def _write_first(self, writer: LandingWriter, landing_day: date) -> None:
        coupons, _ = _halves(self._records[COUPONS])
        rows = _rows(_placed(coupons, _COUPON_PLACE, landing_day))
        header = ",".join(_placed(coupons[:1], _COUPON_PLACE, landing_day)[0])
        writer.write_lines(COUPONS, landing_day, "coupons.csv", rows, header=header)
        codes, _ = _halves(self._records[CODES])
        lines = _lines(_placed(codes, _CODE_PLACE, landing_day))
        writer.write_lines(CODES, landing_day, "codes.jsonl", lines)

    def _write_second(self, writer: LandingWriter, truth: SampleTruth, landing_day: date) -> None:
        first, second = _halves(self._records[COUPONS])
        again = [*first[:_AGAIN], *second]
        lines: list[str | Fault] = _lines(_placed(again, _COUPON_PLACE, landing_day))
        bad = _placed([{"code": " "}], _COUPON_PLACE, landing_day)
        lines += [Fault(text, "no code") for text in _lines(bad)]
        writer.write_lines(COUPONS, landing_day, "more-coupons.jsonl", lines)
        truth.add_duplicates(COUPONS, landing_day, len(first[:_AGAIN]))

        first, second = _halves(self._records[CODES])
        again = [*first[:_AGAIN], *second]
        records = _placed(again, _CODE_PLACE, landing_day)
        rows: list[str | Fault] = _rows(records)
        bad = [records[0] | {"points": "many"}, records[0] | {"is_win": "maybe"}]
        faults = ("points are no number", "neither won nor lost")
        rows += [Fault(text, fault) for text, fault in zip(_rows(bad), faults, strict=True)]
        header = ",".join(records[0])
        writer.write_lines(CODES, landing_day, "more-codes.csv", rows, header=header)
        truth.add_duplicates(CODES, landing_day, len(first[:_AGAIN]))


def _halves(records: list[Record]) -> tuple[list[Record], list[Record]]:
    half = len(records) // 2
    return records[:half], records[half:]


def _placed(records: list[Record], place: tuple[str, str], landing_day: date) -> list[Record]:
    """Whole records: of a tenant and process, uploaded on the morning of the landing day."""
    tenant_id, process_id = place
    return [
        {
            "tenant_id": tenant_id,
            "process_id": process_id,
            **record,
            "uploaded_at": f"{landing_day.isoformat()}T06:00:00Z",
        }
        for record in records
    ]


def _lines(records: list[Record]) -> list[str]:
    return [json.dumps(record, separators=(",", ":")) for record in records]


def _rows(records: list[Record]) -> list[str]:
    """CSV rows, flags as spreadsheets write them."""
    return csv_lines(
        [("yes" if value else "no") if isinstance(value, bool) else value
         for value in record.values()]
        for record in records
    )  # fmt: skip


def _tell(
    truth: SampleTruth, chats: Iterable[ChatEvents], coupons: list[Record], codes: list[Record]
) -> None:
    places = ((COUPONS, _COUPON_PLACE, coupons, ("coupon_code_issued",)),
              (CODES, _CODE_PLACE, codes, ("code_entered_correct",)))  # fmt: skip
    parts = {part.tenant.tenant_id: part for part in chats}
    for source, (tenant_id, process_id), records, names in places:
        part = parts[tenant_id]
        numbers = [part.names.index(name) for name in names if name in part.names]
        payloads = part.payload[np.isin(part.name, numbers)].tolist()
        used = {json.loads(payload)["code"] for payload in payloads}
        truth.uploads.setdefault(tenant_id, {})[source] = {
            "process_id": process_id,
            "uploaded": len(records),
            "used": len(used & {record["code"] for record in records}),
        }
