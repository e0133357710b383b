"""The words of a judgement: levels, limits and findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import IntEnum

GRACE = timedelta(minutes=30)
"""How long a pipeline may need from one of its steps to the next one."""


class Level(IntEnum):
    """How bad it is, the worse the greater."""

    OK = 0
    WARNING = 1
    CRITICAL = 2


@dataclass(frozen=True)
class Limits:
    """What is too much: the publication's age, and the share of quarantined records if given.

    Landing days may wait as long as a publication may be old. The share is in percent, of the
    recent landing days of a source.
    """

    max_age: timedelta = timedelta(hours=26)
    max_quarantined: float | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be: in a few words, in a sentence, and what to do.

    `code` names the kind of it, for scripts.
    """

    level: Level
    code: str
    summary: str
    message: str
    way_out: str


@dataclass(frozen=True)
class Verdict:
    """What was found, the worst first."""

    findings: tuple[Finding, ...] = field(default=())

    @property
    def level(self) -> Level:
        """That of the worst finding."""
        return max((finding.level for finding in self.findings), default=Level.OK)
