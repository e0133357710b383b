"""Reading XLSX files as the format's specification has it, without the library that wrote them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

Cell = str | float | bool | None


def sheets(path: Path) -> dict[str, list[list[Cell]]]:
    """The rows of each sheet by its name, in order; dates are the numbers that they are stored as.

    Cells up to the last one of a row are there, None where the file has nothing.
    """
    with zipfile.ZipFile(path) as archive:
        workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        names = [sheet.attrib["name"] for sheet in workbook.iter(f"{_MAIN}sheet")]
        return {
            name: _rows(archive.read(f"xl/worksheets/sheet{number}.xml"))
            for number, name in enumerate(names, start=1)
        }


def holds_formula(path: Path) -> bool:
    """Whether any cell of any sheet is a formula or a link."""
    with zipfile.ZipFile(path) as archive:
        return any(
            b"<f>" in archive.read(name) or b"<hyperlink" in archive.read(name)
            for name in archive.namelist()
            if name.startswith("xl/worksheets/")
        )


def _rows(xml: bytes) -> list[list[Cell]]:
    rows = []
    for row in ElementTree.fromstring(xml).iter(f"{_MAIN}row"):
        cells: list[Cell] = []
        for cell in row.iter(f"{_MAIN}c"):
            column = _column(cell.attrib["r"])
            cells += [None] * (column - len(cells))
            cells.append(_value(cell))
        rows.append(cells)
    return rows


def _column(reference: str) -> int:
    number = 0
    for letter in re.match("[A-Z]+", reference).group():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _value(cell: ElementTree.Element) -> Cell:
    kind = cell.attrib.get("t", "n")
    if kind == "inlineStr":
        text = "".join(part.text or "" for part in cell.iter(f"{_MAIN}t"))
        return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)
    value = cell.find(f"{_MAIN}v").text
    return value == "1" if kind == "b" else float(value)
