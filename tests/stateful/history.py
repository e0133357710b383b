"""One home and what is done to it, step by step; every step says how it is written as a test."""

from __future__ import annotations

import os
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from orchestration.errors import UsageError
from orchestration.ingest import start_ingest
from orchestration.locks import lake_lock
from orchestration.privacy import erase as erasing
from orchestration.privacy.lake import open_lake
from orchestration.privacy.linking import Person, link, person_of
from orchestration.privacy.pseudonyms import is_pseudonym, read_register
from orchestration.privacy.work import unfinished_work
from orchestration.settings import Settings
from tests.oracle import LandingFile, LandingZone, write
from tests.pipeline.processes import COMMAND, Run
from tests.pipeline.support import Silence, open_published, rows_of, run
from tests.stateful.people import Selector, by_kind

ACCEPTING = "--accept-quarantine"
BUSY = "Another run is still working: chatmart "
# Importing the command line takes a process this long before it can be killed at work.
_START_SECONDS = 2
_USUAL_SECONDS = 8

Place = tuple[str, str, str]
"""Before or after which function of which module a process dies."""


@dataclass
class History:
    """A home below `folder`, its landing zone, and whom it was to forget.

    `told` are the steps so far, as statements of a test, in which files of the zone `known` are
    called by their paths. `is_waiting`: a run has something to do.
    """

    folder: Path
    zone: LandingZone = field(default_factory=LandingZone)
    known: LandingZone = field(default_factory=LandingZone)
    erased: dict[str, set[str]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    is_waiting: bool = False
    _seconds: float = _USUAL_SECONDS

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True)

    @property
    def home(self) -> Path:
        """The home of CHATMART_HOME."""
        return self.folder / "home"

    @property
    def settings(self) -> Settings:
        """The home's settings."""
        return Settings(self.home)

    def land(self, *files: LandingFile) -> None:
        """Deliver files, new ones or others under their names."""
        self._tell("land", *files)
        for file in files:
            self.zone = self.zone.with_file(file)
        write(self.zone, self.home / "landing")

    def remove(self, *paths: str) -> None:
        """Take files out of the landing zone."""
        self._tell("remove", *paths)
        gone = {Path(path) for path in paths}
        self.zone = LandingZone(tuple(one for one in self.zone.files if one.path not in gone))
        write(self.zone, self.home / "landing")

    def touch(self, *paths: str) -> None:
        """Deliver the same bytes again, later."""
        self._tell("touch", *paths)
        for path in paths:
            file = self.home / "landing" / path
            data = file.read_bytes()
            file.unlink()
            file.write_bytes(data)

    def run(
        self, first: date | None = None, last: date | None = None, *, full_refresh: bool = False
    ) -> None:
        """Run, in this process, all landing days or some."""
        self._tell("run", first, last, **({"full_refresh": True} if full_refresh else {}))
        began = time.monotonic()
        run(self.home, first=first, last=last, full_refresh=full_refresh, accept_quarantine=True)
        self._seconds = max(time.monotonic() - began, 1)
        self.check()

    def run_two_at_once(self, patience: int, first: date | None, last: date | None) -> None:
        """Run everything and a range in two processes, which wait for each other so long."""
        self._tell("run_two_at_once", patience, first, last)
        environment = {"CHATMART_LOCK_TIMEOUT_SECONDS": str(patience)}
        commands = [["run", ACCEPTING], ["run", ACCEPTING, *_range(first, last)]]
        runs = [
            Run(self.home, COMMAND, *command, name=f"run {number}", **environment)
            for number, command in enumerate(commands)
        ]
        codes = [one.wait((0, 1)) for one in runs]
        for code, one in zip(codes, runs, strict=True):
            assert code == 0 or BUSY in one.stderr.read_text(), one.stderr.read_text()
        assert 0 in codes
        self.check()

    def kill_run(self, when: float | Place) -> None:
        """Begin a run that dies at a place, or after so large a part of what the last one took."""
        self._tell("kill_run", when)
        self._kill(when, "run", ACCEPTING)

    def erase(self, selector: Selector) -> None:
        """Erase a person, in this process."""
        self._tell("erase", selector)
        person = self._linked(selector)
        if person is None:
            return
        erasing.erase(self.settings, person_of(selector[0], **by_kind(selector)), Silence())
        self._forget(person)
        self.check()

    def kill_erasure(self, when: float | Place, selector: Selector) -> None:
        """Begin an erasure that dies; if the person is registered by then, it counts."""
        self._tell("kill_erasure", when, selector)
        person = self._linked(selector)
        if person is None:
            return
        before = read_register(self.settings).rows.num_rows
        tenant_id, kind, value = selector
        option = f"--{kind.replace('_', '-')}"
        self._kill(when, "erase", "--tenant", tenant_id, option, value)
        is_begun = unfinished_work(self.settings) is not None
        if is_begun or read_register(self.settings).rows.num_rows > before:
            self._forget(person)

    def check(self) -> None:
        """Hold what readers see to what it promises at any time."""
        if not os.path.lexists(self.home / "published" / "current"):
            return
        with open_published(self.home) as connection:
            wrong = [
                row
                for row in rows_of(connection, "audit.file_loads")
                if row["received"] != row["accepted"] + row["quarantined"]
            ]
            assert wrong == []
            for (mart,) in connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'marts'"
            ).fetchall():
                connection.execute(f"select count(*) from marts.{mart}")

    def _kill(self, when: float | Place, *command: str) -> None:
        if isinstance(when, tuple):
            Run(self.home, "tests.pipeline.die_at", *when, *command).wait()
        else:
            seconds = _START_SECONDS + when * self._seconds
            Run(self.home, COMMAND, *command).kill_after(seconds)
        self.check()

    def _linked(self, selector: Selector) -> Person | None:
        """Who is meant, as far as is known by now; nobody if it is the business itself."""
        person = person_of(selector[0], **by_kind(selector))
        with lake_lock(self.settings, "test", on_wait=lambda _: None):
            start_ingest(self.settings)
            with suppress(UsageError), open_lake(self.settings, person.tenant_id) as connection:
                return link(connection, person)
        return None

    def _forget(self, person: Person) -> None:
        identifiers = {one for one in person.identifiers if not is_pseudonym(one)}
        self.erased.setdefault(person.tenant_id, set()).update(identifiers)

    def _tell(self, step: str, *arguments: object, **named: object) -> None:
        self.is_waiting = step != "run"
        texts = [
            *map(self._text, arguments),
            *(f"{name}={value!r}" for name, value in named.items()),
        ]
        self.told.append(f"history.{step}({', '.join(texts)})")

    def _text(self, argument: object) -> str:
        if isinstance(argument, LandingFile) and argument in self.known.files:
            return f"scenario.file({str(argument.path)!r})"
        return repr(argument)


def _range(first: date | None, last: date | None) -> Collection[str]:
    return [
        *(("--from", first.isoformat()) if first else ()),
        *(("--to", last.isoformat()) if last else ()),
    ]
