"""Landing files that are damaged, go, grow or turn into something else while they are loaded."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from orchestration.errors import LandingFileError
from orchestration.ingest import ingest_days, prepare, scan_landing, start_ingest
from orchestration.ingest import reading as opening
from orchestration.privacy.landing_search import holding_files
from orchestration.privacy.linking import person_of
from orchestration.settings import Settings
from tests.unit.ingest.conftest import DAY, Home, event

BEFORE = date(2025, 12, 31)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose lake holds one landing day."""
    settings = Settings(tmp_path / "home")
    home = Home(settings, start_ingest(settings))
    home.deliver([event(event_id="old", occurred_at="2025-12-31T10:00:00Z")], day=BEFORE)
    home.load()
    return home


def ids(home: Home) -> set[str]:
    return {row["event_id"] for row in home.rows()}


def many() -> bytes:
    numbers = random.Random(0)
    return b"".join(
        json.dumps(event(event_id=f"e{n}", payload={"x": numbers.random()})).encode() + b"\n"
        for n in range(3000)
    )


def the_only_error(home: Home) -> str:
    (error,) = home.load().errors
    assert isinstance(error, LandingFileError)
    assert error.way_out
    assert ids(home) == {"old"}
    return error.message


@pytest.mark.parametrize("ending", ["gz", "zst"])
def test_a_compressed_file_that_is_cut_short_is_never_taken_for_a_short_one(home, ending):
    whole = many()
    packed = gzip.compress(whole) if ending == "gz" else pa.compress(whole, "zstd", asbytes=True)
    length = len(packed)
    for cut in (1, 4, 11, length // 3, length - 9, length - 4, length - 1):
        home.deliver(packed[:cut], f"a.jsonl.{ending}")
        assert the_only_error(home) == (
            f"chat_events dt={DAY}: a.jsonl.{ending} cannot be read: its compressed data is "
            "damaged or cut short."
        )
    home.deliver(packed, f"a.jsonl.{ending}")
    assert not home.load().errors
    assert len(ids(home)) == 3001


def test_a_file_that_goes_between_the_look_and_the_reading(home, monkeypatch):
    gone = home.deliver([event(event_id="gone")], "gone.jsonl")
    home.deliver([event(event_id="stays")], "stays.jsonl")
    dirty = home.dirty()
    gone.unlink()
    assert not ingest_days(home.settings, dirty).errors
    assert ids(home) == {"old", "stays"}
    assert home.dirty() == []

    # Once more, after it was listed.
    home.deliver([event(event_id="stays"), event(event_id="more")], "stays.jsonl")
    gone.write_text("")
    listed = prepare.list_files

    def list_and_remove(folder: Path):
        found = listed(folder)
        gone.unlink(missing_ok=True)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(prepare, "list_files", list_and_remove)
        (error,) = home.load().errors
    assert error.message.endswith("gone.jsonl cannot be read: No such file or directory.")
    assert ids(home) == {"old", "stays"}
    assert not home.load().errors
    assert ids(home) == {"old", "stays", "more"}


def test_a_landing_day_that_is_renamed_away_before_it_is_read_comes_when_it_is_back(home):
    folder = home.deliver([event(event_id="new")]).parent
    dirty = home.dirty()
    aside = folder.rename(folder.with_name("_aside"))
    assert not ingest_days(home.settings, dirty).errors
    assert (ids(home), home.dirty()) == ({"old"}, [])
    aside.rename(folder)
    assert not home.load().errors
    assert ids(home) == {"old", "new"}


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv", "a.jsonl.gz"])
def test_a_file_that_grows_while_it_is_read_is_loaded_when_it_is_whole(home, monkeypatch, name):
    path = home.deliver([event(event_id="first")], name)
    if name.endswith(".csv"):
        path.write_text("tenant_id,event_name,occurred_at,event_id\n"
                        "acme,start,2026-01-01T10:00:00Z,first\n")  # fmt: skip
    if name.endswith(".gz"):
        path.write_bytes(gzip.compress(path.read_bytes()))
    more = path.read_bytes()
    readinto = opening.HashingFile.readinto

    def grow_and_read(self, buffer):
        with path.open("ab") as stream:
            stream.write(more)
        return readinto(self, buffer) if path.stat().st_size < 10_000 else 0

    with monkeypatch.context() as patched:
        patched.setattr(opening.HashingFile, "readinto", grow_and_read)
        assert "changed while it was read" in the_only_error(home)
    path.write_bytes(more)
    assert not home.load().errors
    assert ids(home) == {"old", "first"}


@pytest.mark.parametrize("is_found_by", ["run", "erasure"])
def test_a_pipe_keeps_nobody_waiting(home, monkeypatch, is_found_by):
    pipe = home.deliver([event()]).with_name("pipe.jsonl")
    os.mkfifo(pipe)
    if is_found_by == "run":
        # One that took the place of a file after that was listed.
        monkeypatch.setattr("orchestration.ingest.landing._may_be_read", lambda _: True)
        assert the_only_error(home).endswith("pipe.jsonl cannot be read: it is no file.")
    else:
        person = person_of("acme", customer_ids=["nobody-anywhere"])
        assert holding_files(home.settings, person, []) == []


def test_links_that_lead_nowhere_are_no_empty_landing_days(home):
    landing = home.settings.landing / "chat_events"
    loop = home.deliver([event()]).with_name("loop.jsonl")
    loop.symlink_to(loop)
    assert the_only_error(home) == (
        f"chat_events dt={DAY}: loop.jsonl cannot be read: Too many levels of symbolic links."
    )
    shutil.rmtree(landing / f"dt={BEFORE}")
    (landing / f"dt={BEFORE}").symlink_to(landing / "not-mounted")
    with pytest.raises(LandingFileError, match="cannot be listed") as caught:
        scan_landing(home.settings, home.catalog)
    assert f"dt={BEFORE}" in caught.value.message
    assert ids(home) == {"old"}


def test_a_landing_day_that_is_known_lies_in_no_future(home):
    home.deliver([event(event_id="new")])
    a_year_ago = date(2025, 1, 1)
    # The clock went back by a year: what is loaded stays, and what is new waits.
    scan = scan_landing(home.settings, home.catalog, today=a_year_ago)
    assert scan.dirty == []
    assert scan.warnings == [f"landing/chat_events/dt={DAY} lies in the future, and is ignored."]
