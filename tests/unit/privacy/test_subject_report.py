"""What a report says about a person, and what it keeps to itself."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from orchestration.errors import UsageError
from orchestration.privacy.linking import person_of
from orchestration.privacy.subject_report import write_subject_report
from tests.pipeline.support import Silence
from tests.unit.privacy.zone import Zone


@pytest.fixture
def zone(tmp_path: Path) -> Zone:
    return Zone(tmp_path / "home")


def report(zone: Zone, file: Path, **selectors: list[str]) -> dict:
    write_subject_report(zone.settings, person_of("acme", **selectors), file, Silence())
    return json.loads(file.read_text())


def test_a_report_has_own_rows_in_full_and_of_others_the_place(zone, tmp_path):
    zone.chat("customer-1", email="a@example.org", first_name="Anna")
    zone.chat("customer-1", text="something else")
    zone.chat("customer-2", text="the private thoughts of another about A@example.org")
    zone.chat("customer-3", text="nothing")
    zone.message("WABA1", phone="49170111111", user_id="DE.anna1")
    zone.user_event("customer-1", phone="+49170111111")
    rejected = {"tenant_id": "acme", "event_name": "x", "customer_id": "customer-1"}
    zone.add("chat_events", rejected | {"occurred_at": "never"})
    zone.add("chat_events", rejected | {"occurred_at": "never", "customer_id": "customer-3"})
    zone.load()
    file = tmp_path / "report.json"
    found = report(zone, file, emails=["a@example.org"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert found["identifiers"] == {
        "emails": ["a@example.org"],
        "ids_and_phones": ["49170111111", "DE.anna1", "customer-1"],
    }
    own = [(row["source"], row["line"]) for row in found["records"]]
    assert own == [("chat_events", 1), ("chat_events", 2), ("whatsapp_cloud", 1),
                   ("user_events", 1)]  # fmt: skip
    assert json.loads(found["records"][0]["payload"])["first_name"] == "Anna"
    (mention,) = found["mentions"]
    assert (mention["line"], mention["columns"]) == (3, ["payload"])
    assert "private thoughts" not in file.read_text()
    (quarantined,) = found["quarantine"]
    assert json.loads(quarantined["raw"])["customer_id"] == "customer-1"
    assert found["marts"] == {}


def test_a_report_about_somebody_unknown_is_empty(zone, tmp_path):
    zone.chat("one", email="a@example.org")
    zone.load()
    found = report(zone, tmp_path / "report.json", customer_ids=["nobody"])
    assert (found["records"], found["mentions"], found["quarantine"]) == ([], [], [])


def test_a_report_needs_a_folder(zone, tmp_path):
    with pytest.raises(UsageError):
        report(zone, tmp_path / "missing" / "report.json", customer_ids=["one"])
