"""Each kind of violation, planted in Parquet, is named by the gate."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from orchestration.errors import QualityGateError
from orchestration.quality import EXPECTATIONS
from orchestration.quality.expectations import REPEATED_KEYS
from orchestration.quality.registry import TABLES
from tests.unit.quality.planted import DAY, SCHEMAS, Load, failed

LATEST = datetime(2026, 3, 12)
MICROSECOND = timedelta(microseconds=1)


def only_failure(result):
    failures = failed(result)
    assert len(failures) == 1, failures
    return next(iter(failures.values()))


def test_sound_days_of_every_source_pass(new_day, judge):
    days = []
    for source, table in SCHEMAS:
        if not days or days[-1].source != source:
            days.append(new_day(source).account(Load("a.jsonl", 3, 2, 1)))
            days[-1].quarantine(("a.jsonl", 9, "record"), ("a.jsonl", 1, "element"))
        days[-1].write(table, {}, {})
    results = judge(*days)
    assert [result.source for result in results] == [day.source for day in days]
    assert all(result.passed for result in results)
    assert [failed(result) for result in results] == [{} for _ in days]
    assert all(len(result.checks) > 7 for result in results)


def test_every_row_check_of_every_table_can_fail(new_day, judge):
    days = {source: new_day(source) for source, _ in SCHEMAS}
    absurd = {column: datetime(1970, 1, 1) for table in TABLES for column in table.times} | {
        "hour": 24,
        "conversations": -1,
        "amount": float("nan"),
        "event_name": "nps_survey_score_11",
        "event_type": "nps_survey_score_11",
        "reporting_timezone": "Mars/Olympus",
        "is_known_timezone": False,
        "stop_counting_after_exit_seconds": -1,
        "conversion_filters": "[]",
        "steps": '[{"step_id": ',
        "points": float("nan"),
    }
    for (source, table), columns in SCHEMAS.items():
        nothing = dict.fromkeys(columns)
        wrong = {name: value for name, value in absurd.items() if name in columns}
        days[source].write(table, nothing, {"line": 5}, {"line": 5}, wrong)
    for result in judge(*days.values()):
        failures = failed(result)
        for expectation in EXPECTATIONS:
            if expectation.source == result.source and (
                expectation.violation or expectation.column == REPEATED_KEYS
            ):
                assert failures[expectation.name].observed == 1, expectation.name
                assert len(failures[expectation.name].bad_rows) == 1, expectation.name


def test_no_days_need_no_judgement(judge):
    assert judge() == []


def test_empty_and_absent_tables_pass(new_day, events, judge):
    results = judge(events(), new_day("whatsapp_cloud"), new_day("tenants"))
    assert [failed(result) for result in results] == [{}, {}, {}]


def test_missing_key(days_of_events, judge):
    columns = ["tenant_id", "event_id", "event_key", "event_name", "occurred_at"]
    results = judge(*days_of_events(*([{}, {column: None}] for column in columns)))
    for column, result in zip(columns, results, strict=True):
        check = only_failure(result)
        assert check.name == f"events_{column}_is_given"
        assert (check.observed, check.expected, check.severity) == (1, "at most 0", "error")
        assert check.bad_rows == [("a.jsonl", 2)]
        assert not result.passed


def test_all_amounts_missing_is_no_violation(events, judge):
    [result] = judge(events({"amount": None}, {"amount": None}))
    assert failed(result) == {}


def test_amount_that_is_not_finite(days_of_events, judge):
    amounts = [float("nan"), float("inf"), float("-inf")]
    for result in judge(*days_of_events(*([{"amount": amount}, {}] for amount in amounts))):
        assert only_failure(result).name == "events_amount_is_finite"


def test_both_limits_of_time_are_accepted(events, judge):
    [result] = judge(events({"occurred_at": datetime(2000, 1, 1)}, {"occurred_at": LATEST}))
    assert failed(result) == {}


def test_time_out_of_range(events, judge):
    late = {"occurred_at": LATEST + MICROSECOND}
    early = {"occurred_at": datetime(2000, 1, 1) - MICROSECOND}
    first, second = judge(events({}, early, late), events(late, day=DAY + timedelta(days=1)))
    check = only_failure(first)
    assert check.name == "events_occurred_at_is_in_range"
    assert check.bad_rows == [("a.jsonl", 2), ("a.jsonl", 3)]
    assert second.passed, "each day is judged by its own limit"


def test_landing_day_of_another_folder(events, judge):
    [result] = judge(events({"landing_day": date(2026, 3, 9)}, {"landing_day": None}, {}))
    check = only_failure(result)
    assert check.name == "events_landing_day_is_the_folders"
    assert check.bad_rows == [("a.jsonl", 1), ("a.jsonl", 2)]


def test_row_without_line(events, judge):
    [result] = judge(events({"line": None}, {"line": 0}, {"line": -5}, {}))
    check = only_failure(result)
    assert check.name == "events_origin_is_given"
    assert check.observed == 3


def test_repeated_line(events, judge):
    lines = [1, 64, 65, 65, 65, 200]
    [result] = judge(events(*({"line": line} for line in lines)))
    check = only_failure(result)
    assert check.name == "events_origin_is_unique"
    assert check.observed == 2
    assert check.bad_rows == [("a.jsonl", 65)]


def test_same_line_of_two_files_is_no_repetition(events, judge):
    [result] = judge(events({"line": 1}, {"line": 1, "file_name": "b.jsonl"}))
    assert failed(result) == {}


def test_elements_of_one_body_are_told_apart_by_position(new_day, judge):
    day = new_day("whatsapp_cloud").account(Load("a.jsonl", 1, 1))
    places = [(1, 1), (1, 2), (1, 5), (17, 1), (2, 1)]
    day.write("messages", *({"line": line, "position": place} for line, place in places))
    [result] = judge(day)
    assert failed(result) == {}
    day.write("messages", *({"line": line, "position": place} for line, place in [*places, (2, 1)]))
    [result] = judge(day)
    check = only_failure(result)
    assert check.name == "messages_origin_is_unique"
    assert check.bad_rows == [("a.jsonl", 2)]


def test_nps_score_that_is_none(days_of_events, judge):
    names = [
        "nps_survey_score_11",
        "nps_survey_score_01",
        "nps_survey_score_",
        "nps_survey_score_x",
        "data_collection_nps_survey_score_-1",
        "data_collection_nps_survey_score_10.0",
        "nps_survey_score_1\n",
    ]
    for result in judge(*days_of_events(*([{}, {"event_name": name}] for name in names))):
        checks = failed(result)
        assert checks.keys() == {
            "events_event_name_nps_score_is_plain",
            "events_event_name_is_listed",
        }
        assert checks["events_event_name_nps_score_is_plain"].bad_rows == [("a.jsonl", 2)]
        assert not result.passed


def test_nps_scores_pass(events, judge):
    names = [
        f"{prefix}nps_survey_score_{score}"
        for prefix in ("", "data_collection_")
        for score in range(11)
    ]
    [result] = judge(events(*({"event_name": name} for name in names)))
    assert failed(result) == {}


def test_nps_score_in_the_platforms_export(new_day, judge):
    day = new_day("loyjoy_facts").account(Load("a.jsonl", 1, 1))
    day.write("facts", {"event_type": "nps_survey_score_11"})
    [result] = judge(day)
    assert not result.passed


def test_uncatalogued_names_are_a_warning_that_names_them(events, judge):
    names = ["my_event", "my_event", "other_event", "jane@example.org", "start"]
    [result] = judge(events(*({"event_name": name} for name in names)))
    check = only_failure(result)
    assert result.passed
    assert result.warnings == [check]
    assert check.name == "events_event_name_is_listed"
    assert check.finding is None
    assert check.observed == pytest.approx(0.8)
    assert check.details == (
        "my_event", "other_event", "(names that do not look like identifiers)",
    )  # fmt: skip
    assert check.bad_rows == [("a.jsonl", line) for line in (1, 2, 3, 4)]


def test_whatsapp_enumerations(new_day, judge):
    day = new_day("whatsapp_cloud").account(Load("a.jsonl", 2, 2))
    day.write("messages", {"direction": "sideways"}, {"direction": None}, {"direction": "outbound"})
    day.write("statuses", {"status": "teleported"}, {"pricing_category": "gift"})
    [result] = judge(day)
    checks = failed(result)
    assert checks.keys() == {
        "messages_direction_is_known",
        "statuses_status_is_listed",
        "statuses_pricing_category_is_listed",
    }
    assert checks["messages_direction_is_known"].bad_rows == [("a.jsonl", 1), ("a.jsonl", 2)]
    assert checks["statuses_status_is_listed"].details == ("teleported",)
    assert "{percent}" in checks["statuses_status_is_listed"].finding
    assert checks["statuses_status_is_listed"].bad_rows == [("a.jsonl", 1)]
    assert checks["statuses_pricing_category_is_listed"].bad_rows == [("a.jsonl", 2)]
    assert [check.name for check in result.errors] == ["messages_direction_is_known"]


def test_message_without_contact(new_day, judge):
    day = new_day("whatsapp_cloud").account(Load("a.jsonl", 1, 1))
    day.write("messages", {"contact_phone": None}, {"contact_phone": None, "contact_user_id": "u"})
    [result] = judge(day)
    assert only_failure(result).bad_rows == [("a.jsonl", 1)]


def test_time_of_whatsapp_elements(new_day, judge):
    day = new_day("whatsapp_cloud").account(Load("a.jsonl", 1, 1))
    tables = ["messages", "statuses", "preferences"]
    for table in tables:
        day.write(table, {"occurred_at": datetime(1970, 1, 1)})
    [result] = judge(day)
    assert failed(result).keys() == {f"{table}_occurred_at_is_in_range" for table in tables}


def test_time_of_facts(new_day, judge):
    day = new_day("loyjoy_facts").account(Load("a.jsonl", 1, 1))
    day.write("facts", {"created_at": datetime(9999, 12, 31)})
    [result] = judge(day)
    assert only_failure(result).name == "facts_created_at_is_in_range"


def test_unknown_time_zone_is_a_warning(new_day, judge):
    day = new_day("tenants").account(Load("a.jsonl", 2, 2))
    day.write(
        "tenants",
        {"reporting_timezone": "Mars/Olympus", "is_known_timezone": False},
        {"reporting_timezone": None, "is_known_timezone": False},
    )
    [result] = judge(day)
    assert result.passed
    assert only_failure(result).bad_rows == [("a.jsonl", 1)]


def test_schema_that_was_not_promised(events, judge):
    changes = {
        "select * exclude (payload) from made": "payload is missing",
        "select * replace (event_key::varchar as event_key) from made": (
            "event_key is VARCHAR, not BIGINT"
        ),
        "select *, 1 as surplus from made": "surplus was not promised",
    }
    readable = events({"occurred_at": datetime(1999, 1, 1)})
    broken = [
        events({}, day=DAY + timedelta(days=offset), change=change)
        for offset, change in enumerate(changes, start=1)
    ]
    first, *others = judge(readable, *broken)
    assert failed(first).keys() == {"events_occurred_at_is_in_range"}
    for result, difference in zip(others, changes.values(), strict=True):
        check = failed(result)["events_schema_is_as_promised"]
        assert (check.observed, check.details) == (1, (difference,))
        assert failed(result)["events_tenant_id_is_given"].observed == "not measured"
        assert not result.passed


def test_table_that_is_no_parquet(events, judge):
    broken = events({}, {})
    (broken.folder / "events.parquet").write_bytes(b"PAR1 no parquet PAR1")
    sound = events({}, day=date(2026, 3, 11))
    first, second = judge(broken, sound)
    assert failed(first)["events_is_readable"].observed == "unreadable"
    assert "accepted_is_in_the_lake" in failed(first)
    assert second.passed


def test_run_of_nothing_but_an_unreadable_table(new_day, judge):
    day = new_day("whatsapp_cloud").account(Load("a.jsonl", 1, 1))
    day.folder.mkdir(parents=True)
    (day.folder / "messages.parquet").write_bytes(b"")
    [result] = judge(day)
    assert {check.name for check in result.checks if check.name.startswith("messages_")} == set(
        failed(result)
    )


def test_record_that_is_neither_accepted_nor_quarantined(events, judge):
    day = events({}, {})
    day.account(Load("a.jsonl", 5, 2, 2), Load("b.jsonl", 0, 0))
    day.quarantine(("a.jsonl", 3, "record"), ("a.jsonl", 4, "record"))
    [result] = judge(day)
    check = only_failure(result)
    assert check.name == "received_is_accepted_plus_quarantined"
    assert check.observed == 1
    assert check.bad_rows == [("a.jsonl", None)]


def test_files_that_balance_each_other_out(events, judge):
    day = events({}, {})
    day.account(Load("a.jsonl", 3, 2), Load("b.jsonl", 0, 0, 1))
    day.quarantine(("b.jsonl", 1, "record"))
    [result] = judge(day)
    assert only_failure(result).observed == 2


def test_quarantined_record_that_is_not_in_the_quarantine(events, judge):
    lost = events({}).account(Load("a.jsonl", 3, 1, 2)).quarantine(("a.jsonl", 2, "record"))
    absent = events({}, day=DAY + timedelta(days=1)).account(Load("a.jsonl", 2, 1, 1))
    surplus = events({}, day=DAY + timedelta(days=2)).quarantine(("b.jsonl", 2, "record"))
    for result, file_name in zip(
        judge(lost, absent, surplus), ["a.jsonl", "a.jsonl", "b.jsonl"], strict=True
    ):
        check = only_failure(result)
        assert check.name == "quarantined_is_in_the_quarantine"
        assert (check.observed, check.bad_rows) == (1, [(file_name, None)])


def test_totals_that_differ_from_the_files(events, judge):
    day = events({}, {})
    day.received += 1
    [result] = judge(day)
    assert only_failure(result).name == "received_is_accepted_plus_quarantined"


def test_accepted_record_that_is_not_in_the_lake(events, judge):
    day = events({}, {"file_name": "b.jsonl"})
    day.account(Load("a.jsonl", 1, 1), Load("b.jsonl", 2, 2))
    [result] = judge(day)
    check = only_failure(result)
    assert check.name == "accepted_is_in_the_lake"
    assert check.observed == 1
    assert check.bad_rows == [("b.jsonl", None)]


def test_rows_of_a_file_nobody_loaded(events, judge):
    day = events({}, {"file_name": "b.jsonl"}).account(Load("a.jsonl", 2, 2))
    [result] = judge(day)
    assert only_failure(result).observed == 2


def test_accepted_records_without_a_table(new_day, judge):
    [result] = judge(new_day("tenants").account(Load("a.csv", 3, 3)))
    assert only_failure(result).name == "accepted_is_in_the_lake"


def test_bad_rows_are_limited_and_in_order(events, judge):
    [result] = judge(events(*({"tenant_id": None} for _ in range(30))))
    check = only_failure(result)
    assert check.observed == 30
    assert check.bad_rows == [("a.jsonl", line) for line in range(1, 21)]


def test_volume_is_compared_with_the_trailing_days(events, judge):
    lake = [(DAY - timedelta(days=offset), 10) for offset in range(1, 6)]
    [few] = judge(events(*({} for _ in range(4))), trailing={"chat_events": lake})
    check = only_failure(few)
    assert few.passed
    assert (check.name, check.severity) == ("volume_is_usual", "warn")
    assert check.observed == pytest.approx(0.4)
    [usual] = judge(events(*({} for _ in range(5))), trailing={"chat_events": lake})
    assert failed(usual) == {}
    [unknown] = judge(events({}), trailing={"chat_events": lake[1:]})
    volume = next(check for check in unknown.checks if check.name == "volume_is_usual")
    assert (volume.passed, volume.observed) == (True, None)


def test_source_without_checks_is_no_pass(new_day, judge):
    with pytest.raises(QualityGateError, match="unheard_of"):
        judge(new_day("unheard_of"))


def test_nothing_is_left_behind(events, judge, settings):
    judge(events({}, {"tenant_id": None}))
    assert [path.name for path in settings.staging.iterdir() if path.is_dir()] == ["prepared [1]"]


def test_no_value_of_a_record_is_told(events, judge):
    secret = "jane.doe@example.org"
    rows = [
        {column: secret}
        for column in ("tenant_id", "event_id", "event_name", "customer_id", "payload")
    ]
    [result] = judge(events(*rows, {"occurred_at": datetime(1990, 1, 1), "customer_id": secret}))
    assert len(failed(result)) == 2
    assert secret not in repr(result)
