"""What makes a record acceptable, field by field."""

from __future__ import annotations

import zoneinfo
from datetime import date, datetime

import duckdb
import pytest

from .conftest import DAY, Home, event

BEFORE = "occurred_at is before 2000-01-01"
LATE = "occurred_at is later than one day after the end of its landing day"
NO_TIME = "occurred_at is no usable time"
TIME = "2026-01-01T00:00:00Z"


TIMES = {
    "2026-01-01T10:00:00Z": datetime(2026, 1, 1, 10),
    "2026-01-01t10:00:00z": datetime(2026, 1, 1, 10),
    "2026-01-01 10:00:00Z": datetime(2026, 1, 1, 10),
    "2026-01-01T10:00:00.5Z": datetime(2026, 1, 1, 10, 0, 0, 500000),
    "2026-01-01T10:00:00.9999999Z": datetime(2026, 1, 1, 10, 0, 0, 999999),
    "2026-01-01T10:00:00.999999999+00:00": datetime(2026, 1, 1, 10, 0, 0, 999999),
    "2026-01-01T10:00:00+05:30": datetime(2026, 1, 1, 4, 30),
    "2026-01-01T10:00:00-23:59": datetime(2026, 1, 2, 9, 59),
    "2026-01-01 10:00:00 UTC": datetime(2026, 1, 1, 10),
    "2026-01-01 10:00:00.123 UTC": datetime(2026, 1, 1, 10, 0, 0, 123000),
    "2000-01-01T00:00:00Z": datetime(2000, 1, 1),
    "2026-01-03T00:00:00Z": datetime(2026, 1, 3),
    "2024-02-29T00:00:00Z": datetime(2024, 2, 29),
}


def accepted(home: Home, field: str, values: list, column: str | None = None) -> list:
    """Load one event for each value of a field; return what the lake holds of them."""
    home.deliver([event(**{field: value}) for value in values])
    home.load()
    assert home.reasons() == {}
    return [row[column or field] for row in home.rows()]


def rejections(home: Home, field: str, values: list) -> list:
    """Load one event for each value of a field; return the reasons, None where accepted."""
    home.deliver([event(**{field: value}) for value in values])
    home.load()
    assert len(home.rows()) + len(home.rejected()) == len(values)
    return [home.reasons().get(line) for line in range(1, len(values) + 1)]


def raw_events(field: str, values: list[str]) -> str:
    """Return one event for each value of a field, the values as JSON text."""
    start = '{"tenant_id":"a","event_name":"x","occurred_at":"2026-01-01T00:00:00Z"'
    return "".join(f'{start},"{field}":{value}}}\n' for value in values)


def test_times(home: Home) -> None:
    assert accepted(home, "occurred_at", list(TIMES)) == list(TIMES.values())


def test_unusable_times(home: Home) -> None:
    missing = "occurred_at is missing"
    cases: list[tuple[object, str]] = [
        ("1999-12-31T23:59:59.999999Z", BEFORE),
        ("0000-01-01T00:00:00Z", BEFORE),
        ("2026-01-03T00:00:00.000001Z", LATE),
        ("9999-12-31T23:59:59Z", LATE),
        ("", missing),
        (" \u00a0", missing),
        (None, missing),
    ]
    cases += [
        (given, NO_TIME)
        for given in (
            "2026-01-01",
            "2026-01-01T10:00Z",
            "2026-01-01T10:00:00",
            "2026-01-01T10:00:00 UTC",
            "2026-01-01T10:00:00+0530",
            "2026-01-01T10:00:00+99:00",
            "2026-01-01T10:00:00+05:60",
            "2026-01-01T24:00:00Z",
            "2026-01-01T23:59:60Z",
            "2026-02-29T00:00:00Z",
            "2026-02-30T00:00:00+01:00",
            "2026-13-01T00:00:00Z",
            "2026-01-01T 1:00:00Z",
            "2026-01-01T10:00:00.Z",
            " 2026-01-01T10:00:00Z",
            "2026-01-01T10:00:00Z\n",
            "\u0662\u0660\u0662\u0666-01-01T10:00:00Z",
            "infinity",
            1767261600,
            True,
            {"t": 1},
        )
    ]
    reasons = rejections(home, "occurred_at", [given for given, _ in cases])
    assert reasons == [reason for _, reason in cases]


@pytest.mark.parametrize("field", ["tenant_id", "event_name"])
def test_blank_required_field(home: Home, field: str) -> None:
    blanks = [None, "", " ", "\t\n", "\u00a0\u2003\u3000", "\u200b", "\x1f"]
    assert rejections(home, field, blanks) == [f"{field} is missing"] * len(blanks)


def test_blank_ids_are_null_and_other_text_stays(home: Home) -> None:
    home.deliver(
        [event(customer_id=" \u2009", session_id="", process_id=" p ", process_name=" ",
               module_id="\u00e9", tenant_id="\u00a0a")]
    )  # fmt: skip
    home.load()
    (row,) = home.rows()
    assert (row["customer_id"], row["session_id"]) == (None, None)
    assert (row["process_id"], row["process_name"]) == (" p ", " ")
    assert (row["module_id"], row["tenant_id"]) == ("\u00e9", "\u00a0a")


def test_scalars_become_text(home: Home) -> None:
    given = [42, 1.5, True, 12345678901234567890123, "{curly}", "[x]", "{"]
    expected = ["42", "1.5", "true", "12345678901234567890123", "{curly}", "[x]", "{"]
    assert accepted(home, "customer_id", given) == expected


@pytest.mark.parametrize("field", ["event_id", "tenant_id", "customer_id", "platform"])
def test_nested_where_text_belongs(home: Home, field: str) -> None:
    values: list = [{}, {"a": 1}, [], [1], [[]]]
    expected = [f"{field} is an object or array, not text"] * len(values)
    assert rejections(home, field, values) == expected


SCORES = {
    "nps_survey_score_0": True,
    "nps_survey_score_10": True,
    "data_collection_nps_survey_score_9": True,
    "nps_survey_score_11": False,
    "nps_survey_score_01": False,
    "nps_survey_score_": False,
    "nps_survey_score_ 5": False,
    "nps_survey_score_5\n": False,
    "nps_survey_score_five": False,
    "data_collection_nps_survey_score_-1": False,
    "nps_survey_started": True,
    "my_nps_survey_score_99": True,
}


def test_survey_scores(home: Home) -> None:
    home.deliver([event(event_name=name) for name in SCORES])
    home.deliver(
        [{"tenant_id": "a", "event_type": name, "created_at": TIME} for name in SCORES],
        source="loyjoy_facts",
    )
    home.load()
    expected = [name for name, is_score in SCORES.items() if is_score]
    assert [row["event_name"] for row in home.rows()] == expected
    assert [row["event_type"] for row in home.rows("facts", "loyjoy_facts")] == expected


def test_amounts(home: Home) -> None:
    amounts = {
        "5": 5, "5.0": 5, '"5.25"': 5.25, "-1e2": -100, '"+.5"': 0.5, '"1e-07"': 1e-7,
        "null": None, '""': None, '" "': None,
    }  # fmt: skip
    home.deliver(raw_events("amount", list(amounts)))
    home.load()
    assert home.reasons() == {}
    assert [row["amount"] for row in home.rows()] == list(amounts.values())


def test_amount_that_is_no_finite_number(home: Home) -> None:
    values = ["NaN", "Infinity", "-Infinity", "1e400", '"1e400"', '"nan"', '"inf"', '"1_000"',
              '"0x10"', '"1,5"', '"five"', "true", "{}", "[]", '" 5"', '"\u0665"']  # fmt: skip
    home.deliver(raw_events("amount", values))
    home.load()
    assert home.reasons() == dict.fromkeys(range(1, len(values) + 1), "amount is no finite number")


def test_what_is_no_finite_number_is_missing_where_text_belongs_unless_quoted(home: Home) -> None:
    words = ["NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "NAN"]
    home.deliver(raw_events("customer_id", words + [f'"{word}"' for word in words]))
    home.load()
    assert home.reasons() == {}
    assert [row["customer_id"] for row in home.rows()] == [None] * len(words) + words


def test_a_required_text_that_is_no_finite_number_is_missing(home: Home) -> None:
    line = raw_events("event_id", ["1"])
    home.deliver(line.replace('"x"', "NaN") + line.replace('"a"', "-Infinity"))
    home.load()
    assert home.reasons() == {1: "event_name is missing", 2: "tenant_id is missing"}


def test_payloads(home: Home) -> None:
    cases: list[tuple[object, str | None]] = [
        ({"b": 1, "a": [1, {"c": None}]}, '{"b":1,"a":[1,{"c":null}]}'),
        ({}, "{}"),
        (' { "b" : 1 } ', '{"b":1}'),
        ("{}", "{}"),
        (None, None),
        ("", None),
        (" \t", None),
        ({"\u00e9": "\u2028"}, '{"\u00e9":"\u2028"}'),
    ]
    given = [payload for payload, _ in cases]
    assert accepted(home, "payload", given) == [expected for _, expected in cases]


def test_payload_that_is_no_object(home: Home) -> None:
    values: list = [[], 5, True, "5", "null", "[1]", "{", '"{}"', "x", "{}{}", '{"a":1,}',
                    '{"a":",}","b":[1 , ]}']  # fmt: skip
    assert rejections(home, "payload", values) == ["payload is no object"] * len(values)


def test_payload_nested_beyond_reason(home: Home) -> None:
    deep = '{"a":' * 50_000 + "1" + "}" * 50_000
    home.deliver(raw_events("payload", [deep]))
    home.load()
    assert [row["payload"] for row in home.rows()] == [deep]


def test_generated_ids_collapse_exact_redeliveries_of_any_shape(home: Home) -> None:
    record = event(payload={"b": {"y": 1, "x": [1, 2]}, "a": "é"}, amount=5)
    del record["event_id"]
    home.deliver([record], "1.jsonl")
    shuffled = dict(reversed(record.items())) | {"payload": {"a": "é", "b": {"x": [1, 2], "y": 1}}}
    home.deliver([shuffled], "2.jsonl")
    header = "payload,amount,occurred_at,event_name,tenant_id\n"
    text = (
        '"{""a"": ""é"", ""b"": {""x"": [1,2], ""y"": 1}}",5,2026-01-01T11:00:00+01:00,start,acme'
    )
    home.deliver(header + text + "\n", "3.csv")
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT {'b': {'y': 1, 'x': [1, 2]}, 'a': 'é'} AS payload, 5.0 AS amount,"
            " 'acme' AS tenant_id, 'start' AS event_name,"
            " TIMESTAMP '2026-01-01 10:00:00' AS occurred_at) TO ? (FORMAT parquet)",
            [str(home.settings.landing / "chat_events" / f"dt={DAY}" / "4.parquet")],
        )
    home.deliver([record | {"customer_id": "c"}], "5.jsonl")
    home.deliver([record | {"process_name": ""}], "6.jsonl")
    home.load()
    ids = [row["event_id"] for row in home.rows()]
    assert len(ids) == 6
    assert ids[0].startswith("generated-")
    assert len(set(ids[:4])) == 1
    assert len(set(ids)) == 3


def test_event_key(home: Home) -> None:
    home.deliver([event()])
    home.load()
    (row,) = home.rows()
    with duckdb.connect() as connection:
        expected = connection.execute(
            "SELECT (md5_number_lower('acme' || chr(31) || 'e1') >> 1)::BIGINT"
        ).fetchone()
    assert (row["event_key"],) == expected


def test_first_of_repeated_keys_wins(home: Home) -> None:
    home.deliver('{"tenant_id":"a","tenant_id":"b","event_name":"x",'
                 '"occurred_at":"2026-01-01T00:00:00Z","Tenant_ID":"c"}\n')  # fmt: skip
    home.load()
    assert home.rows()[0]["tenant_id"] == "a"


def test_other_record_sources(home: Home) -> None:
    home.deliver(
        [{"tenant_id": "a", "reporting_timezone": "Europe/Berlin"},
         {"tenant_id": "b", "reporting_timezone": "Mars/Base"}, {"tenant_id": "c"}, {}],
        source="tenants",
    )  # fmt: skip
    home.deliver(
        [{"tenant_id": "a", "entity_id": 7, "bot_id": " "}, {"tenant_id": "a"}],
        source="loyjoy_dimensions",
    )
    home.deliver(
        [{"tenant_id": "a", "event_type": "x", "created_at": "2026-01-01 10:00:00 UTC", "id": 5},
         {"tenant_id": "a", "event_type": "x", "created_at": "2026-01-01 10:00:00 UTC"}],
        source="loyjoy_facts",
    )  # fmt: skip
    home.load()
    assert [row["is_known_timezone"] for row in home.rows("tenants", "tenants")] == [
        True, False, False,
    ]  # fmt: skip
    assert home.reasons("tenants") == {4: "tenant_id is missing"}
    (dimension,) = home.rows("dimensions", "loyjoy_dimensions")
    assert (dimension["entity_id"], dimension["bot_id"]) == ("7", None)
    assert home.reasons("loyjoy_dimensions") == {2: "entity_id is missing"}
    facts = home.rows("facts", "loyjoy_facts")
    assert facts[0]["id"] == "5"
    assert facts[1]["id"].startswith("generated-")
    assert all(fact["landing_day"] == date(2026, 1, 1) for fact in facts)


def test_every_known_time_zone_is_one_that_the_engine_converts_to(home: Home) -> None:
    # A machine may know newer zones than the engine, and has files such as `localtime`.
    names = sorted(zoneinfo.available_timezones() | {"localtime"})
    home.deliver(
        [{"tenant_id": name, "reporting_timezone": name} for name in names], source="tenants"
    )
    home.load()
    known = [
        row["reporting_timezone"]
        for row in home.rows("tenants", "tenants")
        if row["is_known_timezone"]
    ]
    assert {"Europe/Berlin", "Asia/Kathmandu", "UTC"} <= set(known)
    assert len(known) > 0.9 * len(names)
    with duckdb.connect() as connection:
        for name in known:
            connection.execute("SELECT TIMESTAMPTZ '2026-01-01 00:00:00Z' AT TIME ZONE ?", [name])


def test_reasons_hold_no_values(home: Home) -> None:
    secret = "anna@example.org"
    home.deliver(
        [event(occurred_at=secret), event(amount=secret), event(payload=secret),
         event(event_name=f"nps_survey_score_{secret}"), event(customer_id={secret: 1})]
    )  # fmt: skip
    home.deliver(f'"{secret}\n{secret},"x"y\n', "b.csv")
    home.load()
    assert len(home.rejected()) == 6
    assert not any(secret in row["reason"] for row in home.rejected())
