"""Net Promoter Score: responses, scores with their interval, free-text answers."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from tests.oracle.chat import Chat, ChatEvent, nps_score
from tests.oracle.tenants import days_through
from tests.oracle.values import payload_text

LONGEST_WAIT_FOR_TEXT = timedelta(hours=24)
ROLLING_DAYS = 30
Z_95 = 1.959964


def responses(chat: Chat) -> list[dict]:
    """`fct_nps_responses`."""
    texts = {}
    for answer in _answers(chat):
        score = _score_answered(chat, answer)
        if score is not None:
            texts[id(score)] = payload_text(answer.payload, "text")
    return [
        {
            "tenant_id": event.tenant_id,
            "response_id": chat.ids[id(event)],
            "process_id": event.process_id,
            "module_id": event.module_id,
            "customer_id": event.customer_id,
            "source": nps_score(event.event_name)[0],
            "score": nps_score(event.event_name)[1],
            "segment": segment(nps_score(event.event_name)[1]),
            "responded_at": event.occurred_at,
            "response_date": chat.day(event),
            "answer_text": texts.get(id(event)),
        }
        for event in _scores(chat)
    ]


def nps_answers(chat: Chat) -> list[dict]:
    """`fct_nps_answers`."""
    rows = []
    for answer in _answers(chat):
        event = _score_answered(chat, answer)
        score = None if event is None else nps_score(event.event_name)[1]
        rows.append(
            {
                "answer_id": chat.ids[id(answer)],
                "tenant_id": answer.tenant_id,
                "process_id": answer.process_id,
                "module_id": answer.module_id,
                "segment": None if score is None else segment(score),
                "score": score,
                "answer_text": payload_text(answer.payload, "text"),
                "answered_at": answer.occurred_at,
            }
        )
    return rows


def nps_daily(chat: Chat) -> list[dict]:
    """`fct_nps_daily`."""
    return _per_module(chat, "response_date", lambda day: day)


def nps_monthly(chat: Chat) -> list[dict]:
    """`fct_nps_monthly`."""
    return _per_module(chat, "response_month", lambda day: day.replace(day=1))


def nps_rolling_30d(chat: Chat) -> list[dict]:
    """`fct_nps_rolling_30d`: pooled over the trailing 30 local dates."""
    groups = defaultdict(list)
    for response in responses(chat):
        groups[response["tenant_id"], response["process_id"]].append(response)
    rows = []
    for (tenant_id, process_id), found in groups.items():
        first = min(response["response_date"] for response in found)
        for day in days_through(first, chat.last_days[tenant_id]):
            start = day - timedelta(days=ROLLING_DAYS - 1)
            pooled = [row["score"] for row in found if start <= row["response_date"] <= day]
            rows.append(
                {"tenant_id": tenant_id, "process_id": process_id, "response_date": day}
                | score_counts(pooled)
            )
    return rows


def segment(score: int) -> str:
    """The segment of a score of 0 to 10."""
    if score >= 9:
        return "promoter"
    return "passive" if score >= 7 else "detractor"


def score_counts(scores: Iterable[int]) -> dict:
    """Counts per segment, the score and its interval."""
    segments = [segment(score) for score in scores]
    counts = {
        "responses": len(segments),
        "promoters": segments.count("promoter"),
        "passives": segments.count("passive"),
        "detractors": segments.count("detractor"),
    }
    return counts | net_promoter_score(
        counts["responses"], counts["promoters"], counts["detractors"]
    )


def net_promoter_score(count: int, promoters: int, detractors: int) -> dict:
    """`nps` and its adjusted Wald interval in points from -100 to 100, None without responses."""
    if count == 0:
        return {"nps": None, "nps_low": None, "nps_high": None}
    adjusted_count = count + 3
    adjusted_promoters = promoters + 0.75
    adjusted_detractors = detractors + 0.75
    centre = (adjusted_promoters - adjusted_detractors) / adjusted_count
    variance = (adjusted_promoters + adjusted_detractors) / adjusted_count - centre**2
    margin = Z_95 * math.sqrt(variance / adjusted_count)
    return {
        "nps": 100 * (promoters - detractors) / count,
        "nps_low": max(-100.0, 100 * (centre - margin)),
        "nps_high": min(100.0, 100 * (centre + margin)),
    }


def _per_module(chat: Chat, column: str, period_of) -> list[dict]:
    groups = defaultdict(list)
    for response in responses(chat):
        key = (
            response["tenant_id"],
            response["process_id"],
            response["module_id"],
            response["source"],
            period_of(response["response_date"]),
        )
        groups[key].append(response["score"])
    grain = ("tenant_id", "process_id", "module_id", "source", column)
    return [
        dict(zip(grain, key, strict=True))
        | score_counts(scores)
        | {f"score_{score}": scores.count(score) for score in range(11)}
        for key, scores in groups.items()
    ]


def _scores(chat: Chat) -> list[ChatEvent]:
    return [event for event in chat.events if nps_score(event.event_name) is not None]


def _answers(chat: Chat) -> list[ChatEvent]:
    return [event for event in chat.events if event.event_name == "nps_survey_free_text_answered"]


def _score_answered(chat: Chat, answer: ChatEvent) -> ChatEvent | None:
    """The same customer's latest score in the module, at or at most 24 hours before the answer."""
    if answer.customer_id is None:
        return None
    found = [
        score
        for score in _scores(chat)
        if (score.tenant_id, score.customer_id) == (answer.tenant_id, answer.customer_id)
        and (score.process_id, score.module_id) == (answer.process_id, answer.module_id)
        and timedelta(0) <= answer.occurred_at - score.occurred_at <= LONGEST_WAIT_FOR_TEXT
    ]
    return max(found, key=lambda score: score.moment, default=None)
