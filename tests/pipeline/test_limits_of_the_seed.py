"""What has no limit by default goes when the seed of retention gives it one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.ingest.tables import held_table
from orchestration.settings import Settings
from tests.pipeline import erased_people as people
from tests.pipeline.leaks import leaks, needles
from tests.pipeline.support import open_published, run

pytestmark = pytest.mark.usefixtures("without_data_tests")

LIMITED = ("whatsapp_contacts", "whatsapp_messages", "journey_users", "nps_texts")
THE_DAY_BEFORE, LATER = date(2026, 10, 31), date(2026, 11, 20)
# Nobody's customer id or phone, so no register shows them.
STRANGERS = needles(phones=["491709999999"], ids=[f"{people.LIKE_CUSTOMER}-x", people.USER_ID])


def rows(home: Path, query: str) -> list[tuple]:
    with open_published(home) as connection:
        return connection.execute(query).fetchall()


def bodies(home: Path) -> list[str]:
    messages = held_table(home / "lake" / "whatsapp_cloud" / "*" / "messages.parquet")
    return [body for (body,) in duckdb.sql(f"SELECT body FROM ({messages})").fetchall() if body]


def counted(home: Path) -> list[list[tuple]]:
    marts = ("fct_messages_daily", "fct_contacts_daily", "fct_nps_daily", "fct_journeys")
    return [sorted(rows(home, f"from marts.{mart}"), key=repr) for mart in marts]


@pytest.fixture(scope="module")
def limited(tmp_path_factory) -> Path:
    home = tmp_path_factory.mktemp("limits") / "home"
    home.mkdir()
    people.deliver(home)
    run(home, accept_quarantine=True)
    with duckdb.connect(str(Settings(home).warehouse)) as warehouse:
        warehouse.execute(
            "update seeds.retention set days = 30 where register in (select unnest(?))",
            [list(LIMITED)],
        )
    return home


def test_contacts_users_bodies_and_answers_go_and_what_is_counted_stays(limited):
    run(limited, as_of=THE_DAY_BEFORE, accept_quarantine=True)
    assert bodies(limited)
    assert leaks(limited, people.TENANT, STRANGERS)
    before = counted(limited)

    run(limited, as_of=LATER, accept_quarantine=True)
    assert bodies(limited) == []
    assert leaks(limited, people.TENANT, STRANGERS) == []
    assert counted(limited) == before
    assert rows(limited, "select count(*), count(answer_text) from marts.fct_nps_answers") == [
        (2, 0)
    ]
    assert rows(limited, "select count(answer_text) from marts.fct_nps_responses") == [(0,)]
    # Whom a register still shows stays.
    contacts = {
        contact for (contact,) in rows(limited, "select contact_id from marts.dim_contacts")
    }
    assert people.PHONE in contacts
    removed = dict(rows(limited, "select register, sum(removed_rows + removed_values)::int"
                                 " from audit.retention_runs group by register"))  # fmt: skip
    assert removed.keys() >= set(LIMITED)

    assert run(limited, as_of=LATER, accept_quarantine=True).did_nothing
