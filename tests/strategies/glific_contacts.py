"""Random contacts of Glific's export, and their history."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from tests.strategies.glific import NOT_CUSTOMERS, Exported, exports, local, row
from tests.strategies.scenes import Scene, moments
from tests.strategies.turns import CUSTOMER_PHONES

STATUSES = ("valid", "valid", "invalid", "invalid", "blocked", "processing", "failed")
HISTORY = (*("contact_opted_in", "contact_opted_out") * 3, "contact_name_updated")
STEPS = (timedelta(), timedelta(seconds=1), timedelta(hours=10), timedelta(days=1))


@st.composite
def contact_rows(draw: st.DrawFn, scene: Scene, serial: int) -> list[Exported]:
    """One contact in one to four versions."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    phones = (*CUSTOMER_PHONES * 3, "+91 (80) 555-0123", *NOT_CUSTOMERS)
    phone = draw(st.sampled_from(phones))
    inserted_at = draw(moments(scene, tenant_id)) - timedelta(days=draw(st.integers(0, 3)))
    updated_at = inserted_at
    versions = []
    for number in range(draw(st.integers(1, 4))):
        updated_at += draw(st.sampled_from(STEPS))
        fields = {"phone": phone, "status": draw(st.sampled_from(STATUSES))}
        for name in ("optin_time", "optout_time"):
            ago = draw(st.sampled_from((None, None, timedelta(), timedelta(days=2))))
            fields[name] = None if ago is None else local(scene, tenant_id, updated_at - ago)
        changed_at = updated_at if number or draw(st.booleans()) else None
        versions.append(row(scene, tenant_id, serial, inserted_at, changed_at, **fields))
    return draw(exports(scene, versions))


@st.composite
def history_rows(draw: st.DrawFn, scene: Scene, serial: int) -> list[Exported]:
    """One to four things that happened to a contact, some at the same time."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    phone = draw(st.sampled_from(CUSTOMER_PHONES))
    at = draw(moments(scene, tenant_id))
    found: list[Exported] = []
    for number in range(draw(st.integers(1, 4))):
        written = draw(st.sampled_from((None, timedelta(), timedelta(hours=3))))
        happened_at = None if written is None else local(scene, tenant_id, at - written)
        fields = {
            "phone": phone,
            "event_type": draw(st.sampled_from(HISTORY)),
            "event_datetime": happened_at,
        }
        found.append(row(scene, tenant_id, 10 * serial + number, at, **fields))
        at += draw(st.sampled_from(STEPS))
    return draw(exports(scene, found))
