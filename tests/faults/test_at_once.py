"""Commands that are started at the same time: each waits for its turn and finds a whole home."""

from __future__ import annotations

from datetime import date

import pytest
from dagster import DagsterInstance

from orchestration.ingest import Catalog
from orchestration.privacy.pseudonyms import count_pseudonyms
from orchestration.settings import Settings
from tests.faults.conftest import end, start
from tests.faults.landed import ANNA, BEN, EMAIL, NEXT_DAY, TENANT, ZONE, with_more
from tests.pipeline.support import differences_from_oracle, land, open_published, rows_of, run

# The definitions of Dagster begin later than the other landing days.
NIGHT = date(2026, 10, 2)


def test_two_erasures_and_a_run_at_once_do_all_of_their_work(home):
    land(home, with_more(ZONE))
    erasures = [("--customer-id", ANNA), ("--customer-id", BEN)]
    commands = [("run",), *(("erase", "--tenant", TENANT, *person) for person in erasures)]
    for ended in [end(process) for process in [start(home, *command) for command in commands]]:
        assert ended.returncode == 0, ended.stderr
    # Anna has an address, too.
    assert count_pseudonyms(Settings(home)) == 3
    assert ("chat_events", NEXT_DAY) in Catalog(Settings(home).catalog).lake_versions()
    assert run(home).did_nothing
    with open_published(home) as connection:
        assert len(rows_of(connection, "audit.erasures")) == 2
        loads = {row["file_name"] for row in rows_of(connection, "audit.file_loads")}
        customers = rows_of(connection, "marts.dim_customers")
    assert loads == {"tenants.jsonl", "game.jsonl", "chatter.jsonl", "more.jsonl"}
    assert not {ANNA, BEN} & {row["customer_id"] for row in customers}
    assert EMAIL not in [row["email"] for row in customers]


def test_two_schedulers_at_once_publish_one_night_once(home, monkeypatch: pytest.MonkeyPatch):
    from orchestration.definitions import defs

    zone = with_more(ZONE, NIGHT)
    land(home, zone)
    monkeypatch.setenv("CHATMART_HOME", str(home))
    command = start(home, "run")
    with DagsterInstance.ephemeral() as instance:
        night = defs.resolve_job_def("nightly").execute_in_process(
            instance=instance, partition_key=NIGHT.isoformat(), raise_on_error=False
        )
    ended = end(command)
    assert (night.success, ended.returncode) == (True, 0), ended.stderr
    assert differences_from_oracle(home, zone) == []
    with open_published(home) as connection:
        assert len(rows_of(connection, "audit.publications")) == 2
    assert run(home).did_nothing
