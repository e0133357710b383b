"""Commands other than `run` that are killed, and retention: the next run ends what they began."""

from __future__ import annotations

import json
import os
import time
from datetime import date
from pathlib import Path

import duckdb
from click.testing import CliRunner

from orchestration.cli import main
from tests.faults.landed import BEN, PROCESS, TENANT
from tests.pipeline.processes import killed_at
from tests.pipeline.support import open_published, rows_of, run

# The message that a customer was signed up with leaves a week after it.
WITHOUT_MESSAGES = date(2026, 3, 12)
MESSAGE = "a word of Anna"
UPLOAD = "https://example.org/22"
RECORDED = ("after", "orchestration.registers.stages", "record_decisions")
DRAW = ("draw", "--tenant", TENANT, "--process", PROCESS, "--winners", "1", "--seed", "7")
DELETE = ("delete", "files", "--tenant", TENANT, "--id", "e22")
EXPORT = ("export", "giveaway_participations", "--tenant", TENANT)


def published(home: Path, mart: str) -> list[dict]:
    with open_published(home) as connection:
        return rows_of(connection, f"marts.{mart}")


def publications(home: Path) -> int:
    return len(list((home / "published" / "publications").iterdir()))


def lake_holds(home: Path, text: str) -> bool:
    files = home / "lake" / "chat_events" / "dt=*" / "events.parquet"
    with duckdb.connect() as connection:
        query = "select count(*) from read_parquet(?) where contains(payload, ?)"
        return connection.execute(query, [str(files), text]).fetchone() != (0,)


def test_what_was_recorded_and_not_published_holds(home):
    killed_at(home, RECORDED, *DRAW)
    assert published(home, "fct_giveaway_draws") == []
    assert [row["customer_id"] for row in published(home, "fct_files")] == [BEN]
    killed_at(home, RECORDED, *DELETE)
    run(home)
    (drawn,) = published(home, "fct_giveaway_draws")
    assert [
        row["is_drawn"]
        for row in published(home, "fct_giveaway_participations")
        if row["event_id"] == drawn["event_id"]
    ] == [True]
    # Of what was deleted, nothing may stay in an earlier publication or in unused blocks.
    assert published(home, "fct_files") == []
    assert publications(home) == 1
    for file in (home / "published" / "current").glob("*.duckdb"):
        assert UPLOAD.encode() not in file.read_bytes()
    assert run(home).did_nothing


def test_what_expired_goes_although_retention_was_killed_and_the_clock_set_back(home):
    assert lake_holds(home, MESSAGE)
    # By the clock, nothing was removed since the last publication, for it is from the future.
    record = home / "published" / "current" / "publication.json"
    known = json.loads(record.read_text())
    record.write_text(json.dumps(known | {"published_at": "2099-01-01T00:00:00"}))
    for place in (
        ("after", "orchestration.ingest.rewrite", "carry_out"),
        ("before", "orchestration.stages", "publish"),
    ):
        killed_at(home, place, "run", "--as-of", str(WITHOUT_MESSAGES))
    run(home, as_of=WITHOUT_MESSAGES)
    assert not lake_holds(home, MESSAGE)
    assert publications(home) == 1
    assert published(home, "fct_runtime_log") == []
    assert run(home, as_of=WITHOUT_MESSAGES).did_nothing


def test_an_export_that_was_killed_leaves_nothing_behind_for_long(home, tmp_path):
    file = tmp_path / "participations.csv"
    killed_at(
        home, ("before", "orchestration.export.run", "_warnings"), *EXPORT, "--out", str(file)
    )
    (left,) = tmp_path.iterdir()
    assert left.is_dir()
    assert left.stat().st_mode & 0o077 == 0
    an_hour_ago = time.time() - 3600
    os.utime(left, (an_hour_ago, an_hour_ago))
    environment = {"CHATMART_HOME": str(home)}
    done = CliRunner().invoke(main, [*EXPORT, "--out", str(file)], env=environment)
    assert done.exit_code == 0
    assert list(tmp_path.iterdir()) == [file]
