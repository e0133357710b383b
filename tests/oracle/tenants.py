"""Tenants: whose local dates count, and which WhatsApp Business accounts are whose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.oracle.landing import LandingZone
from tests.oracle.records import FileLoad, Place, latest, read
from tests.oracle.values import identifier, required, text, utc


@dataclass(frozen=True)
class TenantRow:
    """One accepted row of the source `tenants`."""

    place: Place
    tenant_id: str
    reporting_timezone: str | None
    business_account_id: str | None


def read_tenants(zone: LandingZone) -> tuple[list[TenantRow], list[FileLoad]]:
    """Accepted tenant rows and the counts per file."""

    def parse(fields: dict, place: Place) -> TenantRow:
        text(fields.get("tenant_name"))
        return TenantRow(
            place,
            required(fields.get("tenant_id")),
            text(fields.get("reporting_timezone")),
            identifier(fields.get("whatsapp_business_account_id")),
        )

    return read(zone, "tenants", parse)


class Tenants:
    """What the latest row of each tenant says; a tenant without one lives in UTC."""

    def __init__(self, zone: LandingZone) -> None:
        rows, _ = latest(read_tenants(zone)[0], key=lambda row: row.tenant_id)
        self._zones = {row.tenant_id: _time_zone(row.reporting_timezone) for row in rows}
        self._accounts: dict[str, str] = {}
        for row in sorted(rows, key=lambda row: row.tenant_id, reverse=True):
            if row.business_account_id is not None:
                self._accounts[row.business_account_id] = row.tenant_id

    def local(self, tenant_id: str, moment: datetime) -> datetime:
        """The (aware) local time of a naive UTC moment at the tenant's."""
        return utc(moment).astimezone(self._zone(tenant_id))

    def local_date(self, tenant_id: str, moment: datetime) -> date:
        """The calendar day of a naive UTC moment at the tenant's."""
        return self.local(tenant_id, moment).date()

    def to_utc(self, tenant_id: str, written: datetime) -> datetime:
        """The naive UTC moment of a local time of the tenant.

        A time that a clock change repeats is its first occurrence.
        """
        aware = written.replace(tzinfo=self._zone(tenant_id), fold=0)
        return aware.astimezone(UTC).replace(tzinfo=None)

    def _zone(self, tenant_id: str) -> ZoneInfo:
        return self._zones.get(tenant_id, ZoneInfo("UTC"))

    def of_business_account(self, account_id: str) -> str:
        """The tenant a WhatsApp Business account belongs to; an unmapped one is its own tenant."""
        return self._accounts.get(account_id, account_id)


def _time_zone(name: str | None) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (KeyError, OSError, ValueError):
        return ZoneInfo("UTC")


def month_of(day: date) -> date:
    """The first day of the day's month."""
    return day.replace(day=1)


def months_through(first: date, last: date) -> list[date]:
    """The first day of every month from that of `first` to that of `last`."""
    return sorted({month_of(day) for day in days_through(first, last)})


def days_through(first: date, last: date) -> list[date]:
    """Every calendar day from first to last, both included; none if last comes before."""
    return [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
