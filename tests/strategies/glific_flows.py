"""Random runs of flows of Glific's export."""

from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import strategies as st

from tests.strategies.glific import NOT_CUSTOMERS, Exported, exports, local, row
from tests.strategies.scenes import MICROSECOND, Scene, moments
from tests.strategies.turns import CUSTOMER_PHONES

KEYWORD = json.dumps({"flow_keyword": {"input": "hi"}})
RESULTS = (KEYWORD, KEYWORD, "{}", "no json", None)
FLOWS = ("7", "7", "7", 8, None)
NAMES = ("Help", "Hïlfe", "Aide", None)
TRIGGERS = (
    *({}, {}, {}, {"message_broadcast_id": 5}, {"flow_broadcast_id": "5"}),
    *({"parent_id": 1}, {"wa_group_id": 3}),
)
LASTS = (
    *(timedelta(), MICROSECOND, timedelta(minutes=5), timedelta(hours=10)),
    *(timedelta(days=1), timedelta(days=2)),
)


@st.composite
def flow_rows(draw: st.DrawFn, scene: Scene, serial: int) -> list[Exported]:
    """One run: still open, or ended in some way, as it started and as it ended."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    started_at = draw(moments(scene, tenant_id)) - timedelta(days=draw(st.integers(0, 2)))
    flow_id = draw(st.sampled_from(FLOWS))
    fields = {
        "flow_id": flow_id,
        "flow_name": draw(st.sampled_from(NAMES)),
        "results": draw(st.sampled_from(RESULTS)),
        "contact_id": draw(st.sampled_from((17, "18"))),
        "contact_phone": draw(st.sampled_from((*CUSTOMER_PHONES * 2, NOT_CUSTOMERS[1], None))),
        "is_killed": False,
        "completed_at": None,
        **dict.fromkeys(("parent_id", "wa_group_id")),
        **dict.fromkeys(("message_broadcast_id", "flow_broadcast_id")),
        **draw(st.sampled_from(TRIGGERS)),
    }
    versions = [row(scene, tenant_id, serial, started_at, **fields)]
    end = draw(st.sampled_from(("completed", "completed", "killed", "killed", "kept", "stuck")))
    if end != "kept":
        ended_at = started_at + draw(st.sampled_from(LASTS))
        ended = fields | {"is_killed": end in ("killed", "stuck")}
        if end != "stuck":
            ended["completed_at"] = local(scene, tenant_id, ended_at)
        versions.append(row(scene, tenant_id, serial, started_at, ended_at, **ended))
    if len(versions) == 2 and draw(st.integers(0, 3)) == 0:
        versions = versions[1:]
    return draw(exports(scene, versions))
