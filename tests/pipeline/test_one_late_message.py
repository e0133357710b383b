from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.sample import write_sample
from tests.pipeline.support import run

LAST_DAY = date(2025, 10, 31)
BY_CONTACT = (
    "intermediate.int_contacts",
    "intermediate.int_contact_changes",
    "intermediate.int_threads",
    "intermediate.int_conversation_messages",
    "intermediate.int_conversations",
    "marts.dim_contacts",
)


@pytest.fixture
def loaded_home(new_home) -> Path:
    home = new_home()
    write_sample(home / "landing", days=8, scale=0.3, end=LAST_DAY)
    run(home)
    return home


def _query(home: Path, statement: str) -> list[tuple]:
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute(statement).fetchall()


def _rows(home: Path, table: str) -> set[tuple]:
    """(tenant, contact, everything else) of every row."""
    name = table.split(".")[1]
    return set(_query(home, f"select tenant_id, contact_id, cast({name} as varchar) from {table}"))


def _somebody(home: Path) -> tuple[str, str, str, str]:
    """Tenant, business account, business number and phone of a contact of the Cloud API."""
    (somebody,) = _query(
        home,
        """
        select messages.tenant_id, records.account_key, messages.business_number,
            messages.contact_id
        from intermediate.int_whatsapp_messages as messages
        join intermediate.int_whatsapp_message_records as records using (message_key)
        where messages.source = 'whatsapp_cloud' and messages.excluded_as is null
        order by all
        limit 1
        """,
    )
    return somebody


def _land_late_message(home: Path, account: str, number: str, phone: str) -> None:
    sent = datetime.combine(LAST_DAY - timedelta(days=5), datetime.min.time(), UTC)
    message = {"id": "wamid.late", "from": phone, "type": "text", "text": {"body": "late"}}
    message["timestamp"] = str(int(sent.timestamp()))
    value = {"metadata": {"phone_number_id": number}, "messages": [message]}
    body = {"entry": [{"id": account, "changes": [{"field": "messages", "value": value}]}]}
    folder = home / "landing" / "whatsapp_cloud" / f"dt={LAST_DAY}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "late.jsonl").write_text(json.dumps(body) + "\n")


def test_a_late_message_restates_its_contact_alone(loaded_home):
    tenant, account, number, phone = _somebody(loaded_home)
    before = {table: _rows(loaded_home, table) for table in BY_CONTACT}
    _land_late_message(loaded_home, account, number, phone)
    run(loaded_home)
    restated = _query(
        loaded_home, "select tenant_id, contact_id from intermediate.int_affected_contacts"
    )
    assert restated == [(tenant, phone)]
    for table in BY_CONTACT:
        touched = before[table] ^ _rows(loaded_home, table)
        assert {row[:2] for row in touched} <= {(tenant, phone)}, table
    assert before["intermediate.int_threads"] != _rows(loaded_home, "intermediate.int_threads")
