from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import pytest
from dagster import DagsterEventType, ExecuteInProcessResult

from orchestration.export import METRICS
from orchestration.locks import warehouse_lock
from orchestration.settings import Settings
from tests.sheets import sheets
from tests.unit.export.publication import ENTRIES, FORMULA, LINES, PHONE, RECORDS, write_publication

USERS = {entry.user for entry in ENTRIES} | {record.user for record in RECORDS}
PERSONAL = USERS - {"ben", "anna"} | {FORMULA, LINES, PHONE, "first reason"}

Run = Callable[..., ExecuteInProcessResult]


@pytest.fixture
def settings(tmp_path) -> Settings:
    settings = Settings(tmp_path / "home")
    write_publication(settings)
    return settings


@pytest.fixture
def run(settings: Settings, run_of) -> Run:
    """Run the job with a configuration."""
    return run_of(settings, "export", "export_metric")


def artefact(result: ExecuteInProcessResult) -> dict[str, Any]:
    """What the run says of the file that it wrote."""
    (event,) = [
        event
        for event in result.all_events
        if event.event_type == DagsterEventType.ASSET_MATERIALIZATION
    ]
    materialization = event.materialization
    assert materialization.asset_key.path == ["exports", materialization.metadata["metric"].value]
    return {name: value.value for name, value in materialization.metadata.items()}


def reason_of_failure(result: ExecuteInProcessResult) -> str:
    (event,) = [event for event in result.all_events if event.is_step_failure]
    return event.step_failure_data.user_failure_data.description


def test_the_file_is_reported_as_an_artefact_that_its_owner_alone_can_read(run, settings):
    filters = {"journey": "welcome", "platform": "ios", "from": "2025-10-02"}
    result = run(metric="failed", tenant="acme", filters=filters)
    assert result.success
    file = settings.home / "exports" / f"failed-{result.run_id}.csv"
    assert artefact(result) == {
        "path": str(file),
        "dagster/row_count": 2,
        "metric": "failed",
        "tenant": "acme",
        "filters": filters,
        "warnings": "none",
    }
    with file.open(encoding="utf-8", newline="") as lines:
        assert [row["reason"] for row in csv.DictReader(lines)] == [f"'{FORMULA}", LINES]
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_the_file_may_be_one_for_spreadsheets(run):
    found = artefact(run(metric="drop_off", tenant="acme", format="xlsx"))
    heading, *rows = sheets(found["path"])["drop_off"]
    assert heading == list(METRICS["drop_off"].columns)
    assert len(rows) == found["dagster/row_count"] == 5


def test_every_export_is_a_file_of_its_own(run, settings):
    for _ in range(2):
        assert run(metric="clicked", tenant="acme").success
    assert len(list((settings.home / "exports").iterdir())) == 2


def test_no_event_of_the_run_tells_of_anybody(run, capfd):
    results = [
        run(metric=metric, tenant="acme") for metric in ("actions", "failed_users", "entered_users")
    ]
    said = capfd.readouterr()
    texts = [str(event) for result in results for event in result.all_events]
    texts += [said.out, said.err]
    assert "exports/failed_users-" in "".join(texts)
    for personal in PERSONAL:
        assert not [text for text in texts if personal in text or repr(personal)[1:-1] in text]


def test_an_export_waits_for_nobody_who_writes(run, settings):
    with warehouse_lock(settings, "a run of the pipeline", on_wait=pytest.fail):
        assert run(metric="total_entries", tenant="acme").success


def test_nothing_to_export_is_said(run):
    found = artefact(run(metric="clicked", tenant="acme", filters={"journey": "welcom"}))
    assert found["dagster/row_count"] == 0
    assert found["warnings"].startswith('No journey "welcom" of this tenant is published')


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ({"metric": "clicks"}, 'There is no metric "clicks".'),
        ({"metric": "total_entries", "filters": {"step": "s1"}}, "cannot be narrowed by --step"),
        ({"metric": "clicked", "filters": {"from": "1 October"}}, "from is '1 October'"),
        (
            {"metric": "clicked", "filters": {"from": "2025-10-02", "to": "2025-10-01"}},
            "--from is later than --to.",
        ),
    ],
)
def test_what_makes_no_sense_fails_with_a_way_out(run, settings, config, reason):
    result = run(tenant="acme", **config)
    assert not result.success
    assert reason in reason_of_failure(result)
    assert "Way out: " in reason_of_failure(result)
    assert list((settings.home / "exports").iterdir()) == []


def test_a_folder_that_cannot_be_made_fails_with_a_way_out(run, settings):
    (settings.home / "exports").write_text("in the way")
    result = run(metric="clicked", tenant="acme")
    assert "Reason: The system refused: File exists" in reason_of_failure(result)
    assert "Way out: Check that CHATMART_HOME names a folder" in reason_of_failure(result)


def test_without_a_publication_the_run_fails_and_says_how_to_get_one(run, settings):
    (settings.published / "current").unlink()
    result = run(metric="clicked", tenant="acme")
    assert "Reason: Nothing is published yet." in reason_of_failure(result)
    assert list((settings.home / "exports").iterdir()) == []
