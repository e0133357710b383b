"""How a crowd of visitors walks through one chat process, all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

Mask = np.ndarray
Payload = str | np.ndarray | Callable[[np.ndarray], list[str]] | None


@dataclass
class EventColumns:
    """Events as they are collected, in chunks; one chunk per kind of event and module."""

    names: dict[str, int] = field(default_factory=dict)
    instance: list[np.ndarray] = field(default_factory=list)
    moment: list[np.ndarray] = field(default_factory=list)
    name: list[np.ndarray] = field(default_factory=list)
    module: list[np.ndarray] = field(default_factory=list)
    value: list[np.ndarray] = field(default_factory=list)
    payload: list[np.ndarray] = field(default_factory=list)


class Walk:
    """Visitors of one process: who is still there, and where each one's clock stands.

    A mask is a boolean array with one element per visitor. Each event moves the clocks of those
    it happens to by at least a tenth of a second, so that no two events of a visitor share a time.
    """

    def __init__(
        self,
        generator: np.random.Generator,
        events: EventColumns,
        *,
        first_instance: int,
        start_ms: np.ndarray,
        customer: np.ndarray,
        is_new: Mask,
    ) -> None:
        """Put one visitor at each `start_ms`; `customer` is -1 for somebody without an id."""
        self.generator = generator
        self.customer = customer
        self.is_known = customer >= 0
        self.is_new = is_new
        self.active: Mask = np.ones(len(start_ms), dtype=bool)
        self.clock = start_ms.copy()
        self._events = events
        self._first_instance = first_instance
        self._module = -1

    def enter(self, module: int, reach: float) -> None:
        """Send the share `reach` of those still there on to a module; the others have left."""
        self.active = self.some(self.active, reach)
        self._module = module
        self.pause(1, 8)
        self.emit("sub_process_visited")

    def leave(self) -> None:
        """Leave the module: what follows belongs to the process itself."""
        self._module = -1

    def some(self, who: Mask, chance: float) -> Mask:
        """A random share of `who`."""
        return who & (self.generator.random(len(self.active)) < chance)

    def split(self, who: Mask, chance: float) -> tuple[Mask, Mask]:
        """`who` in two: with probability `chance`, and the rest."""
        chosen = self.some(who, chance)
        return chosen, who & ~chosen

    def choose(self, weights: Sequence[float]) -> np.ndarray:
        """An option number for every visitor, drawn with the given weights."""
        share = np.asarray(weights, dtype=float)
        return self.generator.choice(len(share), size=len(self.active), p=share / share.sum())

    def pick(self, texts: Sequence[str]) -> np.ndarray:
        """One of the texts for every visitor."""
        chosen = self.generator.integers(0, len(texts), size=len(self.active))
        return np.array(texts, dtype=object)[chosen]

    def pause(self, least: int, most: int) -> None:
        """Let everybody who is still there wait between `least` and `most` seconds."""
        waits = self.generator.integers(least * 1000, most * 1000 + 1, size=len(self.clock))
        self.clock += waits * self.active

    def emit(
        self,
        name: str,
        who: Mask | None = None,
        payload: Payload = None,
        value: np.ndarray | None = None,
    ) -> None:
        """Emit one event for each of `who` (default: everybody still there).

        `payload` is JSON text: the same for all, an array over all visitors, or a function of the
        numbers of those it happens to. `value` holds the number (points, seconds) behind it.
        """
        chosen = np.flatnonzero(self.active if who is None else who)
        count = len(chosen)
        if not count:
            return
        columns = self._events
        columns.instance.append((chosen + self._first_instance).astype(np.int32))
        columns.moment.append(self.clock[chosen])
        code = columns.names.setdefault(name, len(columns.names))
        columns.name.append(np.full(count, code, dtype=np.int16))
        columns.module.append(np.full(count, self._module, dtype=np.int16))
        columns.value.append(np.full(count, np.nan) if value is None else value[chosen])
        texts = np.full(count, "", dtype=object)
        if callable(payload):
            texts[:] = payload(chosen)
        elif payload is not None:
            texts[:] = payload if isinstance(payload, str) else payload[chosen]
        columns.payload.append(texts)
        self.clock[chosen] += self.generator.integers(100, 1200, size=count)
