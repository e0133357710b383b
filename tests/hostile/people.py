"""People whose ids and texts are made to break out, and payloads beyond all measure."""

from __future__ import annotations

import json
from typing import Any

TENANT = "'; DROP TABLE marts.dim_tenants; --\u202e{{ 1 / 0 }}"
EXTREME_TENANT = "../../extreme"
PROCESS = "=1+1|{% for x in y %}"
CUSTOMERS = (
    '=HYPERLINK("http://x.invalid","y")',
    "../../../etc/passwd",
    "' OR 1=1; DELETE FROM marts.dim_customers; --",
    "{{ 7 * 7 }}{% raw %}{# comment",
    "per%cent_under*glob?[a-z]{1,2}\\x\\",
    "\u202ereversed\u202c and \u2066isolated\u2069",
    "line\nbreak\r\n\ttab",
    "+49 and @SUM(A1:A9)",
    "<script>alert('customer')</script>&amp;",
    "e\u0301 \ufb01 \U0001f469\u200d\U0001f467 \ud55c\uae00",
)
TEXTS = tuple(
    f"{start}text of {number}" for number, start in enumerate("=+-@\t\r\n'\"\\\u202e\uff1d")
)
LONG_TEXT = "=long " + "x'\"\u00e9" * 1_250_000
DEEP = 10_000


def email(number: int) -> str:
    """An address that is one, and yet."""
    return f"o'hara+{number}%_*{{}}@example.org"


def records() -> list[dict[str, Any]]:
    """Chat events of the people: each registered, answered, took part."""
    told = []
    for number, customer in enumerate(CUSTOMERS):
        for name, payload in (
            ("start", {}),
            ("sign_up", {}),
            ("email_updated", {"email": email(number), "first_name": customer}),
            ("nps_survey_score_3", {}),
            ("nps_survey_free_text_answered", {"text": TEXTS[number]}),
            ("participation", {}),
            ("variable_set", {"name": TEXTS[number], "value": TEXTS[-1 - number]}),
        ):
            told.append(_event(TENANT, f"{name} {number}", name, len(told), customer, payload))
    return told


def journey_records() -> list[dict[str, Any]]:
    """The same people in a journey."""
    return [
        {
            "event_id": f"{kind} {number}",
            "tenant_id": TENANT,
            "journey_id": PROCESS,
            "user_id": customer,
            "entry_id": f"{customer} {TEXTS[number]}",
            "event_type": kind,
            "occurred_at": f"2026-10-31T10:{number:02}:00Z",
            "step_id": TEXTS[number],
            "reason": TEXTS[number],
        }
        for number, customer in enumerate(CUSTOMERS)
        for kind in ("entered", "sent", "failed", "exited")
    ]


def journey() -> dict[str, Any]:
    """The journey they are in."""
    return {
        "tenant_id": TENANT,
        "journey_id": PROCESS,
        "journey_name": PROCESS,
        "conversion_event": "never' or '1",
        "stop_counting_after_exit_seconds": 60,
    }


def extremes() -> list[bytes]:
    """Lines of chat events whose payloads are too long, too deep, too wide or too large."""
    payloads = {
        "long": json.dumps({"text": LONG_TEXT}, ensure_ascii=False),
        "deep": '{"text":' + '{"a":[' * (DEEP // 2) + "1" + "]}" * (DEEP // 2) + "}",
        "less_deep": '{"text":' + "[" * 600 + "1" + "]" * 600 + "}",
        "wide": json.dumps({f"key {n}": n for n in range(20_000)}),
        "huge": '{"text":1e400,"points":' + "9" * 400 + ',"seconds":-1e308,"score":NaN}',
        "endless": '{"points":Infinity,"seconds":-Infinity,"text":-NaN}'.replace("-NaN", "NaN"),
        "repeated": '{"text":"first","text":"second","":"empty","":{},"1":1}',
        "numbers": '{"1":{"2":3},"-1":[],"0x1":"","text":"kept"}',
        "surrogates": '{"text":"\\ud83d\\ude00 \\u0000 \\u202e \\u007f"}',
        "tiny": '{"points":5e-324,"seconds":1e-400,"text":-0.0}',
    }
    lines = []
    for number, (name, payload) in enumerate(payloads.items()):
        for event in ("nps_survey_score_3", "nps_survey_free_text_answered", "variable_set",
                      "screen_time", "loyalty_points_emitted", "reward_redeemed"):  # fmt: skip
            if len(payload) > 1_000_000 and event != "nps_survey_free_text_answered":
                payload_of_event = "{}"
            else:
                payload_of_event = payload
            record = _event(
                EXTREME_TENANT, f"{event} {name}", event, number, f"customer {name}", {}
            )
            text = json.dumps(record)
            lines.append(text.replace('"payload": {}', f'"payload": {payload_of_event}').encode())
    return lines


def _event(
    tenant: str, event_id: str, name: str, number: int, customer: str, payload: dict
) -> dict[str, Any]:
    return {
        "event_id": event_id,
        "tenant_id": tenant,
        "event_name": name,
        "occurred_at": f"2026-10-31T{9 + number // 60:02}:{number % 60:02}:00Z",
        "customer_id": customer,
        "process_id": PROCESS,
        "process_name": "@SUM(A1)",
        "module_id": "m'1",
        "payload": payload,
    }
