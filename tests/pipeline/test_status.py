"""`chatmart status` on real homes: healthy, damaged, in the middle of a run and after a kill."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.ingest import ingest_days, scan_landing, start_ingest
from orchestration.locks import lake_lock
from orchestration.reporting.status import read_status
from orchestration.settings import PROJECT_ROOT, Settings
from tests.pipeline.homes import RestorableHome
from tests.pipeline.processes import heavy_imports
from tests.pipeline.support import run

CUSTOMER = "customer-of-whom-nobody-may-know"
TODAY = datetime.now(UTC).date()
NO_PII = "chatmart_no_pii.duckdb"


def deliver(home: Path, source: str, day: date, lines: list[str]) -> Path:
    folder = home / "landing" / source / f"dt={day}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "file.jsonl"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def event(number: int) -> str:
    return json.dumps({
        "tenant_id": "acme", "event_id": f"e{number}", "event_name": "start",
        "occurred_at": "2026-03-01T10:00:00Z", "customer_id": CUSTOMER, "process_id": "p",
    })  # fmt: skip


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    """A home that is as it should be: five landing days up to today, one bad record."""
    home = tmp_path_factory.mktemp("status") / "home"
    tenant = {"tenant_id": "acme", "reporting_timezone": "Europe/Berlin"}
    deliver(home, "tenants", TODAY, [json.dumps(tenant)])
    for number in range(5):
        bad = [f'{{"customer_id": "{CUSTOMER}"}}'] if number == 0 else []
        deliver(home, "chat_events", TODAY - timedelta(days=number), [event(number), *bad])
    run(home)
    return RestorableHome.save(home)


@pytest.fixture
def home(saved: RestorableHome) -> Path:
    return saved.restore()


def status(home: Path, *options: str) -> Result:
    """Ask; whatever is found, nothing personal and no traceback is told."""
    result = CliRunner().invoke(main, ["status", *options], env={"CHATMART_HOME": str(home)})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert CUSTOMER not in result.output
    if result.exit_code == 1:
        assert "Error: " in result.stderr
        assert "Way out: " in result.stderr
    return result


def told(home: Path) -> dict:
    return json.loads(status(home, "--json").stdout)


def codes(home: Path) -> list[str]:
    return [finding["code"] for finding in told(home)["findings"]]


def exit_codes(home: Path, *options: str) -> list[int]:
    """Those of the plain command, with --check and with --strict."""
    return [status(home, *options, *more).exit_code for more in ((), ("--check",), ("--strict",))]


def tree(home: Path) -> dict[str, tuple]:
    return {
        str(path): (path.lstat().st_mtime_ns, path.lstat().st_ctime_ns)
        for path in [home, *home.rglob("*")]
    }


def test_a_healthy_home_is_ok_and_not_touched(home):
    before = tree(home)
    result = status(home)
    first, *_ = result.stdout.splitlines()
    assert first.startswith("OK: published ")
    assert first.endswith(f" as of {TODAY + timedelta(days=1)} 00:00 UTC, nothing waiting")
    assert "tenant_id is missing" in result.stdout
    assert f"dt={TODAY}/file.jsonl, line 2" in result.stdout
    assert result.stderr == ""
    assert exit_codes(home) == [0, 0, 0]
    publication = told(home)["publication"]
    assert publication["size_bytes"] > 100_000
    assert publication["missing"] == []
    assert tree(home) == before


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_home_that_may_not_be_written_is_read_all_the_same(home):
    folders = [home, *(path for path in home.rglob("*") if path.is_dir() and not path.is_symlink())]
    for folder in folders:
        folder.chmod(0o500)
    try:
        assert exit_codes(home) == [0, 0, 0]
    finally:
        for folder in folders:
            folder.chmod(0o700)


def test_status_does_not_load_what_work_needs(home):
    assert heavy_imports(home, "status") == "[]"


def test_exit_codes_tell_warnings_from_what_needs_a_person(home):
    (home / "landing" / "chat_event").mkdir()
    assert status(home).stdout.startswith("WARNING: 1 warning; published ")
    assert exit_codes(home) == [0, 0, 1]
    assert exit_codes(home, "--max-age", "0.00001") == [0, 1, 1]
    assert exit_codes(home, "--max-quarantined", "50") == [0, 0, 1]
    assert exit_codes(home, "--max-quarantined", "10") == [0, 1, 1]
    failing = status(home, "--check", "--max-age", "0.00001", "--json")
    assert json.loads(failing.stdout)["level"] == "critical"
    assert "--max-age" in failing.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--max-age", "0"),
        ("--max-age", "long"),
        ("--max-quarantined", "101"),
        ("--max-quarantined", "-1"),
        ("--no-such-option",),
        ("now",),
    ],
)
def test_options_that_make_no_sense_are_bad_usage(home, options):
    result = status(home, *options)
    assert result.exit_code == 2
    assert result.stdout == ""


def lose_the_link(home: Path) -> None:
    (home / "published" / "current").unlink()


def lose_a_file(home: Path) -> None:
    (home / "published" / "current" / NO_PII).unlink()


def lose_the_door(home: Path) -> None:
    (home / "published" / NO_PII).unlink()


def damage_the_record(home: Path) -> None:
    (home / "published" / "current" / "publication.json").write_text('{"publication_id": 1')


def damage_the_database(home: Path) -> None:
    (home / "published" / "current" / "chatmart.duckdb").write_bytes(b"no database" * 5000)


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lose_the_link, "publication_damaged"),
        (lose_a_file, "publication_damaged"),
        (lose_the_door, "publication_damaged"),
        (damage_the_record, "publication_damaged"),
        (damage_the_database, "unreadable"),
    ],
)
def test_a_damaged_publication_is_critical_until_the_way_out_is_taken(home, damage, code):
    damage(home)
    found = told(home)
    assert found["level"] == "critical"
    assert code in [finding["code"] for finding in found["findings"]]
    assert exit_codes(home)[1:] == [1, 1]
    if damage not in (lose_the_door, damage_the_database):
        # That a run mends these has a test of its own.
        return
    if damage is damage_the_database:
        broken = CliRunner().invoke(main, ["run"], env={"CHATMART_HOME": str(home)})
        assert broken.exit_code == 1
        assert "Delete the link published/current" in broken.stderr
        lose_the_link(home)
    run(home)
    assert exit_codes(home) == [0, 0, 0]


def test_what_is_loaded_and_not_published_is_critical_after_a_while(home):
    settings = Settings(home)
    deliver(home, "chat_events", TODAY, [event(1), event(99)])
    assert f"  chat_events/dt={TODAY}: 1 file changed, for " in status(home).stdout
    ingest_days(settings, scan_landing(settings, start_ingest(settings)).dirty)
    assert told(home)["level"] == "ok"
    later = read_status(settings, now=datetime.now(UTC) + timedelta(hours=1)).as_dict()
    assert later["unpublished"] == [f"chat_events/dt={TODAY}"]
    assert later["level"] == "critical"


def test_who_works_is_named_and_hinders_nobody(home):
    with lake_lock(Settings(home), "the nightly run", on_wait=print):
        line, *_ = status(home).stdout.splitlines()
        assert line.endswith("nothing waiting; the nightly run has been working for 0 s")
        (holder,) = told(home)["work"]["running"]
        assert (holder["work"], holder["process"]) == ("the nightly run", os.getpid())


def test_a_run_is_watched_at_work_and_missed_when_it_was_killed(home):
    for number in range(8):
        deliver(home, "chat_events", TODAY - timedelta(days=number), [event(number), event(900)])
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration", "run"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"CHATMART_HOME": str(home)},
        cwd=PROJECT_ROOT,
        start_new_session=True,
    )
    watched = []
    while process.poll() is None and len(watched) < 3:
        found = told(home)
        assert found["level"] == "ok", found["findings"]
        if found["work"]["running"]:
            watched.append(found)
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait(timeout=60) == -signal.SIGKILL
    assert watched[0]["work"]["running"][0]["work"] == "chatmart run"
    found = told(home)
    assert codes(home) == ["interrupted_work"]
    assert found["work"]["killed"][0]["process"] == process.pid
    assert exit_codes(home) == [0, 1, 1]
    run(home)
    assert exit_codes(home) == [0, 0, 0]
