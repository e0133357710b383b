"""Landing files of webhook bodies: one per landing day, some bodies delivered again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orchestration.sample.calendar import Window
from orchestration.sample.files import Fault, LandingWriter, weave
from orchestration.sample.truth import SampleTruth


@dataclass(frozen=True)
class Body:
    """One webhook body, and how many messages (not statuses) it delivers."""

    text: str
    messages: int


@dataclass(frozen=True)
class Deliveries:
    """The source of bodies, and the name of its files without the ending."""

    source: str
    file_stem: str

    def write_day(
        self,
        writer: LandingWriter,
        truth: SampleTruth,
        window: Window,
        index: int,
        bodies: list[Body],
        previous: list[Body],
        faults: Sequence[Fault],
        generator: np.random.Generator,
    ) -> None:
        """Write the bodies of landing day `index`, on the first day with the `faults` among them.

        On one day some bodies of the day before arrive once more, on another some of its own.
        """
        landing_day = window.day(index)
        again: list[Body] = []
        if index == window.slot(1):
            again = bodies[:: max(1, len(bodies) // 12)]
        elif index == window.slot(3):
            again = previous[:: max(1, len(previous) // 12)]
        lines = [body.text for body in [*bodies, *again]]
        truth.add_duplicates(self.source, landing_day, sum(body.messages for body in again))
        ending = "jsonl.zst" if index == window.slot(5) else "jsonl.gz"
        name = f"{self.file_stem}.{ending}"
        if index == window.slot(0):
            woven = weave(lines, faults, generator)
            writer.write_lines(self.source, landing_day, name, woven)
        elif lines:
            writer.write_lines(self.source, landing_day, name, lines)
