"""Definitions of journeys: their versions, and which of them decides what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.oracle.json_values import array_or_none, object_or_none
from tests.oracle.landing import LandingZone
from tests.oracle.points import usable
from tests.oracle.records import FileLoad, Place, latest, read
from tests.oracle.values import (
    UnreadableError,
    finite_number,
    identifier,
    lenient_number,
    moment,
    required,
    text,
)

SOURCE = "journeys"
# Three thousand years: no calendar has the end of a longer window.
_LONGEST = 1e11


@dataclass(frozen=True)
class Step:
    """One step as a definition lists it."""

    step_id: str
    step_name: str | None
    channel: str | None
    position: float


@dataclass(frozen=True)
class Definition:
    """One accepted version of a journey's definition; without `valid_from` it always was valid."""

    place: Place
    tenant_id: str
    journey_id: str
    journey_name: str | None
    valid_from: datetime | None
    conversion_event: str
    conversion_filters: dict
    counting_after_exit: timedelta
    steps: tuple[Step, ...]

    @property
    def age(self) -> tuple[bool, datetime]:
        """What versions order by."""
        return self.valid_from is not None, self.valid_from or datetime.min


def read_definitions(zone: LandingZone) -> tuple[list[Definition], list[FileLoad]]:
    """Accepted versions of definitions and the counts per file."""

    def parse(fields: dict, place: Place) -> Definition:
        valid_from = identifier(fields.get("valid_from"))
        return Definition(
            place,
            required(fields.get("tenant_id")),
            required(fields.get("journey_id")),
            text(fields.get("journey_name")),
            None if valid_from is None else moment(valid_from),
            required(fields.get("conversion_event")),
            object_or_none(fields.get("conversion_filters")) or {},
            _duration(fields.get("stop_counting_after_exit_seconds")),
            _steps(fields.get("steps")),
        )

    return read(zone, SOURCE, parse)


def _duration(value: object) -> timedelta:
    seconds = finite_number(value)
    if seconds is None or seconds < 0:
        raise UnreadableError("no number of seconds")
    microseconds = Decimal(repr(min(seconds, _LONGEST))) * 1_000_000
    return timedelta(microseconds=int(microseconds.quantize(Decimal(1), ROUND_HALF_UP)))


def _steps(value: object) -> tuple[Step, ...]:
    steps: dict[str, Step] = {}
    for ordinal, element in enumerate(array_or_none(value) or [], start=1):
        if not isinstance(element, dict):
            raise UnreadableError("a step is no object")
        position = usable(lenient_number(element.get("position")))
        step = Step(
            required(element.get("step_id")),
            text(element.get("step_name")),
            identifier(element.get("channel")),
            float(ordinal) if position is None else position,
        )
        steps.setdefault(step.step_id, step)
    return tuple(steps.values())


def unsuperseded(
    definitions: list[Definition],
) -> tuple[list[Definition], list[Definition]]:
    """Winners and losers: of versions valid from the same time on, the latest delivered wins."""
    return latest(definitions, lambda one: (one.tenant_id, one.journey_id, one.valid_from))


def version_at(versions: list[Definition], when: datetime) -> Definition:
    """The version of one journey that is valid at a time, before all of them the first one."""
    begun = [one for one in versions if one.valid_from is None or one.valid_from <= when]
    if begun:
        return max(begun, key=lambda one: one.age)
    return min(versions, key=lambda one: one.age)


def newest(versions: list[Definition]) -> Definition:
    """The version of one journey that names it and its steps."""
    return max(versions, key=lambda one: one.age)
