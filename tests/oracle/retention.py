"""How long the entries of each register live."""

from __future__ import annotations

from datetime import datetime, timedelta

ACTIVE_DAYS = 60
DAYS = {
    "customers": 180,
    "giveaways": 60,
    "draws": 60,
    "instant_wins": 60,
    "redemptions": 60,
    "transactions": 60,
    "variables": 60,
    "files": 60,
    "coupons": 720,
    "codes": 720,
    "runtime_log": 7,
}


def lives(register: str, created: datetime, as_of: datetime | None) -> bool:
    """Whether an entry is still there: from its creation until just before so many days later.

    Nothing expires as long as there is no as-of time.
    """
    return as_of is None or as_of < created + timedelta(days=DAYS[register])
