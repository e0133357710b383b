"""Landing files leave once they are published, and nothing of what was in them goes with them."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.errors import PublicationError
from orchestration.ingest import Catalog
from orchestration.publish import publication as files
from orchestration.settings import Settings
from tests.oracle import LandingZone, landing_zone
from tests.pipeline.homes import RestorableHome
from tests.pipeline.processes import killed_at
from tests.pipeline.support import (
    differences_between,
    differences_from_oracle,
    open_published,
    rows_of,
    run,
)
from tests.unprivileged import unprivileged

DAY = date(2026, 3, 2)
NEXT_DAY = date(2026, 3, 3)


def event(number: int, name: str = "start", **fields: object) -> dict:
    return {
        "tenant_id": "acme",
        "event_id": f"e{number}",
        "event_name": name,
        "occurred_at": f"2026-03-02T10:{number % 60:02}:00Z",
        "customer_id": "c1",
        "process_id": "p1",
    } | fields


A = ("chat_events", DAY, "a.jsonl", [event(1), event(2, "end"), {"tenant_id": "no name"}])
B = ("chat_events", DAY, "b.jsonl", [event(1), event(3, "nps_survey_score_9")])
TENANTS = ("tenants", DAY, "t.jsonl", [{"tenant_id": "acme"}])
ZONE = landing_zone(TENANTS, A, B)
NAMES = {("chat_events", "a.jsonl"), ("chat_events", "b.jsonl"), ("tenants", "t.jsonl")}


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    return RestorableHome.loaded(tmp_path_factory.mktemp("remove_landing") / "home", ZONE)


@pytest.fixture
def home(made_home: RestorableHome) -> Path:
    return made_home.restore()


def chatmart(home: Path, *arguments: str) -> Result:
    result = CliRunner().invoke(main, arguments, env={"CHATMART_HOME": str(home)})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.stderr
    return result


def landed(home: Path) -> set[tuple[str, str]]:
    paths = (home / "landing").rglob("*")
    return {(path.parts[-3], path.name) for path in paths if path.is_file()}


def statuses(home: Path) -> dict[tuple[str, str], str]:
    with open_published(home) as connection:
        return {
            (row["source"], row["file_name"]): row["status"]
            for row in rows_of(connection, "audit.file_loads")
        }


def deliver(home: Path, *deliveries: tuple) -> None:
    """Add files to what the landing folder holds."""
    for source, day, name, records in deliveries:
        folder = home / "landing" / source / f"dt={day}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("".join(json.dumps(record) + "\n" for record in records))


def assert_as_if_never_removed(home: Path, zone: LandingZone = ZONE) -> None:
    assert differences_from_oracle(home, zone) == []
    assert run(home).did_nothing


def test_what_is_published_leaves_the_landing_zone_and_stays_in_the_marts(home, made_home):
    result = chatmart(home, "run", "--remove-landing")
    assert result.exit_code == 0
    assert "Landing files removed: 3" in result.stdout
    assert list((home / "landing").iterdir()) == []
    assert statuses(home) == dict.fromkeys(NAMES, "archived")
    assert_as_if_never_removed(home)
    assert differences_between(home, made_home.saved) == []
    again = json.loads(chatmart(home, "run", "--remove-landing", "--json").stdout)
    assert again["did_nothing"]
    run(home, full_refresh=True)
    assert_as_if_never_removed(home)
    (home / "warehouse.duckdb").unlink()
    run(home)
    assert_as_if_never_removed(home)


def test_counts_of_archived_files_are_those_they_were_loaded_with(home):
    def counts() -> list[dict]:
        with open_published(home) as connection:
            rows = rows_of(connection, "audit.file_loads")
        return [{**row, "status": None} for row in rows]

    before = counts()
    run(home, remove_landing=True)
    assert counts() == before
    status = json.loads(chatmart(home, "status", "--json").stdout)
    assert status["waiting"] == []


def test_a_new_file_of_the_same_day_joins_the_archived_ones(home):
    run(home, remove_landing=True)
    more = ("chat_events", DAY, "c.jsonl", [event(3), event(4, "interaction")])
    deliver(home, more)
    run(home)
    assert statuses(home) == {
        **dict.fromkeys(NAMES, "archived"),
        ("chat_events", "c.jsonl"): "loaded",
    }
    assert_as_if_never_removed(home, LandingZone((*ZONE.files, *landing_zone(more).files)))
    run(home, remove_landing=True)
    assert set(statuses(home).values()) == {"archived"}
    assert_as_if_never_removed(home, LandingZone((*ZONE.files, *landing_zone(more).files)))


def test_a_file_that_is_delivered_again_is_a_landing_file_again(home):
    run(home, remove_landing=True)
    deliver(home, A)
    run(home)
    assert statuses(home)["chat_events", "a.jsonl"] == "loaded"
    assert statuses(home)["chat_events", "b.jsonl"] == "archived"
    assert_as_if_never_removed(home)
    other = ("chat_events", DAY, "b.jsonl", [event(5, "interaction")])
    deliver(home, other)
    run(home)
    assert set(statuses(home).values()) == {"loaded", "archived"}
    assert_as_if_never_removed(home, landing_zone(TENANTS, A, other))
    # Its removal is one like that of any landing file.
    (home / "landing" / "chat_events" / f"dt={DAY}" / "a.jsonl").unlink()
    run(home)
    assert_as_if_never_removed(home, landing_zone(TENANTS, other))


def test_only_what_is_loaded_and_published_leaves(home):
    damaged = home / "landing" / "chat_events" / f"dt={NEXT_DAY}" / "damaged.jsonl.gz"
    deliver(home, ("chat_events", NEXT_DAY, "good.jsonl", [event(7)]))
    damaged.write_bytes(b"no gzip")
    assert chatmart(home, "run", "--remove-landing").exit_code == 1
    assert landed(home) == {
        *NAMES, ("chat_events", "good.jsonl"), ("chat_events", "damaged.jsonl.gz")
    }  # fmt: skip
    # Outside of the days asked for, files wait.
    assert chatmart(home, "run", "--remove-landing", "--to", f"{DAY}").exit_code == 0
    assert landed(home) == {("chat_events", "good.jsonl"), ("chat_events", "damaged.jsonl.gz")}
    damaged.unlink()
    run(home, remove_landing=True)
    assert landed(home) == set()


def test_what_is_not_ours_to_read_stays(home):
    folder = home / "landing" / "chat_events" / f"dt={DAY}"
    for name in ("notes.docx", "_half.jsonl", "half.jsonl.tmp"):
        (folder / name).write_text("{")
    (home / "landing" / "pigeons").mkdir()
    run(home, remove_landing=True)
    assert {name for _, name in landed(home)} == {"notes.docx", "_half.jsonl", "half.jsonl.tmp"}
    assert (home / "landing" / "pigeons").is_dir()
    assert not (home / "landing" / "tenants").exists()


def test_a_file_that_changes_while_it_is_published_stays_and_is_loaded_next(home, monkeypatch):
    changed = ("chat_events", DAY, "b.jsonl", [event(9, "interaction")])
    swap = files.swap

    def swap_and_change(*arguments: object) -> None:
        swap(*arguments)
        deliver(home, changed)

    with monkeypatch.context() as patched:
        patched.setattr(files, "swap", swap_and_change)
        result = chatmart(home, "run", "--remove-landing", "--json")
    report = json.loads(result.stdout)
    assert result.exit_code == 1
    assert report["removed_landing_files"] == 2
    (error,) = report["errors"]
    assert f"chat_events/dt={DAY}/b.jsonl: it has changed" in error["message"]
    assert landed(home) == {("chat_events", "b.jsonl")}
    run(home)
    assert_as_if_never_removed(home, landing_zone(TENANTS, A, changed))


def test_files_that_cannot_be_deleted_are_named_and_stay_what_they_are(home, monkeypatch):
    unlink = Path.unlink

    def refuse(path: Path, **options: bool) -> None:
        if path.name == "a.jsonl":
            raise PermissionError(13, "Permission denied")
        unlink(path, **options)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        result = chatmart(home, "run", "--remove-landing")
    assert result.exit_code == 1
    assert f"chat_events/dt={DAY}/a.jsonl: Permission denied" in result.stderr
    assert "Way out: " in result.stderr
    assert "Nothing was published" not in result.stderr
    assert landed(home) == {("chat_events", "a.jsonl")}
    assert statuses(home) == {
        ("chat_events", "a.jsonl"): "loaded",
        ("chat_events", "b.jsonl"): "archived",
        ("tenants", "t.jsonl"): "archived",
    }
    assert_as_if_never_removed(home)
    run(home, remove_landing=True)
    assert landed(home) == set()
    assert_as_if_never_removed(home)


def test_a_landing_zone_that_may_not_be_written_is_said_to_be_so(home):
    folder = home / "landing" / "chat_events" / f"dt={DAY}"
    folder.chmod(0o500)
    try:
        ended = unprivileged(home, "run", "--remove-landing")
    finally:
        folder.chmod(0o700)
    assert ended.returncode == 1
    assert f"chat_events/dt={DAY}/a.jsonl: Permission denied" in ended.stderr
    assert landed(home) == {("chat_events", "a.jsonl"), ("chat_events", "b.jsonl")}


def test_without_a_publication_nothing_is_removed(home, monkeypatch):
    def fails(*_: object) -> None:
        raise OSError("no")

    with monkeypatch.context() as patched:
        patched.setattr(files, "swap", fails)
        with pytest.raises(PublicationError):
            run(home, remove_landing=True)
    assert landed(home) == NAMES
    assert {load.status for load in Catalog(Settings(home).catalog).file_loads()} == {"loaded"}
    assert_as_if_never_removed(home)


PLACES = {
    "files are marked but not published so": (
        "before", "orchestration.stages", "publish_stage"),
    "files are published as archived but not deleted": (
        "after", "orchestration.stages", "publish_stage"),
    "one file is deleted": ("after", "orchestration.ingest.archive", "_delete"),
    "one folder is removed": ("after", "orchestration.ingest.archive", "_remove_if_empty"),
}  # fmt: skip


@pytest.mark.usefixtures("without_data_tests")
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("again", [{}, {"remove_landing": True}])
def test_a_removal_that_was_killed_loses_nothing(home, made_home, place, again):
    killed_at(home, PLACES[place], "--remove-landing")
    run(home, **again)
    assert differences_between(home, made_home.saved) == []
    present = landed(home)
    for name, status in statuses(home).items():
        assert (status == "loaded") == (name in present)
    assert present == set() or not again
    assert_as_if_never_removed(home)


def test_a_home_without_landing_zone_has_nothing_to_remove(tmp_path):
    result = chatmart(tmp_path / "empty", "run", "--remove-landing")
    assert result.exit_code == 0


def test_the_lake_is_all_that_is_left(home):
    run(home, remove_landing=True)
    shutil.rmtree(home / "landing")
    (home / "lake" / "chat_events" / f"dt={DAY}" / "events.parquet").unlink()
    result = chatmart(home, "run")
    assert "deliver those files again" in result.stderr


def test_the_file_without_personal_data_has_the_audit_tables_too(home):
    run(home, remove_landing=True)
    path = home / "published" / "chatmart_no_pii.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        assert {row["status"] for row in rows_of(connection, "audit.file_loads")} == {"archived"}
