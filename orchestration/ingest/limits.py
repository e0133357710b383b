"""How much one landing file may unpack to, so that a few bytes of it cannot fill the machine."""

from __future__ import annotations

import os

from orchestration.errors import LandingFileError, UsageError

LIMIT_VARIABLE = "CHATMART_UNPACKED_LIMIT"
_MEBIBYTE = 1 << 20
# Logs pack to a tenth or a thirtieth of their size, the most monotonous ones to a hundredth.
_RATIO = 200
_ALWAYS_ALLOWED = 64 * _MEBIBYTE
_NEVER_EXCEEDED = 32 * 1024 * _MEBIBYTE


def unpacked_limit(size: int) -> int:
    """Return how many bytes a compressed file of this size may unpack to.

    That is 200 times its size, at least 64 MiB and at most 32 GiB, or the number of MiB that
    CHATMART_UNPACKED_LIMIT says. Raises UsageError if that is no number.
    """
    given = os.environ.get(LIMIT_VARIABLE)
    if not given:
        return min(max(_RATIO * size, _ALWAYS_ALLOWED), _NEVER_EXCEEDED)
    if not (given.isascii() and given.isdigit() and int(given) > 0):
        raise UsageError(
            f"{LIMIT_VARIABLE} is no number of MiB.",
            way_out=f"Give a whole number, for example {LIMIT_VARIABLE}=4096, or unset it.",
        )
    return int(given) * _MEBIBYTE


def too_much_unpacked(name: str, size: int) -> LandingFileError:
    """Return the error about a file of this size that unpacks to more than it may."""
    limit = -(-unpacked_limit(size) // _MEBIBYTE)
    return LandingFileError(
        f"{name} unpacks to more than {limit:,} MiB, though it has only {size:,} bytes.",
        way_out="Remove it if it was made to do harm. If it is a real delivery, deliver it in "
        f"smaller files or set {LIMIT_VARIABLE} to the MiB it may unpack to, and run again.",
    )
