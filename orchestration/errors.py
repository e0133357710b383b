"""Errors a user can meet. Each says what happened and how to get out of it."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# What DuckDB, SQLite and Arrow say of the same, and DuckDB of its own limit.
_FULL_IN_WORDS = (
    "No space left on device",
    "Disk quota exceeded",
    "File too large",
    "database or disk is full",
    "max_temp_directory_size",
)
_REFUSED_IN_WORDS = ("Permission denied", "Read-only file system")
_ENGINES = (("duckdb", "Error"), ("sqlite3", "Error"), ("pyarrow", "ArrowException"))


class ChatmartError(Exception):
    """Something a user can cause or must act on; shown without a traceback.

    `message` says what happened, `way_out` what to do next. Neither holds personal data.
    """

    def __init__(self, message: str, *, way_out: str) -> None:
        super().__init__(message)
        self.message = message
        self.way_out = way_out

    def __str__(self) -> str:
        return f"{self.message} {self.way_out}".strip()


class LandingFileError(ChatmartError):
    """A whole landing file cannot be read; its landing day keeps what it had."""


class LakeFileError(ChatmartError):
    """A file of the lake is gone or damaged."""


class QuarantineLimitError(ChatmartError):
    """Too many records of a landing day were quarantined to publish it unseen."""


class QualityGateError(ChatmartError):
    """A landing day did not pass its quality checks."""


class TransformError(ChatmartError):
    """A model or a data test failed."""


class PublicationError(ChatmartError):
    """The marts could not be published; the previous publication is intact."""


class BusyError(ChatmartError):
    """Another run holds the lock."""


class OutOfSpaceError(ChatmartError):
    """The disk is full; what was there before is intact."""


class UsageError(ChatmartError):
    """The command was called with arguments that make no sense."""


def is_out_of_space(error: BaseException) -> bool:
    """Tell a full disk, a used up quota or a limit on files from every other failure."""
    if isinstance(error, OSError) and error.errno in _FULL:
        return True
    return says_out_of_space(str(error))


def says_out_of_space(text: str) -> bool:
    """Whether a message of a database engine is about a full disk."""
    return any(words in text for words in _FULL_IN_WORDS)


def refused_by_system(error: OSError) -> ChatmartError:
    """Turn what the operating system refused into an error that says what and where."""
    if is_out_of_space(error):
        return OutOfSpaceError(
            "No space left on the disk.",
            way_out="Free space and run again; the previous publication stands.",
        )
    where = f" ({error.filename})" if error.filename else ""
    return ChatmartError(
        f"The system refused: {error.strerror or type(error).__name__}{where}.",
        way_out="Check that CHATMART_HOME names a folder that can be read and written, and run "
        "again.",
    )


def plain_error(error: Exception) -> ChatmartError | None:
    """Say in plain words what the system or a database engine refused; None for anything else.

    What an engine says may quote values of records, so only the kind of its failure is passed on.
    """
    if isinstance(error, ChatmartError):
        return error
    if isinstance(error, BrokenPipeError):
        return None
    if isinstance(error, OSError):
        return refused_by_system(error)
    # Whoever raised an error of an engine has imported it.
    engines = tuple(
        getattr(sys.modules[module], name) for module, name in _ENGINES if module in sys.modules
    )
    if not isinstance(error, engines):
        return None
    if is_out_of_space(error):
        return refused_by_system(OSError(errno.ENOSPC, ""))
    for refused in _REFUSED_IN_WORDS:
        if refused in str(error):
            return refused_by_system(OSError(errno.EACCES, f"{refused}, to a database file"))
    return ChatmartError(
        f"A database could not be read or written ({type(error).__name__}).",
        way_out="Run again. If it fails again, delete warehouse.duckdb: the next run rebuilds it "
        "from the lake.",
    )


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Raise what the system or a database engine refuses as an error that says what to do."""
    try:
        yield
    except Exception as error:
        plain = plain_error(error)
        if plain is None or plain is error:
            raise
        raise plain from None
