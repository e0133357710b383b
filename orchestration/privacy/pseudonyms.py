"""The register of pseudonyms: what stands for the identifiers of people who were erased.

It holds keyed hashes of identifiers and random pseudonyms, ordered by hash; nothing in it ties two
pseudonyms to each other. Beside the rows it says, tenant by tenant, what outlines the identifiers
have.
"""

from __future__ import annotations

import io
import json
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.errors import ChatmartError
from orchestration.privacy.identifiers import (
    contact_of,
    identifier_hash,
    is_email,
    normalised,
    phone_digits,
)
from orchestration.privacy.keys import ensure_key, private_folder, read_key, write_privately
from orchestration.privacy.shapes import shape_of
from orchestration.settings import Settings

_FILE = "pseudonyms.parquet"
_OUTLINES = b"outlines"
_KEY_CHECK = b"key_check"
_SIMULATORS = "9876543210"
_SCHEMA = pa.schema(
    [
        ("identifier_hash", pa.string()),
        ("pseudonym", pa.string()),
        ("erased_until", pa.timestamp("us")),
    ]
)
_LOOKS_LIKE_A_PHONE = re.compile(r"[0-9]{7}")
ERASED_ID = "erased-[0-9a-f]{32}"
"""Pattern of the pseudonym of an id."""

_PSEUDONYM = re.compile(rf"{ERASED_ID}|[0-9a-f]{{32}}@erased\.invalid|{_SIMULATORS}[0-9]{{30}}")


@dataclass(frozen=True)
class Register:
    """What the register holds.

    `rows` has the columns identifier_hash, pseudonym and erased_until (UTC); `outlines` maps
    tenants to the outlines of their identifiers. `key_check` tells the key that they were hashed
    with from all others; registers of old versions have none.
    """

    rows: pa.Table = field(default_factory=_SCHEMA.empty_table)
    outlines: dict[str, set[str]] = field(default_factory=dict)
    key_check: str | None = None

    def by_hash(self) -> dict[str, list[tuple[datetime, str]]]:
        """Return (erased_until, pseudonym) in order of time, by the hash of the identifier."""
        found: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        for row in self.rows.to_pylist():
            found[row["identifier_hash"]].append((row["erased_until"], row["pseudonym"]))
        for pseudonyms in found.values():
            pseudonyms.sort()
        return dict(found)


def has_pseudonyms(settings: Settings) -> bool:
    """Whether anybody was ever erased."""
    return (settings.privacy / _FILE).exists()


def count_pseudonyms(settings: Settings) -> int:
    """Return how many pseudonyms the register has, asked of its footer alone.

    Raises ChatmartError if it cannot be read.
    """
    if not has_pseudonyms(settings):
        return 0
    try:
        return pq.read_metadata(settings.privacy / _FILE).num_rows
    except (OSError, pa.ArrowException):
        raise _unreadable() from None


def _unreadable() -> ChatmartError:
    return ChatmartError(
        "The register of pseudonyms cannot be read.",
        way_out=f"Restore privacy/{_FILE} from a backup; without it erased people would come back.",
    )


def read_register(settings: Settings) -> Register:
    """Return what the register holds; it is empty if nobody was ever erased.

    Raises ChatmartError if it cannot be read.
    """
    if not has_pseudonyms(settings):
        return Register()
    try:
        with pq.ParquetFile(settings.privacy / _FILE) as file:
            rows = file.read().cast(_SCHEMA)
            metadata = file.schema_arrow.metadata
            outlines = json.loads(metadata[_OUTLINES])
    except (OSError, pa.ArrowException, ValueError, KeyError, TypeError):
        raise _unreadable() from None
    check = metadata[_KEY_CHECK].decode() if _KEY_CHECK in metadata else None
    return Register(rows, {tenant: set(names) for tenant, names in outlines.items()}, check)


def key_of(settings: Settings, known: Register) -> bytes:
    """Return the key of a register. Raises ChatmartError if it is lost, or that of another one."""
    key = read_key(settings)
    if known.key_check not in (None, _check_of(key)):
        raise ChatmartError(
            "The key of the register of pseudonyms is not the one that it was written with.",
            way_out="Restore the folder privacy/ as a whole from one backup: with another key, "
            "erased people would come back.",
        )
    return key


def _check_of(key: bytes) -> str:
    return identifier_hash(key, "", "")


def register(
    settings: Settings,
    tenant_id: str,
    identifiers: Iterable[tuple[str | None, str]],
    erased_until: datetime,
) -> dict[tuple[str | None, str], str]:
    """Give pseudonyms to identifiers, pairs of kind and text, of one tenant; return the new ones.

    `erased_until` (UTC, rounded up to the end of its day) is up to when records are those of the
    person who is erased. An identifier that is registered with that or a later time keeps what it
    has. The caller holds the lake lock.
    """
    known = read_register(settings)
    # A new key beside an old register would let everybody in it come back.
    key = key_of(settings, known) if has_pseudonyms(settings) else ensure_key(settings)
    latest = {hashed: times[-1][0] for hashed, times in known.by_hash().items()}
    until = end_of_day(erased_until)
    added: dict[str, str] = {}
    given: dict[tuple[str | None, str], str] = {}
    outlines = {tenant: set(names) for tenant, names in known.outlines.items()}
    of_tenant = outlines.setdefault(tenant_id, set())
    for kind, value in identifiers:
        normal = normalised(value, kind)
        hashed = identifier_hash(key, tenant_id, normal)
        if hashed not in latest or latest[hashed] < until:
            added.setdefault(hashed, new_pseudonym(normal))
            given[kind, value] = added[hashed]
        if shape := shape_of(normal):
            of_tenant.add(shape)
    if added:
        rows = pa.table([list(added), list(added.values()), [until] * len(added)], schema=_SCHEMA)
        rows = pa.concat_tables([known.rows, rows])
        _write(settings, Register(rows, outlines, _check_of(key)))
    return given


def new_pseudonym(normal: str) -> str:
    """Make up what stands for an identifier; never twice the same, nor anybody's identifier.

    An e-mail address becomes one, in a domain that cannot exist. A phone becomes what no reader
    takes for one, but that of a simulator stays the number of a simulator.
    """
    if contact_of(normal) is not None:
        return f"erased-{_random_digits()}"
    if is_email(normal):
        return f"{_random_digits()}@erased.invalid"
    if phone_digits(normal) and normal.startswith(_SIMULATORS):
        # Longer than any phone, and all digits, so that no shorter number is found in it.
        return _SIMULATORS + "".join(secrets.choice("0123456789") for _ in range(30))
    return f"erased-{_random_digits()}"


def is_pseudonym(value: str) -> bool:
    """Whether a text is a pseudonym."""
    return _PSEUDONYM.fullmatch(value) is not None


def end_of_day(moment: datetime) -> datetime:
    """Return the end of the day (UTC, without zone) that a moment lies in; an end is its own."""
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    midnight = datetime.combine(moment.date(), time())
    return midnight if midnight == moment else midnight + timedelta(days=1)


def _random_digits() -> str:
    """Return 32 hexadecimal digits in which no phone can be seen."""
    while True:
        found = secrets.token_hex(16)
        if not _LOOKS_LIKE_A_PHONE.search(found):
            return found


def _write(settings: Settings, known: Register) -> None:
    outlines = {tenant: sorted(names) for tenant, names in sorted(known.outlines.items())}
    rows = known.rows.sort_by(
        [("identifier_hash", "ascending"), ("erased_until", "ascending")]
    ).replace_schema_metadata({_OUTLINES: json.dumps(outlines), _KEY_CHECK: known.key_check or ""})
    buffer = io.BytesIO()
    pq.write_table(rows, buffer, compression="zstd")
    write_privately(private_folder(settings) / _FILE, buffer.getvalue())
