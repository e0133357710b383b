"""Whether the home still remembers whom it has to forget.

The folder `privacy/` alone knows whose records are to stay erased. How much it knew is noted in the
lake's catalogue and in every publication as well, so that its loss is noticed before anything is
loaded without it.
"""

from __future__ import annotations

from orchestration.errors import ChatmartError
from orchestration.ingest.catalog import Catalog
from orchestration.privacy.history import PrivacyHistory
from orchestration.privacy.pseudonyms import count_pseudonyms
from orchestration.settings import Settings

_WAY_OUT = (
    "Restore the folder privacy/ from a backup: without it, erased people would come back. "
    "docs/runbook.md says what to do where there is none."
)


def require_memory(settings: Settings, catalog: Catalog) -> None:
    """Raise ChatmartError if pseudonyms or erasures that are known to have been are gone."""
    from orchestration.publish.publication import current_publication

    published = current_publication(settings)
    registered, erasures = count_pseudonyms(settings), len(PrivacyHistory(settings).erasures())
    noted = max(catalog.pseudonyms(), published.pseudonyms if published else 0)
    if registered < max(noted, min(erasures, 1)):
        raise ChatmartError(
            f"The register of erased people is not whole: it has {registered} pseudonyms, and had "
            f"{max(noted, 1)} or more.",
            way_out=_WAY_OUT,
        )
    if erasures < (published.erasures if published else 0):
        raise ChatmartError(
            f"The history of erasures is not whole: it has {erasures}, and had "
            f"{published.erasures}.",
            way_out=_WAY_OUT,
        )
    if registered > noted:
        catalog.note_pseudonyms(registered)
