"""The register gives the same pseudonym to the same person, and keeps its secrets."""

from __future__ import annotations

import hashlib
import hmac
import stat
from datetime import UTC, datetime

import duckdb
import pytest

from orchestration.errors import ChatmartError
from orchestration.ingest import start_ingest
from orchestration.ingest.engine import Engine
from orchestration.privacy.identifiers import CONTACT, identifier_hash, normalised, phone_digits
from orchestration.privacy.keys import ensure_key, read_key
from orchestration.privacy.lookup import prepare_lookup
from orchestration.privacy.pseudonyms import (
    end_of_day,
    is_pseudonym,
    new_pseudonym,
    read_register,
    register,
)
from orchestration.settings import Settings

from .conftest import DAY, ERASED, UNTIL

PAIRS = [("customer_id", "c42"), ("email", "Anna@Example.org"), ("phone", "+49 170 1234567")]


@pytest.fixture
def settings(tmp_path):
    found = Settings(tmp_path / "home")
    start_ingest(found)
    return found


def test_only_the_owner_reads_key_and_register(settings):
    register(settings, "acme", PAIRS, ERASED)
    assert stat.S_IMODE(settings.privacy.stat().st_mode) == 0o700
    files = sorted(settings.privacy.iterdir())
    assert [path.name for path in files] == ["key", "pseudonyms.parquet"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


def test_a_key_is_made_once(settings):
    assert ensure_key(settings) == ensure_key(settings) == read_key(settings)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: key.write_bytes(b"short"),
        lambda key: key.write_bytes(b"that of another home's register."),
        lambda key: key.unlink(),
    ],
)
def test_a_lost_key_is_not_replaced_in_silence(settings, spoil):
    register(settings, "acme", PAIRS, ERASED)
    spoil(settings.privacy / "key")
    with pytest.raises(ChatmartError):
        register(settings, "acme", PAIRS, ERASED)
    with duckdb.connect() as connection, pytest.raises(ChatmartError):
        prepare_lookup(connection, settings)


def test_a_damaged_register_is_not_taken_for_an_empty_one(settings):
    register(settings, "acme", PAIRS, ERASED)
    (settings.privacy / "pseudonyms.parquet").write_bytes(b"damaged")
    with pytest.raises(ChatmartError):
        read_register(settings)


def test_nothing_in_the_register_says_who_or_ties_rows(settings):
    register(settings, "acme", PAIRS, ERASED)
    rows = read_register(settings).rows.to_pylist()
    assert [row["identifier_hash"] for row in rows] == sorted(
        row["identifier_hash"] for row in rows
    )
    assert {row["erased_until"] for row in rows} == {UNTIL}
    data = (settings.privacy / "pseudonyms.parquet").read_bytes().lower()
    # Short ids may well stand in random digits.
    assert not any(text in data for text in (b"anna", b"1234567"))


def test_registering_again_adds_only_what_is_new_or_later(settings):
    first = register(settings, "acme", PAIRS, ERASED)
    assert set(first) == set(PAIRS)
    assert register(settings, "acme", PAIRS, ERASED) == {}
    assert register(settings, "acme", PAIRS, datetime(2025, 1, 1)) == {}
    second = register(settings, "acme", PAIRS[:1], datetime(2026, 1, 5, 12))
    assert set(second) == set(PAIRS[:1])
    assert second[PAIRS[0]] != first[PAIRS[0]]
    with duckdb.connect() as connection:
        lookup = prepare_lookup(connection, settings)
    found = [lookup.pseudonym("acme", "c42", datetime(2026, 1, day)) for day in (1, 2, 3, 6, 7)]
    old, new = first[PAIRS[0]], second[PAIRS[0]]
    assert found == [old, old, new, new, None]
    assert lookup.pseudonym("other", "c42", datetime(2026, 1, 1)) is None


def test_an_identifier_has_one_spelling_whatever_it_is_called(settings):
    given = register(settings, "acme", PAIRS, ERASED)
    again = [("customer_id", "ANNA@example.ORG "), ("customer_id", "491701234567")]
    assert register(settings, "acme", again, ERASED) == {}
    assert len(set(given.values())) == 3


def test_the_id_of_a_contact_is_nobody_elses(settings):
    register(settings, "acme", [(CONTACT, "42")], ERASED)
    assert set(register(settings, "acme", [("customer_id", "42")], ERASED)) == {
        ("customer_id", "42")
    }


@pytest.mark.parametrize(
    "normal", ["c42", "anna@example.org", "491701234567", "98765432101", "contact_id\x1f42"]
)
def test_a_pseudonym_is_no_identifier(normal):
    found = new_pseudonym(normal)
    assert is_pseudonym(found)
    assert found.startswith("9876543210") == (normal == "98765432101")
    assert found.endswith("@erased.invalid") == ("@" in normal)
    if normal == "98765432101":
        assert len(found) == 40
    else:
        assert phone_digits(found) is None
        # Dimensions of contacts take for a phone what begins with a digit.
        assert found > ":" or "@" in found


def test_times_are_rounded_up_to_the_day():
    assert end_of_day(datetime(2026, 1, 1)) == datetime(2026, 1, 1)
    assert end_of_day(datetime(2026, 1, 1, 0, 0, 0, 1)) == UNTIL
    assert end_of_day(datetime(2026, 1, 1, 23, 59, tzinfo=UTC)) == UNTIL


def test_hashes_of_the_database_are_those_of_python(settings, tmp_path):
    register(settings, "acme", PAIRS, ERASED)
    key = read_key(settings)
    values = [
        "c42", " Anna@Example.org\t", "+49 (170) 123-4567", "49/170.1234567", "123456", "ä ö",
        "erased-00", "12-34", "a@b@c", "@", "", "4917012345678901234567890", "\uff11" * 8,
    ]  # fmt: skip
    with (
        Engine(tmp_path, threads=1, memory_limit="500MB") as engine,
        engine.session(DAY) as session,
    ):
        assert prepare_lookup(session, settings) is not None
        for kind in ("person", CONTACT):
            found = session.execute(
                "SELECT identifier_hash('acme', ?, unnest(?))", [kind, values]
            ).fetchall()
            assert [hashed for (hashed,) in found] == [
                identifier_hash(key, "acme", normalised(value, kind)) for value in values
            ]
        (generated,) = session.execute(
            "SELECT unguessable_id('generated-' || md5('x'))"
        ).fetchall()[0]
    old = f"generated-{hashlib.md5(b'x').hexdigest()}"
    assert generated == "generated-" + hmac.new(key, old.encode(), "sha256").hexdigest()


def test_without_a_register_a_connection_stays_as_it_is(settings):
    with duckdb.connect() as connection:
        assert prepare_lookup(connection, settings) is None
        assert connection.execute("SELECT * FROM duckdb_tables()").fetchall() == []
    assert not settings.privacy.exists()
