"""A disk that fills up at any stage: said in plain words, nothing lost, the next run finishes."""

from __future__ import annotations

import errno
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import OutOfSpaceError, plain_error
from orchestration.publish import current_publication
from orchestration.settings import Settings
from tests.faults.conftest import Ended, chatmart
from tests.faults.landed import ANNA, TENANT, ZONE, with_more
from tests.pipeline.support import differences_from_oracle, land, open_published, run

# Where disks are full from, the largest file that is still to be written, and what is said.
STAGES = {
    "ingest": (
        40_000, "orchestration.pipeline", "ingest_stage",
        "No space left on the disk while reading more.jsonl."),
    "transform": (
        65_536, "orchestration.pipeline", "transform_stage",
        "The disk is full, so the marts could not be built."),
    "publish": (
        65_536, "orchestration.publish.run", "plan_publication",
        "The disk is full, so the marts could not be published."),
}  # fmt: skip
SPREADSHEET = ("export", "nps_answers", "--tenant", TENANT, "--out")


def with_full_disk(home: Path, limit: int, module: str, function: str, *command: str) -> Ended:
    place = (str(limit), module, function)
    return chatmart(home, *place, *command, module="tests.faults.full_disk")


def read_all(home: Path) -> dict[str, int]:
    """Read what is published, every value of it."""
    published = current_publication(Settings(home))
    with open_published(home) as connection:
        for mart, rows in published.rows.items():
            query = f"select count(*), bit_xor(hash(m)) from marts.{mart} as m"
            assert connection.execute(query).fetchone()[0] == rows
    return published.publication_id


def test_a_disk_that_is_full_at_one_stage_after_the_other_loses_nothing(home):
    zone = with_more(ZONE)
    land(home, zone)
    old = read_all(home)
    for stage, (limit, module, function, message) in STAGES.items():
        ended = with_full_disk(home, limit, module, function, "run")
        assert ended.returncode == 1, stage
        assert f"Error: {message}\n" in ended.stderr
        assert "Free" in ended.stderr.partition("Way out: ")[2]
        assert read_all(home) == old, stage
    run(home)
    assert differences_from_oracle(home, zone) == []
    assert len(list((home / "published" / "publications").iterdir())) <= 2


def test_a_disk_that_is_full_while_a_person_is_erased(home):
    place = (65_536, "orchestration.privacy.erase", "rewrite_warehouse")
    ended = with_full_disk(home, *place, "erase", "--tenant", TENANT, "--customer-id", ANNA)
    assert ended.returncode == 1
    assert "Error: No space left to rewrite warehouse.duckdb.\n" in ended.stderr
    assert read_all(home)
    run(home)
    with open_published(home) as connection:
        assert connection.execute("select count(*) from audit.erasures").fetchone() == (1,)
        found = connection.execute("select customer_id from marts.dim_customers").fetchall()
    assert (ANNA,) not in found
    assert not (home / "privacy" / "erasing.json").exists()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_disk_that_is_full_while_exporting_leaves_the_old_export(home, tmp_path, ending):
    file = tmp_path / f"answers.{ending}"
    file.write_text("the old one")
    place = (20, "orchestration.export.run", "_write")
    ended = with_full_disk(home, *place, *SPREADSHEET, str(file))
    assert ended.returncode == 1
    assert "Error: No space left on the disk.\n" in ended.stderr
    assert f"Free space beside {file} and export again." in ended.stderr
    assert [path.name for path in tmp_path.iterdir()] == [file.name]
    assert file.read_text() == "the old one"


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OSError(errno.EDQUOT, "Disk quota exceeded"),
        OSError(errno.EFBIG, "File too large"),
        duckdb.IOException('Could not write file "x": No space left on device'),
        duckdb.IOException('Could not write file "x": Disk quota exceeded'),
        duckdb.TransactionException('Failed to commit: Could not write file "x": File too large'),
        duckdb.OutOfMemoryException("failed to offload data block: max_temp_directory_size"),
    ],
)
def test_whatever_a_full_disk_is_called_it_is_one(error):
    assert isinstance(plain_error(error), OutOfSpaceError)
