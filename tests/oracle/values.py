"""How single values of a record are read; whatever cannot be read raises `UnreadableError`."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta

EARLIEST = datetime(2000, 1, 1)
EPOCH = datetime(1970, 1, 1)

_CLOCK = r"([0-9]{4})-([0-9]{2})-([0-9]{2})%s([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]+))?"
_RFC_3339 = re.compile(_CLOCK % "[Tt ]" + r"(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))")
_SPELLED_UTC = re.compile(_CLOCK % " " + " UTC")
_NAIVE = re.compile(_CLOCK % "[Tt ]")
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_DIGITS = re.compile(r"[0-9]+")
# Beyond this, a number of seconds is no measurement: thirty thousand years.
_ABSURD = 1e12


class UnreadableError(ValueError):
    """The record has to be quarantined."""


def text(value: object) -> str | None:
    """A text field: numbers and booleans become text, objects and arrays are refused.

    What Python writes as `NaN` or `Infinity` reads as missing.
    """
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value) if isinstance(value, int) or math.isfinite(value) else None
    raise UnreadableError("object or array where text belongs")


def identifier(value: object) -> str | None:
    """A text field in which an empty or blank text means that there is none."""
    read = text(value)
    return None if read is None or not read.strip() else read


def required(value: object) -> str:
    """A text field that must not be missing or blank."""
    read = identifier(value)
    if read is None:
        raise UnreadableError("required field missing")
    return read


def finite_number(value: object) -> float | None:
    """An `amount`: missing, or a finite number (also spelled as text, which CSV cannot avoid)."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    number = lenient_number(value)
    if number is None:
        raise UnreadableError("no finite number")
    return number


def lenient_number(value: object) -> float | None:
    """A number inside a payload: whatever is not a finite one reads as missing."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        if not _NUMBER.fullmatch(value):
            return None
        value = float(value)
    if not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def payload_seconds(payload: dict | None) -> float:
    """`payload.seconds`, 0 where it is missing, no number or absurd (negative or immense)."""
    seconds = lenient_number((payload or {}).get("seconds"))
    return seconds if seconds is not None and 0 <= seconds <= _ABSURD else 0.0


def payload_text(payload: dict | None, key: str) -> str | None:
    """A text inside a payload; what cannot be a text reads as missing."""
    try:
        return text((payload or {}).get(key))
    except UnreadableError:
        return None


def instant(value: object, landing_day: date) -> datetime:
    """A written time as naive UTC, truncated to microseconds and within the limits of its day."""
    return within_limits(moment(value), landing_day)


def moment(value: object) -> datetime:
    """A written time as naive UTC, truncated to microseconds, whenever that is."""
    written = required(value)
    match = _RFC_3339.fullmatch(written) or _SPELLED_UTC.fullmatch(written)
    if match is None:
        raise UnreadableError("no time with an offset")
    offset = timedelta()
    if match.re is _RFC_3339 and match[8]:
        if int(match[9]) > 23 or int(match[10]) > 59:
            raise UnreadableError("impossible offset")
        offset = timedelta(hours=int(match[9]), minutes=int(match[10]))
        offset = -offset if match[8] == "-" else offset
    try:
        return _moment(match) - offset
    except OverflowError as error:
        raise UnreadableError("impossible time") from error


def _moment(match: re.Match) -> datetime:
    microsecond = int(((match[7] or "") + "000000")[:6])
    try:
        return datetime(*(int(match[index]) for index in range(1, 7)), microsecond)
    except ValueError as error:
        raise UnreadableError("impossible date or time") from error


def unix_seconds(value: object, landing_day: date) -> datetime:
    """Unix seconds, a number or a text of digits, as naive UTC within the limits of its day."""
    return within_limits(unix_moment(value), landing_day)


def unix_milliseconds(value: object, landing_day: date) -> datetime:
    """Unix milliseconds, a number or a text of digits, as naive UTC within its day's limits."""
    return within_limits(unix_moment(value, timedelta(milliseconds=1)), landing_day)


def unix_moment(value: object, unit: timedelta = timedelta(seconds=1)) -> datetime:
    """A whole number of units since 1970 as naive UTC, whenever that is."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnreadableError("no unix time")
    try:
        return EPOCH + unit * value
    except OverflowError as error:
        raise UnreadableError("impossible time") from error


def local_time(value: object, landing_day: date) -> datetime:
    """A time of day without offset, as it is written; judged as though it were UTC."""
    match = _NAIVE.fullmatch(required(value))
    if match is None:
        raise UnreadableError("no local time")
    return within_limits(_moment(match), landing_day)


def calendar_day(value: object, landing_day: date) -> date:
    """A date; its midnight has to be within the limits of its landing day."""
    try:
        day = date.fromisoformat(required(value))
    except ValueError as error:
        raise UnreadableError("no date") from error
    within_limits(datetime(day.year, day.month, day.day), landing_day)
    return day


def integer(value: object) -> int | None:
    """A whole number, also one spelled as text, which CSV cannot avoid; None if missing."""
    written = identifier(value)
    if written is None:
        return None
    if not _DIGITS.fullmatch(written):
        raise UnreadableError("no whole number")
    return int(written)


def flag(value: object) -> bool:
    """A truth; a missing one is false."""
    return (identifier(value) or "").lower() == "true"


def within_limits(moment: datetime, landing_day: date) -> datetime:
    """The moment, if between 2000 and one day after the end of its landing day, both included."""
    if not EARLIEST <= moment <= landing_day_limit(landing_day):
        raise UnreadableError("record time out of limits")
    return moment


def landing_day_limit(landing_day: date) -> datetime:
    """The latest time that a record of a landing day may have."""
    return datetime(landing_day.year, landing_day.month, landing_day.day) + timedelta(days=2)


def utc(moment: datetime) -> datetime:
    """The naive UTC moment as an aware one."""
    return moment.replace(tzinfo=UTC)
