"""What a change of one thing restates in journeys, and what it leaves alone."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from tests.pipeline.homes import RestorableHome
from tests.pipeline.support import open_published, rows_of, run

DAY = date(2026, 3, 2)
LATER = date(2026, 3, 4)
DERIVED = (
    "intermediate.int_journey_entries",
    "intermediate.int_journey_entry_steps",
    "intermediate.int_journey_step_records",
    "intermediate.int_journey_entry_spans",
    "intermediate.int_conversion_events",
)


def _definition(journey: str, event: str, **fields: object) -> dict:
    return {
        "tenant_id": "acme",
        "journey_id": journey,
        "journey_name": journey.title(),
        "conversion_event": event,
        "stop_counting_after_exit_seconds": 3600,
        "steps": [{"step_id": "s1", "channel": "push", "position": 1}],
    } | fields


def _record(user: str, kind: str, at: str, journey: str = "welcome", **fields: object) -> dict:
    return {
        "event_id": f"{journey}-{user}-{kind}-{at}",
        "tenant_id": "acme",
        "journey_id": journey,
        "user_id": user,
        "entry_id": f"entry of {user}",
        "event_type": kind,
        "occurred_at": at,
    } | fields


def _user_event(user: str, at: str, **attributes: object) -> dict:
    return {
        "event_id": f"{user}-{at}",
        "tenant_id": "acme",
        "user_id": user,
        "event_name": "bought",
        "occurred_at": at,
        "attributes": attributes,
    }


def _land(home: Path, source: str, day: date, records: list[dict], name: str = "a.jsonl") -> None:
    folder = home / "landing" / source / f"dt={day}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(json.dumps(record) + "\n" for record in records))


def _land_the_beginning(home: Path) -> None:
    _land(
        home,
        "tenants",
        DAY,
        [{"tenant_id": "acme", "tenant_name": "Acme", "reporting_timezone": "UTC"}],
    )
    _land(
        home,
        "journeys",
        DAY,
        [
            _definition("welcome", "bought", conversion_filters={"colour": "red"}),
            _definition("chats", "sign_up"),
            _definition("broken", "bought", stop_counting_after_exit_seconds=None),
        ],
    )
    _land(
        home,
        "journey_events",
        DAY,
        [
            _record(user, kind, f"2026-03-01T{hour}:30:00Z", journey, step_id="s1")
            for journey in ("welcome", "chats", "broken")
            for user in ("ada", "ben")
            for kind, hour in (("entered", 21), ("step_entered", 22), ("exited", 23))
        ],
    )
    _land(home, "user_events", DAY, [_user_event("ada", "2026-03-02T00:00:00Z", colour="blue")])


@pytest.fixture(scope="module")
def saved_home(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    home = tmp_path_factory.mktemp("journeys") / "home"
    home.mkdir()
    _land_the_beginning(home)
    run(home)
    return RestorableHome.save(home)


@pytest.fixture
def home(saved_home: RestorableHome) -> Path:
    return saved_home.restore()


def _entries(home: Path) -> dict[tuple[str, str], dict]:
    with open_published(home) as connection:
        return {
            (row["journey_id"], row["user_id"]): row
            for row in rows_of(connection, "marts.fct_journey_entries")
        }


def _converted(home: Path) -> dict[tuple[str, str], str]:
    return {
        key: row["conversion_event_id"]
        for key, row in _entries(home).items()
        if row["is_converted"]
    }


def _warehouse(home: Path) -> dict[str, set[tuple[int, str]]]:
    """(user or entry by hash, whole row) of every row that is derived by user or by entry."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rows = {}
        for relation in DERIVED:
            name = relation.split(".")[1]
            columns = [column[0] for column in connection.execute(f"from {relation}").description]
            key = "user_key" if "user_key" in columns else "entry_key"
            rows[relation] = set(
                connection.execute(f"select {key}, {name}::varchar from {relation}").fetchall()
            )
        return rows


def _keys_of(home: Path, user: str) -> set[int]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        rows = connection.execute(
            "select user_key, entry_key from intermediate.int_journey_event_deliveries"
            " where user_id = ?",
            [user],
        ).fetchall()
    return {key for row in rows for key in row}


def test_a_late_conversion_restates_its_user_alone(home):
    before = _warehouse(home)
    assert _converted(home) == {}
    _land(home, "user_events", LATER, [_user_event("ben", "2026-03-02T00:29:59Z", colour="red")])
    run(home)
    assert _converted(home) == {("welcome", "ben"): "ben-2026-03-02T00:29:59Z"}
    after = _warehouse(home)
    touched = {key for relation in DERIVED for key, _ in before[relation] ^ after[relation]}
    # The later landing day closed everybody's windows, which shows in their entries alone.
    assert touched <= _keys_of(home, "ben") | _keys_of(home, "ada")
    entries = "intermediate.int_journey_entries"
    others = {key for relation in DERIVED if relation != entries
              for key, _ in before[relation] ^ after[relation]}  # fmt: skip
    assert others <= _keys_of(home, "ben")


def test_a_late_exit_closes_the_window_before_the_conversion(home):
    _land(home, "user_events", LATER, [_user_event("cyd", "2026-03-03T12:00:00Z", colour="red")])
    entered = _record("cyd", "entered", "2026-03-01T10:00:00Z")
    _land(home, "journey_events", LATER, [entered])
    run(home)
    assert ("welcome", "cyd") in _converted(home)
    exited = _record("cyd", "exited", "2026-03-03T10:59:59.999999Z")
    _land(home, "journey_events", date(2026, 3, 9), [exited])
    run(home)
    assert ("welcome", "cyd") not in _converted(home)


def test_attributes_alone_may_change(home):
    # Nothing that the warehouse stores of the event changes, only what the filter looks at.
    at = "2026-03-02T00:00:00Z"
    _land(home, "user_events", DAY, [_user_event("ada", at, colour="red")])
    run(home)
    assert _converted(home) == {("welcome", "ada"): f"ada-{at}"}
    _land(home, "user_events", DAY, [_user_event("ada", at, colour="green")])
    run(home)
    assert _converted(home) == {}


def test_a_chat_event_of_a_known_customer_converts_and_a_changed_one_no_longer(home):
    event = {
        "tenant_id": "acme",
        "event_id": "e-1",
        "event_name": "sign_up",
        "occurred_at": "2026-03-02T00:30:00Z",
        "customer_id": "ben",
    }
    _land(home, "chat_events", LATER, [event])
    run(home)
    assert _converted(home) == {("chats", "ben"): "e-1"}
    _land(home, "chat_events", LATER, [event | {"occurred_at": "2026-03-02T00:30:00.000001Z"}])
    run(home)
    assert _converted(home) == {}


def test_a_definition_that_arrives_late_counts_what_was_there_before(home):
    assert ("broken", "ada") not in _entries(home)
    _land(home, "journeys", LATER, [_definition("broken", "bought")])
    run(home)
    assert _converted(home) == {("broken", "ada"): "ada-2026-03-02T00:00:00Z"}
    # And what it counted goes with it.
    shutil.rmtree(home / "landing" / "journeys" / f"dt={LATER}")
    run(home)
    assert {journey for journey, _ in _entries(home)} == {"welcome", "chats"}


def test_a_journey_without_a_valid_definition_is_named_with_the_reason(home):
    _land(home, "user_events", LATER, [_user_event("eve", "2026-03-03T00:00:00Z")])
    warnings = "\n".join(run(home).warnings)
    assert "No valid definition of the journey broken of acme: its entries" in warnings
    assert (
        "journeys/dt=2026-03-02/a.jsonl, line 3, was quarantined: definition error: "
        "stop_counting_after_exit_seconds is missing" in warnings
    )


def test_a_tenant_in_another_time_zone_has_other_dates(home):
    _land(
        home,
        "tenants",
        LATER,
        [{"tenant_id": "acme", "tenant_name": "Acme", "reporting_timezone": "Asia/Kolkata"}],
    )
    assert {row["entered_date"] for row in _entries(home).values()} == {date(2026, 3, 1)}
    run(home)
    assert {row["entered_date"] for row in _entries(home).values()} == {date(2026, 3, 2)}
    with open_published(home) as connection:
        days = {row["activity_date"] for row in rows_of(connection, "marts.fct_journey_daily")}
    assert days == {date(2026, 3, 2)}


def test_windows_are_open_or_closed_as_of_the_time_asked_for(home):
    entered = _record("cyd", "entered", "2026-03-02T20:00:00Z")
    exited = _record("cyd", "exited", "2026-03-02T23:00:00Z")
    _land(home, "journey_events", DAY, [entered, exited], name="b.jsonl")
    run(home)
    # 23:00 and an hour is the end of the landing day: both ends belong to the window.
    key = ("welcome", "cyd")
    assert _entries(home)[key]["window_closes_at"] == datetime(2026, 3, 3)
    assert _entries(home)[key]["is_window_open"]
    before = _entries(home)
    run(home, as_of=date(2026, 3, 3))
    closed = _entries(home)
    assert not closed[key]["is_window_open"]
    assert {name for name in closed if closed[name] != before[name]} == {key}
    with open_published(home) as connection:
        (journey,) = (
            row
            for row in rows_of(connection, "marts.fct_journeys")
            if row["journey_id"] == "welcome"
        )
    assert (journey["total_exits"], journey["open_window_exits"]) == (3, 0)
    assert run(home, as_of=date(2026, 3, 3)).did_nothing
    # Without the option the last landing day decides again.
    run(home)
    assert _entries(home) == before
