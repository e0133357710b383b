"""A chatmart home whose register of pseudonyms is filled by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest

from orchestration.ingest import Catalog, IngestReport, ingest_days, scan_landing, start_ingest
from orchestration.privacy.pseudonyms import register
from orchestration.settings import Settings
from tests.unit.ingest.conftest import read

DAY = date(2026, 1, 1)
ERASED = datetime(2026, 1, 1, 9, 30)
UNTIL = datetime(2026, 1, 2)


@dataclass
class Home:
    settings: Settings
    catalog: Catalog

    def erase(self, *identifiers: tuple[str, str], tenant="acme", until=ERASED) -> dict[str, str]:
        """Register identifiers; return their pseudonyms by what was given."""
        given = register(self.settings, tenant, identifiers, until)
        return {value: pseudonym for (_, value), pseudonym in given.items()}

    def deliver(self, source: str, records: list, day: date = DAY, name="file.jsonl") -> None:
        folder = self.settings.landing / source / f"dt={day}"
        folder.mkdir(parents=True, exist_ok=True)
        lines = (
            record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
            for record in records
        )
        (folder / name).write_text("".join(f"{line}\n" for line in lines))

    def load(self) -> IngestReport:
        scan = scan_landing(self.settings, self.catalog, today=date(2026, 6, 1))
        report = ingest_days(self.settings, scan.dirty)
        assert report.errors == []
        return report

    def loaded(self, source: str, records: list, table: str = "events") -> list[dict]:
        """Deliver and load records; return the rows they became."""
        self.deliver(source, records)
        self.load()
        return self.rows(source, table)

    def rows(self, source: str, table: str = "events") -> list[dict]:
        return read(self.settings.lake / source / "*" / f"{table}.parquet")

    def rejected(self) -> list[dict]:
        return read(self.settings.quarantine / "*" / "*" / "*.parquet")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    settings = Settings(tmp_path / "home")
    return Home(settings, start_ingest(settings))


def journey_event(**fields) -> dict:
    return {
        "event_id": "j1",
        "tenant_id": "acme",
        "journey_id": "welcome",
        "user_id": "u-1",
        "entry_id": "entry-1",
        "event_type": "entered",
        "occurred_at": "2026-01-01T10:00:00Z",
    } | fields


def user_event(**fields) -> dict:
    return {
        "event_id": "u1",
        "tenant_id": "acme",
        "user_id": "u-1",
        "event_name": "order",
        "occurred_at": "2026-01-01T10:00:00Z",
    } | fields


def cloud_body(account: str, **value) -> dict:
    metadata = {"phone_number_id": "900", "display_phone_number": "+49 30 5555555"}
    change = {"field": "messages", "value": {"metadata": metadata, **value}}
    return {"entry": [{"id": account, "changes": [change]}]}


def cloud_message(number: str, text: str, message_id: str = "wamid.1") -> dict:
    return {
        "id": message_id,
        "from": number,
        "timestamp": "1767261600",
        "type": "text",
        "text": {"body": text},
    }


def glific(**fields) -> dict:
    return {"tenant_id": "acme", "id": "1", "inserted_at": "2026-01-01 10:00:00"} | fields
