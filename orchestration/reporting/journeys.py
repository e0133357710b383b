"""Journeys of which nothing can be counted, and the definitions that were rejected."""

from __future__ import annotations

from pathlib import Path

from orchestration.publish import current_publication
from orchestration.reporting.published import open_published, rows_of_quarantine
from orchestration.settings import Settings
from orchestration.wording import some_of

_SQL = Path(__file__).parent / "sql"
_TOLD = 5


def journey_warnings(settings: Settings) -> list[str]:
    """Sentences about published journeys without a valid definition and rejected definitions."""
    return [*_undefined(settings), *_rejected(settings)]


def _undefined(settings: Settings) -> list[str]:
    if current_publication(settings) is None:
        return []
    with open_published(settings) as connection:
        rows = connection.execute((_SQL / "undefined_journeys.sql").read_text()).fetchall()
    if not rows:
        return []
    journeys = some_of([f"{journey} of {tenant}" for tenant, journey in rows])
    which, whose = ("journey", "its") if len(rows) == 1 else ("journeys", "their")
    return [
        f"No valid definition of the {which} {journeys}: {whose} entries and conversions are "
        "not counted. Deliver one in `journeys`, with conversion_event and "
        "stop_counting_after_exit_seconds."
    ]


def _rejected(settings: Settings) -> list[str]:
    files = sorted(settings.quarantine.glob("journeys/dt=*/*.parquet"))
    if not files:
        return []
    rows = rows_of_quarantine(settings, (_SQL / "rejected_definitions.sql").read_text(), files)
    sentences = [
        f"A definition in journeys/dt={day}/{name}, line {line}, was quarantined: {reason}."
        for day, name, line, reason in rows[:_TOLD]
    ]
    if len(rows) > _TOLD:
        sentences.append(f"{len(rows) - _TOLD} more definitions of journeys were quarantined.")
    return sentences
