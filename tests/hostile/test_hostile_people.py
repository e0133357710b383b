"""People whose ids and texts want to break out: found, reported and forgotten like everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.hostile import people
from tests.hostile.commands import chatmart
from tests.oracle import landing_zone
from tests.pipeline.leaks import leaks, needles
from tests.pipeline.support import land, open_published, run

DAY = date(2026, 10, 31)
EVERYBODY = [part for customer in people.CUSTOMERS for part in ("--customer-id", customer)]
ZONE = landing_zone(
    ("chat_events", DAY, "chat.jsonl", people.records()),
    ("journey_events", DAY, "journeys.jsonl", people.journey_records()),
    ("journeys", DAY, "journeys.jsonl", [people.journey()]),
)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("people") / "home"
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CHATMART_HOME", str(home))
        land(home, ZONE)
        run(home)
        yield home


def test_each_is_found_by_address_and_nobody_else(stored):
    for number, customer in enumerate(people.CUSTOMERS):
        result = chatmart(
            stored, "find", "--tenant", people.TENANT, "--email", people.email(number), "--json"
        )
        assert [found["customer_id"] for found in json.loads(result.stdout)] == [customer]
    for pattern in ("%", "_", "o'hara%", "o_hara+1%_*{}@example.org", "*"):
        result = chatmart(
            stored, "find", f"--tenant={people.TENANT}", f"--email={pattern}@example.org", "--json"
        )
        assert result.exit_code != 0 or json.loads(result.stdout) == []


def test_all_are_reported_and_then_forgotten(stored, tmp_path):
    out = tmp_path / "report.json"
    chatmart(stored, "subject-report", "--tenant", people.TENANT, *EVERYBODY, "--out", str(out))
    report = json.loads(out.read_text())
    said = json.dumps(report, ensure_ascii=False)
    for customer in people.CUSTOMERS:
        assert json.dumps(customer, ensure_ascii=False) in said

    emails = [people.email(number) for number in (0, 5)]
    wanted = needles(emails, ids=people.CUSTOMERS)
    before = leaks(stored / "lake", people.TENANT, wanted)
    assert {needle.name for needle in wanted} <= {line.split(": ")[-1] for line in before}
    result = chatmart(stored, "erase", "--tenant", people.TENANT, *EVERYBODY)
    assert result.exit_code == 0, result.output
    assert "landing/chat_events/dt=2026-10-31/chat.jsonl" in result.output
    assert leaks(stored, people.TENANT, wanted) == []

    with open_published(stored) as connection:
        for mart in ("dim_customers", "fct_nps_responses", "fct_journey_entries", "fct_sessions"):
            (count,) = connection.execute(f"select count(*) from marts.{mart}").fetchone()
            assert count >= len(people.CUSTOMERS), mart
