"""Replacing a landing day in lake, quarantine and catalogue so that a kill leaves old or new."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from orchestration.ingest.catalog import Catalog, LakeFile, LandingDay
from orchestration.ingest.engine import plain_failures
from orchestration.ingest.journal import Change, Swap, carry_out, recover
from orchestration.ingest.landing import file_digest
from orchestration.ingest.prepare import PreparedDay
from orchestration.ingest.quarantine import quarantine_file
from orchestration.settings import Settings

__all__ = ["commit_day", "discard_day", "lake_folder", "recover"]


def lake_folder(settings: Settings, source: str, day: date) -> Path:
    """Return the folder of a landing day in the lake."""
    return settings.lake / source / f"dt={day.isoformat()}"


def commit_day(settings: Settings, catalog: Catalog, prepared: PreparedDay) -> None:
    """Make the prepared day what the lake holds; its workspace is gone afterwards."""
    rejected, folder = None, None
    if prepared.files:
        rejected = prepared.rejected if prepared.rejected.exists() else None
        folder = prepared.folder
    with plain_failures(f"{prepared.source} dt={prepared.day}"):
        carry_out(
            settings,
            Change(prepared.source, prepared.day, prepared.version, removes_day=not prepared.files),
            [
                Swap(quarantine_file(settings, prepared.source, prepared.day), rejected),
                Swap(lake_folder(settings, prepared.source, prepared.day), folder),
            ],
            lambda: _catalogue(settings, catalog, prepared),
        )
    prepared.workspace.remove()


def discard_day(prepared: PreparedDay) -> None:
    """Forget a prepared day; the lake stays as it is."""
    prepared.workspace.remove()


def lake_files(settings: Settings, source: str, day: date) -> dict[str, LakeFile]:
    """Return what tells the files of a landing day in the lake from damaged ones, by table."""
    return {
        file.stem: LakeFile(file.stat().st_size, file_digest(file))
        for file in lake_folder(settings, source, day).glob("*.parquet")
    }


def _catalogue(settings: Settings, catalog: Catalog, prepared: PreparedDay) -> None:
    if not prepared.files:
        catalog.remove_day(prepared.source, prepared.day)
        return
    catalog.replace_day(
        LandingDay(
            source=prepared.source,
            landing_day=prepared.day,
            version=prepared.version,
            fingerprint=prepared.fingerprint,
            accepted=prepared.accepted,
            quarantined=prepared.quarantined,
            loaded_at=datetime.now(UTC),
        ),
        prepared.files,
        lake_files(settings, prepared.source, prepared.day),
    )
