"""How commands tell what went wrong: two lines, no traceback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from orchestration.errors import ChatmartError, UsageError, plain_error


def plain_failures(command: Callable[..., Any]) -> Callable[..., Any]:
    """Show what a user can cause as two lines without a traceback; exit 1, bad usage 2."""

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            _require_text(kwargs)
            return command(*args, **kwargs)
        except ChatmartError as error:
            complain(error)
            sys.exit(2 if isinstance(error, UsageError) else 1)
        except KeyboardInterrupt:
            click.echo("Stopped. The next run continues where this one was.", err=True)
            sys.exit(1)
        except BrokenPipeError:
            # Whoever read our output has gone; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)
        except Exception as error:
            plain = plain_error(error)
            if plain is None:
                raise
            complain(plain)
            sys.exit(1)

    return wrapped


def _require_text(arguments: dict[str, Any]) -> None:
    """Refuse arguments whose bytes are no text: no database takes them, and no terminal."""
    for name, given in arguments.items():
        for value in given if isinstance(given, tuple) else (given,):
            if isinstance(value, str | Path) and _is_broken(str(value)):
                raise UsageError(
                    f"An argument is no valid UTF-8 text: {name.replace('_', ' ')}.",
                    way_out="Give it in UTF-8, as the terminal should.",
                )


def _is_broken(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def complain(error: ChatmartError) -> None:
    """Say on standard error what happened and how to get out of it."""
    click.echo(f"Error: {error.message}", err=True)
    if error.way_out:
        click.echo(f"Way out: {error.way_out}", err=True)
