"""What a random history begins with, and how its landing zone may change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from typing import Any

from hypothesis import strategies as st

from tests.oracle import LandingFile, LandingZone
from tests.stateful.people import with_people_of_their_own
from tests.strategies import landing_zones, samples
from tests.strategies.edits import EDITS
from tests.strategies.journey_edits import JOURNEY_EDITS
from tests.strategies.register_edits import REGISTER_EDITS

# What is delivered: never everything at once, because time goes by the number of models.
FAMILIES: dict[str, dict[str, bool]] = {
    "chat": {"with_whatsapp": False},
    "whatsapp": {"with_chat": False},
    "journeys": {"with_chat": False, "with_whatsapp": False, "with_journeys": True},
    "registers": {"with_chat": False, "with_whatsapp": False, "with_registers": True},
    "chat and journeys": {"with_whatsapp": False, "with_journeys": True},
    "chat and whatsapp": {},
}
Edit = Callable[[st.DrawFn, LandingZone, LandingFile, int], LandingZone]


@dataclass(frozen=True)
class Scenario:
    """The files that may arrive: those of one random landing zone, found again by its number.

    `has_people`: somebody may be erased.
    """

    family: str
    number: int
    has_people: bool

    @cached_property
    def zone(self) -> LandingZone:
        """All of the files."""
        options = FAMILIES[self.family]
        (zone,) = samples(landing_zones(**options), 1, start=self.number)
        return self.with_people(zone)

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        """What may become of its files."""
        options = FAMILIES[self.family]
        return (
            *EDITS,
            *(_duplicate,) * 2,
            *(JOURNEY_EDITS if options.get("with_journeys") else ()),
            *(REGISTER_EDITS if options.get("with_registers") else ()),
        )

    def file(self, path: str) -> LandingFile:
        """One of the files."""
        return next(file for file in self.zone.files if str(file.path) == path)

    def with_people(self, zone: LandingZone) -> LandingZone:
        """The zone with people who can be told apart, if somebody may be erased."""
        return with_people_of_their_own(zone) if self.has_people else zone


@dataclass(frozen=True)
class Unprinted:
    """A drawn value that is too long to be printed; the steps that follow say what it was."""

    value: Any = field(repr=False)


def unprinted(strategy: st.SearchStrategy) -> st.SearchStrategy[Unprinted]:
    """Draw something without its being printed."""
    return strategy.map(Unprinted)


def scenarios() -> st.SearchStrategy[Scenario]:
    """Draw a scenario; one in four is of an erasure."""
    return st.builds(
        Scenario,
        st.sampled_from(tuple(FAMILIES)),
        st.integers(0, 9999),
        st.sampled_from((False, False, False, True)),
    )


@st.composite
def arrivals(draw: st.DrawFn, waiting: list[LandingFile]) -> list[LandingFile]:
    """All files that have not arrived yet, some of them, or those of some landing days."""
    what = draw(st.sampled_from(("all", "all", "files", "days")))
    if what == "all":
        return waiting
    if what == "files":
        return [file for file in waiting if draw(st.booleans())]
    days = {day for day in sorted({file.landing_day for file in waiting}) if draw(st.booleans())}
    return [file for file in waiting if file.landing_day in days]


@st.composite
def edited(draw: st.DrawFn, zone: LandingZone, edits: tuple[Edit, ...], number: int) -> LandingZone:
    """The zone with one change to its files."""
    file = draw(st.sampled_from(zone.files))
    return draw(st.sampled_from(edits))(draw, zone, file, number)


def _duplicate(draw: st.DrawFn, zone: LandingZone, file: LandingFile, number: int) -> LandingZone:
    """One record is delivered twice: in its file, or in another one, days later."""
    if not file.records:
        return zone
    record = draw(st.sampled_from(file.records))
    later = draw(st.sampled_from((None, 0, 1, 3)))
    if later is None:
        return zone.with_file(replace(file, records=(*file.records, record)))
    day = file.landing_day + timedelta(days=later)
    return zone.with_file(LandingFile(file.source, day, f"twice{number}.jsonl", (record,)))
