"""Our conversations beside what Glific says of its own."""

from __future__ import annotations

from collections import Counter

from tests.oracle.conversations import all_conversations
from tests.oracle.glific import newest
from tests.oracle.glific_counts import BILLED, STATS
from tests.oracle.logs import WhatsApp


def conversation_reconciliation(whatsapp: WhatsApp) -> list[dict]:
    """`conversation_reconciliation`: a row for each day on which either side has something."""
    ours = all_conversations(whatsapp)
    by_utc_date = Counter((one.tenant_id, one.conversation.opened_at.date()) for one in ours)
    by_local_date = Counter((one.tenant_id, one.opened_date) for one in ours)
    stats, _ = newest(whatsapp.stats_rows)
    hourly = Counter()
    for row in stats:
        if row.period == "hour":
            hourly[row.tenant_id, row.day] += row.conversations
    billed = Counter()
    for row in newest(whatsapp.billed_rows)[0]:
        inserted_at = whatsapp.tenants.to_utc(row.tenant_id, row.inserted_at)
        billed[row.tenant_id, whatsapp.day(row.tenant_id, inserted_at)] += 1
    sides = {
        STATS: (by_utc_date, hourly, {row.tenant_id for row in stats}),
        BILLED: (by_local_date, billed, {row.tenant_id for row in whatsapp.billed_rows}),
    }
    return [
        {
            "tenant_id": tenant_id,
            "conversation_date": day,
            "source": source,
            "ours": own[tenant_id, day],
            "theirs": theirs[tenant_id, day],
            "difference": own[tenant_id, day] - theirs[tenant_id, day],
        }
        for source, (own, theirs, tenants) in sides.items()
        for tenant_id, day in own.keys() | theirs.keys()
        if tenant_id in tenants and (own[tenant_id, day] or theirs[tenant_id, day])
    ]
