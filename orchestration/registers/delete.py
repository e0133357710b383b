"""Deleting entries of registers on demand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from string import Template
from typing import Any

import pyarrow as pa

from orchestration.errors import UsageError
from orchestration.ingest.sources.decisions import DELETED_ENTRIES
from orchestration.privacy.erase import erase
from orchestration.privacy.linking import person_of
from orchestration.privacy.pseudonyms import ERASED_ID
from orchestration.progress import Progress
from orchestration.registers.registry import CUSTOMERS, Register, register_of
from orchestration.registers.stages import Registers, decision, query_text
from orchestration.settings import Settings


@dataclass(frozen=True)
class DeletionReport:
    """What a deletion did; `publication_id` is that of the marts without the entries.

    `landing_files` still hold customers who were deleted, because they are not ours to change.
    """

    register: str
    tenant: str
    deleted: int
    publication_id: str | None
    landing_files: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """The report for a script."""
        return asdict(self)


@dataclass(frozen=True)
class Entry:
    """An entry of a register; the process is empty where the id is enough."""

    process_id: str
    entry_id: str


def delete_entries(
    settings: Settings,
    register: str,
    tenant: str,
    progress: Progress,
    *,
    ids: Sequence[str] | None = None,
    process: str | None = None,
) -> DeletionReport:
    """Delete entries of a register for good: those of `ids`, or all of them if it is None.

    `process` narrows coupons and codes; without it their ids are `PROCESS:CODE`. Marts are made
    and published without the entries, and every earlier publication is removed. Customers are
    erased, from everything that is not a landing file.
    Raises UsageError for an id that the register does not have; then nothing is deleted.
    """
    known = register_of(register)
    _check(known, process)
    with decision(settings, "chatmart delete", progress) as made:
        with made.registers(tenant) as registers:
            entries = _entries(registers, known, ids, process)
        if not entries:
            return DeletionReport(known.name, tenant, 0, None)
        if known.name != CUSTOMERS:
            rows = [
                {
                    "tenant_id": tenant,
                    "register": known.name,
                    **asdict(entry),
                    "deleted_at": made.made_at,
                }
                for entry in entries
            ]
            published = made.settle({DELETED_ENTRIES: pa.Table.from_pylist(rows)}, afresh=True)
            return DeletionReport(known.name, tenant, len(entries), published)
    customers = person_of(tenant, customer_ids=[entry.entry_id for entry in entries])
    # All of them at once: each identifier gets a pseudonym of its own in any case.
    erased = erase(settings, customers, progress)
    return DeletionReport(
        known.name,
        tenant,
        len(entries),
        erased.publication_id,
        [str(file) for file in erased.landing_files],
    )


def _check(register: Register, process: str | None) -> None:
    if process is not None and not register.is_by_process:
        raise UsageError(
            f"Entries of {register.name} are not chosen by --process.",
            way_out="Leave it out; it belongs to coupons and codes.",
        )


def _entries(
    registers: Registers, register: Register, ids: Sequence[str] | None, process: str | None
) -> list[Entry]:
    """Find the entries that were asked for. Raises UsageError if one of them is not there."""
    query = Template(query_text("entries_by_process" if register.is_by_process else "entries"))
    text = query.safe_substitute(mart=register.mart, entry_id=register.entry_id)
    parameters = {"tenant": registers.tenant}
    if register.is_by_process:
        parameters["process"] = process
    rows = registers.connection.execute(text, parameters).fetchall()
    found: dict[str, list[Entry]] = {}
    for name, process_id, entry_id in rows:
        if register.name == CUSTOMERS and re.fullmatch(ERASED_ID, entry_id):
            # The rows of somebody erased stay, without anything of the person.
            continue
        found.setdefault(name, []).append(Entry(process_id, entry_id))
    if ids is None:
        return [entry for entries in found.values() for entry in entries]
    asked = list(dict.fromkeys(ids))
    unknown = sum(one not in found for one in asked)
    if unknown:
        raise UsageError(
            f"{unknown} of {len(asked)} ids are not in the register {register.name}; nothing was "
            "deleted.",
            way_out=_names_of(register, process),
        )
    if any(len(found[one]) > 1 for one in asked):
        raise UsageError(
            "An id stands for several entries; nothing was deleted.",
            way_out="Name the process with --process, and the codes alone with --id.",
        )
    return [entry for one in asked for entry in found[one]]


def _names_of(register: Register, process: str | None) -> str:
    if not register.is_by_process:
        return f"Ids are those of the column {register.entry_id} of {register.mart}."
    if process is None:
        return "Ids are PROCESS:CODE; with --process P they are the code alone."
    return "With --process P, ids are the code alone."
