"""Daily marts by what an event is about: the quiz answer, the link, the name of an own event."""

from __future__ import annotations

import json
import math
from collections import defaultdict

from tests.oracle.chat import Chat
from tests.oracle.counts import distinct_customers, event_counts_daily

QUIZ_MEASURES = {
    "answers": "quiz_answer",
    "correct": "quiz_answer_correct",
    "incorrect": "quiz_answer_incorrect",
}


def item(payload: dict | None, key: str) -> str:
    """What a payload names: its text as it is, anything else as JSON text, '' for blank or none.

    A number that is not finite is none.
    """
    value = (payload or {}).get(key)
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return value if value.strip() else ""


def quiz_answers_daily(chat: Chat) -> list[dict]:
    """`fct_quiz_answers_daily`."""
    groups = defaultdict(list)
    for event in chat.events:
        if event.event_name in QUIZ_MEASURES.values():
            key = (
                event.tenant_id,
                event.process_id,
                event.module_id,
                item(event.payload, "question_id"),
                item(event.payload, "answer"),
                chat.day(event),
            )
            groups[key].append(event.event_name)
    return [
        {
            "tenant_id": tenant_id,
            "process_id": process_id,
            "module_id": module_id,
            "question_id": question_id,
            "answer": answer,
            "event_date": day,
        }
        | {measure: names.count(name) for measure, name in QUIZ_MEASURES.items()}
        for (tenant_id, process_id, module_id, question_id, answer, day), names in groups.items()
    ]


def link_clicks_daily(chat: Chat) -> list[dict]:
    """`fct_link_clicks_daily`: clicks that say where they lead."""
    groups = defaultdict(list)
    for event in chat.events:
        url = item(event.payload, "url")
        if event.event_name == "link_clicked" and url:
            key = (event.tenant_id, event.process_id, event.module_id, url, chat.day(event))
            groups[key].append(event)
    return [
        {
            "tenant_id": tenant_id,
            "process_id": process_id,
            "module_id": module_id,
            "url": url,
            "click_date": day,
            "clicks": len(clicks),
            "customers": distinct_customers(clicks),
        }
        for (tenant_id, process_id, module_id, url, day), clicks in groups.items()
    ]


def custom_events_daily(chat: Chat) -> list[dict]:
    """`fct_module_custom_daily`: the events that a user has added to the catalogue."""
    return [
        {column: value for column, value in row.items() if column != "is_catalogued"}
        for row in event_counts_daily(chat)
        if row["event_name"] in chat.custom_events
    ]
