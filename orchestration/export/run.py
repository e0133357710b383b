"""One export: from the publication into a file that is there whole or not at all."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock, Timeout

from orchestration.errors import ChatmartError, OutOfSpaceError, is_out_of_space
from orchestration.export.files import new_file
from orchestration.export.harmless import harmless, harmless_schema
from orchestration.export.query import PublishedRows, published_rows
from orchestration.export.request import ExportRequest
from orchestration.settings import Settings

_ASIDE, _LOCK = ".chatmart-", ".lock"
_SECONDS_TO_LOCK = 60


class Progress(Protocol):
    """Who watches an export."""

    def stage(self, name: str, total: int | None = None) -> None:
        """A stage begins; `total` rows are expected."""

    def step(self, text: str, count: int = 1) -> None:
        """So many more rows are written."""


@dataclass(frozen=True)
class ExportReport:
    """What an export wrote; `warnings` are sentences without personal data."""

    metric: str
    rows: int
    file: Path
    warnings: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The report for a script."""
        return {"metric": self.metric, "rows": self.rows, "file": str(self.file)}


def export(
    settings: Settings, request: ExportRequest, progress: Progress, *, mode: int | None = None
) -> ExportReport:
    """Write the rows that `request` asks for; a file of that name is replaced at the very end.

    The file has the permissions `mode`, else those that new files of this user have. Raises
    ChatmartError or OutOfSpaceError; what was there before is then untouched.
    """
    file = request.file
    try:
        _sweep(file.parent)
        # Everything on the way lies here, readable by its owner only, and goes with it.
        with (
            tempfile.TemporaryDirectory(
                prefix=_ASIDE, dir=file.parent, ignore_cleanup_errors=True
            ) as folder,
            FileLock(Path(folder) / _LOCK),
        ):
            whole = Path(folder) / file.name
            report = _write(settings, request, whole, progress)
            if mode is not None:
                whole.chmod(mode)
            whole.replace(file)
            return report
    except OSError as error:
        raise _as_error(error, file) from None


def _sweep(parent: Path) -> None:
    """Remove what exports left that were killed: it may list people."""
    for folder in parent.glob(f"{_ASIDE}*"):
        with contextlib.suppress(OSError, Timeout):
            # One that was just made has no lock yet.
            if time.time() - folder.stat().st_mtime < _SECONDS_TO_LOCK:
                continue
            with FileLock(folder / _LOCK, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)


def _write(
    settings: Settings, request: ExportRequest, path: Path, progress: Progress
) -> ExportReport:
    name = request.metric.name
    written = 0
    with published_rows(settings, request, spill=path.parent) as rows:
        progress.stage(f"Rows of {name}", total=rows.count())
        batches = rows.batches()
        with new_file(request, path, harmless_schema(batches.schema)) as file:
            for batch in batches:
                file.write(harmless(batch))
                written += batch.num_rows
                progress.step(request.file.name, batch.num_rows)
        warnings = _warnings(request, rows, written, file.cut_texts)
    return ExportReport(name, written, request.file, warnings)


def _warnings(
    request: ExportRequest, rows: PublishedRows, written: int, cut_texts: int
) -> tuple[str, ...]:
    warnings = []
    if not written:
        warnings.append(f"{_why_nothing(request, rows)}; the file has a heading only.")
    if cut_texts:
        warnings.append(
            f"{cut_texts:,} texts are longer than a cell may be and end early; CSV has them whole."
        )
    return tuple(warnings)


def _why_nothing(request: ExportRequest, rows: PublishedRows) -> str:
    if not rows.is_known_tenant():
        return f'No tenant "{request.tenant}" is published'
    if not rows.is_known_journey():
        return f'No journey "{request.filters["journey"]}" of this tenant is published'
    return "Nothing matches the filters"


def _as_error(error: OSError, file: Path) -> ChatmartError:
    if is_out_of_space(error):
        return OutOfSpaceError(
            "No space left on the disk.", way_out=f"Free space beside {file} and export again."
        )
    return ChatmartError(
        f"{file} could not be written: {error.strerror or type(error).__name__}.",
        way_out="Name a file with --out in a folder that can be written.",
    )
