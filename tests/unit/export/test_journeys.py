"""Every number of the journey page as the list of users behind it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import duckdb
import pytest

from orchestration.export import METRICS
from orchestration.export.journey_metrics import JOURNEY_METRICS
from tests.sheets import holds_formula, sheets
from tests.unit.export.numbers import published_numbers
from tests.unit.export.publication import EVENT_TYPES, FORMULA, LINES, PHONE

FIRST, LAST = date(2025, 10, 3), date(2025, 10, 5)
NAMES = [metric.name for metric in JOURNEY_METRICS]


@pytest.fixture(scope="module")
def marts(published):
    database = str(published.published / "chatmart.duckdb")
    with duckdb.connect(database, read_only=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("tenant", "journey"),
    [("acme", None), ("acme", "welcome"), ("acme", "=again"), ("other", None)],
)
@pytest.mark.parametrize("name", NAMES)
def test_a_list_has_as_many_rows_as_its_number_says(name, tenant, journey, exported, marts):
    filters = {"journey": journey} if journey else {}
    numbers = published_numbers(marts, METRICS[name], tenant, filters)
    assert numbers
    assert set(numbers.values()) == {len(exported(name, tenant, **filters))}


@pytest.mark.parametrize(
    "name",
    [one.name for one in JOURNEY_METRICS if any("_daily." in number for number in one.numbers)],
)
def test_dates_narrow_a_list_as_they_do_the_daily_number(name, exported, marts):
    filters = {"journey": "welcome", "from": FIRST, "to": LAST}
    numbers = published_numbers(marts, METRICS[name], "acme", filters)
    rows = exported(name, journey="welcome", from_=FIRST, to_=LAST)
    assert set(numbers.values()) == {len(rows)}
    assert 0 < len(rows) < len(exported(name, journey="welcome"))


@pytest.mark.parametrize(
    ("filters"),
    [
        {"step": "s1"},
        {"step": ""},
        {"platform": "ios"},
        {"platform": ""},
        {"step": "s1", "platform": "android", "journey": "welcome"},
    ],
    ids=str,
)
@pytest.mark.parametrize("event_type", EVENT_TYPES)
def test_step_and_platform_narrow_a_list_as_they_do_its_number(
    event_type, filters, exported, marts
):
    for name in (event_type, f"{event_type}_users"):
        numbers = published_numbers(marts, METRICS[name], "acme", filters)
        assert list(numbers.values()) == [len(exported(name, **filters))]


@pytest.mark.parametrize("action", ["Purchase Completed", FORMULA, LINES, "unheard of"])
def test_an_action_narrows_a_list_as_it_does_its_number(action, exported, marts):
    for name in ("actions", "action_users"):
        numbers = published_numbers(marts, METRICS[name], "acme", {"action": action})
        assert list(numbers.values()) == [len(exported(name, action=action))]


def test_every_metric_has_rows_somewhere(exported):
    assert [name for name in NAMES if not exported(name)] == []


def test_a_rate_shows_numerator_and_denominator(exported, marts):
    for rate, rows in (
        ("conversion_rate", exported("conversion_rate", journey="welcome")),
        ("entry_conversion_rate", exported("entry_conversion_rate", journey="welcome")),
    ):
        converted = sum(row["is_converted"] == "true" for row in rows)
        ((published,),) = marts.execute(
            f"select {rate} from marts.fct_journeys"
            " where tenant_id = 'acme' and journey_id = 'welcome'"
        ).fetchall()
        assert converted / len(rows) == published


def test_the_outcomes_of_entries_are_what_the_numbers_count(exported):
    outcomes = Counter(row["outcome"] for row in exported("total_entries"))
    for name, outcome in (
        ("active_entries", "active"),
        ("converted_entries_active", "converted_active"),
        ("converted_entries_exited", "converted_exited"),
        ("total_exits", "exited"),
    ):
        rows = exported(name)
        assert {row["outcome"] for row in rows} == {outcome}
        assert len(rows) == outcomes[outcome]
    assert [row["entry_id"] for row in exported("open_window_exits")] == ["e9", "e4"]


def test_conversions_go_by_their_own_date_or_by_that_of_the_entry(exported):
    by_conversion = exported("converted_entries", journey="welcome", from_=date(2025, 10, 6))
    assert [row["entry_id"] for row in by_conversion] == ["e2"]
    by_entry = exported("conversions_by_entry_date", journey="welcome", to_=date(2025, 10, 2))
    assert [row["entry_id"] for row in by_entry] == ["e2"]


def test_a_user_is_listed_with_the_first_entry_and_the_conversion(exported):
    rows = {row["user_id"]: row for row in exported("entered_users", journey="welcome")}
    assert rows["anna"]["entry_id"] == "e1"
    assert rows["anna"]["exited_at"] == ""
    assert rows["anna"]["is_converted"] == "true"
    assert rows["anna"]["converted_entry_id"] == "e2"
    assert rows["anna"]["converted_at"] == "2025-10-05 23:00:00.000000"
    assert rows["ben"]["is_converted"] == "false"
    assert rows["ben"]["converted_entry_id"] == ""


def test_dates_decide_which_entry_of_a_user_is_the_first(exported):
    rows = exported("entered_users", journey="welcome", from_=date(2025, 10, 2))
    assert {row["user_id"]: row["entry_id"] for row in rows}["anna"] == "e2"
    (before,) = exported("conversion_rate", journey="welcome", to_=date(2025, 10, 1))
    assert (before["user_id"], before["is_converted"]) == ("anna", "false")


def test_a_user_is_listed_with_the_latest_record_and_their_number(exported):
    rows = exported("failed_users", journey="welcome", platform="ios")
    assert [(row["user_id"], row["reason"], row["records"]) for row in rows] == [
        ("anna", f"'{FORMULA}", "2"),
        (LINES, LINES, "1"),
    ]
    (earlier,) = exported("failed_users", to_=date(2025, 10, 1))
    assert (earlier["reason"], earlier["records"]) == ("first reason", "1")


def test_a_user_of_several_platforms_counts_once_among_all_of_them(exported):
    apart = exported("sent_users", journey="welcome", step="s1")
    together = exported("sent_users", journey="welcome", step="s1", platform="all")
    assert Counter(row["user_id"] for row in apart)["anna"] == 2
    assert sorted(row["user_id"] for row in together) == sorted({row["user_id"] for row in apart})
    assert Counter(row["user_id"] for row in exported("step_users", step="s2"))["anna"] == 1


def test_a_user_counts_once_for_each_action(exported):
    rows = exported("action_users", step="s2", platform="web")
    assert [(row["user_id"], row["action_name"]) for row in rows] == [
        ("anna", "Opened, twice"),
        ("anna", "Purchase Completed"),
        (f"'{PHONE}", LINES),
    ]
    assert {row["user_id"] for row in exported("custom_users", step="s2", platform="web")} == {
        "anna",
        f"'{PHONE}",
    }


def test_a_journey_without_a_definition_has_records_and_no_entries(exported):
    assert [row["user_id"] for row in exported("sent", journey="loose")] == ["carla"]
    assert exported("total_entries", journey="loose") == []
    assert exported("messages_sent", journey="loose") == []


@pytest.mark.parametrize("name", NAMES)
def test_no_list_begins_a_text_like_a_formula(name, exported):
    for row in exported(name):
        assert not [text for text in row.values() if text[:1] in set("=+-@\t\r\n")]


def test_hostile_texts_arrive_whole_in_a_spreadsheet(reported):
    report = reported("failed", ending="xlsx")
    heading, *rows = sheets(report.file)["failed"]
    assert heading == list(METRICS["failed"].columns)
    assert [row[heading.index("reason")] for row in rows] == ["first reason", f"'{FORMULA}", LINES]
    assert [row[heading.index("user_id")] for row in rows] == ["anna", "anna", LINES]
    assert not holds_formula(report.file)


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_journey_is_said_and_leaves_a_heading(name, reported):
    report = reported(name, journey="welcom")
    assert report.rows == 0
    heading = ",".join(f'"{column}"' for column in METRICS[name].columns)
    assert report.file.read_text() == f"{heading}\n"
    (warning,) = report.warnings
    assert warning.startswith('No journey "welcom" of this tenant is published')


def test_nothing_of_a_known_journey_is_no_unknown_journey(reported):
    for filters in ({"journey": "welcome", "step": "s7"}, {"journey": "loose"}):
        (warning,) = reported("clicked", **filters).warnings
        assert warning.startswith("Nothing matches the filters")
    (warning,) = reported("clicked", "quiet", journey="welcome").warnings
    assert warning.startswith('No journey "welcome"')
    (warning,) = reported("clicked", "nobody", journey="welcome").warnings
    assert warning.startswith('No tenant "nobody"')


def test_nothing_is_listed_of_another_tenant(exported):
    for name in NAMES:
        rows = exported(name, "other")
        assert {row["user_id"] for row in rows} <= {"anna"}
        assert {row["journey_id"] for row in rows} <= {"welcome"}
