from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.locks import lake_lock, warehouse_lock
from orchestration.settings import PROJECT_ROOT, Settings
from tests.oracle import LandingZone, landing_zone
from tests.pipeline.homes import RestorableHome
from tests.pipeline.processes import heavy_imports
from tests.pipeline.support import (
    differences_between,
    differences_from_oracle,
    land,
    open_published,
    published_marts,
    rows_of,
)
from tests.unprivileged import unprivileged

DAY = date(2025, 10, 20)
NEXT_DAY = date(2025, 10, 21)
CUSTOMER = "customer-of-whom-nobody-may-know"
FREE_TEXT = "words meant for nobody else"
PHONE = "4915155501234"
MESSAGE = "a private message"
PERSONAL = (CUSTOMER, FREE_TEXT, PHONE, MESSAGE)


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


def chatmart(home: Path, *arguments: str, **environment: str) -> Outcome:
    """Run a command in this process; nothing but an exit may come out of it."""
    result = CliRunner().invoke(
        main, arguments, env={"CHATMART_HOME": str(home), **environment}, prog_name="chatmart"
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    return _checked(Outcome(result.exit_code, result.stdout, result.stderr))


def started(home: Path, *arguments: str) -> subprocess.Popen:
    """Start a command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "orchestration", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"CHATMART_HOME": str(home)},
        cwd=PROJECT_ROOT,
    )


def ended(process: subprocess.Popen) -> Outcome:
    """Wait for a started command."""
    out, err = process.communicate(timeout=240)
    return _checked(Outcome(process.returncode, out, err))


def _checked(outcome: Outcome) -> Outcome:
    """What holds of every command, whatever becomes of it."""
    for text in (outcome.out, outcome.err):
        assert "Traceback" not in text
        for personal in PERSONAL:
            assert personal not in text
    if outcome.code == 1:
        assert "Error: " in outcome.err
        assert "Way out: " in outcome.err
    return outcome


def event(number: int, name: str, **fields: object) -> dict:
    return {
        "tenant_id": "acme",
        "event_id": f"e{number}",
        "event_name": name,
        "occurred_at": f"2025-10-20T10:{number % 60:02}:00Z",
        "customer_id": CUSTOMER,
        "process_id": "p1",
        "module_id": "m1",
    } | fields


def webhook(number: int, **fields: object) -> dict:
    message = {
        "id": f"wamid.{number}",
        "from": PHONE,
        "timestamp": str(int(datetime(2025, 10, 20, 12, tzinfo=UTC).timestamp()) + number),
        "type": "text",
        "text": {"body": MESSAGE},
    }
    value = {
        "metadata": {"display_phone_number": "4930123456", "phone_number_id": "77"},
        "messages": [message | fields],
    }
    return {"entry": [{"id": "1001", "changes": [{"field": "messages", "value": value}]}]}


TENANT = {
    "tenant_id": "acme",
    "reporting_timezone": "Europe/Berlin",
    "whatsapp_business_account_id": "1001",
}
ZONE = landing_zone(
    ("tenants", DAY, "t.jsonl", [TENANT]),
    (
        "chat_events",
        DAY,
        "a.jsonl",
        [
            event(1, "start"),
            event(2, "interaction"),
            event(3, "nps_survey_score_9"),
            event(4, "nps_survey_free_text_answered", payload={"text": FREE_TEXT}),
            event(5, "never_heard_of"),
            event(6, "end"),
            event(2, "interaction"),
            b'{"tenant_id": "acme", "customer_id": "%s", "payl' % CUSTOMER.encode(),
            event(7, "start", occurred_at=f"when {CUSTOMER} came"),
            event(8, "start", amount=FREE_TEXT),
            event(9, f"nps_survey_score_{FREE_TEXT}"),
        ],
    ),
    ("whatsapp_cloud", DAY, "w.jsonl", [webhook(1), webhook(2, **{"from": f"<{PHONE}>"})]),
)
MORE = ("chat_events", NEXT_DAY, "more.jsonl", [event(20, "start"), event(21, "end")])


def with_more(zone: LandingZone, *files: tuple) -> LandingZone:
    for file in landing_zone(*files).files:
        zone = zone.with_file(file)
    return zone


@pytest.fixture(scope="module")
def made_home(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    return RestorableHome.loaded(tmp_path_factory.mktemp("cli") / "home", ZONE)


@pytest.fixture
def home(made_home: RestorableHome) -> Path:
    """A home with a publication of ZONE and nothing new."""
    return made_home.restore()


def state_of(home: Path) -> tuple[str, str]:
    """What tells whether work was done: the warehouse's bytes and the current publication."""
    warehouse = hashlib.sha256((home / "warehouse.duckdb").read_bytes()).hexdigest()
    return warehouse, str((home / "published" / "current").readlink())


def audit(home: Path, table: str) -> list[dict]:
    with open_published(home) as connection:
        return rows_of(connection, f"audit.{table}")


def gzip_cut_short() -> bytes:
    whole = gzip.compress(b"\n".join(json.dumps(event(n, "start")).encode() for n in range(500)))
    return whole[: len(whole) // 2]


def bad_lines(count: int) -> list[bytes]:
    return [b'{"customer_id": "%s", ' % CUSTOMER.encode()] * count


def good_records(count: int) -> list[dict]:
    return [event(1000 + number, "interaction") for number in range(count)]


def test_a_run_with_nothing_new_says_so_and_does_no_work(home):
    before = state_of(home)
    outcome = chatmart(home, "run")
    assert outcome.code == 0
    assert "Nothing new" in outcome.out
    assert state_of(home) == before
    assert not (home / "warehouse.duckdb.wal").exists()


def test_a_run_with_nothing_new_does_not_even_load_what_work_needs(home):
    assert heavy_imports(home, "run") == "[]"


def test_a_run_with_something_new_publishes_it_and_says_what_it_did(home):
    zone = with_more(ZONE, MORE)
    land(home, zone)
    outcome = ended(started(home, "run"))
    assert outcome.code == 0
    assert "Landing days loaded: 1 (2 records received, 2 accepted, 0 quarantined)" in outcome.out
    assert str(home / "published" / "chatmart.duckdb") in outcome.out
    assert "Reading landing days: 1" in outcome.err.splitlines()
    assert differences_from_oracle(home, zone) == []


def test_as_of_is_the_end_of_the_last_landing_day_unless_given(home):
    (first,) = audit(home, "publications")
    assert first["as_of"] == datetime(2025, 10, 21)
    land(home, with_more(ZONE, MORE))
    assert chatmart(home, "run", "--as-of", "2025-11-05").code == 0
    publications = audit(home, "publications")
    assert [row["as_of"] for row in publications] == [
        datetime(2025, 10, 21), datetime(2025, 11, 6)
    ]  # fmt: skip
    assert publications[0] == first


def test_only_the_landing_days_asked_for_are_loaded(home):
    land(home, with_more(ZONE, MORE, ("chat_events", date(2025, 10, 22), "z.jsonl", [])))
    before = published_marts(home)
    for limit in (("--from", "2025-10-23"), ("--to", "2025-10-20")):
        outcome = chatmart(home, "run", "--json", *limit)
        assert outcome.code == 0
        assert json.loads(outcome.out)["ingested_days"] == 0
    assert published_marts(home) == before
    waiting = json.loads(chatmart(home, "status", "--json").out)["waiting"]
    assert waiting == ["chat_events/dt=2025-10-21", "chat_events/dt=2025-10-22"]
    done = json.loads(chatmart(home, "run", "--json", "--from", "2025-10-22").out)
    assert done["ingested_days"] == 1
    waiting = json.loads(chatmart(home, "status", "--json").out)["waiting"]
    assert waiting == ["chat_events/dt=2025-10-21"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--from", "2025-10-22", "--to", "2025-10-21"),
        ("run", "--as-of", (datetime.now(UTC).date() + timedelta(days=2)).isoformat()),
        ("run", "--from", "yesterday"),
        ("run", "--from", "2025-02-30"),
        ("run", "--no-such-option"),
        ("no-such-command",),
        ("sample", "--days", "0"),
    ],
)
def test_arguments_that_make_no_sense_are_bad_usage_and_change_nothing(home, arguments):
    land(home, with_more(ZONE, MORE))
    before = state_of(home)
    outcome = chatmart(home, *arguments)
    assert outcome.code == 2
    assert "Error: " in outcome.err
    assert state_of(home) == before


def test_a_damaged_file_is_named_and_nothing_is_published_but_other_days_are_loaded(home):
    before = state_of(home)
    zone = with_more(ZONE, MORE)
    land(home, zone)
    damaged = home / "landing" / "chat_events" / f"dt={DAY}" / "b.jsonl.gz"
    damaged.write_bytes(gzip_cut_short())
    outcome = ended(started(home, "run"))
    assert outcome.code == 1
    (error,) = [line for line in outcome.err.splitlines() if line.startswith("Error: ")]
    assert "b.jsonl.gz" in error
    assert str(DAY) in error
    assert "damaged or cut short" in error
    assert "previous publication" in outcome.err
    assert state_of(home) == before
    assert (home / "lake" / "chat_events" / f"dt={NEXT_DAY}" / "events.parquet").exists()

    status = json.loads(chatmart(home, "status", "--json").out)
    (failed,) = status["failed_files"]
    assert failed.startswith(f"chat_events/dt={DAY}/b.jsonl.gz: ")
    assert f"chat_events/dt={DAY}" in status["waiting"]
    assert "b.jsonl.gz" in chatmart(home, "status").out

    again = chatmart(home, "run")
    assert again.code == 1
    assert "b.jsonl.gz" in again.err

    damaged.unlink()
    assert chatmart(home, "run").code == 0
    assert differences_from_oracle(home, zone) == []


def test_a_damaged_file_outside_the_days_asked_for_stops_nothing(home):
    land(home, with_more(ZONE, MORE))
    (home / "landing" / "chat_events" / f"dt={DAY}" / "b.jsonl.gz").write_bytes(gzip_cut_short())
    assert chatmart(home, "run", "--from", NEXT_DAY.isoformat()).code == 0


def test_too_much_quarantine_blocks_publication_until_it_is_accepted(home):
    at_the_limits = with_more(
        ZONE,
        # Exactly a fifth is not more than a fifth, and 99 records are not 100.
        ("chat_events", NEXT_DAY, "a.jsonl", [*good_records(400), *bad_lines(100)]),
        ("chat_events", date(2025, 10, 22), "a.jsonl", bad_lines(99)),
    )
    land(home, at_the_limits)
    assert chatmart(home, "run").code == 0

    before = state_of(home)
    beyond = with_more(
        at_the_limits,
        ("chat_events", date(2025, 10, 23), "a.jsonl", [*good_records(399), *bad_lines(100)]),
    )
    land(home, beyond)
    blocked = chatmart(home, "run")
    assert blocked.code == 1
    assert "chat_events dt=2025-10-23: 100 of 499 records were rejected" in blocked.err
    assert "--accept-quarantine" in blocked.err
    assert state_of(home) == before

    assert chatmart(home, "run", "--accept-quarantine").code == 0
    assert differences_from_oracle(home, beyond) == []
    assert chatmart(home, "run").code == 0


def test_removed_files_leave_marts_and_audit(home):
    land(home, with_more(ZONE, MORE))
    assert chatmart(home, "run").code == 0
    rest = LandingZone(
        tuple(file for file in with_more(ZONE, MORE).files if file.source != "whatsapp_cloud")
    )
    land(home, rest)
    assert chatmart(home, "run").code == 0
    assert differences_from_oracle(home, rest) == []
    assert {load["source"] for load in audit(home, "file_loads")} == {"tenants", "chat_events"}
    assert not (home / "lake" / "whatsapp_cloud" / f"dt={DAY}").exists()
    assert not list((home / "quarantine" / "whatsapp_cloud").rglob("*.parquet"))


def test_what_is_not_ours_to_read_is_named_and_ignored(home):
    before = state_of(home)
    far = datetime.now(UTC).date() + timedelta(days=3)
    landing = home / "landing"
    for folder in ("carrier_pigeons/dt=2025-10-20", "chat_events/dt=someday",
                   f"chat_events/dt={far}", "chat_events/dt=2025-10-20x"):  # fmt: skip
        (landing / folder).mkdir(parents=True)
        (landing / folder / "x.jsonl").write_text(json.dumps(event(50, "start")))
    (landing / "chat_events" / f"dt={DAY}" / "notes.docx").write_text("not a landing file")
    for name in ("_half.jsonl", ".hidden.jsonl", "half.jsonl.tmp"):
        (landing / "chat_events" / f"dt={DAY}" / name).write_text("{")
    outcome = chatmart(home, "run")
    assert outcome.code == 0
    assert state_of(home) == before
    status = chatmart(home, "status")
    assert status.code == 0
    warnings = json.loads(chatmart(home, "status", "--json").out)["warnings"]
    about_time_zones = [warning for warning in warnings if "of UTC" in warning]
    assert len(warnings) - len(about_time_zones) == 5
    for name in ("carrier_pigeons", "dt=someday", f"dt={far}", "dt=2025-10-20x", "notes.docx"):
        assert any(name in warning for warning in warnings)
        assert name in outcome.err
        assert name in status.out
    for name in ("half", "hidden"):
        assert name not in outcome.err


def test_tomorrow_is_not_the_future(home):
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    land(home, with_more(ZONE, ("chat_events", tomorrow, "a.jsonl", [])))
    waiting = json.loads(chatmart(home, "status", "--json").out)
    assert waiting["waiting"] == [f"chat_events/dt={tomorrow}"]
    assert not any(str(tomorrow) in warning for warning in waiting["warnings"])


def test_scripts_can_read_what_a_run_did(home):
    nothing = json.loads(chatmart(home, "run", "--json").out)
    assert nothing["did_nothing"] is True
    assert nothing["publication_id"] is None
    land(home, with_more(ZONE, MORE))
    done = json.loads(ended(started(home, "run", "--json")).out)
    assert (done["ingested_days"], done["received"], done["accepted"]) == (1, 2, 2)
    assert done["errors"] == []
    assert done["models"] > 0
    assert done["tests"] > 0
    assert done["affected_dates"]["chat"] == ["2025-10-20"]
    assert done["publication_id"] == audit(home, "publications")[-1]["publication_id"]
    status = json.loads(chatmart(home, "status", "--json").out)
    assert status["publication"]["publication_id"] == done["publication_id"]
    assert status["waiting"] == []
    (home / "landing" / "chat_events" / f"dt={DAY}" / "b.jsonl.gz").write_bytes(gzip_cut_short())
    failed = chatmart(home, "run", "--json")
    assert failed.code == 1
    (error,) = json.loads(failed.out)["errors"]
    assert "b.jsonl.gz" in error["message"]
    assert error["way_out"]


def test_of_two_runs_at_once_the_second_waits_and_finds_the_work_done(home):
    zone = with_more(ZONE, MORE)
    land(home, zone)
    outcomes = [ended(process) for process in [started(home, "run"), started(home, "run")]]
    assert [outcome.code for outcome in outcomes] == [0, 0]
    waited = [outcome for outcome in outcomes if "Waiting for chatmart run (process" in outcome.err]
    assert len(waited) == 1
    loaded = [outcome for outcome in outcomes if "Landing days loaded: 1 " in outcome.out]
    assert len(loaded) == 1
    assert len(audit(home, "publications")) == 2
    assert differences_from_oracle(home, zone) == []


@pytest.mark.parametrize("lock", [lake_lock, warehouse_lock])
def test_a_run_that_waits_too_long_ends_naming_the_running_one(home, lock):
    land(home, with_more(ZONE, MORE))
    with lock(Settings(home), "the nightly run", on_wait=lambda _: None):
        outcome = chatmart(home, "run", CHATMART_LOCK_TIMEOUT_SECONDS="0.2")
    assert outcome.code == 1
    assert f"the nightly run (process {os.getpid()}" in outcome.err


def test_a_home_that_is_no_folder_is_said_to_be_none(tmp_path):
    for command in ("run", "status", "sample"):
        file = tmp_path / "file"
        file.write_text("")
        for path in (file, file / "below"):
            outcome = chatmart(path, command)
            assert outcome.code == 1
            assert str(file) in outcome.err


def test_a_home_that_may_not_be_written_is_said_to_be_so(home):
    (home / "warehouse.duckdb").unlink()
    home.chmod(0o500)
    try:
        ended = unprivileged(home, "run")
    finally:
        home.chmod(0o700)
    assert ended.returncode == 1
    assert "warehouse.duckdb cannot be opened: Permission denied." in ended.stderr
    assert "Way out: Let the user who runs chatmart read and write it" in ended.stderr


def test_a_lost_warehouse_is_rebuilt_from_the_lake(home, made_home):
    (home / "warehouse.duckdb").unlink()
    outcome = chatmart(home, "run")
    assert outcome.code == 0
    assert differences_between(home, made_home.saved) == []


@pytest.mark.parametrize("content", [b"no database at all" * 1000, b""])
def test_a_damaged_warehouse_is_named_with_a_way_out_that_works(home, content):
    zone = with_more(ZONE, MORE)
    land(home, zone)
    (home / "warehouse.duckdb").write_bytes(content)
    before = (home / "published" / "current").readlink()
    outcome = chatmart(home, "run")
    assert outcome.code == 1
    assert "warehouse.duckdb" in outcome.err
    assert "Delete it" in outcome.err
    assert (home / "published" / "current").readlink() == before
    if content:
        (home / "warehouse.duckdb").unlink()
        assert chatmart(home, "run").code == 0
        assert differences_from_oracle(home, zone) == []


def test_a_home_may_be_moved(home, made_home):
    moved = home.with_name("moved")
    shutil.rmtree(moved, ignore_errors=True)
    home.rename(moved)
    zone = with_more(ZONE, MORE)
    land(moved, zone)
    assert chatmart(moved, "run").code == 0
    assert differences_from_oracle(moved, zone) == []
    assert "Nothing new" in chatmart(moved, "run").out
    made_home.restore()


def test_a_damaged_publication_is_published_again(home, made_home):
    (home / "published" / "current" / "chatmart.duckdb").unlink()
    outcome = chatmart(home, "run")
    assert outcome.code == 0
    assert differences_between(home, made_home.saved) == []


def test_the_audit_tables_account_for_every_file_and_publication(home):
    loads = {
        (load["source"], load["landing_day"], load["file_name"]): (
            load["received"], load["accepted"], load["quarantined"], load["status"]
        )
        for load in audit(home, "file_loads")
    }  # fmt: skip
    assert loads == {
        ("tenants", DAY, "t.jsonl"): (1, 1, 0, "loaded"),
        ("chat_events", DAY, "a.jsonl"): (11, 7, 4, "loaded"),
        ("whatsapp_cloud", DAY, "w.jsonl"): (2, 2, 0, "loaded"),
    }
    assert all(load["loaded_at"] is not None for load in audit(home, "file_loads"))
    assert audit(home, "duplicates") == [
        {"source": "chat_events", "landing_day": DAY, "duplicates": 1}
    ]
    assert audit(home, "rejected_rows") == []
    (publication,) = audit(home, "publications")
    assert (home / "published" / "publications" / publication["publication_id"]).is_dir()


def test_no_log_and_no_metadata_holds_a_personal_datum(home):
    (home / "landing" / "chat_events" / f"dt={DAY}" / "b.jsonl.gz").write_bytes(gzip_cut_short())
    chatmart(home, "run")
    looked_at = 0
    for path in filter(Path.is_file, home.rglob("*")):
        place = path.relative_to(home).parts
        # These hold records; everything else only talks about them.
        holds_records = place[0] in ("landing", "quarantine", "published", "warehouse.duckdb") or (
            place[0] == "lake" and not place[1].startswith("_")
        )
        if holds_records:
            continue
        content = path.read_bytes()
        looked_at += 1
        for personal in PERSONAL:
            assert personal.encode() not in content, path
    assert looked_at > 10


def test_an_empty_home_has_a_status_that_says_what_to_do(tmp_path):
    outcome = chatmart(tmp_path / "nothing", "status")
    assert outcome.code == 0
    assert "chatmart sample" in outcome.out
