"""What publication, locks, quarantine and the folder of privacy say."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from orchestration.ingest.journal import unfinished_changes
from orchestration.locks import Holder, last_holders
from orchestration.privacy.history import PrivacyHistory
from orchestration.privacy.work import work_file
from orchestration.publish import current_publication, missing_files, was_published
from orchestration.reporting.published import rows_of_quarantine
from orchestration.reporting.status.facts import (
    PrivacyFacts,
    PublicationFacts,
    Rejection,
    WorkFacts,
)
from orchestration.settings import Settings

_SQL = Path(__file__).parent.parent / "sql"
# What these leave when they are killed, nobody has to finish.
_HARMLESS = frozenset({"chatmart subject-report", "chatmart retention"})


def read_publication(settings: Settings) -> PublicationFacts:
    """Look at what readers see, and whether all of it is there."""
    if not was_published(settings):
        return PublicationFacts()
    publication = current_publication(settings)
    missing = tuple(missing_files(settings))
    try:
        published_at = _utc(publication.published_at) if publication else None
        sum(publication.rows.values()) if publication else 0
    except (ValueError, TypeError, AttributeError):
        publication, published_at = None, None
    return PublicationFacts(
        publication=publication,
        published_at=published_at,
        size_bytes=_size_of(settings.published / "current") if publication else 0,
        missing=missing,
        was_published=True,
    )


def read_work(settings: Settings) -> WorkFacts:
    """Find out who works on the home, and what those left who were killed."""
    before = _holders(settings)
    left = _erasure_since(settings), unfinished_changes(settings)
    after = _holders(settings)
    # What is unfinished has not been left while somebody worked on it, before or after our look.
    is_before = any(holder.is_working for holder in before)
    return WorkFacts(before if is_before else after, *left)


def read_rejections(settings: Settings) -> tuple[Rejection, ...]:
    """List the reasons that records were quarantined for most often."""
    files = sorted(settings.quarantine.glob("*/dt=*/*.parquet"))
    if not files:
        return ()
    rows = rows_of_quarantine(settings, (_SQL / "rejections.sql").read_text(), files)
    return tuple(Rejection(*reason, **place) for *reason, place in rows)


def privacy_is_closed(settings: Settings) -> bool:
    """Whether the folder of privacy is there, and this user may not look into it."""
    return settings.privacy.is_dir() and not os.access(settings.privacy, os.R_OK | os.X_OK)


def read_privacy(copy: Settings) -> PrivacyFacts:
    """Sum up what was removed, from a copy of the history."""
    history = PrivacyHistory(copy)
    runs, erasures = history.retention_runs(), history.erasures()
    retained = history.retained_as_of()
    return PrivacyFacts(
        retained_as_of=retained.replace(tzinfo=UTC) if retained else None,
        removed_rows=sum(run.removed_rows for run in runs),
        removed_values=sum(run.removed_values for run in runs),
        erasures=len(erasures),
        last_erased_on=erasures[-1].erased_on if erasures else None,
    )


def _holders(settings: Settings) -> tuple[Holder, ...]:
    return tuple(
        holder
        for holder in last_holders(settings)
        if not (holder.was_killed and holder.work in _HARMLESS)
    )


def _erasure_since(settings: Settings) -> datetime | None:
    # Only its times are looked at: it names the person.
    try:
        return datetime.fromtimestamp(work_file(settings).stat().st_mtime, UTC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None


def _size_of(folder: Path) -> int:
    """Add up the bytes below a folder; what goes meanwhile counts as nothing."""
    found = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                found += os.stat(os.path.join(path, name)).st_size  # noqa: PTH116, PTH118
            except OSError:
                continue
    return found


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
