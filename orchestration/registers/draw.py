"""Drawing winners among the participants of a giveaway."""

from __future__ import annotations

import uuid
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import pyarrow as pa

from orchestration.errors import UsageError
from orchestration.ingest.sources.decisions import DRAWS
from orchestration.privacy.pseudonyms import ERASED_ID
from orchestration.progress import Progress
from orchestration.registers.stages import Registers, decision
from orchestration.settings import Settings


@dataclass(frozen=True)
class Winner:
    """A participation that was drawn, and whose it is. Time in UTC."""

    event_id: str
    customer_id: str
    participated_at: datetime


@dataclass(frozen=True)
class Participants:
    """Who can be drawn, least first in the order of the draw, and who cannot."""

    winners: list[Winner]
    anonymous_participations: int


@dataclass(frozen=True)
class DrawReport:
    """What a draw did. `participants` could be drawn, the winners among them."""

    draw_id: str
    tenant: str
    process: str
    seed: int
    participants: int
    anonymous_participations: int
    winners: list[Winner]
    publication_id: str | None

    def as_dict(self) -> dict[str, Any]:
        """The report for a script, with the winners."""
        winners = [
            asdict(winner) | {"participated_at": winner.participated_at.isoformat()}
            for winner in self.winners
        ]
        return {**asdict(self), "winners": winners}


def draw(
    settings: Settings,
    tenant: str,
    process: str,
    winners: int,
    seed: int,
    progress: Progress,
    *,
    work: str = "chatmart draw",
) -> DrawReport:
    """Draw so many winners of a giveaway, record the draw, publish the marts that show it.

    Every customer with a living participation who was not drawn in this process before has the same
    chance; their earliest participation stands for them. The same seed draws the same winners from
    the same participants. `work` names the holder of the locks to whoever waits for them.
    Raises UsageError if there are not so many participants, or ChatmartError.
    """
    with decision(settings, work, progress) as made:
        with made.registers(tenant) as registers:
            found = participants(registers, process, seed)
            _check(registers, process, found, winners)
            (as_of,) = registers.rows("retained_as_of")
        drawn = found.winners[:winners]
        draw_id = uuid.uuid4().hex
        rows = [
            {
                "tenant_id": tenant,
                "process_id": process,
                "draw_id": draw_id,
                **asdict(winner),
                "created_at": made.made_at,
                "drawn_as_of": as_of["retained_as_of"],
                "seed": seed,
                "participants": len(found.winners),
            }
            for winner in drawn
        ]
        published = made.settle({DRAWS: pa.Table.from_pylist(rows)})
    return DrawReport(
        draw_id=draw_id,
        tenant=tenant,
        process=process,
        seed=seed,
        participants=len(found.winners),
        anonymous_participations=found.anonymous_participations,
        winners=drawn,
        publication_id=published,
    )


def participants(registers: Registers, process: str, seed: int) -> Participants:
    """List who can be drawn, in the order that the seed puts them into."""
    found = registers.rows("participants", process=process, seed=seed, pseudonym=ERASED_ID)
    counted = _counted(registers, process)
    return Participants([Winner(**row) for row in found], counted["anonymous"])


def _counted(registers: Registers, process: str) -> dict[str, int]:
    (counted,) = registers.rows("participations", process=process, pseudonym=ERASED_ID)
    return counted


def _check(registers: Registers, process: str, found: Participants, winners: int) -> None:
    """Raise UsageError, with the reason, if there are not enough to draw from."""
    left = len(found.winners)
    if left >= winners:
        return
    if left:
        raise UsageError(
            f"Only {left} participants are left to be drawn, not {winners}.",
            way_out=f"Ask for up to {left} winners.",
        )
    counted = _counted(registers, process)
    raise UsageError(
        f'Nobody can be drawn in the process "{process}": {_why_nobody(counted)}',
        way_out="Check the id of the process, or draw before participations expire.",
    )


def _why_nobody(counted: dict[str, int]) -> str:
    if not counted["ever"]:
        return "it never had a participation."
    if not counted["living"]:
        return (
            f"its {counted['ever']} participations have gone, removed by retention, deletion or "
            "erasure."
        )
    if counted["anonymous"] == counted["living"]:
        return f"its {counted['living']} participations are by no known customer."
    return f"all of its {counted['customers']} participants were drawn already."
