"""An erasure that is under way, written down so that whoever comes after a crash can finish it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from orchestration.errors import ChatmartError
from orchestration.privacy.keys import private_folder, write_privately
from orchestration.privacy.linking import Person
from orchestration.settings import Settings


@dataclass(frozen=True)
class Work:
    """One erasure, from the moment it is decided until nothing of the person is left.

    `accounts` are the WhatsApp business accounts of the tenant. `changed_rows` counts rows by
    what holds them: `<source>/dt=<day>/<table>`.
    """

    erasure_id: str
    person: Person
    accounts: frozenset[str]
    erased_until: datetime
    changed_rows: dict[str, int] = field(default_factory=dict)

    def with_changes(self, changed_rows: dict[str, int]) -> Work:
        """Return the work with more counts."""
        return replace(self, changed_rows={**self.changed_rows, **changed_rows})


def unfinished_work(settings: Settings) -> Work | None:
    """Return the erasure that a crash interrupted, None if there is none."""
    try:
        known = json.loads(work_file(settings).read_text(encoding="utf-8"))
        return Work(
            erasure_id=known["erasure_id"],
            person=Person(known["tenant_id"], frozenset(known["identifiers"])),
            accounts=frozenset(known["accounts"]),
            erased_until=datetime.fromisoformat(known["erased_until"]),
            changed_rows=known["changed_rows"],
        )
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise ChatmartError(
            f"privacy/{work_file(settings).name} cannot be read: {error.strerror}.",
            way_out="Let the user who runs chatmart read and write the folder privacy/.",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise ChatmartError(
            "An erasure was interrupted, and what it was to do cannot be read.",
            way_out=f"Remove privacy/{work_file(settings).name} and erase the person again.",
        ) from None


def write_work(settings: Settings, work: Work) -> None:
    """Write the work down, readable by its owner alone."""
    text = json.dumps(
        {
            "erasure_id": work.erasure_id,
            "tenant_id": work.person.tenant_id,
            "identifiers": sorted(work.person.identifiers),
            "accounts": sorted(work.accounts),
            "erased_until": work.erased_until.isoformat(),
            "changed_rows": work.changed_rows,
        }
    )
    private_folder(settings)
    write_privately(work_file(settings), text.encode())


def forget_work(settings: Settings) -> None:
    """Remove what was written down: it names the person."""
    work_file(settings).unlink(missing_ok=True)


def work_file(settings: Settings) -> Path:
    """Return what is there as long as an erasure is not finished; it names the person."""
    return settings.privacy / "erasing.json"
