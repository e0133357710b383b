from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration import settings as project_settings
from orchestration.quality import seeds as quality_seeds
from orchestration.transform import dbt, parsed, project
from tests.oracle import LandingZone, compare_marts, landing_zone, marts
from tests.pipeline.homes import RestorableHome
from tests.pipeline.support import (
    differences_from_oracle,
    land,
    open_published,
    published_marts,
    run,
)

pytestmark = pytest.mark.usefixtures("without_data_tests")

DAY = date(2025, 10, 20)
LATER = DAY + timedelta(days=3)
ACCOUNT = "300000000000001"
UNKNOWN_EVENT = "teapot_filled"


def _event(number: int, name: str, at: str, **fields: object) -> dict:
    return {
        "tenant_id": "acme",
        "event_id": f"e{number}",
        "event_name": name,
        "occurred_at": at,
        "customer_id": f"c{number % 2}",
        "process_id": "p1",
        "module_id": "m1",
    } | fields


def _fact(number: int, entity_id: str, at: str) -> dict:
    return {
        "tenant_id": "acme",
        "id": f"f{number}",
        "event_type": "start",
        "created_at": at,
        "entity_id": entity_id,
    }


def _body(number: int, timestamp: int) -> dict:
    message = {"id": f"wamid.{number}", "from": "491555000101", "timestamp": str(timestamp)}
    value = {"metadata": {"display_phone_number": "49305550100"}, "messages": [message]}
    return {"entry": [{"id": ACCOUNT, "changes": [{"field": "messages", "value": value}]}]}


# 2025-10-20 at 23:30 and on the next day at 00:30, UTC: the midnights of other zones lie elsewhere.
LATE, EARLY = "2025-10-20T23:30:00Z", "2025-10-21T00:30:00Z"
ZONE = landing_zone(
    (
        "chat_events",
        DAY,
        "a.jsonl",
        [
            _event(1, "start", "2025-10-20T11:30:00Z"),
            _event(2, "start", LATE),
            _event(3, "interaction", LATE),
            _event(4, "nps_survey_score_10", EARLY),
            _event(5, "nps_survey_score_3", "2025-10-20T10:00:00Z"),
            _event(6, UNKNOWN_EVENT, EARLY),
            _event(7, "end", EARLY),
        ],
    ),
    ("loyjoy_facts", DAY, "f.jsonl", [_fact(1, "entity", LATE), _fact(2, "other", EARLY)]),
    (
        "loyjoy_dimensions",
        DAY,
        "d.jsonl",
        [{"tenant_id": "acme", "entity_id": "entity", "process_id": "p8", "process_name": "Eight"}],
    ),
    ("whatsapp_cloud", DAY, "w.jsonl", [_body(1, 1761003000), _body(2, 1761006600)]),
)


def _and_then(zone: LandingZone, source: str, day: date, *records: dict) -> LandingZone:
    (file,) = landing_zone((source, day, "later.jsonl", list(records))).files
    return zone.with_file(file)


def _tenant(**fields: object) -> dict:
    return {"tenant_id": "acme", "tenant_name": "Acme"} | fields


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    home = tmp_path_factory.mktemp("restated") / "home"
    land(home, ZONE)
    run(home)
    assert differences_from_oracle(home, ZONE) == []
    return RestorableHome.save(home)


@pytest.fixture
def home(made_home: RestorableHome) -> Path:
    """A home that has published ZONE, in which nobody has told anything of tenants."""
    return made_home.restore()


def _run_with(home: Path, zone: LandingZone) -> None:
    land(home, zone)
    run(home)
    assert differences_from_oracle(home, zone) == []


def _query(home: Path, statement: str) -> list[tuple]:
    with open_published(home) as connection:
        return connection.execute(statement).fetchall()


def _dates(home: Path) -> list[str]:
    return [
        day.isoformat()
        for (day,) in _query(
            home, "select distinct event_date from marts.fct_event_counts_daily order by 1"
        )
    ]


def test_a_time_zone_told_after_the_events_restates_their_dates_and_a_new_one_does_again(home):
    assert _dates(home) == ["2025-10-20", "2025-10-21"]
    zone = _and_then(ZONE, "tenants", DAY, _tenant(reporting_timezone="America/New_York"))
    _run_with(home, zone)
    assert _dates(home) == ["2025-10-20"]

    moved = _and_then(zone, "tenants", LATER, _tenant(reporting_timezone="Pacific/Auckland"))
    _run_with(home, moved)
    assert _dates(home) == ["2025-10-20", "2025-10-21"]
    assert _query(
        home, "select kpi_date::varchar, chat_starts from marts.fct_tenant_kpis_daily order by 1"
    ) == [("2025-10-20", 0), ("2025-10-21", 4)]

    _run_with(home, ZONE)
    assert _dates(home) == ["2025-10-20", "2025-10-21"]


@pytest.mark.parametrize("name", ["Mars/Olympus", "localtime"])
def test_a_time_zone_that_nobody_knows_is_utc(home, name):
    before = _dates(home)
    _run_with(home, _and_then(ZONE, "tenants", LATER, _tenant(reporting_timezone=name)))
    assert _dates(home) == before


def test_messages_move_to_the_tenant_that_their_account_turns_out_to_belong_to(home):
    def messages() -> list[tuple]:
        return _query(
            home,
            "select tenant_id, message_date::varchar, inbound from marts.fct_messages_daily"
            " order by all",
        )

    assert messages() == [(ACCOUNT, "2025-10-20", 1), (ACCOUNT, "2025-10-21", 1)]
    mapped = _tenant(reporting_timezone="Europe/Berlin", whatsapp_business_account_id=ACCOUNT)
    zone = _and_then(ZONE, "tenants", LATER, mapped)
    _run_with(home, zone)
    assert messages() == [("acme", "2025-10-21", 2)]

    other = {"tenant_id": "bravo", "whatsapp_business_account_id": ACCOUNT}
    _run_with(home, _and_then(zone, "tenants", LATER, _tenant(), other))
    assert messages() == [("bravo", "2025-10-20", 1), ("bravo", "2025-10-21", 1)]

    _run_with(home, ZONE)
    assert messages() == [(ACCOUNT, "2025-10-20", 1), (ACCOUNT, "2025-10-21", 1)]


def test_exported_facts_move_to_the_process_that_their_entity_moves_to(home):
    def starts() -> dict[str, int]:
        return dict(
            _query(
                home,
                "select process_id, sum(chat_starts)::int from marts.fct_experience_kpis_daily"
                " group by 1",
            )
        )

    assert starts() == {"p1": 2, "p8": 1, "": 1}
    moved = _and_then(
        ZONE,
        "loyjoy_dimensions",
        LATER,
        {"tenant_id": "acme", "entity_id": "entity", "process_id": "p9", "process_name": "Nine"},
        {"tenant_id": "acme", "entity_id": "other", "process_id": "p8", "process_name": "Eight"},
    )
    _run_with(home, moved)
    assert starts() == {"p1": 2, "p9": 1, "p8": 1}
    assert ("Nine",) in _query(home, "select process_name from marts.dim_processes")


@pytest.fixture
def editable_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the dbt project and its seeds that the pipeline takes for its own."""
    copy = tmp_path / "project"
    shutil.copytree(
        project_settings.DBT_PROJECT_DIR,
        copy / "dbt_project",
        ignore=shutil.ignore_patterns("target", "logs"),
    )
    shutil.copytree(project_settings.SEEDS_DIR, copy / "seeds")
    for module in (project, parsed, dbt):
        monkeypatch.setattr(module, "DBT_PROJECT_DIR", copy / "dbt_project")
    for module in (project, quality_seeds):
        monkeypatch.setattr(module, "SEEDS_DIR", copy / "seeds")
    return copy


def test_a_changed_seed_is_noticed_said_and_carried_into_the_marts(home, editable_project):
    def is_catalogued() -> list[tuple]:
        return _query(
            home,
            "select distinct is_catalogued from marts.fct_event_counts_daily"
            f" where event_name = '{UNKNOWN_EVENT}'",
        )

    assert run(home).reasons == []
    assert is_catalogued() == [(False,)]
    _add_line(editable_project, "custom_events", f"{UNKNOWN_EVENT},Tea was made.")
    report = run(home)
    assert [reason for reason in report.reasons if "custom_events" in reason]
    assert report.ingested_days == 0
    assert is_catalogued() == [(True,)]
    assert run(home).did_nothing


def test_events_of_ones_own_are_counted_by_a_line_in_a_seed(home, editable_project):
    def counted() -> list[tuple]:
        return _query(
            home, "select event_name, events, customers from marts.fct_module_custom_daily"
        )

    run(home)
    assert counted() == []
    _add_line(editable_project, "custom_events", f"{UNKNOWN_EVENT},Tea was made.")
    run(home)
    assert counted() == [(UNKNOWN_EVENT, 1, 1)]
    assert compare_marts(published_marts(home), marts(ZONE, [UNKNOWN_EVENT])) == []
    stories = "select coalesce(sum(story_read), 0) from marts.fct_module_story_daily"
    before = _query(home, stories)[0][0]
    _add_line(editable_project, "modules", f"{UNKNOWN_EVENT},story,story_read,,,false,true")
    run(home)
    assert counted() == []
    assert _query(home, stories) == [(before + 1,)]


def _add_line(copy: Path, seed: str, line: str) -> None:
    file = copy / "seeds" / f"{seed}.csv"
    file.write_text(file.read_text().rstrip("\n") + f"\n{line}\n")


def test_a_changed_model_is_noticed_said_and_rebuilt_with_all_below(home, editable_project):
    model = editable_project / "dbt_project" / "models" / "intermediate" / "chatbot"
    (model / "int_sessions.sql").write_text(
        (model / "int_sessions.sql").read_text().rstrip() + "\n-- edited\n"
    )
    report = run(home)
    assert [reason for reason in report.reasons if "int_sessions" in reason]
    assert differences_from_oracle(home, ZONE) == []
    assert run(home).did_nothing


def test_state_that_another_version_left_is_made_anew(home):
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("alter table state.chat_changes drop column event_name")
        connection.execute("update state.layout set digest = 'of another version'")
        known = connection.execute("select count(*) from state.publications").fetchall()
    run(home)
    assert differences_from_oracle(home, ZONE) == []
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        now = connection.execute("select count(*) from state.publications").fetchall()
        assert "event_name" in connection.table("state.chat_changes").columns
    assert now >= known
    assert run(home).did_nothing


def test_what_no_model_makes_any_more_goes_when_the_project_is_built_anew(home):
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        connection.execute("create table intermediate.int_given_up as select 'a phone' as phone")
        connection.execute("create view marts.fct_given_up as from intermediate.int_given_up")
        connection.execute("create table main.kept_by_somebody as select 1 as number")
    run(home, full_refresh=True)
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        left = connection.execute(
            "select table_name from information_schema.tables"
            " where table_name like '%given_up' or table_name = 'kept_by_somebody'"
        ).fetchall()
    assert left == [("kept_by_somebody",)]
    assert differences_from_oracle(home, ZONE) == []
