"""Further daily series of each process: the funnel, and the KPIs added up since its first day."""

from __future__ import annotations

from collections import Counter

from tests.oracle.chat import Chat
from tests.oracle.kpis import experience_kpis_daily, process_calendars

FUNNEL = {
    "welcomes": ("welcome_sent", "welcome_sent_recurrent", "welcome_sent_recurrent_named"),
    "interactions": ("interaction",),
    "sign_ups": ("sign_up",),
    "ends": ("end",),
}
ADDED_UP = (
    "chat_starts",
    "sessions",
    "sessions_with_conversation",
    "bounces",
    "conversations",
    "participants",
    "participations",
    "new_customers",
    "live_chats",
    "completed",
    "shares",
    "responses",
    "promoters",
    "passives",
    "detractors",
)


def experience_funnel_daily(chat: Chat) -> list[dict]:
    """`fct_experience_funnel_daily`: one row per process and day, from its first event on."""
    events = Counter(
        (event.tenant_id, event.process_id, chat.day(event), event.event_name)
        for event in chat.events
    )
    return [
        {"tenant_id": tenant_id, "process_id": process_id, "funnel_date": day}
        | {
            step: sum(events[tenant_id, process_id, day, name] for name in names)
            for step, names in FUNNEL.items()
        }
        for (tenant_id, process_id), calendar in process_calendars(chat).items()
        for day in calendar
    ]


def experience_kpis_cumulative(chat: Chat) -> list[dict]:
    """`fct_experience_kpis_cumulative`: totals from the process's first day through each day."""
    totals: dict[tuple, Counter] = {}
    rows = []
    for daily in sorted(experience_kpis_daily(chat), key=lambda row: row["kpi_date"]):
        process = (daily["tenant_id"], daily["process_id"])
        total = totals.setdefault(process, Counter())
        total.update({measure: daily[measure] for measure in ADDED_UP})
        rows.append(
            {"tenant_id": process[0], "process_id": process[1], "kpi_date": daily["kpi_date"]}
            | {measure: total[measure] for measure in ADDED_UP}
        )
    return rows
