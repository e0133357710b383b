from __future__ import annotations

import csv
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from orchestration.export import xlsx_file
from orchestration.export.csv_file import CsvFile
from orchestration.export.harmless import harmless, harmless_schema
from orchestration.export.xlsx_file import XlsxFile
from tests.sheets import holds_formula, sheets

TEXTS = [
    "plain",
    "",
    None,
    "two\nlines, a comma; a semicolon",
    'she said "no"',
    "crème brûlée 🍮 مرحبا",
    "carriage\rreturn and \x01 control \ufffe",
    "_x0041_ is not A",
    " spaces around ",
    "<b>&amp;</b>",
    "<r><t>markup of the library</r>",
    "<r></r>",
    "https://example.org",
    "12",
]


def texts(*values: str | None) -> pa.RecordBatch:
    return pa.record_batch({"text": pa.array(values, pa.string())})


def written_csv(path: Path, *batches: pa.RecordBatch) -> list[list[str]]:
    with CsvFile(path, batches[0].schema) as file:
        for batch in batches:
            file.write(batch)
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))


def written_xlsx(path: Path, *batches: pa.RecordBatch) -> dict[str, list[list]]:
    with XlsxFile(path, batches[0].schema, title="rows") as file:
        for batch in batches:
            file.write(batch)
    return sheets(path)


@pytest.mark.parametrize("start", "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
def test_a_text_that_starts_like_a_formula_gets_an_apostrophe(start):
    batch = harmless(texts(f"{start}1+1", start, f"{start}{start}\n{start}", f" {start}", "a=b"))
    assert batch.column(0).to_pylist() == [
        f"'{start}1+1", f"'{start}", f"'{start}{start}\n{start}", f" {start}", "a=b"
    ]  # fmt: skip


def test_numbers_and_times_stay_what_they_are_and_all_else_becomes_harmless_text():
    batch = pa.record_batch(
        {
            "whole": pa.array([-1, None]),
            "real": pa.array([-0.5, None]),
            "exact": pa.array([Decimal("-1.25"), None]),
            "day": pa.array([date(2026, 3, 1), None]),
            "is_true": pa.array([True, None]),
            "word": pa.array(["=1", None]).dictionary_encode(),
            "wide": pa.array(["=1", None], pa.large_string()),
        }
    )
    safe = harmless(batch)
    assert safe.schema == harmless_schema(batch.schema)
    assert safe.columns[:5] == batch.columns[:5]
    assert [column.to_pylist() for column in safe.columns[5:]] == [["'=1", None]] * 2


def test_csv_gives_back_every_text(tmp_path):
    heading, *rows = written_csv(tmp_path / "a.csv", texts(*TEXTS), texts("more"))
    assert heading == ["text"]
    expected = [text or "" for text in [*TEXTS, "more"]]
    assert [row[0] if row else "" for row in rows] == expected


def test_csv_tells_no_text_from_an_empty_one(tmp_path):
    batch = pa.record_batch({"a": ["", None], "b": [1, None], "c": [datetime(2026, 3, 1, 8)] * 2})
    written_csv(tmp_path / "a.csv", batch)
    assert (tmp_path / "a.csv").read_text() == (
        '"a","b","c"\n"",1,2026-03-01 08:00:00.000000\n,,2026-03-01 08:00:00.000000\n'
    )


def test_a_file_without_rows_has_its_heading(tmp_path):
    nothing = texts().slice(0, 0)
    assert written_csv(tmp_path / "a.csv", nothing) == [["text"]]
    assert written_xlsx(tmp_path / "a.xlsx", nothing) == {"rows": [["text"]]}


def test_xlsx_gives_back_every_text_as_text(tmp_path):
    batch = pa.record_batch({"text": pa.array(TEXTS, pa.string()), "n": range(len(TEXTS))})
    rows = written_xlsx(tmp_path / "a.xlsx", batch)["rows"]
    assert rows == [["text", "n"], *([text, n] for n, text in enumerate(TEXTS))]
    assert not holds_formula(tmp_path / "a.xlsx")


def test_xlsx_keeps_numbers_days_and_times(tmp_path):
    batch = pa.record_batch(
        {
            "whole": [-1],
            "real": [-0.5],
            "exact": [Decimal("1.25")],
            "is_true": [True],
            "day": [date(2026, 3, 1)],
            "time": [datetime(2026, 3, 1, 6)],
        }
    )
    _, row = written_xlsx(tmp_path / "a.xlsx", batch)["rows"]
    # Days since 30 December 1899.
    assert row == [-1, -0.5, 1.25, True, 46082, 46082.25]


def test_xlsx_starts_a_sheet_where_the_format_ends(tmp_path, monkeypatch):
    monkeypatch.setattr(xlsx_file, "ROWS_IN_A_SHEET", 3)
    batches = [texts("a", "b", "c"), texts("d"), texts("e")]
    assert written_xlsx(tmp_path / "a.xlsx", *batches) == {
        "rows": [["text"], ["a"], ["b"]],
        "rows 2": [["text"], ["c"], ["d"]],
        "rows 3": [["text"], ["e"]],
    }
    full = written_xlsx(tmp_path / "full.xlsx", texts("a", "b"))
    assert list(full) == ["rows"]


def test_xlsx_cuts_and_counts_texts_that_no_cell_holds(tmp_path):
    longest = "x" * xlsx_file.TEXT_LENGTH
    # Each of these counts twice; the last one does not fit as a whole.
    pudding = "🍮" * (xlsx_file.TEXT_LENGTH // 2)
    batch = texts(longest, longest + "y", pudding, pudding + "🍮")
    path = tmp_path / "a.xlsx"
    with XlsxFile(path, batch.schema, title="rows") as file:
        file.write(batch)
    assert file.cut_texts == 2
    assert [row[0] for row in sheets(path)["rows"][1:]] == [longest, longest, pudding, pudding]
