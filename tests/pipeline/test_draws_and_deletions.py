"""Draws and deletions, from the command to what is published; later runs keep to them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestration.cli import main
from tests.pipeline.homes import RestorableHome
from tests.pipeline.support import open_published, rows_of, run

DAY = "2026-03-02"
Chatmart = Callable[..., Result]


def chat_event(number: int, name: str, customer: str | None, **payload: object) -> dict:
    return {
        "event_id": f"e{number:02}", "tenant_id": "acme", "event_name": name,
        "occurred_at": f"2026-03-01T10:{number:02}:00Z", "customer_id": customer,
        "process_id": "game", "payload": payload,
    }  # fmt: skip


# Anna and ben take part twice, and somebody whom nobody knows once.
PARTICIPANTS = ["anna", "ben", "carla", "dora", "anna", "ben", None]
EVENTS = [
    *(
        chat_event(number, "participation", customer, email=f"{customer}@example.org")
        for number, customer in enumerate(PARTICIPANTS)
    ),
    chat_event(20, "snapshot_image_uploaded", "anna", file_url="https://files.example.org/20.jpg"),
    chat_event(21, "snapshot_image_uploaded", "ben", file_url="https://files.example.org/21.jpg"),
    chat_event(22, "coupon_code_issued", "ben", code="A"),
    chat_event(23, "code_registered", "anna", code="B"),
]


def deliver(home: Path, source: str, name: str, text: str, day: str = DAY) -> None:
    folder = home / "landing" / source / f"dt={day}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    """A home in which a giveaway, files and codes are published."""
    home = tmp_path_factory.mktemp("decisions") / "home"
    deliver(home, "chat_events", "events.jsonl", "".join(json.dumps(e) + "\n" for e in EVENTS))
    rows = "".join(f"acme,game,{code},2026-03-01T08:00:00Z\n" for code in "ABC")
    for source in ("coupons", "codes"):
        deliver(home, source, "a.csv", f"tenant_id,process_id,code,uploaded_at\n{rows}")
    run(home)
    return RestorableHome.save(home)


@pytest.fixture
def home(saved: RestorableHome) -> Path:
    return saved.restore()


@pytest.fixture
def chatmart(home: Path) -> Chatmart:
    """Run a command; give its result."""

    def command(*arguments: str) -> Result:
        return CliRunner().invoke(main, list(arguments), env={"CHATMART_HOME": str(home)})

    return command


def draw(chatmart: Chatmart, winners: int, seed: int = 7) -> Result:
    arguments = ("--tenant", "acme", "--process", "game", "--winners", str(winners))
    return chatmart("draw", *arguments, "--seed", str(seed), "--json")


def published(home: Path, relation: str) -> list[dict]:
    with open_published(home) as connection:
        return rows_of(connection, relation)


def hashed(event_id: str) -> str:
    return hashlib.sha256(f"7|acme|game|{event_id}".encode()).hexdigest()


def test_winners_are_drawn_recorded_and_published(home: Path, chatmart: Chatmart) -> None:
    report = json.loads(draw(chatmart, 2).stdout)
    expected = sorted(["e00", "e01", "e02", "e03"], key=hashed)
    assert [winner["event_id"] for winner in report["winners"]] == expected[:2]
    assert (report["participants"], report["anonymous_participations"]) == (4, 1)

    (row,) = published(home, "audit.draws")
    assert {name: value for name, value in row.items() if name != "drawn_at"} == {
        "draw_id": report["draw_id"], "tenant_id": "acme", "process_id": "game", "winners": 2,
        "participants": 4, "seed": 7,
    }  # fmt: skip
    drawn = published(home, "marts.fct_giveaway_draws")
    assert {(one["draw_id"], one["event_id"]) for one in drawn} == {
        (report["draw_id"], event_id) for event_id in expected[:2]
    }
    assert {one["event_id"] for one in published(home, "marts.fct_giveaway_participations")
            if one["is_drawn"]} == set(expected[:2])  # fmt: skip

    # A rebuild forgets nothing, and neither draws nor delivers anything by itself.
    run(home, full_refresh=True)
    assert published(home, "marts.fct_giveaway_draws") == drawn
    assert published(home, "audit.draws") == [row]
    sources = {load["source"] for load in published(home, "audit.file_loads")}
    assert sources == {"chat_events", "coupons", "codes"}

    too_many = draw(chatmart, 3)
    assert too_many.exit_code == 2
    assert "Only 2 participants are left to be drawn, not 3." in too_many.stderr
    second = json.loads(draw(chatmart, 2).stdout)
    assert [winner["event_id"] for winner in second["winners"]] == expected[2:]
    nobody = draw(chatmart, 1)
    assert nobody.exit_code == 2
    assert "all of its 4 participants were drawn already" in nobody.stderr
    assert len(published(home, "audit.draws")) == 2


def test_a_draw_keeps_the_as_of_time_and_says_when_retention_removed_everybody(
    home: Path, chatmart: Chatmart
) -> None:
    run(home, as_of=date(2026, 5, 10))
    gone = draw(chatmart, 1)
    assert gone.exit_code == 2
    assert "its 7 participations have gone" in gone.stderr
    run(home)
    assert "its 7 participations have gone" in draw(chatmart, 1).stderr
    unknown = chatmart(
        "draw", "--tenant", "nobody", "--process", "game", "--winners", "1", "--seed", "1"
    )
    assert 'There is no data of a tenant "nobody".' in unknown.stderr


def test_entries_are_deleted_for_good(home: Path, chatmart: Chatmart) -> None:
    counts = published(home, "marts.fct_event_counts_daily")
    wrong = chatmart("delete", "files", "--tenant", "acme", "--id", "e20", "--id", "e99")
    assert wrong.exit_code == 2
    assert "1 of 2 ids are not in the register files; nothing was deleted." in wrong.stderr
    done = chatmart("delete", "files", "--tenant", "acme", "--id", "e20", "--json")
    assert json.loads(done.stdout)["deleted"] == 1
    assert [one["event_id"] for one in published(home, "marts.fct_files")] == ["e21"]
    publications = list((home / "published" / "publications").iterdir())
    assert [path.name for path in publications] == [json.loads(done.stdout)["publication_id"]]

    chatmart("delete", "coupons", "--tenant", "acme", "--id", "game:A", "--id", "game:B")
    assert [one["code"] for one in published(home, "marts.dim_coupons")] == ["C"]
    chatmart("delete", "giveaways", "--tenant", "acme", "--all")
    assert published(home, "marts.fct_giveaway_participations") == []
    again = chatmart("delete", "giveaways", "--tenant", "acme", "--all")
    assert "has no entries to delete" in again.stdout

    assert published(home, "marts.fct_event_counts_daily") == counts
    run(home, full_refresh=True)
    assert published(home, "marts.fct_giveaway_participations") == []
    assert [one["event_id"] for one in published(home, "marts.fct_files")] == ["e21"]
    assert published(home, "marts.fct_event_counts_daily") == counts


def test_customers_are_erased(home: Path, chatmart: Chatmart) -> None:
    wrong = chatmart("delete", "customers", "--tenant", "acme", "--id", "anna", "--id", "nobody")
    assert wrong.exit_code == 2
    done = chatmart("delete", "customers", "--tenant", "acme", "--id", "anna")
    assert done.exit_code == 0, done.stderr
    customers = {one["customer_id"] for one in published(home, "marts.dim_customers")}
    assert "anna" not in customers
    assert {"ben", "carla", "dora"} <= customers
    winners = json.loads(draw(chatmart, 3).stdout)["winners"]
    assert {winner["customer_id"] for winner in winners} == {"ben", "carla", "dora"}


def test_examples_can_be_landed(home: Path, chatmart: Chatmart) -> None:
    today = datetime.now(UTC).date().isoformat()
    for source in ("coupons", "codes"):
        file = home.parent / f"{source}.csv"
        place = ("--tenant", "acme", "--process", "game")
        done = chatmart("export", f"example_{source}", *place, "--out", str(file))
        assert done.exit_code == 0, done.stderr
        deliver(home, source, "example.csv", file.read_text(), today)
    report = run(home)
    assert (report.received, report.accepted) == (4, 4)
    for source in ("coupons", "codes"):
        assert len(published(home, f"marts.dim_{source}")) == 5
