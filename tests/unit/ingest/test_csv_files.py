"""CSV: records over several lines, broken quotes, headers, missing and empty fields."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest import csv_records, lines
from orchestration.ingest.csv_records import NEVER_CLOSED, CsvRecords

from .conftest import Home

HEADER = "tenant_id,event_name,occurred_at,event_id,process_name,payload\n"
TIME = "2026-01-01T10:00:00Z"


def load(home: Home, text: str | bytes) -> None:
    home.deliver(text, "file.csv")
    assert not home.load().errors


def test_records_over_several_lines(home: Home) -> None:
    load(
        home,
        "\ufeff" + HEADER + f'acme,start,{TIME},e1,"first\r\nsecond, ""third""\n\n",\r\n'
        f'acme,start,{TIME},e2,,"{{""points"": 5}}"\n'
        f'acme,start,{TIME},e3,"", \n',
    )
    rows = home.rows()
    assert [row["line"] for row in rows] == [2, 6, 7]
    assert [row["process_name"] for row in rows] == ['first\r\nsecond, "third"\n\n', None, ""]
    assert [row["payload"] for row in rows] == [None, '{"points":5}', None]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("acme,start", "the row has more or fewer fields than the header"),
        (f"acme,start,{TIME},e1,n,,x", "the row has more or fewer fields than the header"),
        (f'acme,start,{TIME},e1,5" pipe,',
         "the quotes of the row are not closed or stand inside a field"),
        (f'acme,start,{TIME},e1,"a"b,',
         "the quotes of the row are not closed or stand inside a field"),
        (f'acme,start,{TIME},e1,"never closed,', NEVER_CLOSED),
        (f"acme,start,{TIME},e1,n,[1]", "payload is no object"),
        (f",start,{TIME},e1,n,", "tenant_id is missing"),
    ],
)  # fmt: skip
def test_bad_row_is_quarantined_alone(home: Home, row: str, reason: str) -> None:
    good = f"acme,start,{TIME},e2,n,\n"
    load(home, HEADER + good + row + "\n" + good + good)
    assert home.reasons() == {3: reason}
    assert home.rejected()[0]["raw"] == row
    assert [line["line"] for line in home.rows()] == [2, 4, 5]


def test_quote_left_open_longer_than_a_record_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_records, "MAX_LINE_BYTES", 50)
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 50)
    monkeypatch.setattr(lines, "CHUNK_BYTES", 16)
    data = b'a,b\n"open\n' + b"1,2\n" * 40 + b'"closed\n",2\n3,4\n'
    records = CsvRecords(io.BytesIO(data))
    rows = [row for batch in records.batches() for row in batch.to_pylist()]
    rows.sort(key=lambda row: row["line"])
    assert [(row["line"], row["problem"]) for row in rows if row["problem"]] == [(2, NEVER_CLOSED)]
    assert [row["line"] for row in rows] == [*range(2, 44), 45]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("tenant_id,event_name,event_id\n", "the CSV header lacks occurred_at"),
        ("tenant_id,event_name,tenant_id\n", "the CSV header names tenant_id more than once"),
        ('tenant_id,"x"y,z\n', "the quotes of the CSV header are not closed or stand inside a"
                               " name"),
    ],
)  # fmt: skip
def test_unusable_header_quarantines_every_row(home: Home, header: str, reason: str) -> None:
    load(home, header + "a,b,c\nd,e,f\n")
    assert home.reasons() == {2: reason, 3: reason}


def test_header_that_is_no_text(home: Home) -> None:
    load(home, b"\xff,b\nd,e\n")
    assert home.reasons() == {2: "the CSV header cannot be read: the line is no valid UTF-8"}


def test_unknown_and_nameless_columns_are_ignored(home: Home) -> None:
    load(home, f",tenant_id,shoe_size,event_name,occurred_at,\n0,acme,42,start,{TIME},\n")
    assert [row["tenant_id"] for row in home.rows()] == ["acme"]


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.text(st.sampled_from('ab",\n\r é'), max_size=6)] * 2),
        min_size=1,
        max_size=8,
    )
)
def test_reads_what_the_standard_writer_wrote(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    from orchestration.ingest import start_ingest
    from orchestration.settings import Settings

    place = Settings(tmp_path_factory.mktemp("csv"))
    home = Home(place, start_ingest(place))
    text = io.StringIO()
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(["process_name", "module_name", "tenant_id", "event_name", "occurred_at"])
    writer.writerows([*pair, "acme", "start", TIME] for pair in pairs)
    load(home, text.getvalue())
    assert [(row["process_name"], row["module_name"]) for row in home.rows()] == pairs
