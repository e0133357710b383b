"""XLSX: one row in memory at a time, split over sheets where the format ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

# Limits of the format; a sheet's heading is one of its rows.
ROWS_IN_A_SHEET = 1_048_576
TEXT_LENGTH = 32_767
_NAME_LENGTH = 31

_COLUMN_WIDTH = 20

_WriteCell = Callable[[int, int, Any], object]


class XlsxFile:
    """An XLSX file that is written batch by batch.

    Each sheet is headed by the column names. Texts never become formulas, links or numbers; those
    beyond the length of a cell are cut and counted.
    """

    def __init__(self, path: Path, schema: pa.Schema, *, title: str) -> None:
        self.cut_texts = 0
        self._schema = schema
        self._title = title
        self._workbook = xlsxwriter.Workbook(
            path,
            {
                "constant_memory": True,
                # Rows wait here for the end of the export: beside the file, not where others read.
                "tmpdir": str(path.parent),
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
                "nan_inf_to_errors": True,
                "use_zip64": True,
            },
        )
        self._bold = self._workbook.add_format({"bold": True})
        self._date = self._workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._time = self._workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._begin_sheet()

    def __enter__(self) -> XlsxFile:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        # Zipping what nobody will see takes as long as writing it; its pieces go with the folder.
        if kind is not None:
            return
        try:
            self._workbook.close()
        except FileCreateError as error:
            raise error.args[0] from None

    def write(self, batch: pa.RecordBatch) -> None:
        """Append rows."""
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if self._row == ROWS_IN_A_SHEET:
                self._begin_sheet()
            for column, value in enumerate(row):
                if value is not None:
                    self._cells[column](self._row, column, value)
            self._row += 1

    def _begin_sheet(self) -> None:
        number = len(self._workbook.worksheets()) + 1
        suffix = f" {number}" if number > 1 else ""
        sheet = self._workbook.add_worksheet(self._title[: _NAME_LENGTH - len(suffix)] + suffix)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(self._schema) - 1, _COLUMN_WIDTH)
        for column, name in enumerate(self._schema.names):
            sheet.write_string(0, column, name, self._bold)
        self._cells: Sequence[_WriteCell] = [
            self._cell_writer(sheet, kind) for kind in self._schema.types
        ]
        self._row = 1

    def _cell_writer(self, sheet: Worksheet, kind: pa.DataType) -> _WriteCell:
        if pa.types.is_string(kind):
            return partial(self._write_text, sheet)
        if pa.types.is_boolean(kind):
            return sheet.write_boolean
        if pa.types.is_date(kind):
            return _formatted(sheet, self._date)
        if pa.types.is_timestamp(kind):
            return _formatted(sheet, self._time)
        return sheet.write_number

    def _write_text(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        # A character is one or two of the units that the format counts.
        if len(text) > TEXT_LENGTH // 2:
            units = text.encode("utf-16-le")
            if len(units) > 2 * TEXT_LENGTH:
                text = units[: 2 * TEXT_LENGTH].decode("utf-16-le", errors="ignore")
                self.cut_texts += 1
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such a text for its own markup and writes it unescaped. As a text
            # in several pieces it is escaped and reads the same.
            sheet.write_rich_string(row, column, text[0], text[1], text[2:])
        else:
            sheet.write_string(row, column, text)


def _formatted(sheet: Worksheet, form: Format) -> _WriteCell:
    def write(row: int, column: int, value: Any) -> None:
        sheet.write_datetime(row, column, value, form)

    return write
