"""Daily KPIs, per experience (process) and per tenant."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from tests.oracle.chat import Chat, ChatEvent
from tests.oracle.counts import distinct_customers
from tests.oracle.nps import responses
from tests.oracle.sessions import sessions
from tests.oracle.tenants import days_through
from tests.oracle.values import payload_seconds

# Measures that are no more than the number of events of one name.
EVENT_MEASURES = {
    "chat_starts": "start",
    "sessions_reported": "session_started",
    "conversations": "interaction",
    "participants": "participant_bpmn_process",
    "participations": "participation",
    "new_customers": "sign_up",
    "live_chats": "live_chat_started",
    "web_push_asked": "web_push_single_opt_in_asked",
    "web_push_single_opt_ins": "web_push_single_opt_in",
    "web_push_double_opt_ins": "web_push_double_opt_in",
    "reminder_single_opt_ins": "reminder_single_opt_in",
    "reminder_double_opt_ins": "reminder_double_opt_in",
    "pin_mails_sent": "sign_in_pin_mail_sent",
    "pin_succeeded": "sign_in_pin_succeeded",
    "pin_failed": "sign_in_pin_failed",
    "advent_calendar_doors_opened": "advent_calendar_door_opened",
}
SECONDS_PER_HOME_VIEW = 15


def experience_kpis_daily(chat: Chat) -> list[dict]:
    """`fct_experience_kpis_daily`: one row per process and day, from its first event on."""
    return _dense(chat, lambda *tenant_and_process: tenant_and_process)


def tenant_kpis_daily(chat: Chat) -> list[dict]:
    """`fct_tenant_kpis_daily`: one row per tenant and day, from its first event on."""
    return _dense(chat, lambda *tenant_and_process: tenant_and_process[:1])


def process_calendars(chat: Chat) -> dict[tuple[str, str], list[date]]:
    """The days of each (tenant, process), from its first event on, without holes."""
    return _calendars(chat, lambda *tenant_and_process: tenant_and_process)


def _calendars(chat: Chat, key_of) -> dict[tuple, list[date]]:
    days: dict[tuple, list[date]] = {}
    for event in chat.events:
        # Events come in order of time, so a key's first one has its first day.
        key = key_of(event.tenant_id, event.process_id)
        if key not in days:
            days[key] = days_through(chat.day(event), chat.last_days[event.tenant_id])
    return days


def _dense(chat: Chat, key_of) -> list[dict]:
    events = defaultdict(list)
    for event in chat.events:
        events[*key_of(event.tenant_id, event.process_id), chat.day(event)].append(event)
    started = _grouped(sessions(chat), key_of, "session_date")
    answered = _grouped(responses(chat), key_of, "response_date")
    finished, handled = defaultdict(int), defaultdict(list)
    for start in completed_starts(chat):
        finished[*key_of(start.tenant_id, start.process_id), chat.day(start)] += 1
    for ended, seconds in handled_live_chats(chat):
        handled[*key_of(ended.tenant_id, ended.process_id), chat.day(ended)].append(seconds)
    return [
        dict(zip(("tenant_id", "process_id"), key, strict=False))
        | {"kpi_date": day}
        | _measures(
            events[*key, day],
            started[*key, day],
            answered[*key, day],
            finished[*key, day],
            handled[*key, day],
        )
        for key, calendar in _calendars(chat, key_of).items()
        for day in calendar
    ]


def _grouped(rows: list[dict], key_of, date_column: str) -> dict[tuple, list[dict]]:
    groups = defaultdict(list)
    for row in rows:
        groups[*key_of(row["tenant_id"], row["process_id"]), row[date_column]].append(row)
    return groups


def _measures(
    events: list[ChatEvent],
    started_sessions: list[dict],
    nps_responses: list[dict],
    completed: int,
    handling_seconds: list[float],
) -> dict:
    def named(name: str) -> list[ChatEvent]:
        return [event for event in events if event.event_name == name]

    def segment(name: str) -> int:
        return sum(response["segment"] == name for response in nps_responses)

    interacted = sum(session["is_interacted"] for session in started_sessions)
    counted = {measure: len(named(name)) for measure, name in EVENT_MEASURES.items()}
    return counted | {
        "sessions": len(started_sessions),
        "sessions_with_conversation": interacted,
        "bounces": len(started_sessions) - interacted,
        "active_customers": distinct_customers(events),
        "handling_time_seconds": sum(handling_seconds),
        "handled_live_chats": len(handling_seconds),
        "average_handling_time_seconds": quotient(sum(handling_seconds), len(handling_seconds)),
        "screen_time_seconds": sum(payload_seconds(event.payload) for event in named("screen_time"))
        + SECONDS_PER_HOME_VIEW * len(named("home_view_screen_time")),
        "interaction_rate": quotient(interacted, len(started_sessions)),
        "completed": completed,
        "completion_rate": quotient(completed, counted["chat_starts"]),
        "shares": sum(event.event_name.startswith("share_") for event in events),
        "responses": len(nps_responses),
        "promoters": segment("promoter"),
        "passives": segment("passive"),
        "detractors": segment("detractor"),
    }


def quotient(numerator: float, denominator: float) -> float | None:
    """The ratio, None where there is nothing to divide by."""
    return numerator / denominator if denominator else None


def by_customer_and_process(chat: Chat) -> list[list[ChatEvent]]:
    """The ordered events of each (tenant, customer, process); nobody's are left out."""
    groups = defaultdict(list)
    for event in chat.events:
        if event.customer_id is not None:
            groups[event.tenant_id, event.customer_id, event.process_id].append(event)
    return list(groups.values())


def completed_starts(chat: Chat) -> list[ChatEvent]:
    """The starts whose process ends for that customer before the customer starts it again."""
    found = []
    for events in by_customer_and_process(chat):
        waiting = None
        for event in events:
            if event.event_name == "start":
                waiting = event
            elif event.event_name == "end" and waiting is not None:
                found.append(waiting)
                waiting = None
    return found


def handled_live_chats(chat: Chat) -> list[tuple[ChatEvent, float]]:
    """(end, seconds) of each live chat end that has a start: the latest one not yet taken."""
    found = []
    for events in by_customer_and_process(chat):
        waiting: list[ChatEvent] = []
        for event in events:
            if event.event_name == "live_chat_started":
                waiting.append(event)
            elif event.event_name == "live_chat_ended" and waiting:
                seconds = (event.occurred_at - waiting.pop().occurred_at).total_seconds()
                found.append((event, seconds))
    return found
