"""The secret key that identifiers are hashed with; whoever has it can test who was erased."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from orchestration.durable import flush
from orchestration.errors import ChatmartError
from orchestration.settings import Settings

KEY_BYTES = 32
_FILE = "key"


def private_folder(settings: Settings) -> Path:
    """Return the folder of key and register; made if it is not there, for its owner alone."""
    folder = settings.privacy
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def write_privately(path: Path, data: bytes) -> None:
    """Replace a file of the private folder as a whole, readable by its owner alone."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}.tmp")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    flush(path.parent)


def read_key(settings: Settings) -> bytes:
    """Return the key. Raises ChatmartError if it is not there or cannot be used."""
    path = settings.privacy / _FILE
    try:
        key = path.read_bytes()
    except OSError as error:
        raise ChatmartError(
            f"The key of the register of pseudonyms cannot be read: {error.strerror}.",
            way_out=f"Restore privacy/{_FILE} from a backup, or make it readable. Without it "
            "nobody can tell whose records are to stay erased.",
        ) from None
    if len(key) != KEY_BYTES:
        raise ChatmartError(
            f"The key of the register of pseudonyms has {len(key)} bytes instead of {KEY_BYTES}.",
            way_out=f"Restore privacy/{_FILE} from a backup.",
        )
    return key


def ensure_key(settings: Settings) -> bytes:
    """Return the key, made up if there is none yet. The caller holds the lake lock."""
    path = private_folder(settings) / _FILE
    if not path.exists():
        write_privately(path, secrets.token_bytes(KEY_BYTES))
    return read_key(settings)
