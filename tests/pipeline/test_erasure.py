"""Erasing a person: nothing of them is left, everybody and everything else is as it was."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestration.privacy import erase as erasing
from orchestration.privacy.erase import ErasureReport, erase, finish_erasure
from orchestration.privacy.linking import person_of
from orchestration.settings import Settings
from tests.pipeline import erased_people as people
from tests.pipeline.erased_marts import RECOMPUTED, differing_rows
from tests.pipeline.homes import RestorableHome
from tests.pipeline.leaks import leaks
from tests.pipeline.support import Silence, differences_between, open_published, run

pytestmark = pytest.mark.usefixtures("without_data_tests")


class Killed(BaseException):
    """Stands for a kill."""


def erase_anna(home: Path) -> ErasureReport:
    return erase(Settings(home), person_of(people.TENANT, phones=[people.PHONE]), Silence())


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> RestorableHome:
    home = tmp_path_factory.mktemp("people") / "home"
    people.deliver(home)
    run(home)
    return RestorableHome.save(home)


@pytest.fixture(scope="module")
def reported(stored: RestorableHome) -> tuple[Path, ErasureReport]:
    """A copy of the home in which the person was erased, and what the erasure said."""
    home = stored.path.with_name("erased")
    shutil.copytree(stored.saved, home, symlinks=True)
    (home / "exports").mkdir()
    (home / "exports" / "responses.csv").write_text(f"customer_id\n{people.CUSTOMERS[0]}\n")
    (home / "exports" / "harmless.csv").write_text(f"customer_id\n{people.LIKE_CUSTOMER}\n")
    return home, erase_anna(home)


@pytest.fixture(scope="module")
def erased(reported: tuple[Path, ErasureReport]) -> RestorableHome:
    return RestorableHome.save(reported[0])


def rows_of(home: Path, query: str) -> list[tuple]:
    with open_published(home) as connection:
        return connection.execute(query).fetchall()


def test_the_search_finds_the_person_before(stored):
    found = leaks(stored.saved, people.TENANT, people.NEEDLES)
    for needle in people.NEEDLES:
        assert any(line.endswith(f": {needle.name}") for line in found)


def test_nothing_of_the_person_is_left(erased):
    assert leaks(erased.saved, people.TENANT, people.NEEDLES) == []


def test_what_identifies_nobody_is_as_it_was(stored, erased):
    found = differing_rows(stored.saved, erased.saved, "chatmart_no_pii.duckdb", RECOMPUTED)
    assert found == []
    audits = [
        [
            rows_of(home, f"from audit.{table} order by all")
            for table in ("file_loads", "duplicates")
        ]
        for home in (stored.saved, erased.saved)
    ]
    assert audits[0] == audits[1]


def test_what_made_a_row_goes_and_the_row_stays(stored, erased):
    files, messages = (
        "select count(*), count(file_name) from marts.fct_files",
        "select count(*), count(message) from marts.fct_runtime_log where event_name = 'mail_sent'",
    )
    assert rows_of(stored.saved, files) == [(1, 1)]
    assert rows_of(erased.saved, files) == [(1, 0)]
    assert rows_of(stored.saved, messages) == [(2, 2)]
    assert rows_of(erased.saved, messages) == [(2, 1)]


def test_people_who_look_alike_stay_as_they_were(stored, erased):
    for query in (
        f"from marts.dim_customers where customer_id = '{people.LIKE_CUSTOMER}'",
        f"from marts.dim_contacts where contact_id = '{people.LIKE_PHONE}'",
        f"from marts.fct_journey_entries where user_id = '{people.LIKE_CUSTOMER}'",
        f"from marts.fct_giveaway_participations where customer_id = '{people.LIKE_CUSTOMER}'",
    ):
        assert rows_of(stored.saved, query) == rows_of(erased.saved, query) != []


def test_the_person_is_several_strangers_afterwards(erased):
    customers = rows_of(
        erased.saved,
        "select customer_id, email, phone, first_name from marts.dim_customers"
        " where starts_with(customer_id, 'erased-')",
    )
    assert len(customers) == 2
    assert {row[1:] for row in customers} == {(None, None, None)}
    contacts = rows_of(
        erased.saved,
        "select contact_id from marts.dim_contacts where starts_with(contact_id, 'erased-')",
    )
    assert len(contacts) == 2
    assert not {customer for customer, *_ in customers} & {contact for (contact,) in contacts}


def test_the_erasure_says_what_it_changed_without_naming_anybody(reported):
    _, report = reported
    text = json.dumps(report.as_dict())
    assert report.changed_rows["chat_events"] > 20
    assert set(report.changed_rows) >= {"whatsapp_cloud", "gupshup", "glific_contacts"}
    assert report.cleaning.removed == 1
    assert not any(needle.value in text for needle in people.NEEDLES)
    assert {file.path.split("/")[0] for file in report.landing_files} == {
        "chat_events", "journey_events", "user_events", "whatsapp_cloud", "gupshup",
        "glific_contacts", "glific_messages", "glific_flow_contexts",
    }  # fmt: skip


def test_the_erasure_is_on_record(reported):
    home, report = reported
    assert rows_of(home, "select erasure_id, tenant_id, changed_rows from audit.erasures") == [
        (report.erasure_id, people.TENANT, sum(report.changed_rows.values()))
    ]
    assert not (home / "privacy" / "erasing.json").exists()


def test_only_one_publication_stays_and_harmless_exports(erased):
    assert len(list((erased.saved / "published" / "publications").iterdir())) == 1
    assert [path.name for path in (erased.saved / "exports").iterdir()] == ["harmless.csv"]


def test_whatever_is_loaded_again_changes_nothing(erased):
    home = erased.restore()
    for file in (home / "landing").rglob("*.jsonl"):
        file.write_bytes(file.read_bytes() + b"\n")
    run(home)
    assert differences_between(home, erased.saved) == []
    run(home, full_refresh=True)
    assert differences_between(home, erased.saved) == []
    assert leaks(home, people.TENANT, people.NEEDLES) == []


def test_old_records_delivered_later_bring_nobody_back_and_later_ones_are_a_new_person(erased):
    home = erased.restore()
    today = datetime.now(UTC)
    chat = home / "landing" / "chat_events"
    target = chat / f"dt={today:%Y-%m-%d}"
    target.mkdir()
    shutil.copy(chat / "dt=2026-10-01" / "chat.jsonl", target / "old.jsonl")
    run(home)
    assert leaks(home, people.TENANT, people.NEEDLES) == []
    query = "from marts.fct_sessions order by all"
    assert rows_of(home, query) == rows_of(erased.saved, query)
    before = rows_of(home, "select customer_id from marts.fct_customer_days")
    # Who is erased today is erased until midnight.
    day = f"{today + timedelta(days=1):%Y-%m-%d}"
    later = people.chat_event("z1", people.CUSTOMERS[0], "start", "01T00:00:00")
    later["occurred_at"] = f"{day}T10:00:00Z"
    people.write_lines(home, "chat_events", day, "new.jsonl", [later])
    run(home)
    after = rows_of(home, "select customer_id from marts.fct_customer_days")
    assert sorted(set(after) - set(before)) == [(people.CUSTOMERS[0],)]
    assert len(after) == len(before) + 1


@pytest.mark.parametrize(
    "step",
    ["rewrite_lake", "_build", "_publish", "clean_leftovers"],
)
def test_an_erasure_killed_at_any_step_is_finished_later(stored, monkeypatch, step):
    home = stored.restore()
    original = getattr(erasing, step)
    calls = []

    def dies(*arguments, **named):
        calls.append(step)
        # The warehouse is brought up to date once before anything is changed.
        if step != "_build" or len(calls) > 1:
            raise Killed
        return original(*arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(erasing, step, dies)
        with pytest.raises(Killed):
            erase_anna(home)
    run(home)
    assert finish_erasure(Settings(home), Silence()) is None
    assert leaks(home, people.TENANT, people.NEEDLES) == []
    found = differing_rows(home, stored.saved, "chatmart_no_pii.duckdb", RECOMPUTED)
    assert found == []


def test_somebody_unknown_is_registered_all_the_same(stored):
    home = stored.restore()
    unknown = person_of(people.TENANT, emails=["nobody@example.org"])
    report = erase(Settings(home), unknown, Silence())
    assert report.found_nothing
    assert report.landing_files == []
    late = people.chat_event(
        "n1", "cust-nobody", "start", "02T10:00:00", email="Nobody@example.org"
    )
    people.write_lines(home, "chat_events", "2026-10-03", "late.jsonl", [late])
    run(home)
    assert rows_of(home, "from marts.dim_customers where email = 'nobody@example.org'") == []
