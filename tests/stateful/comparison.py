"""What a home is held to in the end, whatever its history was."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.privacy.history import PrivacyHistory
from orchestration.privacy.identifiers import contact_of, is_email
from orchestration.settings import Settings
from tests.oracle import REGISTERS, LandingZone
from tests.pipeline.erased_marts import (
    RECOMPUTED,
    differences_up_to_pseudonyms,
    differing_rows,
)
from tests.pipeline.leaks import leaks, needles
from tests.pipeline.register_differences import differences, differences_but_for_what_was_lost
from tests.pipeline.support import (
    attach_both,
    differences_between,
    lacking_rows,
    land,
    last_landing_day,
    run,
)
from tests.stateful.history import History


def differences_from_full_refresh(history: History) -> list[str]:
    """Where a full refresh of the same home publishes something else."""
    before = history.folder / "before_full_refresh"
    shutil.copytree(history.home / "published", before / "published", symlinks=True)
    history.run(full_refresh=True)
    found = differences_between(before, history.home)
    shutil.rmtree(before)
    return found


def differences_from_oracle(history: History) -> list[str]:
    """Where it is not what the definitions say of the landing zone; nobody was erased."""
    compare = differences_but_for_what_was_lost if _has_lost_values(history.home) else differences
    return compare(history.home, history.zone, _retained_as_of(history.home))


def differences_from_new_home(history: History) -> list[str]:
    """Where a home that loads the landing zone at once, and erases nobody, has something else."""
    other = _new_home(history.folder, history.zone, _retained_as_of(history.home))
    found = _differences_of_files(history.home, other)
    if history.erased:
        found += differing_rows(history.home, other, "chatmart_no_pii.duckdb", RECOMPUTED)
        everybody = set().union(*history.erased.values())
        found += differences_up_to_pseudonyms(history.home, other, everybody)
    else:
        found += differences_between(history.home, other)
    if _has_lost_values(history.home):
        registers = tuple(f"marts.{name}:" for name in REGISTERS)
        found = [one for one in found if not one.startswith(registers)]
    return found


def people_left(history: History) -> list[str]:
    """Where somebody who was erased is still to be found."""
    found = []
    for tenant_id, identifiers in history.erased.items():
        plain = [one for one in identifiers if contact_of(one) is None]
        emails = [one for one in plain if is_email(one)]
        phones = [one for one in plain if one.isdigit() and len(one) >= 7]
        ids = [one for one in plain if one not in (*emails, *phones) and len(one) >= 8]
        found += leaks(history.home, tenant_id, needles(emails, phones, ids))
    return found


def _new_home(folder: Path, zone: LandingZone, retained_as_of: date | None) -> Path:
    home = folder / "at_once"
    home.mkdir()
    land(home, zone)
    if retained_as_of != last_landing_day(zone):
        run(home, accept_quarantine=True, as_of=retained_as_of)
    run(home, accept_quarantine=True)
    return home


def _retained_as_of(home: Path) -> date | None:
    """The latest day as of whose end rows have left registers."""
    moment = PrivacyHistory(Settings(home)).retained_as_of()
    return (moment - timedelta(days=1)).date() if moment else None


def _has_lost_values(home: Path) -> bool:
    """Whether values went with their rows, which later changes might have brought to light."""
    runs = PrivacyHistory(Settings(home)).retention_runs()
    return any(one.removed_values for one in runs)


def _differences_of_files(home: Path, other: Path) -> list[str]:
    with duckdb.connect() as connection:
        attach_both(connection, home, other)
        return lacking_rows(
            connection,
            "audit.file_loads",
            lambda side: f"select * exclude (loaded_at) from {side}.audit.file_loads",
        )
