"""Contacts and users of journeys whose time is over, where the seed gives them one.

Their rows stay, as everywhere, and name a pseudonym: counts stay what they were.
"""

from __future__ import annotations

import uuid
from collections import Counter

from orchestration.privacy.erase import accounts_of, pseudonymise
from orchestration.privacy.history import PrivacyHistory
from orchestration.privacy.identifiers import normalised
from orchestration.privacy.linking import Person
from orchestration.privacy.pseudonyms import is_pseudonym
from orchestration.privacy.queries import sql
from orchestration.privacy.work import Work, forget_work, write_work
from orchestration.progress import Progress
from orchestration.settings import Settings
from orchestration.transform.state import open_warehouse, read_state


def expire_people(settings: Settings, progress: Progress) -> None:
    """Give people whose time is over a pseudonym each, in lake and warehouse.

    Nobody is followed to other identifiers, and whom a register still shows stays. What a crash
    leaves is finished as an erasure is. The caller holds the locks of lake and warehouse, which
    are up to date with each other.
    """
    with open_warehouse(settings) as connection:
        state = read_state(connection)
        if state.as_of is None or not state.is_finished:
            return
        retained = state.as_of.retained
        found = connection.execute(sql("expired_people"), {"retained": retained}).fetchall()
    people = [one for one in found if not is_pseudonym(one[1])]
    for tenant in sorted({tenant for tenant, _, _ in people}):
        work = Work(
            erasure_id=uuid.uuid4().hex,
            person=Person(
                tenant, frozenset(normalised(one) for of, one, _ in people if of == tenant)
            ),
            accounts=accounts_of(settings, tenant),
            erased_until=retained,
        )
        write_work(settings, work)
        pseudonymise(settings, work, progress)
        expired = Counter(register for of, _, register in people if of == tenant)
        PrivacyHistory(settings).record_retention(retained, rows=expired)
        forget_work(settings)
