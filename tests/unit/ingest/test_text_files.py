"""Text files byte by byte: encodings, line ends, numbers of lines, compression, long lines."""

from __future__ import annotations

import gzip
import io
import json
from unittest import mock

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest import lines
from orchestration.ingest.csv_records import CsvRecords
from orchestration.ingest.lines import json_batches

from .conftest import Home, event

LINE = json.dumps(event()).encode()


def test_line_numbers_are_physical(home: Home) -> None:
    home.deliver(b"\xef\xbb\xbf" + LINE + b"\r\n\r\n  \t\r\nnot json\n\n" + LINE)
    home.load()
    assert [row["line"] for row in home.rows()] == [1, 6]
    assert home.reasons() == {4: "the line is no valid JSON"}
    (load,) = home.catalog.file_loads()
    assert (load.received, load.accepted, load.quarantined) == (3, 2, 1)


UNUSABLE: list[tuple[bytes, str, str | None]] = [
    (b'{"tenant_id":"\xff"}', "the line is no valid UTF-8", '{"tenant_id":"\\xff"}'),
    (b'{"tenant_id":"\xed\xa0\x80"}', "the line is no valid UTF-8", None),
    (b'{"a":"\0"}', "the line holds a NUL byte", '{"a":"\\x00"}'),
    (b'{"a":"\\ud800"}', "the line is no valid JSON", None),
    (b'{"a":1} // c', "the line is no valid JSON", None),
    (b'{"a":"\t"}', "the line is no valid JSON", None),
    (b'{"a":1}\r{"a":2}', "the line is no valid JSON", None),
    (b'{"tenant_id":"a",}', "the line is no valid JSON", '{"tenant_id":"a",}'),
    (b'{"tenant_id":"a" ,\t }', "the line is no valid JSON", None),
    (b'{"payload":{"a":[1,\r]}}', "the line is no valid JSON", None),
    (b'{"payload":{"a":{"b":"\\\\"\t, }}}', "the line is no valid JSON", None),
    (b'{"payload":{"a":",]","b":1,}}', "the line is no valid JSON", None),
    (b"[1,]", "the line is no valid JSON", "[1,]"),
    (b"[1]", "the line is no JSON object", "[1]"),
    (b"null", "the line is no JSON object", "null"),
    (b'"{}"', "the line is no JSON object", None),
    (b"{}", "tenant_id is missing", "{}"),
]


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"])
def test_unusable_lines_are_quarantined_alone(home: Home, line_end: bytes) -> None:
    home.deliver(b"".join(bad + line_end + LINE + line_end for bad, _, _ in UNUSABLE))
    home.load()
    assert [row["line"] for row in home.rows()] == [2 * n + 2 for n in range(len(UNUSABLE))]
    for number, (rejected, (_, reason, raw)) in enumerate(
        zip(home.rejected(), UNUSABLE, strict=True)
    ):
        assert (rejected["line"], rejected["reason"]) == (2 * number + 1, reason)
        assert rejected["kind"] == "record"
        assert raw is None or rejected["raw"] == raw


def test_comma_before_a_bracket_is_fine_inside_a_string(home: Home) -> None:
    payloads = [
        {"a": ",}"},
        {"a,]": [",  ]", '\\",}']},
        {"a": '"', "b": ",}", "c": "\\"},
        {"é": ",\t}"},
    ]
    home.deliver([event(payload=payload) for payload in payloads])
    home.load()
    assert home.reasons() == {}
    assert [json.loads(row["payload"]) for row in home.rows()] == payloads


def test_numbers_that_are_not_finite_are_fine_inside_a_payload(home: Home) -> None:
    line = LINE[:-1] + b',"payload":{"a":NaN,"b":[-Infinity]}}'
    home.deliver(line)
    home.load()
    assert home.reasons() == {}


def test_line_too_long_is_quarantined_with_its_beginning(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "MAX_LINE_BYTES", 1000)
    monkeypatch.setattr(lines, "KEPT_OF_OVERLONG_LINE", 10)
    monkeypatch.setattr(lines, "CHUNK_BYTES", 64)
    fits = LINE + b" " * (1000 - len(LINE))
    home.deliver(fits + b"\r\n" + b"x" * 1001 + b"\n" + LINE + b"\n" + b"y" * 5000)
    home.load()
    assert [row["line"] for row in home.rows()] == [1, 3]
    assert [(row["line"], row["raw"]) for row in home.rejected()] == [(2, "x" * 10), (4, "y" * 10)]
    assert home.reasons()[4] == "the line is 5000 bytes long, more than 1000"


@pytest.mark.parametrize(
    ("ending", "pack"),
    [
        (".jsonl", bytes),
        (".ndjson", bytes),
        (".JSONL.GZ", gzip.compress),
        (".jsonl.gz", lambda data: gzip.compress(data[:100]) + gzip.compress(data[100:])),
        (".jsonl.zst", lambda data: pa.compress(data, "zstd", asbytes=True)),
    ],
)
def test_compressions(home: Home, ending: str, pack) -> None:
    home.deliver(pack(b"".join(LINE + b"\n" for _ in range(1000))), f"file{ending}")
    assert not home.load().errors
    assert len(home.rows()) == 1000


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.csv", "a.csv.zst", "b.jsonl"])
@pytest.mark.parametrize("data", [b"", b"\n\r\n"])
def test_empty_file_has_no_records(home: Home, name: str, data: bytes) -> None:
    home.deliver(b"" if name.endswith(("gz", "zst")) else data, name)
    report = home.load()
    assert not report.errors
    assert [day.received for day in report.days] == [0]
    assert home.dirty() == []


def _received(batches) -> list[tuple[int, str, str | None]]:
    return sorted(
        (row["line"], row["raw"], row["problem"]) for batch in batches for row in batch.to_pylist()
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([b"\n", b"\r\n", b"a", b'"', b'"x"', b",", b" ", b"\0", b"\xff",
                              "é€".encode(), b"\xef\xbb\xbf", b"1,2,3\n", b"longer text"])),
    st.integers(3, 40),
)  # fmt: skip
def test_lines_do_not_depend_on_chunks(parts: list[bytes], chunk: int) -> None:
    data = b"".join(parts)

    class Drip(io.BytesIO):
        def readinto(self, buffer: memoryview) -> int:
            return super().readinto(buffer[:2])

    whole = _received(json_batches(io.BytesIO(data)))
    assert _received(json_batches(Drip(data))) == whole
    with mock.patch.object(lines, "CHUNK_BYTES", chunk):
        assert _received(json_batches(io.BytesIO(data))) == whole
    body = data.removeprefix(b"\xef\xbb\xbf")
    expected = [i for i, line in enumerate(body.split(b"\n"), 1) if line.strip(b" \t\r\x0b\x0c")]
    assert [line for line, _, _ in whole] == expected
    csv = CsvRecords(io.BytesIO(data))
    header, records = csv.header, _received(csv.batches())
    with mock.patch.object(lines, "CHUNK_BYTES", chunk):
        cut = CsvRecords(Drip(data))
        assert cut.header == header
        assert _received(cut.batches()) == records


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["x.jsonl", "x.csv"]), st.booleans())
def test_received_is_accepted_plus_quarantined(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, name: str, with_header: bool
) -> None:
    from orchestration.ingest import start_ingest
    from orchestration.settings import Settings

    place = Settings(tmp_path_factory.mktemp("soup"))
    home = Home(place, start_ingest(place))
    if with_header:
        data = b"tenant_id,event_name,occurred_at,event_id\n" + data
    home.deliver(data, name)
    report = home.load()
    assert not report.errors
    (load,) = home.catalog.file_loads()
    assert load.received == load.accepted + load.quarantined
    assert (len(home.rows()), len(home.rejected())) == (load.accepted, load.quarantined)
    assert len({row["line"] for row in home.rows() + home.rejected()}) == load.received
