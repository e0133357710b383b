"""Gathering what can be known of a home; a part that cannot be read does not hide the others."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import TypeVar

from orchestration.errors import ChatmartError, refused_by_system
from orchestration.ingest import Catalog, LandingScan, scan_landing
from orchestration.privacy.history import history_file
from orchestration.reporting.journeys import journey_warnings
from orchestration.reporting.status.facts import (
    Facts,
    PrivacyFacts,
    PublicationFacts,
    Unreadable,
    WorkFacts,
)
from orchestration.reporting.status.read_home import (
    privacy_is_closed,
    read_privacy,
    read_publication,
    read_rejections,
    read_work,
)
from orchestration.reporting.status.read_lake import LakeFacts, read_lake
from orchestration.reporting.status.snapshot import copied
from orchestration.reporting.tenants import tenant_warnings
from orchestration.settings import Settings

Read = TypeVar("Read")
_CLOSED = (
    "The folder privacy is closed to this user, so interrupted erasures and what retention removed "
    "are not seen; ask as the user that runs chatmart."
)


def read_facts(settings: Settings, now: datetime | None = None) -> Facts:
    """Read everything at `now` (default: the clock on the wall); nothing is changed."""
    now = now or datetime.now(UTC)
    looking = _Looking()
    # Work first: a run that ends meanwhile is then shown as working, not as one that left things.
    work = looking.at("work in progress", lambda: read_work(settings), WorkFacts())
    publication = looking.at("publication", lambda: read_publication(settings), PublicationFacts())
    lake = looking.at("lake", lambda: _lake(settings, looking, now.date()), None)
    warnings = list(lake.warnings) if lake else []
    warnings += looking.at("tenants", lambda: tenant_warnings(settings), [])
    warnings += looking.at("journeys", lambda: journey_warnings(settings), [])
    if privacy_is_closed(settings):
        warnings.append(_CLOSED)
        privacy = None
    else:
        privacy = looking.at("history of privacy", lambda: _privacy(settings), None)
    since = publication.published_at
    return Facts(
        home=settings.home,
        checked_at=now,
        home_exists=settings.home.exists(),
        sources=lake.sources if lake else (),
        waiting=lake.waiting if lake else (),
        failed_files=lake.failed_files if lake else (),
        refused=lake.refused if lake else (),
        damaged=lake.damaged if lake else (),
        rejections=looking.at("quarantine", lambda: read_rejections(settings), ()),
        unpublished=lake.loaded_since(since) if lake and since else (),
        last_loaded_at=lake.last_loaded_at if lake else None,
        publication=publication,
        work=work,
        privacy=privacy,
        warnings=tuple(warnings),
        unreadable=tuple(looking.unreadable),
    )


class _Looking:
    """Looks at one part after the other, and notes those that cannot be read."""

    def __init__(self) -> None:
        self.unreadable: list[Unreadable] = []

    def at(self, part: str, read: Callable[[], Read], otherwise: Read) -> Read:
        """Return what is read of a part, or `otherwise`; the same is not complained of twice."""
        try:
            with _told():
                return read()
        except ChatmartError as error:
            if error.message not in {known.message for known in self.unreadable}:
                self.unreadable.append(Unreadable(part, error.message, error.way_out))
            return otherwise


@contextmanager
def _told() -> Iterator[None]:
    """Turn what damaged files bring about into errors that say what to do."""
    try:
        yield
    except OSError as error:
        raise refused_by_system(error) from None
    except (sqlite3.Error, ValueError, TypeError, KeyError) as error:
        raise ChatmartError(
            f"It is damaged, or was written by another version ({type(error).__name__}).",
            way_out="Run `chatmart run` and see what it says.",
        ) from None


def _lake(settings: Settings, looking: _Looking, today: date) -> LakeFacts:
    with copied(settings, settings.catalog) as copy:
        catalog = Catalog(copy.catalog)

        def scan() -> LandingScan:
            return scan_landing(settings, catalog, today=today, remember=False)

        return read_lake(
            settings, catalog, lambda: looking.at("landing zone", scan, LandingScan([], []))
        )


def _privacy(settings: Settings) -> PrivacyFacts | None:
    with copied(settings, history_file(settings)) as copy:
        return read_privacy(copy)
