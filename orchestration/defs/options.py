"""Reading what a person wrote into the configuration of a run."""

from __future__ import annotations

from datetime import date

from orchestration.errors import UsageError
from orchestration.partitions import parse_day


def day_option(name: str, text: str) -> date:
    """Return the day that the option `name` gives. Raises UsageError if it is none."""
    try:
        return parse_day(text)
    except ValueError:
        raise UsageError(
            f"{name} is {text!r}, which is no date.", way_out="Give a date as YYYY-MM-DD."
        ) from None
