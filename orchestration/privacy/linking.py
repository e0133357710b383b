"""Who a person is: from the identifiers that were given to all others in the tenant's records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from orchestration.errors import UsageError
from orchestration.privacy.identifiers import is_email, normalised
from orchestration.privacy.queries import sql

_PUNCTUATION = str.maketrans("", "", "+-() \t")
_PHONE = re.compile(r"[0-9]{5,20}")


@dataclass(frozen=True)
class Person:
    """Everything that identifies one person within a tenant, normalised (`identifiers.py`)."""

    tenant_id: str
    identifiers: frozenset[str]


def person_of(
    tenant_id: str,
    customer_ids: Iterable[str] = (),
    phones: Iterable[str] = (),
    emails: Iterable[str] = (),
) -> Person:
    """Return the person as far as the selectors say. Raises UsageError if they name nobody."""
    identifiers = {_customer_id(value) for value in customer_ids}
    identifiers |= {_phone(value) for value in phones}
    identifiers |= {_email(value) for value in emails}
    if not tenant_id.strip():
        raise UsageError("The tenant is blank.", way_out="Give its id with --tenant.")
    if not identifiers:
        raise UsageError(
            "Nobody is named.",
            way_out="Give at least one of --customer-id, --phone and --email.",
        )
    return Person(tenant_id, frozenset(identifiers))


def link(connection: duckdb.DuckDBPyConnection, person: Person) -> Person:
    """Follow e-mail addresses, phones and user ids until nothing new comes.

    `connection` is one of `open_lake` for the person's tenant; its table `known` then has the
    identifiers. Raises UsageError for a number of the business itself.
    """
    connection.execute(sql("link_own_numbers"))
    own = {phone for (phone,) in connection.execute("from own_numbers").fetchall()}
    if own & person.identifiers:
        raise UsageError(
            "A phone that was given is a number of the business itself, which stands in every "
            "record.",
            way_out="Give the phone of the person.",
        )
    connection.execute(sql("link_pairs"))
    remember(connection, person)
    known = 0
    while (count := _count(connection)) != known:
        known = count
        connection.execute(sql("link_next"))
    found = connection.execute("select identifier from known").fetchall()
    return Person(person.tenant_id, frozenset(identifier for (identifier,) in found))


def remember(connection: duckdb.DuckDBPyConnection, person: Person) -> None:
    """Make the person's identifiers the table `known` of a connection."""
    table = pa.table({"identifier": pa.array(sorted(person.identifiers), pa.string())})
    connection.register("given", table)
    connection.execute("create or replace temp table known as from given")
    connection.unregister("given")


def _count(connection: duckdb.DuckDBPyConnection) -> int:
    row = connection.execute("select count(*) from known").fetchone()
    return row[0] if row else 0


def _customer_id(value: str) -> str:
    if not value.strip():
        raise UsageError("A customer id is blank.", way_out="Give the id as it was delivered.")
    return normalised(value)


def _phone(value: str) -> str:
    digits = value.translate(_PUNCTUATION)
    if not _PHONE.fullmatch(digits):
        raise UsageError(
            "A phone that was given is no phone.",
            way_out="Give it as 5 to 20 digits, with or without a plus sign.",
        )
    return digits


def _email(value: str) -> str:
    if not is_email(value):
        raise UsageError(
            "An e-mail address that was given is none.", way_out="Give the whole address."
        )
    return normalised(value)
