"""A landing zone of single records, one landing day, loaded without a gate."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from orchestration.ingest import ingest_days, scan_landing, start_ingest
from orchestration.settings import Settings

DAY = date(2026, 1, 1)


class Zone:
    """Records are kept until they are loaded, all of a source in one file."""

    BUSINESS = "491109999"

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home)
        self.records: dict[str, list[dict]] = {
            "tenants": [
                {"tenant_id": tenant, "whatsapp_business_account_id": account}
                for tenant, account in (("acme", "WABA1"), ("other", "WABA2"))
            ]
        }
        self.count = 0

    def add(self, source: str, record: dict[str, Any]) -> None:
        self.records.setdefault(source, []).append(record)

    def chat(self, customer_id: str, *, tenant: str = "acme", **payload: Any) -> None:
        """Add a chat event of a customer."""
        self._event("chat_events", tenant, customer_id=customer_id, payload=payload)

    def user_event(self, user_id: str, **attributes: Any) -> None:
        """Add a user event."""
        self._event("user_events", "acme", user_id=user_id, attributes=attributes)

    def journey_event(self, user_id: str, **payload: Any) -> None:
        """Add an entry into a journey."""
        more = {"journey_id": "j", "entry_id": f"entry of {user_id}", "event_type": "entered"}
        self._event("journey_events", "acme", user_id=user_id, payload=payload, **more)

    def message(self, account: str, phone: str, user_id: str) -> None:
        """Add an inbound message of the Cloud API."""
        self.count += 1
        message = {
            "id": f"m{self.count}",
            "from": phone,
            "from_user_id": user_id,
            "timestamp": "1767225600",
            "type": "text",
        }
        value = {
            "metadata": {"display_phone_number": self.BUSINESS, "phone_number_id": "n"},
            "messages": [message],
        }
        change = {"field": "messages", "value": value}
        self.add("whatsapp_cloud", {"entry": [{"id": account, "changes": [change]}]})

    def _event(self, source: str, tenant: str, **fields: Any) -> None:
        self.count += 1
        self.add(
            source,
            {
                "event_id": f"e{self.count}",
                "tenant_id": tenant,
                "event_name": "start",
                "occurred_at": "2026-01-01T10:00:00Z",
                **fields,
            },
        )

    def load(self) -> None:
        """Deliver everything, and load it."""
        for source, records in self.records.items():
            folder = self.settings.landing / source / f"dt={DAY}"
            folder.mkdir(parents=True)
            (folder / "file.jsonl").write_text("".join(f"{json.dumps(r)}\n" for r in records))
        catalog = start_ingest(self.settings)
        scan = scan_landing(self.settings, catalog, today=date(2026, 6, 1))
        report = ingest_days(self.settings, scan.dirty)
        assert report.errors == []
