"""What all rows of Glific's export have in common: local times, versions, and faults."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from tests.strategies.scenes import MICROSECOND, Scene

ORGANISATION = "4930000777"
# Organisations keep themselves as a contact; simulators write as contacts do.
NOT_CUSTOMERS = (ORGANISATION, "98765432101")
RAW_ROWS = (b"{", b"[1]", b"\xff", b"")

# (when it is exported, which the delivery follows; the row)
Exported = tuple[datetime, dict]


def local(scene: Scene, tenant_id: str, moment: datetime) -> str:
    """A naive UTC moment as the tenant's clock shows it, as the export writes it."""
    clock = ZoneInfo(scene.zone_names[tenant_id])
    shown = moment.replace(tzinfo=UTC).astimezone(clock).replace(tzinfo=None)
    return str(shown)


def row(
    scene: Scene,
    tenant_id: str,
    row_id: object,
    inserted_at: datetime,
    updated_at: datetime | None = None,
    **fields: object,
) -> Exported:
    """A version of a row; its export follows its last change."""
    changed_at = updated_at or inserted_at
    record = {"tenant_id": tenant_id, "id": row_id}
    record["inserted_at"] = local(scene, tenant_id, inserted_at)
    record["updated_at"] = None if updated_at is None else local(scene, tenant_id, updated_at)
    return changed_at, record | fields


@st.composite
def exports(draw: st.DrawFn, scene: Scene, versions: list[Exported]) -> list[Exported]:
    """The versions as they are exported, some again, some under the same time of change."""
    found = []
    for number, (at, record) in enumerate(versions):
        told = {"bq_uuid": f"{draw(st.sampled_from('azB'))}{number}"}
        told["bq_inserted_at"] = local(scene, record["tenant_id"], at)
        told |= draw(st.sampled_from(({}, {}, {}, {"bq_uuid": None}, {"bq_inserted_at": None})))
        found.append((at, record | told))
        if number and draw(st.integers(0, 5)) == 0:
            # The same times of change and of export, and yet something else.
            before = {name: record[name] for name in ("inserted_at", "updated_at")}
            told |= {"bq_uuid": draw(st.sampled_from((None, "a", "z9")))}
            found.append((at, versions[number - 1][1] | before | told))
    return found


@st.composite
def spoiled(draw: st.DrawFn, record: dict, landing_day: date) -> dict:
    """The row with something about it that is (mostly) to be quarantined."""
    latest = datetime(landing_day.year, landing_day.month, landing_day.day) + timedelta(days=2)
    faults = (
        {"tenant_id": None},
        {"tenant_id": " "},
        {"inserted_at": None},
        {"inserted_at": "2025-03-28T10:00:00Z"},
        {"inserted_at": "2025-03-28 10:00:00+02:00"},
        {"inserted_at": "2025-02-29 10:00:00"},
        {"inserted_at": "1999-12-31 23:59:59.999999"},
        {"updated_at": "yesterday"},
        {"updated_at": str(latest + MICROSECOND)},
        {"updated_at": str(latest)},
        {"sent_at": "2025-03-28 24:00:00"},
        {"flow": "sideways"},
        {"phone": "nobody"},
        {"optin_time": "2025-03-28 10:00:00 UTC"},
        {"event_datetime": "9999-12-31 23:59:59"},
        {"completed_at": "soon"},
        {"date": "2025-13-01"},
        {"period": ""},
    )
    return record | draw(
        st.sampled_from([fault for fault in faults if fault.keys() <= record.keys()])
    )
