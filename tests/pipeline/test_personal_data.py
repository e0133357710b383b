"""Nothing personal gets into the file that is to be without it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.publish import current_publication
from orchestration.settings import Settings
from tests.pipeline.support import land, rows_of, run
from tests.telling import PERSONAL, TEXTS, telling_zone


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("telling") / "home"
    land(home, telling_zone())
    run(home)
    return home / "published"


def _values(file: Path) -> Iterator[tuple[str, str]]:
    """Every value as text, with the table it stands in."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name || '.' || table_name from duckdb_tables()"
        ).fetchall()
        for (table,) in tables:
            for row in rows_of(connection, table):
                yield from ((table, str(value)) for value in row.values() if value is not None)


def test_the_file_with_everything_shows_the_personal_data(published):
    found = {
        personal
        for _, value in _values(published / "chatmart.duckdb")
        for personal in PERSONAL
        if personal in value
    }
    # What is read for counts alone is in no mart at all.
    assert found == set(PERSONAL) - {TEXTS["message"], TEXTS["attribute"]}


def test_no_value_of_the_other_file_is_personal(published):
    hashes = {
        digest(personal.encode()).hexdigest()
        for personal in PERSONAL
        for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256)
    }
    values = list(_values(published / "chatmart_no_pii.duckdb"))
    assert len(values) > 500
    for table, value in values:
        assert not [personal for personal in PERSONAL if personal in value], table
        assert value not in hashes, table


def test_no_byte_of_the_other_file_is_personal(published):
    content = (published / "chatmart_no_pii.duckdb").read_bytes()
    assert not [personal for personal in PERSONAL if personal.encode() in content]


def test_the_registers_stay_without_the_persons_in_them(published):
    with duckdb.connect(str(published / "chatmart_no_pii.duckdb"), read_only=True) as connection:
        (consent, terms) = rows_of(connection, "marts.fct_consents order by consented_at")
        assert (consent["consent"], consent["kind"]) == ("web_push", "double_opt_in")
        assert terms["consent"] == "terms"
        assert not {"customer_id", "email"} & consent.keys()
        (redemption,) = rows_of(connection, "marts.fct_reward_redemptions")
        assert redemption["reward_id"] == "r1"
        assert not {"street", "postal_code", "city", "country"} & redemption.keys()
    publication = current_publication(Settings(published.parent))
    assert publication.rows_without_personal_data["fct_giveaway_participations"] == 1
    assert "dim_customers" not in publication.rows_without_personal_data
