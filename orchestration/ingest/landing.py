"""The landing zone on disk: which files count as delivered, and their identity."""

from __future__ import annotations

import hashlib
import os
import stat
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from orchestration.settings import Settings

FileFormat = Literal["json", "csv", "parquet"]

_FORMATS: dict[str, FileFormat] = {
    ".jsonl": "json",
    ".ndjson": "json",
    ".csv": "csv",
    ".parquet": "parquet",
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
_DIGEST_CHUNK = 1 << 20
_RACY_NANOSECONDS = 2_000_000_000


@dataclass(frozen=True)
class FileState:
    """Size, times and inode of a file; equal states of a file that is not racy mean equal bytes.

    `ctime_ns` is 0 if the file changed so shortly before it was looked at that a later change
    could leave the same times.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int

    @property
    def is_proof(self) -> bool:
        """Whether an equal state later proves equal bytes."""
        return self.ctime_ns != 0


@dataclass(frozen=True)
class LandingFile:
    """One delivered file. `name` is printable: bytes that are no UTF-8 stand as `\\xNN`."""

    path: Path
    name: str
    format: FileFormat
    compression: str | None


def new_digest() -> hashlib.blake2b:
    """Return the hash that identifies a file's bytes."""
    return hashlib.blake2b(digest_size=20)


def file_digest(path: Path) -> str:
    """Hash a file's bytes in bounded memory."""
    digest = new_digest()
    with path.open("rb", buffering=0) as stream:
        while chunk := stream.read(_DIGEST_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def state_of(status: os.stat_result, now_ns: int | None = None) -> FileState:
    """Turn a stat result into a state, seen at `now_ns` (default: now)."""
    now_ns = time.time_ns() if now_ns is None else now_ns
    is_racy = status.st_ctime_ns > now_ns - _RACY_NANOSECONDS
    return FileState(
        status.st_size, status.st_mtime_ns, 0 if is_racy else status.st_ctime_ns, status.st_ino
    )


def day_folder(settings: Settings, source: str, day: date) -> Path:
    """Return where the files of a landing day are delivered."""
    return settings.landing / source / f"dt={day.isoformat()}"


def printable(name: str) -> str:
    """Return a file name as valid text, the bytes that are no UTF-8 as `\\xNN`."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def is_ignored(name: str) -> bool:
    """Tell the producers' half-written and hidden files from delivered ones."""
    return name.startswith(("_", ".")) or name.endswith(".tmp")


def classify(path: Path) -> LandingFile | None:
    """Tell format and compression by the ending; None for an ending we do not read."""
    stem, compression = path.name.lower(), None
    for ending, codec in _COMPRESSIONS.items():
        if stem.endswith(ending):
            stem, compression = stem.removesuffix(ending), codec
            break
    file_format = _FORMATS.get(Path(stem).suffix)
    if file_format is None or (file_format == "parquet" and compression):
        return None
    return LandingFile(path, printable(path.name), file_format, compression)


def list_files(folder: Path) -> tuple[list[LandingFile], list[str]]:
    """List the delivered files of a landing day in bytewise order of their names.

    Returns the files and the printable names of entries that are neither read nor ignored
    silently (unknown endings, folders, devices). A missing folder has no files.
    """
    try:
        paths = sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name))
    except FileNotFoundError:
        return [], []
    files, unknown = [], []
    for path in paths:
        if is_ignored(path.name):
            continue
        known = classify(path)
        if known is not None and _may_be_read(path):
            files.append(known)
        else:
            unknown.append(printable(path.name))
    return files, unknown


def _may_be_read(path: Path) -> bool:
    """Refuse folders and devices; a broken link is a delivery that cannot be read."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True
