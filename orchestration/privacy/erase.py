"""Erasing a person: out of lake, quarantine, warehouse, publications and everything else at home.

What is to be done is written down before anything is changed. Every step may be done twice, so
whoever finds the work unfinished, the next erasure or the next run, starts it again.
"""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from orchestration.ingest import Catalog, start_ingest
from orchestration.locks import lake_lock, warehouse_lock
from orchestration.privacy.databases import rewrite_warehouse
from orchestration.privacy.history import Erasure, PrivacyHistory
from orchestration.privacy.identifiers import CONTACT, contact_of
from orchestration.privacy.lake import open_lake
from orchestration.privacy.lake_rewriting import rewrite_lake
from orchestration.privacy.landing_search import HoldingFile, holding_files
from orchestration.privacy.leftovers import Cleaning, clean_leftovers
from orchestration.privacy.linking import Person, link
from orchestration.privacy.matching import Matcher
from orchestration.privacy.pseudonyms import count_pseudonyms, end_of_day, register
from orchestration.privacy.work import Work, forget_work, unfinished_work, write_work
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.stages import as_of_time, publish_stage, transform_stage
from orchestration.transform import warehouse_as_of


@dataclass(frozen=True)
class ErasureReport:
    """What an erasure changed, without personal data.

    `changed_rows` counts rows of lake and quarantine by source, `identifiers` how many the person
    had; `landing_files` still hold the person, because they are not ours to change.
    """

    erasure_id: str
    tenant_id: str
    identifiers: int
    changed_rows: dict[str, int]
    changed_files: int
    cleaning: Cleaning
    publication_id: str | None
    landing_files: list[HoldingFile]

    @property
    def found_nothing(self) -> bool:
        """Whether nothing of the person was stored."""
        return not self.changed_rows and not self.cleaning.removed and not self.cleaning.redacted

    def as_dict(self) -> dict[str, Any]:
        """The report for a script."""
        return {
            "erasure_id": self.erasure_id,
            "tenant": self.tenant_id,
            "identifiers": self.identifiers,
            "changed_rows": self.changed_rows,
            "changed_files": self.changed_files,
            "other_files_removed": self.cleaning.removed,
            "other_files_redacted": self.cleaning.redacted,
            "publication_id": self.publication_id,
            "landing_files": [
                {"path": file.path, "number": file.number} for file in self.landing_files
            ],
        }


def erase(settings: Settings, person: Person, progress: Progress) -> ErasureReport:
    """Erase a person, and publish marts without them; every earlier publication is removed.

    Identifiers of somebody unknown are registered all the same, so that no old file brings them
    in later. Raises UsageError for a number of the business, ChatmartError where the work cannot
    go on; then the next erasure or run finishes it.
    """
    with (
        lake_lock(settings, "chatmart erase", on_wait=progress.say),
        warehouse_lock(settings, "chatmart erase", on_wait=progress.say),
    ):
        start_ingest(settings)
        _finish(settings, progress)
        _build(settings, progress, _as_of_day(settings))
        work = _begin(settings, person, progress)
        return _carry_out(settings, work, progress)


def finish_erasure(settings: Settings, progress: Progress) -> ErasureReport | None:
    """Finish an erasure that was interrupted; None if there is none."""
    if unfinished_work(settings) is None:
        return None
    with (
        lake_lock(settings, "chatmart erase", on_wait=progress.say),
        warehouse_lock(settings, "chatmart erase", on_wait=progress.say),
    ):
        start_ingest(settings)
        return _finish(settings, progress)


def _finish(settings: Settings, progress: Progress) -> ErasureReport | None:
    """Finish what was interrupted, if anything was. The caller holds both locks."""
    work = unfinished_work(settings)
    if work is None:
        return None
    progress.say("An erasure was interrupted; it is finished now.")
    return _carry_out(settings, work, progress)


def _begin(settings: Settings, person: Person, progress: Progress) -> Work:
    """Find out who the person is, and write down what is to be done."""
    progress.stage("Looking for the person")
    with open_lake(settings, person.tenant_id) as connection:
        linked = link(connection, person)
    work = Work(
        erasure_id=uuid.uuid4().hex,
        person=linked,
        accounts=accounts_of(settings, person.tenant_id),
        erased_until=_erased_until(settings),
    )
    write_work(settings, work)
    return work


def accounts_of(settings: Settings, tenant_id: str) -> frozenset[str]:
    """Return the WhatsApp business accounts of a tenant. The caller holds the lake lock."""
    with open_lake(settings, tenant_id) as connection:
        accounts = connection.execute("select account_id from tenant_accounts").fetchall()
    return frozenset(account for (account,) in accounts)


def pseudonymise(settings: Settings, work: Work, progress: Progress) -> Work:
    """Give the identifiers their pseudonyms in lake and warehouse; return the counted work.

    The work was written down. The caller holds both locks, and publishes.
    """
    as_of = _as_of_day(settings)
    register(
        settings,
        work.person.tenant_id,
        [_with_kind(identifier) for identifier in sorted(work.person.identifiers)],
        work.erased_until,
    )
    Catalog(settings.catalog).note_pseudonyms(count_pseudonyms(settings))
    progress.stage("Rewriting the lake")
    with open_lake(settings, work.person.tenant_id) as connection:
        work = rewrite_lake(settings, connection, work, progress.step)
    _build(settings, progress, as_of)
    progress.stage("Writing the databases anew")
    rewrite_warehouse(settings)
    return work


def _carry_out(settings: Settings, work: Work, progress: Progress) -> ErasureReport:
    work = pseudonymise(settings, work, progress)
    PrivacyHistory(settings).record_erasure(_entry(work))
    publication_id = _publish(settings, progress)
    progress.stage("Looking through everything else")
    matcher = Matcher(work.person.identifiers)
    cleaning = clean_leftovers(settings, matcher)
    progress.stage("Looking through landing files")
    holding = holding_files(settings, work.person, work.accounts)
    forget_work(settings)
    entry = _entry(work)
    return ErasureReport(
        erasure_id=work.erasure_id,
        tenant_id=work.person.tenant_id,
        identifiers=len(work.person.identifiers),
        changed_rows=_by_source(work),
        changed_files=entry.changed_files,
        cleaning=cleaning,
        publication_id=publication_id,
        landing_files=holding,
    )


def _build(settings: Settings, progress: Progress, as_of: date | None) -> None:
    """Bring the warehouse up to date with the lake; its as-of time stays what it is."""
    if settings.warehouse.exists() or Catalog(settings.catalog).lake_versions():
        transform_stage(settings, progress, [], as_of=as_of)


def _publish(settings: Settings, progress: Progress) -> str | None:
    if not settings.warehouse.exists():
        return None
    publication = publish_stage(settings, progress, afresh=True)
    return publication.publication_id if publication else None


def _as_of_day(settings: Settings) -> date | None:
    """Return the day whose end the warehouse takes for the present."""
    if not settings.warehouse.exists():
        return None
    as_of = warehouse_as_of(settings)
    return as_of.day if as_of else None


def _erased_until(settings: Settings) -> datetime:
    """Return the end of the day of the erasure: by the clock on the wall or as of, the later."""
    as_of = as_of_time(settings, _as_of_day(settings))
    now = datetime.now(UTC).replace(tzinfo=None)
    return end_of_day(max(now, as_of.retained) if as_of else now)


def _with_kind(identifier: str) -> tuple[str | None, str]:
    contact = contact_of(identifier)
    return (None, identifier) if contact is None else (CONTACT, contact)


def _by_source(work: Work) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for changed, rows in work.changed_rows.items():
        counts[changed.partition("/")[0]] += rows
    return dict(sorted(counts.items()))


def _entry(work: Work) -> Erasure:
    return Erasure(
        erasure_id=work.erasure_id,
        erased_on=datetime.now(UTC).date(),
        tenant_id=work.person.tenant_id,
        changed_rows=sum(work.changed_rows.values()),
        changed_files=len(work.changed_rows),
    )
