"""People who can be erased: told apart in every text, and each known to one tenant alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from tests.oracle import LandingFile, LandingZone
from tests.strategies.scenes import ACCOUNT_IDS, TENANT_IDS
from tests.strategies.turns import USER_ID

# What identifies whose records they are.
_OF_TENANT = {
    **{tenant_id: number for number, tenant_id in enumerate(TENANT_IDS)},
    "an app": len(TENANT_IDS),
}
_OF_ACCOUNT = {account_id: number for number, account_id in enumerate(ACCOUNT_IDS)}
_OF_NOBODY = 9
_PHONES = (
    *("491701234567", "919876543210", "6421555012"),
    *(r"\+49 170 1234567", r"\+91 \(80\) 555-0123"),
)
_PHONE = re.compile(rf"(?<![0-9])(\+?(?:{'|'.join(_PHONES)}))(?![0-9])")
_USER_ID = re.compile(rf"({re.escape(USER_ID)})(?![0-9])")
_EMAIL = re.compile(r"@(?=example\.)", re.IGNORECASE)
_SHORT_ID = re.compile(r"\w{1,6}")
_WHOLE_EMAIL = re.compile(r"[A-Za-zé]+@of[0-9]\.example\.(?:org|com)", re.IGNORECASE)
_ID_KEYS = ("customer_id", "user_id")
_PHONE_KEYS = ("from", "to", "recipient_id", "source", "destination", "contact_phone", "phone")

Selector = tuple[str, str, str]
"""Tenant, kind (customer_id, phone or email) and identifier of a person."""


def with_people_of_their_own(zone: LandingZone) -> LandingZone:
    """The zone with the same people under identifiers of their own; to do it twice is no more.

    An erasure looks in texts for identifiers of some length only, and in one tenant's records, so
    who is erased must be no other tenant's as well. Every tenant keeps its business account.
    """
    files = tuple(_renamed(file) for file in zone.files)
    first_day = min((file.landing_day for file in files), default=None)
    if first_day is None or any(file.name == "claims.jsonl" for file in files):
        return LandingZone(files)
    claims = tuple({"tenant_id": one, "reporting_timezone": "UTC"} for one in TENANT_IDS)
    return LandingZone(
        (*files, _renamed(LandingFile("tenants", first_day, "claims.jsonl", claims)))
    )


def selectors(zone: LandingZone) -> list[Selector]:
    """What an erasure can be asked for, person by person, in order."""
    found: set[Selector] = set()
    for file in zone.files:
        for record in file.records:
            if isinstance(record, dict):
                for number, key, value in _values(record, _OF_NOBODY):
                    found |= set(_told(number, key, value))
    return sorted(found)


def _told(number: int, key: str, value: object) -> Iterator[Selector]:
    tenants = [tenant_id for tenant_id, its_number in _OF_TENANT.items() if its_number == number]
    for tenant_id in tenants:
        if key in _ID_KEYS and str(value).startswith("customer-"):
            yield tenant_id, "customer_id", str(value)
        if key in _PHONE_KEYS and re.fullmatch(r"\+?[0-9]{11,15}", str(value)):
            yield tenant_id, "phone", str(value).removeprefix("+")
        if isinstance(value, str):
            for email in _WHOLE_EMAIL.findall(value):
                yield tenant_id, "email", email.lower()


def _values(value: Any, number: int, key: str = "") -> Iterator[tuple[int, str, object]]:
    """Every plain value with its key and with whose it is."""
    if isinstance(value, dict):
        number = _number(value, number)
        for name, inner in value.items():
            yield from _values(inner, number, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, number, key)
    else:
        yield number, key, value


def _renamed(file: LandingFile) -> LandingFile:
    records = tuple(
        _with_claim(file.source, _own(record, _OF_NOBODY)) if isinstance(record, dict) else record
        for record in file.records
    )
    return replace(file, records=records)


def _with_claim(source: str, record: dict) -> dict:
    number = _number(record, _OF_NOBODY)
    if source == "tenants" and number < len(ACCOUNT_IDS):
        return record | {"whatsapp_business_account_id": ACCOUNT_IDS[number]}
    return record


def _number(record: dict, number: int) -> int:
    """Whose a record, or a part of one, is; as what it is in, if it does not say."""
    if "changes" in record:
        return _OF_ACCOUNT.get(_text(record.get("id")), _OF_NOBODY)
    for key in ("tenant_id", "app"):
        if key in record:
            return _OF_TENANT.get(_text(record[key]), _OF_NOBODY)
    return number


def _text(value: object) -> str | None:
    return value.strip() if isinstance(value, str) else None


def _own(value: Any, number: int, key: str = "") -> Any:
    if isinstance(value, dict):
        number = _number(value, number)
        return {name: _own(inner, number, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_own(inner, number, key) for inner in value]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    text = str(value)
    if key in _ID_KEYS and _SHORT_ID.fullmatch(text):
        return f"customer-{text}-{number}"
    text = _PHONE.sub(rf"\g<1>{number}", text)
    text = _USER_ID.sub(rf"\g<1>{number}", text)
    text = _EMAIL.sub(f"@of{number}.", text)
    return int(text) if isinstance(value, int) else text


def by_kind(selector: Selector) -> dict[str, list[str]]:
    """The identifier as the erasure takes it."""
    named = defaultdict(list)
    _, kind, value = selector
    named[f"{kind}s"].append(value)
    return dict(named)
