"""The machine that draws histories: what may happen to a home, in any order."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from hypothesis import assume
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.oracle import LandingZone
from tests.stateful.comparison import (
    differences_from_full_refresh,
    differences_from_new_home,
    differences_from_oracle,
    people_left,
)
from tests.stateful.history import History, Place
from tests.stateful.people import Selector, selectors
from tests.stateful.scenarios import Scenario, arrivals, edited, scenarios, unprinted

PLACES_OF_RUN: tuple[Place, ...] = (
    ("after", "orchestration.ingest.journal", "_replace"),
    ("before", "orchestration.ingest.commit", "_catalogue"),
    ("after", "orchestration.ingest.commit", "_catalogue"),
    ("before", "orchestration.stages", "run_transform"),
    ("before", "orchestration.transform.run", "end_transform"),
    ("after", "orchestration.transform.run", "end_transform"),
    ("before", "orchestration.publish.publication", "swap"),
    ("after", "orchestration.publish.publication", "swap"),
)
PLACES_OF_ERASURE: tuple[Place, ...] = (
    ("after", "orchestration.privacy.erase", "write_work"),
    ("after", "orchestration.privacy.erase", "register"),
    ("after", "orchestration.ingest.journal", "_replace"),
    ("before", "orchestration.privacy.erase", "rewrite_warehouse"),
    ("before", "orchestration.privacy.erase", "publish_stage"),
    ("after", "orchestration.publish.publication", "swap"),
    ("before", "orchestration.privacy.erase", "clean_leftovers"),
    ("before", "orchestration.privacy.erase", "forget_work"),
)
# Besides the last one; a third of the histories of a short test have that many.
MOST_RUNS = 2
_FRACTIONS = st.integers(0, 20).map(lambda twentieths: twentieths / 20)


def _assert_none(found: list[str]) -> None:
    assert found == [], "\n".join(found)


class HistoryOfAHome(RuleBasedStateMachine):
    """Files arrive and change, runs end well or badly, people are erased.

    Every step finds something to do: a run finds files that wait for it.
    """

    compares_everything = False

    def __init__(self) -> None:
        super().__init__()
        self.history = History(Path(tempfile.mkdtemp(prefix="chatmart-history-")))
        self.scenario: Scenario | None = None
        self.arrived: set[Path] = set()
        self.changes = 0
        self.runs_left = 0
        self.number = 0
        self.has_failed = False

    @initialize(scenario=scenarios(), data=st.data(), number=st.integers(0, 1000))
    def begin(self, scenario: Scenario, data: st.DataObject, number: int) -> None:
        # The simplest example of all, which is always tried, would be one of a kind.
        assume(number > 0)
        self.scenario, self.number = scenario, number
        with self._guarded():
            self.history.known = scenario.zone
            self.runs_left = MOST_RUNS if self.compares_everything or number % 3 == 0 else 1
            self._arrive(data)

    @rule(data=st.data())
    def files_arrive(self, data: st.DataObject) -> None:
        with self._guarded():
            self._arrive(data)

    @rule(data=st.data())
    def files_change(self, data: st.DataObject) -> None:
        with self._guarded():
            for _ in range(data.draw(st.integers(1, 3))):
                self._change(data)

    @rule(data=st.data())
    def everything_is_run(self, data: st.DataObject) -> None:
        with self._guarded():
            if self._is_waiting(data):
                self.history.run()
                if not self.history.erased:
                    _assert_none(differences_from_oracle(self.history))

    @rule(data=st.data())
    def some_days_are_run(self, data: st.DataObject) -> None:
        with self._guarded():
            if self._is_waiting(data):
                self.history.run(*self._range(data))

    @rule(data=st.data())
    def something_happens(self, data: st.DataObject) -> None:
        with self._guarded():
            if self._is_waiting(data):
                self._happen(data)

    def teardown(self) -> None:
        try:
            if self.scenario is not None and not self.has_failed:
                with self._guarded():
                    self._compare()
        finally:
            shutil.rmtree(self.history.folder, ignore_errors=True)

    def _compare(self) -> None:
        self.history.run()
        people = selectors(self.history.zone) if self.scenario.has_people else []
        if people and not self.history.erased:
            self.history.erase(people[self.number % len(people)])
        if self.history.erased:
            _assert_none(people_left(self.history))
        else:
            _assert_none(differences_from_oracle(self.history))
        # A whole run each: in a short test few homes have one of them.
        chosen = self.number % 4
        if self.compares_everything or self.history.erased or chosen == 1:
            _assert_none(differences_from_new_home(self.history))
        if self.compares_everything or (chosen == 2 and not self.history.erased):
            _assert_none(differences_from_full_refresh(self.history))

    def _happen(self, data: st.DataObject) -> None:
        people = selectors(self.history.zone) if self.scenario.has_people else []
        kinds = ("erasure", "erasure", "two runs", "kill") if people else ("two runs", "kill")
        kind = data.draw(st.sampled_from(kinds))
        if kind == "erasure":
            self._erase(data, data.draw(st.sampled_from(people)))
        elif kind == "kill":
            self.history.kill_run(self._moment(data, PLACES_OF_RUN))
        else:
            patience = data.draw(st.sampled_from((0, 60)))
            self.history.run_two_at_once(patience, *self._range(data))

    def _erase(self, data: st.DataObject, selector: Selector) -> None:
        if data.draw(st.integers(0, 2)):
            self.history.erase(selector)
        else:
            self.history.kill_erasure(self._moment(data, PLACES_OF_ERASURE), selector)

    def _arrive(self, data: st.DataObject) -> None:
        waiting = [one for one in self.scenario.zone.files if one.path not in self.arrived]
        files = data.draw(unprinted(arrivals(waiting))).value
        self.arrived |= {file.path for file in files}
        if files:
            self.history.land(*files)

    def _change(self, data: st.DataObject) -> None:
        self.changes += 1
        old = self.history.zone
        if old.files and data.draw(st.integers(0, 5)) == 0:
            paths = sorted(str(file.path) for file in old.files)
            again = st.lists(st.sampled_from(paths), min_size=1, max_size=3, unique=True)
            self.history.touch(*data.draw(again))
        elif old.files:
            new = data.draw(unprinted(edited(old, self.scenario.edits, self.changes))).value
            self._become(old, self.scenario.with_people(new))

    def _become(self, old: LandingZone, new: LandingZone) -> None:
        kept = {file.path for file in new.files}
        before = {file.path: file for file in old.files}
        changed = [file for file in new.files if before.get(file.path) != file]
        gone = [str(path) for path in before if path not in kept]
        if changed:
            self.history.land(*changed)
        if gone:
            self.history.remove(*gone)

    def _is_waiting(self, data: st.DataObject) -> bool:
        """Whether there is something to be run, and this history may have one more run."""
        if self.runs_left == 0 or not self.history.is_waiting:
            self._arrive(data)
            self._change(data)
        if self.runs_left == 0 or not self.history.zone.files:
            return False
        self.runs_left -= 1
        return True

    def _range(self, data: st.DataObject) -> tuple[date | None, date | None]:
        days = sorted({file.landing_day for file in self.history.zone.files})
        first, last = sorted(data.draw(st.tuples(st.sampled_from(days), st.sampled_from(days))))
        return data.draw(st.sampled_from(((first, last), (None, last), (first, None))))

    def _moment(self, data: st.DataObject, places: tuple[Place, ...]) -> float | Place:
        return data.draw(st.one_of(st.sampled_from(places), st.sampled_from(places), _FRACTIONS))

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        """Say with every failure what was done until then, so that it can become a test."""
        try:
            yield
        except BaseException as failure:
            self.has_failed = True
            steps = "\n".join(self.history.told)
            failure.add_note(f"{self.scenario}\nWhat was done, for test_regressions.py:\n{steps}")
            raise
