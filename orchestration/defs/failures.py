"""How a failed run tells a person what happened: file, line, reason and way out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

from dagster import (
    AssetExecutionContext,
    Failure,
    HookContext,
    MetadataValue,
    OpExecutionContext,
    RetryRequested,
    failure_hook,
)

from orchestration.defs.metadata import table
from orchestration.errors import BusyError, ChatmartError, OutOfSpaceError, in_plain_words

_MAXIMUM_RETRIES = 2
_SECONDS_BETWEEN_RETRIES = 60
_SHOWN = 20


@dataclass(frozen=True)
class Fault:
    """One thing that went wrong. `file` is relative to the landing zone; `line` counts from 1."""

    reason: str
    way_out: str
    file: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = [f"File: {self.file}"] if self.file else []
        where += [f"Line: {self.line}"] if self.line else []
        return "\n".join([*where, f"Reason: {self.reason}", f"Way out: {self.way_out}"])

    @classmethod
    def of(cls, error: ChatmartError) -> Fault:
        """Take reason and way out from an error that names no file."""
        return cls(error.message, error.way_out)


def fail(faults: Sequence[Fault]) -> NoReturn:
    """Fail the step for good: the same files and models would fail again."""
    first = faults[0]
    metadata = {
        "file": first.file,
        "line": first.line,
        "reason": first.reason,
        "way_out": first.way_out,
    }
    shown = list(faults[:_SHOWN])
    texts = [str(fault) for fault in shown]
    if len(faults) > _SHOWN:
        texts.append(f"and {len(faults) - _SHOWN} more")
    raise Failure(
        description="\n\n".join(texts),
        metadata={
            **{key: _as_metadata(value) for key, value in metadata.items() if value is not None},
            "faults": table(
                ["file", "line", "reason", "way_out"],
                [(fault.file, fault.line, fault.reason, fault.way_out) for fault in shown],
            ),
        },
        allow_retries=False,
    )


@contextmanager
def failures_told(context: AssetExecutionContext | OpExecutionContext) -> Iterator[None]:
    """Turn errors of the pipeline into failures of the step, retried where waiting may help.

    A full disk may be freed and a program may close the warehouse; files and models stay as they
    are, so nothing else is retried.
    """
    try:
        with in_plain_words():
            yield
    except (BusyError, OutOfSpaceError) as error:
        if context.retry_number < _MAXIMUM_RETRIES:
            context.log.warning(f"{error.message} Trying again in {_SECONDS_BETWEEN_RETRIES} s.")
            raise RetryRequested(_MAXIMUM_RETRIES, _SECONDS_BETWEEN_RETRIES) from error
        fail([Fault.of(error)])
    except ChatmartError as error:
        fail([Fault.of(error)])


@failure_hook(name="say_what_failed")
def say_what_failed(context: HookContext) -> None:
    """Log file, line, reason and way out of a failed step in one place."""
    error = context.op_exception
    if isinstance(error, Failure):
        text = error.description or "No reason was given."
    else:
        text = str(
            Fault(
                reason=f"{type(error).__name__} in {context.op.name}, which nobody expected.",
                way_out="Read the step's error, and report it if it is none of your own. "
                "The previous publication stands; the next run repeats the work.",
            )
        )
    context.log.error(f"{context.op.name} failed.\n{text}")


def _as_metadata(value: str | int) -> MetadataValue:
    return MetadataValue.int(value) if isinstance(value, int) else MetadataValue.text(value)
