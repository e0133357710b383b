"""Finding customers by e-mail address."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import ChatmartError, UsageError
from orchestration.privacy import find
from orchestration.privacy.find import find_customers
from orchestration.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    settings = Settings(tmp_path / "home")
    settings.published.mkdir(parents=True)
    monkeypatch.setattr(find, "current_publication", lambda _: object())
    with duckdb.connect(str(settings.published / "chatmart.duckdb")) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_customers (tenant_id varchar, customer_id varchar,"
            " email varchar, registered_at timestamp, last_active_at timestamp)"
        )
        connection.execute(
            "insert into marts.dim_customers values"
            " ('acme', 'c2', 'Anna@Example.org', null, '2026-01-02 10:00:00'),"
            " ('acme', 'c1', 'anna@example.org', '2026-01-01', '2026-01-02'),"
            " ('acme', 'c3', 'joanna@example.org', null, '2026-01-03'),"
            " ('acme', 'c4', null, null, '2026-01-03'),"
            " ('other', 'c5', 'anna@example.org', null, '2026-01-03')"
        )
    return settings


@pytest.mark.parametrize(
    ("email", "expected"),
    [
        ("ANNA@example.org", ["c1", "c2"]),
        (" anna@example.org ", ["c1", "c2"]),
        ("anna", ["c1", "c2", "c3"]),
        ("@example.org", ["c1", "c2", "c3"]),
        ("nobody@example.org", []),
        ("%", []),
    ],
)
def test_a_whole_address_is_compared_and_a_part_searched(settings, email, expected):
    found = find_customers(settings, "acme", email)
    assert [customer.customer_id for customer in found] == expected


def test_a_customer_is_shown_with_times(settings):
    (one, other) = find_customers(settings, "acme", "anna@example.org")
    assert one.registered_at == datetime(2026, 1, 1)
    assert json.loads(json.dumps(other.as_dict())) == {
        "customer_id": "c2",
        "registered_at": None,
        "last_active_at": "2026-01-02T10:00:00Z",
    }


def test_what_cannot_be_found_is_said(settings):
    with pytest.raises(UsageError):
        find_customers(settings, "acme", " ")
    with duckdb.connect(str(settings.published / "chatmart.duckdb")) as connection:
        connection.execute("drop table marts.dim_customers")
    with pytest.raises(ChatmartError, match="register"):
        find_customers(settings, "acme", "anna")
