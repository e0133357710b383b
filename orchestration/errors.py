"""Errors a user can meet. Each says what happened and how to get out of it."""

from __future__ import annotations

import errno


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
    """Tell a full disk from every other failure."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return True
    text = str(error)
    return "No space left on device" in text or "max_temp_directory_size" in text


def refused_by_system(error: OSError) -> ChatmartError:
    """Turn what the operating system refused into an error that says what and where."""
    if is_out_of_space(error):
        return OutOfSpaceError(
            "No space left on the disk.",
            way_out="Free space and run again; the previous publication stands.",
        )
    where = f" ({error.filename})" if error.filename else ""
    return ChatmartError(
        f"{error.strerror or type(error).__name__}{where}.",
        way_out="Check that CHATMART_HOME names a folder that can be read and written, and run "
        "again.",
    )
