"""The stage of a random log: landing days around clock changes, tenants, moments that matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

# On each of these days this time zone changes its clocks.
# All in a past year, because landing days later than tomorrow are ignored.
CLOCK_CHANGES = {
    date(2025, 3, 9): "America/St_Johns",  # forward
    date(2025, 3, 30): "Europe/Berlin",  # forward
    date(2025, 4, 6): "Australia/Lord_Howe",  # back by half an hour
    date(2025, 10, 5): "Australia/Lord_Howe",  # forward by half an hour
    date(2025, 10, 26): "Europe/Berlin",  # back
    date(2025, 11, 2): "America/St_Johns",  # back; also the turn of a month
}
TIME_ZONES = (
    "UTC",
    "Europe/Berlin",
    "Asia/Kolkata",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Apia",
)
# The last one is also the id of a WhatsApp Business account.
TENANT_IDS = ("acme", "Ünï'code \U0001f701", "1002")
ACCOUNT_IDS = ("1001", "1002", "1003")
HOSTILE = ("ü'\"\\", "null", "'; drop table t; --", "a,b\tc", "%s {{ x }}", "\u202e\U0001f701")
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Scene:
    """Landing days, and the tenants with the time zones they are first said to have."""

    landing_days: tuple[date, ...]
    zone_names: dict[str, str | None]
    clock_change: date

    @property
    def tenant_ids(self) -> list[str]:
        """The tenants of the log, whether or not the log says anything of them."""
        return list(self.zone_names)

    def landing_days_for(self, moment: datetime) -> list[date]:
        """The landing days on which a record of that (naive UTC) moment can be expected."""
        later = [day for day in self.landing_days if day >= moment.date()]
        return later or [self.landing_days[-1]]


@st.composite
def scenes(draw: st.DrawFn) -> Scene:
    """Two to six landing days, with holes, and one to three tenants."""
    change = draw(st.sampled_from(tuple(CLOCK_CHANGES)))
    offsets = draw(st.sets(st.integers(-2, 4), min_size=2, max_size=6))
    return draw(scenes_on(tuple(change + timedelta(days=one) for one in sorted(offsets)), change))


@st.composite
def scenes_on(draw: st.DrawFn, landing_days: tuple[date, ...], change: date) -> Scene:
    """These landing days, and one to three tenants, one of whom may change clocks on `change`."""
    tenants = draw(st.integers(1, 3))
    zones = (*TIME_ZONES, *(CLOCK_CHANGES[change],) * 4)
    zone_names = {tenant_id: draw(st.sampled_from(zones)) for tenant_id in TENANT_IDS[:tenants]}
    return Scene(landing_days, zone_names, change)


@st.composite
def moments(draw: st.DrawFn, scene: Scene, tenant_id: str) -> datetime:
    """A naive UTC moment near the landing days, mostly at an edge of a local or UTC day."""
    day = draw(st.sampled_from(scene.landing_days))
    clock = ZoneInfo(draw(st.sampled_from(("UTC", scene.zone_names[tenant_id]))))
    edge = datetime.combine(day, time(), clock).astimezone(UTC).replace(tzinfo=None)
    offset = draw(
        st.sampled_from(
            (
                timedelta(),
                -MICROSECOND,
                timedelta(hours=1),
                timedelta(hours=2) - MICROSECOND,
                timedelta(hours=9, minutes=30),
                timedelta(hours=14),
                timedelta(hours=23, minutes=50),
            )
        )
    )
    return edge + offset


@st.composite
def tenant_rows(draw: st.DrawFn, scene: Scene) -> list[tuple[date, dict]]:
    """(landing day, record) of the tenants: none, one or several, some of them wrong."""
    rows = []
    for index, (tenant_id, zone_name) in enumerate(scene.zone_names.items()):
        for number in range(draw(st.sampled_from((1, 1, 1, 1, 0, 2)))):
            other = st.sampled_from((*TIME_ZONES, "Nowhere/Land", None))
            row = {
                "tenant_id": tenant_id,
                "tenant_name": draw(st.sampled_from(("Acme", 'Ümläut, "quoted"', None))),
                "reporting_timezone": draw(other) if number else zone_name,
                # Nobody else ever claims this account.
                "whatsapp_business_account_id": draw(
                    st.sampled_from((ACCOUNT_IDS[index], None, ""))
                ),
            }
            rows.append((draw(st.sampled_from(scene.landing_days)), row))
    if draw(st.integers(0, 5)) == 0:
        rows.append((scene.landing_days[0], {"tenant_id": " ", "reporting_timezone": "UTC"}))
    return rows
