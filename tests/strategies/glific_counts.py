"""Random counts of conversations as Glific exports them."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st

from tests.strategies.glific import Exported, exports, row
from tests.strategies.scenes import Scene, moments


@st.composite
def billed_rows(draw: st.DrawFn, scene: Scene, serial: int) -> list[Exported]:
    """One billed conversation; its id may be another one's, too."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    fields = {
        "conversation_uuid": draw(st.sampled_from(("c1", "c2", None))),
        "deduction_type": draw(st.sampled_from(("marketing", "FEP", "service"))),
        "is_billable": draw(st.sampled_from((True, False, None))),
        "message_id": draw(st.sampled_from((90, None))),
    }
    at = draw(moments(scene, tenant_id))
    return draw(exports(scene, [row(scene, tenant_id, serial, at, **fields)] * 2))


@st.composite
def stats_rows(draw: st.DrawFn, scene: Scene, serial: int) -> list[Exported]:
    """The counts of an hour, or of a day, perhaps corrected once."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    at = draw(moments(scene, tenant_id))
    fields = {
        "period": draw(st.sampled_from(("hour", "hour", "hour", "day", "week"))),
        "date": at.date().isoformat(),
        "hour": at.hour,
    }
    versions = []
    for number in range(draw(st.integers(1, 2))):
        fields["conversations"] = draw(st.sampled_from((0, 1, 2, "3")))
        updated_at = at + timedelta(hours=number)
        versions.append(row(scene, tenant_id, serial, at, updated_at, **fields))
    return draw(exports(scene, versions))
