"""A landing zone full of personal data that cannot be mistaken for anything else."""

from __future__ import annotations

from datetime import UTC, date, datetime

from tests.oracle import LandingZone, landing_zone

DAY = date(2026, 10, 29)

CUSTOMER = "customer-quagmire"
USER = "user-wimborne"
PHONE = "4915155509876"
PROFILE = {
    "email": "quagmire@example.org",
    "first_name": "Ottilie-Quagmire",
    "last_name": "Birdwhistle",
    "birthdate": "1961-07-19",
    "phone": "+4930555017654",
    "street": "Zwetschgenallee 7",
    "postal_code": "99991-Q",
    "city": "Wolkenkuckucksheim",
    "country": "Schlaraffia",
}
TEXTS = {
    "answer": "words about my knee",
    "variable": "shoe size fortyone",
    "log": "could not greet Mrs Birdwhistle-Wimborne",
    "link": "https://example.com/for-quagmire-only",
    "file_url": "https://example.com/quagmire-passport",
    "file_name": "passport-of-quagmire.pdf",
    "message": "my flat is on the fourth floor",
    "attribute": "blue-velvet-armchair",
}
PERSONAL = (CUSTOMER, USER, PHONE, *PROFILE.values(), *TEXTS.values())
"""Every personal datum in the zone."""


TENANT = {"tenant_id": "acme", "whatsapp_business_account_id": "1001"}


def _event(number: int, name: str, /, **payload: object) -> dict:
    return {
        "tenant_id": "acme",
        "event_id": f"e{number}",
        "event_name": name,
        "occurred_at": f"2026-10-29T10:{number:02}:00Z",
        "customer_id": CUSTOMER,
        "process_id": "p1",
        "module_id": "m1",
        "payload": payload or None,
    }


def _webhook() -> dict:
    message = {
        "id": "wamid.1",
        "from": PHONE,
        "timestamp": str(int(datetime(2026, 10, 29, 12, tzinfo=UTC).timestamp())),
        "type": "text",
        "text": {"body": TEXTS["message"]},
    }
    status = {
        "id": "wamid.2",
        "status": "delivered",
        "recipient_id": PHONE,
        "timestamp": message["timestamp"],
        "pricing": {"category": "marketing", "pricing_model": "PMP"},
    }
    value = {
        "metadata": {"display_phone_number": "4930123456", "phone_number_id": "77"},
        "messages": [message],
        "statuses": [status],
    }
    return {"entry": [{"id": "1001", "changes": [{"field": "messages", "value": value}]}]}


def _journey_event(number: int, event_type: str, **fields: object) -> dict:
    return {
        "event_id": f"i{number}",
        "tenant_id": "acme",
        "journey_id": "j1",
        "user_id": USER,
        "entry_id": "n1",
        "event_type": event_type,
        "occurred_at": f"2026-10-29T11:{number:02}:00Z",
    } | fields


def telling_zone() -> LandingZone:
    """Every source and payload key that can hold personal data, of one day."""
    return landing_zone(
        (
            "tenants",
            DAY,
            "t.jsonl",
            [{"tenant_id": "acme", "whatsapp_business_account_id": "1001"}],
        ),
        (
            "chat_events",
            DAY,
            "a.jsonl",
            [
                _event(1, "sign_up"),
                _event(2, "postal_address_updated", **PROFILE),
                _event(3, "nps_survey_score_9"),
                _event(4, "nps_survey_free_text_answered", text=TEXTS["answer"]),
                _event(5, "variable_set", name="size", value=TEXTS["variable"]),
                _event(6, "link_clicked", url=TEXTS["link"]),
                _event(7, "participation"),
                _event(8, "win_participation"),
                _event(9, "coupon_code_issued", code="SPRING"),
                _event(10, "code_entered_correct", code="LID-1"),
                _event(11, "loyalty_points_emitted", points=5),
                _event(12, "reward_redeemed", reward_id="r1", **PROFILE),
                _event(
                    13,
                    "snapshot_image_uploaded",
                    file_url=TEXTS["file_url"],
                    file_name=TEXTS["file_name"],
                ),
                _event(14, "api_called", message=TEXTS["log"], level="error", trace_id="t1"),
                _event(15, "web_push_double_opt_in"),
                _event(16, "terms_accepted"),
                # Nobody can use it; quarantine shows it as it came.
                b'{"tenant_id": "acme", "customer_id": "%s", "payl' % CUSTOMER.encode(),
            ],
        ),
        (
            "coupons",
            DAY,
            "c.jsonl",
            [_code("SPRING")],
        ),
        ("codes", DAY, "c.jsonl", [_code("LID-1") | {"points": 5, "is_win": True}]),
        ("whatsapp_cloud", DAY, "w.jsonl", [_webhook()]),
        (
            "journeys",
            DAY,
            "j.jsonl",
            [
                {
                    "tenant_id": "acme",
                    "journey_id": "j1",
                    "journey_name": "Welcome",
                    "conversion_event": "order_placed",
                    "stop_counting_after_exit_seconds": 3600,
                    "steps": [{"step_id": "s1", "step_name": "Hi", "channel": "push"}],
                }
            ],
        ),
        (
            "journey_events",
            DAY,
            "e.jsonl",
            [
                _journey_event(1, "entered"),
                _journey_event(2, "step_entered", step_id="s1"),
                _journey_event(3, "clicked", step_id="s1", platform="ios"),
            ],
        ),
        (
            "user_events",
            DAY,
            "u.jsonl",
            [
                {
                    "event_id": "u1",
                    "tenant_id": "acme",
                    "user_id": USER,
                    "event_name": "order_placed",
                    "occurred_at": "2026-10-29T11:30:00Z",
                    "attributes": {"wish": TEXTS["attribute"]},
                }
            ],
        ),
    )


def _code(code: str) -> dict:
    return {
        "tenant_id": "acme",
        "process_id": "p1",
        "code": code,
        "uploaded_at": "2026-10-29T08:00:00Z",
    }
