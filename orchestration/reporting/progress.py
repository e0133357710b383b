"""Progress of a run: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

_SECONDS_BETWEEN_LINES = 10.0


class PlainProgress:
    """A line per stage, and now and then one in between, for logs and pipes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._name = ""
        self._total: int | None = None
        self._done = 0
        self._spoke_at = 0.0

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage."""
        self._name, self._total, self._done = name, total, 0
        self.say(f"{name}: {total}" if total is not None else name)

    def step(self, text: str, count: int = 1) -> None:
        """Count steps; say so at most every few seconds."""
        self._done += count
        if time.monotonic() - self._spoke_at >= _SECONDS_BETWEEN_LINES:
            of_total = f"/{self._total}" if self._total is not None else ""
            self.say(f"{self._name}: {self._done}{of_total} ({text})")

    def say(self, text: str) -> None:
        """Print a line."""
        self._spoke_at = time.monotonic()
        print(text, file=self._stream, flush=True)


class TerminalProgress:
    """A live bar; finished stages stay as a line each."""

    def __init__(self, stream: TextIO) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

        self._progress = Progress(
            SpinnerColumn(finished_text="✓"),
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.completed:.0f}"),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[detail]}"),
            console=Console(file=stream),
        )
        self._task: int | None = None

    def __enter__(self) -> TerminalProgress:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()
        self._progress.stop()

    def stage(self, name: str, total: int | None = None) -> None:
        """Begin a stage; the one before is done."""
        self._finish()
        self._task = self._progress.add_task(name, total=total, detail="")

    def step(self, text: str, count: int = 1) -> None:
        """Advance the bar."""
        if self._task is not None:
            self._progress.update(self._task, advance=count, detail=text[:40])

    def say(self, text: str) -> None:
        """Print a line above the bar."""
        self._progress.console.print(text, markup=False, highlight=False)

    def _finish(self) -> None:
        if self._task is not None:
            completed = self._progress.tasks[self._task].completed
            self._progress.update(self._task, total=completed, detail="")
            self._progress.stop_task(self._task)
            self._task = None


@contextmanager
def progress_for(stream: TextIO) -> Iterator[PlainProgress | TerminalProgress]:
    """The progress that suits the stream."""
    if stream.isatty():
        with TerminalProgress(stream) as progress:
            yield progress
    else:
        yield PlainProgress(stream)
