from __future__ import annotations

import errno
import gzip
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from dagster import (
    AssetKey,
    AssetSelection,
    DagsterEventType,
    Definitions,
    ExecuteInProcessResult,
    SkipReason,
    build_sensor_context,
    define_asset_job,
)

from orchestration.ingest import Catalog
from orchestration.publish import current_publication
from orchestration.quality import check_names
from orchestration.settings import Settings
from tests.definitions.conftest import LANDING_DAYS, DagsterHome, new_home

FIRST, SECOND, LAST = LANDING_DAYS
NIGHTLY_ASSETS = [AssetKey(["raw", "chat_events"]), AssetKey("fct_sessions"), AssetKey("published")]


@pytest.fixture(scope="module")
def loaded_home(
    tmp_path_factory: pytest.TempPathFactory, definitions: Definitions, sample_landing: Path
) -> Iterator[tuple[DagsterHome, ExecuteInProcessResult, ExecuteInProcessResult]]:
    """A home with the sample's first landing day in one run and the others in a second one."""
    for home in new_home(tmp_path_factory, definitions, "by_dagster"):
        home.settings.landing.symlink_to(sample_landing)
        one_day = home.run("nightly", FIRST)
        all_others = home.run("nightly", SECOND, LAST)
        yield home, one_day, all_others


@pytest.fixture
def empty_home(
    tmp_path_factory: pytest.TempPathFactory, definitions: Definitions
) -> Iterator[DagsterHome]:
    yield from new_home(tmp_path_factory, definitions, "empty")


def materializations(result: ExecuteInProcessResult, key: AssetKey) -> dict[str, dict]:
    """Metadata of an asset's materialisations, by partition."""
    return {
        event.partition: {
            name: value.value for name, value in event.materialization.metadata.items()
        }
        for event in result.all_events
        if event.event_type == DagsterEventType.ASSET_MATERIALIZATION and event.asset_key == key
    }


def failures(result: ExecuteInProcessResult) -> dict[str, str]:
    """What failed steps say, by step."""
    return {
        event.step_key: event.step_failure_data.user_failure_data.description
        for event in result.all_events
        if event.is_step_failure
    }


def different_rows(one: Settings, other: Settings) -> dict[str, int]:
    """Rows that only one of two publications has, by mart."""
    differing = {}
    with duckdb.connect() as connection:
        for name, settings in (("one", one), ("other", other)):
            connection.execute(
                f"attach '{settings.published / 'chatmart.duckdb'}' as {name} (read_only)"
            )
        marts = current_publication(one).rows
        assert marts.keys() == current_publication(other).rows.keys()
        for mart in marts:
            found = connection.execute(
                f"select count(*) from ((from one.marts.{mart} except all from other.marts.{mart})"
                f" union all (from other.marts.{mart} except all from one.marts.{mart}))"
            ).fetchone()
            differing[mart] = found[0]
    return differing


def test_dagster_leaves_the_rows_of_chatmart_run(loaded_home, by_command: Settings) -> None:
    home, one_day, all_others = loaded_home
    assert one_day.success
    assert all_others.success
    assert different_rows(home.settings, by_command) == dict.fromkeys(
        current_publication(by_command).rows, 0
    )
    assert sum(current_publication(by_command).rows.values()) > 100


def test_a_range_is_one_run_that_fills_every_partition(loaded_home) -> None:
    home, _, all_others = loaded_home
    for key in NIGHTLY_ASSETS:
        assert materializations(all_others, key).keys() == {str(SECOND), str(LAST)}
        filled = home.instance.get_materialized_partitions(key)
        assert filled == {day.isoformat() for day in LANDING_DAYS}
    started = [event.step_key for event in all_others.all_events if event.is_step_start]
    assert Counter(started).most_common(1)[0][1] == 1


def test_a_landing_day_says_what_was_received_and_quarantined(loaded_home) -> None:
    _, one_day, _ = loaded_home
    found = materializations(one_day, AssetKey(["raw", "chat_events"]))[str(FIRST)]
    assert found["received"] == found["accepted"] + found["quarantined"]
    assert found["dagster/partition_row_count"] == found["accepted"] > 0
    shown = {name: found["preview_of_events"].records[0].data[name] for name in ("event_name",)}
    assert shown["event_name"]


def test_a_model_says_its_rows_and_the_dates_it_was_affected_on(loaded_home) -> None:
    _, _, all_others = loaded_home
    found = materializations(all_others, AssetKey("fct_event_counts_daily"))[str(LAST)]
    assert found["dagster/row_count"] > 0
    assert "2026-10-31" in found["affected_chat_dates"]
    assert found["landing_days_new_or_changed"] == "2026-10-30 to 2026-10-31 (2 dates)"


def test_metadata_shows_no_personal_column(loaded_home) -> None:
    _, one_day, all_others = loaded_home
    shown = set()
    for result in (one_day, all_others):
        for event in result.all_events:
            if event.event_type == DagsterEventType.ASSET_MATERIALIZATION:
                for name, value in event.materialization.metadata.items():
                    if name.startswith("preview"):
                        shown |= {column.name for column in value.schema.columns}
    assert "tenant_id" in shown
    assert not {"customer_id", "answer_text", "contact_phone", "payload", "body"} & shown


def test_quality_gate_and_data_tests_are_checks(loaded_home) -> None:
    _, one_day, _ = loaded_home
    evaluated = {
        (
            event.asset_check_evaluation_data.asset_key.to_user_string(),
            event.asset_check_evaluation_data.check_name,
        )
        for event in one_day.all_events
        if event.event_type == DagsterEventType.ASSET_CHECK_EVALUATION
    }
    assert ("raw/chat_events", "received_is_accepted_plus_quarantined") in evaluated
    assert ("fct_nps_daily", "segments_add_up_to_responses") in evaluated


def test_a_run_with_nothing_to_do_leaves_nothing_out(loaded_home) -> None:
    home, _, _ = loaded_home
    before = current_publication(home.settings)
    again = home.run("nightly", FIRST)
    assert again.success
    assert current_publication(home.settings) == before
    assert materializations(again, AssetKey("published"))[str(FIRST)]["work"] == (
        "up to date already"
    )


def test_a_month_is_closed_once_its_marts_equal_their_recount(loaded_home) -> None:
    home, _, _ = loaded_home
    with duckdb.connect(str(home.settings.warehouse)) as warehouse:
        warehouse.execute("update marts.fct_nps_monthly set responses = responses + 1")
    restated = home.run("close_month", date(2026, 10, 1))
    closed_again = home.run("close_month", date(2026, 10, 1))
    for result, was_right in ((restated, False), (closed_again, True)):
        assert result.success
        checks = {check.check_name: check for check in result.get_asset_check_evaluations()}
        assert checks["monthly_marts_equal_their_recount"].passed is was_right
        assert checks["data_tests_hold_for_every_row"].passed
        assert checks["no_landing_day_is_waiting"].passed
    with duckdb.connect(str(home.settings.published / "chatmart.duckdb"), read_only=True) as marts:
        assert marts.execute(
            "select count(*) from marts.fct_nps_monthly"
            " where responses <> promoters + passives + detractors"
        ).fetchone() == (0,)


def test_the_weekly_job_tests_every_row(loaded_home) -> None:
    from orchestration.defs.transform import dbt_models

    home, _, _ = loaded_home
    result = home.run("check_every_row")
    assert result.success
    checks = result.get_asset_check_evaluations()
    models = {spec.key for spec in dbt_models.specs}
    every_check = home.definitions.resolve_asset_graph().asset_check_keys
    assert {check.asset_check_key for check in checks} == {
        key for key in every_check if key.asset_key in models
    }
    assert all(check.passed for check in checks)


def test_checks_of_a_source_can_be_run_alone(loaded_home) -> None:
    home, _, _ = loaded_home
    held = Catalog(home.settings.catalog).lake_versions()
    checks_alone = define_asset_job(
        "checks_alone", AssetSelection.checks_for_assets(AssetKey(["raw", "tenants"]))
    )
    job = Definitions(assets=home.definitions.assets, jobs=[checks_alone]).resolve_job_def(
        "checks_alone"
    )
    result = home.run_job(job)
    assert result.success
    judged = {check.check_name for check in result.get_asset_check_evaluations()}
    assert judged == {name for name, _, _ in check_names("tenants")}
    assert Catalog(home.settings.catalog).lake_versions() == held


def test_a_bad_file_fails_the_run_and_says_file_reason_and_way_out(
    empty_home: DagsterHome, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = empty_home.settings.landing / "chat_events" / f"dt={FIRST}"
    folder.mkdir(parents=True)
    (folder / "broken.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * 1000)[:-9])
    result = empty_home.run("nightly", FIRST)
    assert not result.success
    text = failures(result)["raw__chat_events"]
    assert f"File: chat_events/dt={FIRST}/broken.jsonl.gz" in text
    assert "Reason: " in text
    assert "Way out: " in text
    assert "published" not in {event.step_key for event in result.all_events if event.is_step_start}
    said = capfd.readouterr().err
    assert f"raw__chat_events failed.\nFile: chat_events/dt={FIRST}/broken.jsonl.gz\n" in said


def test_a_publication_can_be_asked_to_remove_landing_files(
    empty_home: DagsterHome, by_command: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = empty_home.settings
    shutil.copytree(by_command.home, settings.home, dirs_exist_ok=True, symlinks=True)
    # The files themselves belong to other tests.
    settings.landing.unlink()
    shutil.copytree(by_command.landing, settings.landing)
    files = [
        settings.landing / load.source / f"dt={load.landing_day}" / load.file_name
        for load in Catalog(settings.catalog).file_loads()
    ]
    job = Definitions(
        assets=empty_home.definitions.assets,
        jobs=[define_asset_job("alone", AssetSelection.assets("published"))],
    ).resolve_job_def("alone")

    assert empty_home.run_job(job, FIRST).success
    assert all(file.exists() for file in files)

    kept = next(file for file in files if file.parent.name == f"dt={LAST}")
    delete = Path.unlink

    def refuses_one(path: Path, **options: bool) -> None:
        if path == kept:
            raise PermissionError(errno.EACCES, "Permission denied")
        delete(path, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuses_one)
        failed = empty_home.run_job(job, FIRST, published={"remove_landing": True})
    assert not failed.success
    assert "1 landing file could not be removed" in failures(failed)["published"]
    assert [file for file in files if file.exists()] == [kept]

    done = empty_home.run_job(job, FIRST, published={"remove_landing": True})
    assert done.success
    told = materializations(done, AssetKey("published"))[str(FIRST)]
    assert (told["work"], told["landing_files_removed"]) == ("published", 1)
    assert not kept.exists()
    statuses = {load.status for load in Catalog(settings.catalog).file_loads()}
    assert statuses == {"archived"}
    assert set(different_rows(settings, by_command).values()) == {0}


def test_late_files_are_requested_once_until_they_change(
    empty_home: DagsterHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orchestration.defs.sensors import RANGE_END, RANGE_START, late_or_changed_files

    monkeypatch.setenv("CHATMART_HOME", str(empty_home.settings.home))
    context = build_sensor_context(
        instance=empty_home.instance, repository_def=empty_home.definitions.get_repository_def()
    )
    assert isinstance(late_or_changed_files(context), SkipReason)

    today = datetime.now(UTC).date()
    for day in (FIRST, SECOND, LAST, date(2026, 10, 5), today):
        folder = empty_home.settings.landing / "tenants" / f"dt={day}"
        folder.mkdir(parents=True)
        (folder / "tenants.jsonl").write_text('{"tenant_id": "one"}\n')
    requests = late_or_changed_files(context).run_requests
    assert [(request.tags[RANGE_START], request.tags[RANGE_END]) for request in requests] == [
        ("2026-10-05", "2026-10-05"),
        (str(FIRST), str(LAST)),
    ]

    again = late_or_changed_files(context).run_requests
    assert [request.run_key for request in again] == [request.run_key for request in requests]

    (empty_home.settings.landing / "tenants" / f"dt={LAST}" / "more.jsonl").write_text("{}\n")
    changed = late_or_changed_files(context).run_requests
    assert changed[0].run_key == requests[0].run_key
    assert changed[1].run_key != requests[1].run_key
