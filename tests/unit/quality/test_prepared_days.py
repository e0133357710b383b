"""What ingest prepares passes the gate, quarantine and all."""

from __future__ import annotations

import json

import pytest

from orchestration.ingest import ensure_empty_tables, prepare_day
from orchestration.quality import validate_days
from orchestration.settings import Settings
from tests.unit.quality.planted import DAY, failed

EVENT = {"tenant_id": "t1", "event_name": "start", "occurred_at": "2026-03-10T12:00:00Z"}
FACT = {"tenant_id": "t1", "event_type": "start", "created_at": "2026-03-10T12:00:00Z"}
BODY = {
    "entry": [
        {
            "id": "b1",
            "changes": [
                {
                    "field": "messages",
                    "value": {
                        "metadata": {"display_phone_number": "4930", "phone_number_id": "n1"},
                        "messages": [
                            {"id": name, "from": "4915112345678", "timestamp": "1773144000",
                             "type": "text", "text": {"body": "Hello"}}
                            for name in ("m1", "m2")
                        ],
                        "statuses": [
                            {"id": "m3", "status": "sent", "timestamp": "1773144000",
                             "recipient_id": "4915112345678"},
                            {"id": "m4", "timestamp": "1773144000"},
                        ],
                    },
                }
            ],
        }
    ]
}  # fmt: skip

PHONE = "4915112345678"
CALLBACKS = [
    {"app": "a1", "timestamp": 1773144000000, "type": kind, "payload": payload}
    for kind, payload in (
        ("message", {"id": "m1", "source": PHONE, "type": "text", "payload": {"text": "Hello"}}),
        ("message-event", {"id": "w1", "gsId": "g1", "type": "sent", "destination": PHONE}),
        ("message-event", {"id": "w1", "gsId": "g1", "type": "sent", "destination": "nobody"}),
        ("user-event", {"phone": PHONE, "type": "opted-in"}),
        ("billing-event", {"deductions": {"type": "utility"}, "references": {"id": "g1"}}),
    )
]
LOCAL = "2026-03-10 12:00:00.5"
ROW = {"tenant_id": "t1", "id": 1, "inserted_at": LOCAL, "bq_inserted_at": "2026-03-10T23:00:00"}

DEFINITION = {
    "tenant_id": "t1", "journey_id": "j1", "conversion_event": "start",
    "stop_counting_after_exit_seconds": 0.5, "conversion_filters": {"a": [1e308, {"b": None}]},
    "steps": [{"step_id": 1, "position": "first"}],
}  # fmt: skip
STEP = {
    "tenant_id": "t1", "journey_id": "j1", "user_id": "u1", "entry_id": "n1",
    "event_type": "entered", "occurred_at": "2026-03-10T12:00:00Z",
}  # fmt: skip
USER_EVENT = {**EVENT, "user_id": "u1"}

RECORDS = {
    "tenants": [{"tenant_id": "t1", "reporting_timezone": "Europe/Berlin"}, {}],
    "chat_events": [EVENT, EVENT, {**EVENT, "event_name": "nps_survey_score_11"}],
    "loyjoy_facts": [FACT, {**FACT, "amount": "a lot"}],
    "loyjoy_dimensions": [{"tenant_id": "t1", "entity_id": "n1"}, {"tenant_id": "t1"}],
    "whatsapp_cloud": [BODY, {"no": "body"}],
    "gupshup": [*CALLBACKS, {"no": "type"}],
    "glific_messages": [
        {**ROW, "flow": "inbound", "contact_phone": PHONE},
        {**ROW, "flow": "outbound", "receiver_phone": PHONE, "sent_at": LOCAL, "id": None},
        {**ROW, "flow": "sideways"},
    ],
    "glific_contacts": [{**ROW, "phone": PHONE, "optin_time": LOCAL}, ROW],
    "glific_contact_histories": [{**ROW, "phone": PHONE, "event_datetime": LOCAL}, ROW],
    "glific_flow_contexts": [{**ROW, "completed_at": LOCAL}, {**ROW, "completed_at": "soon"}],
    "glific_message_conversations": [ROW, {**ROW, "tenant_id": " "}],
    "glific_stats": [
        {**ROW, "period": "hour", "date": str(DAY), "hour": 23, "conversations": 0},
        {**ROW, "period": "hour", "date": str(DAY), "hour": 24},
    ],
    "journeys": [DEFINITION, {**DEFINITION, "steps": {}}],
    "journey_events": [STEP, {**STEP, "event_type": "left"}],
    "user_events": [USER_EVENT, EVENT],
}


@pytest.fixture
def prepared(settings: Settings):
    settings.lake.mkdir(parents=True)
    ensure_empty_tables(settings)
    days = []
    for source, records in RECORDS.items():
        folder = settings.landing / source / f"dt={DAY}"
        folder.mkdir(parents=True)
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (folder / "records [1].jsonl").write_text(lines)
        (folder / "records_2.jsonl").write_text(lines)
        days.append(prepare_day(settings, source, DAY))
    yield days
    for day in days:
        day.workspace.remove()


def test_prepared_days_pass(settings, prepared):
    results = validate_days(settings, prepared, {})
    assert [failed(result) for result in results] == [{} for _ in RECORDS]
    assert all(day.quarantined == 2 for day in prepared)
