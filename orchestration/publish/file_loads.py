"""The files of the landing zone, as the audit shows them."""

from __future__ import annotations

from datetime import UTC

from orchestration import ingest
from orchestration.ingest.catalog import Catalog
from orchestration.publish.database import FileLoadRow
from orchestration.settings import Settings

_WAITING = "waiting"


def file_loads(settings: Settings) -> list[FileLoadRow]:
    """Every file of the current landing zone, as `audit.file_loads` shows it.

    Files that no run has looked at yet are `waiting`, without counts.
    """
    catalog = Catalog(settings.catalog)
    loads = [
        FileLoadRow(
            load.source,
            load.landing_day,
            load.file_name,
            load.received,
            load.accepted,
            load.quarantined,
            load.status,
            load.loaded_at.astimezone(UTC).replace(tzinfo=None) if load.loaded_at else None,
        )
        for load in catalog.file_loads()
        if load.source in ingest.SOURCES
    ]
    known = {(load.source, load.landing_day, load.file_name) for load in loads}
    for day in ingest.scan_landing(settings, catalog).dirty:
        loads += [
            FileLoadRow(day.source, day.day, name, 0, 0, 0, _WAITING, None)
            for name in day.added
            if (day.source, day.day, name) not in known
        ]
    return loads
