"""Templates sent to a whole collection of contacts at once."""

from __future__ import annotations

import numpy as np

from orchestration.sample.calendar import (
    MILLISECONDS_PER_DAY,
    MILLISECONDS_PER_HOUR,
    LocalTime,
    Window,
)
from orchestration.sample.whatsapp import MARKETING, OUTBOUND, OWN, PERSON, message_columns

_SENDING_HOUR = 11
_LATEST_START_SECONDS = 1200
_SENDING_SECONDS = 40


def collection_sends(
    window: Window, local: LocalTime, messages: float, pool: int, generator: np.random.Generator
) -> tuple[np.ndarray, ...]:
    """About `messages` templates to collections, one sending every morning.

    For each sending there is a message of the business to itself besides.
    """
    hours = np.arange(window.start_ms, window.end_ms, MILLISECONDS_PER_HOUR, dtype=np.int64)
    wall = local.wall(hours) % MILLISECONDS_PER_DAY // MILLISECONDS_PER_HOUR
    moments = hours[wall == _SENDING_HOUR] // 1000
    sends = len(moments)
    moments += generator.integers(0, _LATEST_START_SECONDS, size=sends)
    size = min(pool, max(1, round(messages / sends)))
    contact = np.concatenate([generator.choice(pool, size=size, replace=False) for _ in moments])
    second = np.repeat(moments, size) + generator.integers(0, _SENDING_SECONDS, size=len(contact))
    persons = np.full(len(contact), PERSON)
    recipients = message_columns(second, OUTBOUND, contact, persons, MARKETING)
    nobody = np.zeros(sends, dtype=np.int64)
    own = message_columns(moments, OUTBOUND, nobody, np.full(sends, OWN), MARKETING)
    return tuple(np.concatenate(column) for column in zip(recipients, own, strict=True))
