"""Tenants whose dates are in UTC because nobody said otherwise, or nobody understood it."""

from __future__ import annotations

from pathlib import Path

from orchestration.publish import current_publication
from orchestration.reporting.published import open_published
from orchestration.settings import Settings
from orchestration.wording import some_of

_SQL = Path(__file__).parent / "sql"


def tenant_warnings(settings: Settings) -> list[str]:
    """Sentences about the published tenants without a description or a known time zone."""
    if current_publication(settings) is None:
        return []
    with open_published(settings) as connection:
        rows = connection.execute((_SQL / "tenants_in_utc.sql").read_text()).fetchall()
    sentences = []
    for reason, singular, plural in (
        ("unknown time zone", "has an unknown time zone", "have an unknown time zone"),
        ("not described", "is not described in `tenants`", "are not described in `tenants`"),
    ):
        names = [tenant for tenant, why in rows if why == reason]
        if names:
            says = singular if len(names) == 1 else plural
            sentences.append(f"{some_of(names)} {says}; the local dates are those of UTC.")
    return sentences


def unknown_tenant_warnings(settings: Settings, tenant: str) -> list[str]:
    """A sentence about a tenant that nothing is published of: its id may be mistyped."""
    if current_publication(settings) is None:
        return []
    with open_published(settings) as connection:
        query = (_SQL / "is_known_tenant.sql").read_text()
        (is_known,) = connection.execute(query, {"tenant": tenant}).fetchone() or (False,)
    if is_known:
        return []
    return [f'Nothing is published of a tenant "{tenant}"; check its id.']
