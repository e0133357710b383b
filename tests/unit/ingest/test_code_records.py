"""Uploaded coupons and codes: field by field, in every format."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .codes import CODE_SOURCES, EXPECTED, record, without_place
from .conftest import Home
from .shapes import loaded, mutated


def load(home: Home, source: str, *records: object) -> list[dict]:
    """Load records as JSON Lines, all of them acceptable; return what the lake holds of them."""
    home.deliver(list(records), source=source)
    assert not home.load().errors
    assert home.reasons(source) == {}
    return home.rows(source, source)


def reasons(home: Home, source: str, *records: object) -> list[str | None]:
    """Load records as JSON Lines; return why each was rejected, None where it was not."""
    home.deliver(list(records), source=source)
    assert not home.load().errors
    assert len(home.rows(source, source)) + len(home.rejected(source)) == len(records)
    return [home.reasons(source).get(line) for line in range(1, len(records) + 1)]


@pytest.mark.parametrize("source", CODE_SOURCES)
def test_json(home: Home, source: str) -> None:
    (found,) = load(home, source, record(source))
    assert without_place(found) == EXPECTED[source]


@pytest.mark.parametrize("source", CODE_SOURCES)
def test_csv(home: Home, source: str) -> None:
    text = io.StringIO()
    writer = csv.DictWriter(text, record(source))
    writer.writeheader()
    writer.writerow(record(source))
    home.deliver(text.getvalue(), "file.csv", source)
    assert not home.load().errors
    (found,) = home.rows(source, source)
    assert without_place(found) == EXPECTED[source]


@pytest.mark.parametrize("source", CODE_SOURCES)
def test_parquet(home: Home, source: str) -> None:
    typed = record(source, uploaded_at=EXPECTED[source]["uploaded_at"])
    pq.write_table(pa.Table.from_pylist([typed]), home.deliver(b"", "file.parquet", source))
    assert not home.load().errors
    (found,) = home.rows(source, source)
    assert without_place(found) == EXPECTED[source]


@pytest.mark.parametrize("source", CODE_SOURCES)
def test_what_every_record_needs(home: Home, source: str) -> None:
    names = ("tenant_id", "process_id", "code", "uploaded_at")
    cases = [(name, blank) for name in names for blank in (None, "", " \u00a0\t")]
    found = reasons(home, source, *(record(source, **{name: blank}) for name, blank in cases))
    assert found == [f"{name} is missing" for name, _ in cases]


@pytest.mark.parametrize("source", CODE_SOURCES)
def test_times(home: Home, source: str) -> None:
    cases = {
        "2000-01-01T00:00:00Z": None,
        "2026-01-03T00:00:00Z": None,
        "2026-01-01 10:00:00 UTC": None,
        "1999-12-31T23:59:59.999999Z": "uploaded_at is before 2000-01-01",
        "2026-01-03T00:00:00.000001Z":
            "uploaded_at is later than one day after the end of its landing day",
        "2026-01-01T10:00:00": "uploaded_at is no usable time",
        "yesterday": "uploaded_at is no usable time",
    }  # fmt: skip
    found = reasons(home, source, *(record(source, uploaded_at=time) for time in cases))
    assert found == list(cases.values())


@pytest.mark.parametrize("source", CODE_SOURCES)
def test_a_code_is_text_as_it_is_written(home: Home, source: str) -> None:
    found = load(home, source, *(record(source, code=code) for code in (7, "007", " x ", "é")))
    assert [one["code"] for one in found] == ["7", "007", " x ", "é"]


@pytest.mark.parametrize("source", CODE_SOURCES)
def test_keys_tell_tenants_processes_and_codes_apart(home: Home, source: str) -> None:
    changed = [
        {}, {"uploaded_at": "2026-01-01T11:00:00Z"}, {"code": "OTHER"}, {"process_id": "p-2"},
        {"tenant_id": "other"},
    ]  # fmt: skip
    keys = [one["code_key"] for one in load(home, source, *(record(source, **c) for c in changed))]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 4
    assert all(key >= 0 for key in keys)


@pytest.mark.parametrize("source", CODE_SOURCES)
def test_objects_where_text_belongs_are_quarantined(home: Home, source: str) -> None:
    names = ("tenant_id", "process_id", "code")
    records = [record(source, **{name: value}) for name in names for value in ({"a": 1}, ["x"])]
    assert reasons(home, source, *records) == [
        f"{name} is an object or array, not text" for name in names for _ in range(2)
    ]


def test_points(home: Home) -> None:
    no_number = "points is no finite number"
    cases = {
        20: 20.0, -1.5: -1.5, "20": 20.0, "1e2": 100.0, 0: 0.0, None: None, " ": None,
        "many": no_number, "nan": no_number, "1e999": no_number, "1,5": no_number,
    }  # fmt: skip
    records = [record("codes", points=value) for value in [*cases, {"a": 1}]]
    found = reasons(home, "codes", *records)
    expected = [*cases.values(), no_number]
    assert found == [value if isinstance(value, str) else None for value in expected]
    assert [one["points"] for one in home.rows("codes", "codes")] == [
        value for value in expected if not isinstance(value, str)
    ]


def test_flags(home: Home) -> None:
    cases: list[tuple[object, bool | None]] = [
        (True, True), ("true", True), ("TRUE", True), (1, True), ("1", True), ("yes", True),
        (1.0, True), (False, False), ("False", False), (0, False), ("0", False), ("No", False),
        (None, None), ("", None), (" ", None),
    ]  # fmt: skip
    found = load(home, "codes", *(record("codes", is_win=given) for given, _ in cases))
    assert [one["is_win"] for one in found] == [meant for _, meant in cases]


def test_flags_that_say_neither(home: Home) -> None:
    odd = ["maybe", 2, -1, 0.5, "y", "on", "10", {"a": 1}, [True]]
    found = reasons(home, "codes", *(record("codes", is_win=value) for value in odd))
    assert found == ["is_win is neither true nor false"] * len(odd)


def test_optional_fields_may_be_left_out(home: Home) -> None:
    (found,) = load(home, "codes", record("coupons"))
    assert (found["points"], found["is_win"]) == (None, None)


def test_a_csv_file_lacks_a_required_column(home: Home) -> None:
    home.deliver("tenant_id,process_id,code\nacme,p-1,A\n", "file.csv", "coupons")
    assert not home.load().errors
    assert home.reasons("coupons") == {2: "the CSV header lacks uploaded_at"}


@pytest.mark.parametrize("source", CODE_SOURCES)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_json_is_accepted_or_quarantined(tmp_path_factory, source: str, data) -> None:
    records = data.draw(st.lists(mutated(record(source)), min_size=1, max_size=5))
    home = loaded(tmp_path_factory.mktemp("home"), source, records)
    for row in home.rows(source, source):
        assert row["code"].strip()
        assert row["code_key"] is not None
