"""The queries of this package, as text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Template

_FOLDER = Path(__file__).parent / "sql"


def sql(name: str, **parts: str) -> str:
    """Return `sql/<name>.sql` with its parts filled in (code of ours, never delivered text)."""
    return Template(_text(name)).substitute(parts) if parts else _text(name)


@cache
def _text(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
