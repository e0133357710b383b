"""Commands about people and registers as a shell sees them: exit codes, messages, JSON, kills."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from orchestration.locks import lake_lock, warehouse_lock
from orchestration.settings import Settings
from tests.pipeline.homes import RestorableHome
from tests.pipeline.leaks import leaks, needles
from tests.pipeline.processes import killed_at
from tests.pipeline.support import open_published, run

DAY = "2026-03-02"
ANNA, EMAIL, PHONE = "cust-anna-01", "anna.muster@example.org", "491701234567"
NEEDLES = needles([EMAIL], [PHONE], [ANNA])
PERSONAL = (ANNA, EMAIL, PHONE)
BY_EMAIL = ("--tenant", "acme", "--email", EMAIL)
DRAW = ("draw", "--tenant", "acme", "--process", "game", "--seed", "7", "--winners")
NOBODY = "nobody@example.org"
SOON = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()

Chatmart = Callable[..., Result]


def event(number: int, name: str, customer: str, **payload: object) -> dict:
    return {
        "event_id": f"e{number}", "tenant_id": "acme", "event_name": name,
        "occurred_at": f"2026-03-01T10:{number:02}:00Z", "customer_id": customer,
        "process_id": "game", "payload": payload,
    }  # fmt: skip


EVENTS = [
    event(0, "email_updated", ANNA, email="Anna.Muster@example.org", first_name="Anna"),
    event(1, "phone_number_updated", ANNA, phone=f"+{PHONE}"),
    event(2, "participation", ANNA),
    event(3, "participation", "cust-ben", email="ben@example.org"),
    event(4, "participation", "cust-carla", text=f"ask {EMAIL}"),
    event(5, "snapshot_image_uploaded", "cust-ben", file_url="https://files.example.org/5.jpg"),
    event(6, "snapshot_image_uploaded", "cust-ben", file_url="https://files.example.org/6.jpg"),
    event(7, "nps_survey_score_11", ANNA),
]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    home = tmp_path_factory.mktemp("privacy") / "home"
    folder = home / "landing" / "chat_events" / f"dt={DAY}"
    folder.mkdir(parents=True)
    (folder / "events.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in EVENTS))
    run(home)
    return RestorableHome.save(home)


def command_in(home: Path) -> Chatmart:
    """Give what runs a command in a home."""

    def command(*arguments: str, **environment: str) -> Result:
        result = CliRunner().invoke(
            main, arguments, env={"CHATMART_HOME": str(home), **environment}, prog_name="chatmart"
        )
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
        assert "Traceback" not in result.output
        if result.exit_code == 1:
            assert "Error: " in result.stderr
            assert "Way out: " in result.stderr
        return result

    return command


def state_of(home: Path) -> tuple:
    """What every change shows in."""
    current = (home / "published" / "current").readlink()
    times = {
        str(path): path.stat().st_mtime_ns
        for folder in ("lake/chat_events", "lake/decisions", "quarantine", "privacy")
        for path in (home / folder).rglob("*.parquet")
    }
    return current, times, (home / "privacy" / "register").exists()


@pytest.fixture
def chatmart(saved: RestorableHome) -> Iterator[Chatmart]:
    """Run a command in the home that all tests share; nothing may change in it."""
    before = state_of(saved.path)
    yield command_in(saved.path)
    assert state_of(saved.path) == before


BAD_USAGE = {
    "erase: nobody is named": (("erase", "--tenant", "acme"), "Nobody is named."),
    "erase: no tenant": (("erase", "--email", EMAIL), "'--tenant'"),
    "erase: a blank tenant": (("erase", "--tenant", " ", "--email", EMAIL), "tenant is blank"),
    "erase: no phone": (("erase", "--tenant", "acme", "--phone", "anna"), "phone"),
    "erase: no address": (("erase", "--tenant", "acme", "--email", "anna"), "address"),
    "erase: an option of no use": (("erase", *BY_EMAIL, "--out", "x.json"), "--out"),
    "subject-report: nobody is named": (
        ("subject-report", "--tenant", "acme", "--out", "x.json"), "Nobody is named."),
    "subject-report: no file": (("subject-report", *BY_EMAIL), "'--out'"),
    "subject-report: a folder": (("subject-report", *BY_EMAIL, "--out", "."), "cannot be written"),
    "subject-report: no folder": (
        ("subject-report", *BY_EMAIL, "--out", "no/such/folder/x.json"), "cannot be written"),
    "find: no address": (("find", "--tenant", "acme"), "'--email'"),
    "find: a blank one": (("find", "--tenant", "acme", "--email", " "), "blank"),
    "retention: as of without a dry run": (("retention", "--as-of", DAY), "--dry-run"),
    "retention: in the future": (("retention", "--dry-run", "--as-of", SOON), "later than"),
    "retention: no day": (("retention", "--dry-run", "--as-of", "2026-02-30"), "--as-of"),
    "draw: nobody": ((*DRAW, "0"), "--winners"),
    "draw: a seed that is no number": ((*DRAW, "1", "--seed", "lucky"), "--seed"),
    "draw: no such process": ((*DRAW, "1", "--process", "gane"), 'the process "gane"'),
    "draw: no such tenant": ((*DRAW, "1", "--tenant", "acne"), 'a tenant "acne"'),
    "draw: too many": ((*DRAW, "4"), "Only 3 participants are left to be drawn, not 4."),
    "delete: all or some": (("delete", "files", "--tenant", "acme"), "either --all or --id"),
    "delete: all and some": (
        ("delete", "files", "--tenant", "acme", "--all", "--id", "e5"), "either --all or --id"),
    "delete: no such register": (
        ("delete", "file", "--tenant", "acme", "--all"), "Maybe files is meant."),
    "delete: no such tenant": (("delete", "files", "--tenant", "acne", "--all"), '"acne"'),
    "delete: no such id": (
        ("delete", "files", "--tenant", "acme", "--id", "e5", "--id", "e9"), "1 of 2 ids"),
    "delete: a process where there is none": (
        ("delete", "files", "--tenant", "acme", "--process", "game", "--all"), "--process"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_USAGE)
def test_what_makes_no_sense_is_bad_usage_and_changes_nothing(chatmart, case):
    arguments, said = BAD_USAGE[case]
    result = chatmart(*arguments)
    assert result.exit_code == 2
    assert "Error: " in result.stderr
    assert said in result.stderr
    assert result.stdout == ""
    for personal in PERSONAL:
        assert personal not in result.stderr


@pytest.mark.parametrize(
    ("arguments", "lock"),
    [
        (("erase", *BY_EMAIL), lake_lock),
        (("erase", *BY_EMAIL), warehouse_lock),
        (("subject-report", *BY_EMAIL, "--out", "report.json"), lake_lock),
        (("retention", "--dry-run"), warehouse_lock),
        ((*DRAW, "1"), lake_lock),
        ((*DRAW, "1"), warehouse_lock),
        (("delete", "files", "--tenant", "acme", "--all"), lake_lock),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value.__name__,
)
def test_whoever_waits_too_long_ends_naming_who_works(
    chatmart, saved, tmp_path, monkeypatch, arguments, lock
):
    monkeypatch.chdir(tmp_path)
    with lock(Settings(saved.path), "the nightly run", on_wait=print):
        result = chatmart(*arguments, CHATMART_LOCK_TIMEOUT_SECONDS="0.1")
    assert result.exit_code == 1
    assert f"Waiting for the nightly run (process {os.getpid()}, since " in result.stderr
    assert "Error: Another run is still working: the nightly run" in result.stderr
    assert result.stdout == ""
    assert list(tmp_path.glob("*.json")) == []


def test_a_customer_is_found_by_an_address_also_while_others_work(chatmart, saved):
    with (
        lake_lock(Settings(saved.path), "a run", on_wait=print),
        warehouse_lock(Settings(saved.path), "a run", on_wait=print),
    ):
        shown = chatmart("find", "--tenant", "acme", "--email", EMAIL.upper())
    assert shown.exit_code == 0
    assert ANNA in shown.stdout
    (one,) = json.loads(chatmart("find", *BY_EMAIL, "--json").stdout)
    assert one["customer_id"] == ANNA
    assert one["last_active_at"].startswith("2026-03-01T10:")


def test_nobody_found_is_no_failure_but_a_mistyped_tenant_is_doubted(chatmart, tmp_path):
    nobody = ("--tenant", "acme", "--email", NOBODY)
    found = chatmart("find", *nobody)
    assert (found.exit_code, found.stderr) == (0, "")
    assert found.stdout == "No customer of this tenant has such an address.\n"
    assert json.loads(chatmart("find", *nobody, "--json").stdout) == []
    file = tmp_path / "report.json"
    report = chatmart("subject-report", *nobody, "--out", str(file))
    assert report.exit_code == 0
    assert report.stdout == f"0 rows, 0 mentions and 0 rows of marts are in {file}\n"
    assert "Warning" not in report.stderr
    content = json.loads(file.read_text())
    assert content["identifiers"] == {"emails": [NOBODY]}
    assert (content["records"], content["mentions"], content["marts"]) == ([], [], {})
    mistyped = ("--tenant", "acne", "--email", EMAIL)
    for arguments in (("find", *mistyped, "--json"),
                      ("subject-report", *mistyped, "--out", str(file))):  # fmt: skip
        result = chatmart(*arguments)
        assert result.exit_code == 0
        assert 'Warning: Nothing is published of a tenant "acne"; check its id.' in result.stderr


def test_a_subject_report_is_its_reader_s_alone_and_told_without_the_person(chatmart, tmp_path):
    file = tmp_path / "report.json"
    file.write_text("an old report")
    result = chatmart("subject-report", "--tenant", "acme", "--phone", f"+{PHONE}",
                      "--out", str(file))  # fmt: skip
    assert result.exit_code == 0
    content = json.loads(file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    assert {row["event_id"] for row in content["records"]} == {"e0", "e1", "e2"}
    assert content["identifiers"] == {"emails": [EMAIL], "ids_and_phones": [PHONE, ANNA]}
    rows = sum(map(len, content["marts"].values()))
    assert result.stdout == f"3 rows, 1 mentions and {rows} rows of marts are in {file}\n"
    for personal in PERSONAL:
        assert personal not in result.output


def test_retention_tells_what_went_and_what_would_go(chatmart):
    assert chatmart("retention").stdout == "Removed by retention: nothing.\n"
    assert json.loads(chatmart("retention", "--json").stdout) == []
    assert chatmart("retention", "--dry-run").stdout == "Would be removed: nothing.\n"
    then = ("retention", "--dry-run", "--as-of", "2026-05-10")
    shown, rows = chatmart(*then), json.loads(chatmart(*then, "--json").stdout)
    by_register = {row["register"]: row for row in rows}
    assert by_register["files"] == {
        "as_of": "2026-05-11 00:00:00 UTC", "register": "files", "rows": 2,
        "personal_values": by_register["files"]["personal_values"],
    }  # fmt: skip
    for register in by_register:
        assert register in shown.stdout
    assert shown.exit_code == 0


def test_before_anything_is_loaded_commands_say_so_and_erase_takes_note(tmp_path):
    home = tmp_path / "home"
    chatmart = command_in(home)
    for arguments in (
        ("find", *BY_EMAIL),
        ("retention",),
        ("retention", "--dry-run"),
        (*DRAW, "1"),
        ("delete", "files", "--tenant", "acme", "--all"),
    ):
        result = chatmart(*arguments)
        assert result.exit_code == 1
        assert "yet.\nWay out: Run `chatmart run` first." in result.stderr
        assert not home.exists()
    erased = chatmart("erase", *BY_EMAIL)
    assert erased.exit_code == 0
    assert "What was given is registered as erased." in erased.stdout
    again = chatmart("erase", *BY_EMAIL, "--json")
    assert again.exit_code == 0
    report = json.loads(again.stdout)
    assert (report["tenant"], report["identifiers"], report["changed_rows"]) == ("acme", 1, {})
    assert (report["landing_files"], report["publication_id"]) == ([], None)


def test_a_draw_is_told_to_people_and_an_empty_register_to_scripts(saved):
    chatmart = command_in(saved.restore())
    drawn = chatmart(*DRAW, "2")
    assert drawn.exit_code == 0
    assert "2 of 3 participants were drawn with the seed 7" in drawn.stdout
    nothing = chatmart("delete", "coupons", "--tenant", "acme", "--all", "--json")
    assert nothing.exit_code == 0
    assert json.loads(nothing.stdout) == {
        "register": "coupons", "tenant": "acme", "deleted": 0, "publication_id": None,
        "landing_files": [],
    }  # fmt: skip


def test_an_erasure_is_told_in_numbers_with_the_landing_files_that_stay(saved):
    home = saved.restore()
    erased = command_in(home)("erase", *BY_EMAIL)
    assert erased.exit_code == 0
    assert "Erased, with 3 identifiers." in erased.stdout
    assert f"landing/chat_events/dt={DAY}/events.jsonl" in erased.stdout
    for personal in PERSONAL:
        assert personal not in erased.output


def killed_erasing(home: Path, *place: str) -> None:
    died = killed_at(home, place, "erase", *BY_EMAIL)
    for personal in PERSONAL:
        assert personal not in died.stdout + died.stderr
    assert (home / "privacy" / "erasing.json").exists()


def test_an_erasure_that_is_killed_and_killed_again_is_told_of_and_finished_by_a_run(saved):
    home = saved.restore()
    chatmart = command_in(home)
    killed_erasing(home, "after", "orchestration.privacy.erase", "rewrite_lake")
    told = chatmart("status", "--check")
    assert told.exit_code == 1
    assert told.stdout.startswith("CRITICAL: an erasure was interrupted; published ")
    killed_erasing(home, "before", "orchestration.privacy.erase", "clean_leftovers")
    finished = chatmart("run")
    assert finished.exit_code == 0
    assert "An erasure was interrupted; it is finished now." in finished.stderr
    assert leaks(home, "acme", NEEDLES) == []
    with open_published(home) as connection:
        assert connection.execute("select count(*) from audit.erasures").fetchone() == (1,)
        customers = "select count(*) from marts.dim_customers where customer_id = 'cust-ben'"
        assert connection.execute(customers).fetchone() == (1,)
    assert chatmart("status", "--check").exit_code == 0
    for personal in PERSONAL:
        assert personal not in told.output + finished.output
