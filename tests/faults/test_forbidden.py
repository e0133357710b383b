"""Files and folders that may not be read or written: named, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.faults.landed import FIRST_DAY
from tests.pipeline.support import run
from tests.unprivileged import unprivileged

DAY = f"dt={FIRST_DAY}"
WRITABLE, READABLE, FORBIDDEN = 0o700, 0o500, 0
OF_LANDING = "Make it a folder that can be read, and run again; nothing was changed."


@contextmanager
def permissions(path: Path, mode: int) -> Iterator[None]:
    before = path.stat().st_mode
    path.chmod(mode)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.mark.parametrize(
    ("place", "mode", "message", "way_out"),
    [
        ("landing", FORBIDDEN, "The landing folder cannot be listed: ", OF_LANDING),
        (f"landing/chat_events/{DAY}", FORBIDDEN, "landing/chat_events cannot be listed: ",
         OF_LANDING),
        ("lake", READABLE, "The lake's catalogue _catalog.sqlite cannot be used: "
         "attempt to write a readonly database.", "Check the file's permissions and disk"),
        ("warehouse.duckdb", READABLE, "warehouse.duckdb cannot be opened: Permission denied.",
         "Let the user who runs chatmart read and write it and its folder."),
        ("privacy", FORBIDDEN, "privacy/erasing.json cannot be read: Permission denied.",
         "Let the user who runs chatmart read and write the folder privacy/."),
        ("lake.lock", READABLE, "The system refused: Permission denied (",
         "Check that CHATMART_HOME names a folder"),
    ],
)  # fmt: skip
def test_what_is_forbidden_is_named_before_anything_is_done(home, place, mode, message, way_out):
    with permissions(home / place, mode):
        ended = unprivileged(home, "run")
    assert ended.returncode == 1
    assert f"Error: {message}" in ended.stderr
    assert f"Way out: {way_out}" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert run(home).did_nothing


def test_a_publication_that_may_not_be_written_keeps_the_landing_files(home):
    old = (home / "published" / "current").readlink()
    with permissions(home / "published" / "publications", READABLE):
        ended = unprivileged(home, "run", "--remove-landing")
    assert ended.returncode == 1
    assert "Error: The marts could not be published (Permission denied: " in ended.stderr
    assert "The previous publication stands. Mend the cause and run again." in ended.stderr
    assert (home / "published" / "current").readlink() == old
    assert len(list((home / "landing").rglob("*.jsonl"))) == 3


def test_a_landing_file_that_may_not_be_read_is_named(home):
    # Without all that the other stages of a run would import meanwhile.
    with permissions(home / "landing" / "chat_events" / DAY / "game.jsonl", FORBIDDEN):
        ended = unprivileged(home, module="tests.faults.load_only")
    assert ended.stdout == (
        f"chat_events {DAY}: game.jsonl cannot be read: Permission denied. "
        "Check the file, deliver it again or remove it, and run again.\n"
    )


def test_a_landing_zone_that_may_not_be_written_serves_all_runs_that_remove_nothing(home):
    with permissions(home / "landing" / "chat_events" / DAY, READABLE):
        ended = unprivileged(home, "run")
    assert ended.returncode == 0, ended.stderr
