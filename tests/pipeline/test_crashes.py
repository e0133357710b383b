from __future__ import annotations

import errno
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.errors import OutOfSpaceError
from orchestration.publish import current_publication, publication
from orchestration.sample import write_sample
from orchestration.settings import PROJECT_ROOT, Settings
from tests.pipeline.homes import RestorableHome
from tests.pipeline.processes import KILLED, Run
from tests.pipeline.support import differences_between, open_published, run

LAST_DAY = date(2025, 10, 31)

# What is published is compared with what an undisturbed run publishes, which is tested.
pytestmark = pytest.mark.usefixtures("without_data_tests")


@dataclass(frozen=True)
class Scene:
    """A home with a first publication and new landing files, and what its next run publishes.

    `undisturbed` holds what is published by a run that nothing disturbs; it takes `run_seconds`.
    """

    home: Path
    undisturbed: Path
    run_seconds: float


@pytest.fixture(scope="module")
def made_scene(tmp_path_factory: pytest.TempPathFactory) -> tuple[RestorableHome, Scene]:
    folder = tmp_path_factory.mktemp("crashes")
    home, undisturbed = folder / "home", folder / "undisturbed"
    write_sample(home / "landing", days=8, scale=0.2, end=LAST_DAY)
    run(home, last=LAST_DAY - timedelta(days=3))
    restorable = RestorableHome.save(home)
    began = time.monotonic()
    run(home)
    run_seconds = time.monotonic() - began
    shutil.copytree(home / "published", undisturbed / "published", symlinks=True)
    return restorable, Scene(home, undisturbed, run_seconds)


@pytest.fixture
def scene(made_scene: tuple[RestorableHome, Scene]) -> Scene:
    restorable, found = made_scene
    restorable.restore()
    return found


@contextmanager
def _watched_by_a_reader(scene: Scene) -> Iterator[None]:
    """Read all the while; no reading may fail or show anything but old or new."""
    notes = scene.home.parent / "notes.jsonl"
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.pipeline.watching_reader", str(scene.home), str(notes)],
        cwd=PROJECT_ROOT,
    )
    old = current_publication(Settings(scene.home))
    try:
        while not (notes.exists() and notes.read_text()):
            assert process.poll() is None
            time.sleep(0.02)
        yield
        # One more round, to have seen the last publication.
        read_before = len(notes.read_text().splitlines())
        while len(notes.read_text().splitlines()) < read_before + 4:
            assert process.poll() is None
            time.sleep(0.02)
    finally:
        process.terminate()
        process.wait(timeout=30)
    readings = [json.loads(line) for line in notes.read_text().splitlines()]
    notes.unlink()
    assert [reading["failure"] for reading in readings if "failure" in reading] == []
    _assert_old_or_new(readings, old.publication_id, old.rows, _row_counts(scene.undisturbed))


def _row_counts(home: Path) -> dict[str, int]:
    return current_publication(Settings(home)).rows


def _assert_old_or_new(readings: list[dict], old_id: str, old: dict, new: dict) -> None:
    assert old != new
    seen = set()
    for reading in readings:
        if reading["from"] == "database":
            seen.add(reading["publication"])
            assert reading["rows"] == (old if reading["publication"] == old_id else new)
            continue
        assert reading["marts"].keys() == old.keys()
        for mart, files in reading["marts"].items():
            assert len(files) == 1
            ((publication_id, rows),) = files
            assert rows == (old if publication_id == old_id else new)[mart]
    assert old_id in seen
    assert len(seen) == 2


def _assert_next_run_publishes_what_an_undisturbed_run_does(scene: Scene) -> None:
    report = run(scene.home)
    assert differences_between(scene.home, scene.undisturbed) == []
    with open_published(scene.home) as connection:
        published = connection.execute(
            "select publication_id from audit.publications order by published_at, publication_id"
        ).fetchall()
    assert len(published) == 2, "a publication that nobody could read was none"
    assert published[-1][0] == current_publication(Settings(scene.home)).publication_id
    assert run(scene.home).did_nothing
    assert list((scene.home / "lake" / "_commits").glob("*")) == []
    staging = scene.home / "lake" / "_staging"
    assert [path for path in staging.iterdir() if path.is_dir()] == []
    publications = list((scene.home / "published" / "publications").iterdir())
    assert len(publications) <= 2 + (report.publication is None)


def _some_staged_file(home: Path) -> bool:
    return any((home / "lake" / "_staging").glob("*/*"))


def _a_model_has_begun(name: str) -> Callable[[Path], bool]:
    # dbt writes the statement of every model right before it runs it.
    def has_come(home: Path) -> bool:
        return any((home / "dbt" / "target" / "run").rglob(f"{name}.sql"))

    return has_come


def _the_warehouse_is_written(home: Path) -> bool:
    log = home / "warehouse.duckdb.wal"
    return log.exists() and log.stat().st_size > 100_000


def _some_marts_are_published(home: Path) -> bool:
    return len(list((home / "published" / "publications").glob("*/parquet/fct_*"))) > 12


MOMENTS = {
    "while landing days are read": _some_staged_file,
    "as the first model runs": _a_model_has_begun("int_chat_event_deliveries"),
    "while the warehouse's log is full": _the_warehouse_is_written,
    "while marts are published": _some_marts_are_published,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_run_killed_at_any_moment_is_finished_by_the_next(scene, moment):
    shutil.rmtree(scene.home / "dbt" / "target" / "run")
    with _watched_by_a_reader(scene):
        assert Run(scene.home).kill_once(MOMENTS[moment]) == KILLED
        _assert_next_run_publishes_what_an_undisturbed_run_does(scene)


PLACES = {
    "a landing day is half replaced": ("after", "orchestration.ingest.journal", "_replace"),
    "a landing day is replaced but not catalogued": (
        "before", "orchestration.ingest.commit", "_catalogue"),
    "a landing day is catalogued but not tidied up": (
        "after", "orchestration.ingest.commit", "_catalogue"),
    "everything is built but not remembered": (
        "before", "orchestration.transform.run", "end_transform"),
    "a publication is complete but not current": (
        "before", "orchestration.publish.publication", "swap"),
    "a publication is current and the run not over": (
        "after", "orchestration.publish.publication", "swap"),
    "a publication is current and the log of changes starts anew": (
        "after", "orchestration.publish.run", "log_changes_since"),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_run_killed_when_two_things_disagree_is_finished_by_the_next(scene, place):
    with _watched_by_a_reader(scene):
        assert Run(scene.home, "tests.pipeline.die_at", *PLACES[place]).wait() == KILLED
        _assert_next_run_publishes_what_an_undisturbed_run_does(scene)


@pytest.mark.parametrize("number", range(1))
def test_a_run_killed_at_random_is_finished_by_the_next(scene, number):
    fraction = random.Random(number).uniform(0.05, 1)
    with _watched_by_a_reader(scene):
        Run(scene.home).kill_after(fraction * scene.run_seconds + 1)
        _assert_next_run_publishes_what_an_undisturbed_run_does(scene)


def test_a_run_killed_again_and_again_still_comes_to_its_end(scene):
    with _watched_by_a_reader(scene):
        for place in ("a landing day is half replaced", "everything is built but not remembered"):
            assert Run(scene.home, "tests.pipeline.die_at", *PLACES[place]).wait() == KILLED
        _assert_next_run_publishes_what_an_undisturbed_run_does(scene)


@pytest.mark.parametrize(
    ("function", "happens", "old_stays"),
    [("write_record", False, True), ("_replace_link", True, False)],
)
def test_a_disk_that_is_full_while_publishing_leaves_readers_a_whole_publication(
    scene, monkeypatch, function, happens, old_stays
):
    original = getattr(publication, function)

    def fails(*arguments: object) -> None:
        if happens:
            original(*arguments)
        raise OSError(errno.ENOSPC, "No space left on device")

    old = current_publication(Settings(scene.home))
    with monkeypatch.context() as patched:
        patched.setattr(publication, function, fails)
        with pytest.raises(OutOfSpaceError):
            run(scene.home)
    found = current_publication(Settings(scene.home))
    assert (found == old) is old_stays
    with open_published(scene.home) as connection:
        for mart, rows in found.rows.items():
            assert connection.execute(f"select count(*) from marts.{mart}").fetchone() == (rows,)
    run(scene.home)
    assert differences_between(scene.home, scene.undisturbed) == []
