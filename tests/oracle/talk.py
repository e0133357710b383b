"""WhatsApp records written by hand: who said what to whom, as each source tells it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from tests.oracle import landing_zone, marts
from tests.oracle.landing import LandingZone

DAY = "2026-03-28"
# Everything is delivered after all of it has happened.
DELIVERED_ON = "2026-04-20"
START = datetime(2026, 3, 28, 12)
ANNA, BORIS, OWN = "491701234567", "491709999999", "49301234567"
SIMULATOR = "98765432101"


def at(hours: float = 0, seconds: float = 0) -> datetime:
    """A naive UTC moment after noon of `DAY`."""
    return START + timedelta(hours=hours, seconds=seconds)


def unix(moment: datetime) -> int:
    """Unix seconds of a naive UTC moment."""
    return int(moment.replace(tzinfo=UTC).timestamp())


def inbound(message_id: str, moment: datetime, sender: str = ANNA, **more: object) -> dict:
    """A message that somebody sent."""
    return {"id": message_id, "timestamp": str(unix(moment)), "from": sender, **more}


def referral(message_id: str, moment: datetime, sender: str = ANNA) -> dict:
    """A message that somebody sent from an advertisement."""
    return inbound(message_id, moment, sender, referral={"source_type": "ad"})


def status(
    message_id: str, name: str, moment: datetime, recipient: str = ANNA, **more: object
) -> dict:
    """What became of a message."""
    return {
        "id": message_id,
        "status": name,
        "timestamp": str(unix(moment)),
        "recipient_id": recipient,
        **more,
    }


def pricing(category: str | None, model: str = "PMP", kind: str = "regular") -> dict:
    """What the provider says of the price."""
    return {"pricing": {"pricing_model": model, "category": category, "type": kind}}


def in_conversation(
    conversation_id: str,
    category: str | None = "marketing",
    model: str = "CBP",
    expires_at: datetime | None = None,
    origin: str | None = None,
) -> dict:
    """What the provider says of the conversation, and of its price."""
    conversation = {"id": conversation_id}
    if expires_at is not None:
        conversation["expiration_timestamp"] = str(unix(expires_at))
    if origin is not None:
        conversation["origin"] = {"type": origin}
    priced = pricing(category, model) if category is not None else {}
    return {"conversation": conversation, **priced}


def failed(message_id: str, moment: datetime, code: int = 131026, recipient: str = ANNA) -> dict:
    """The failure of a message."""
    errors = [{"code": code, "title": f"Title of {code}"}]
    return status(message_id, "failed", moment, recipient, errors=errors)


def body(
    *told: dict, account: str = "t", number: str = "n1", own: str = OWN, field: str = "messages"
) -> dict:
    """A webhook body of messages (they name a sender), statuses and preferences."""
    value = {"metadata": {"display_phone_number": own, "phone_number_id": number}}
    for element in told:
        if field != "messages":
            name = {"smb_message_echoes": "message_echoes"}.get(field, field)
        else:
            name = "statuses" if "status" in element else "messages"
        value.setdefault(name, []).append(element)
    return {"entry": [{"id": account, "changes": [{"field": field, "value": value}]}]}


def callback(kind: str, moment: datetime, app: str = "t", **payload: object) -> dict:
    """A Gupshup callback."""
    milliseconds = 1000 * unix(moment)
    return {"app": app, "timestamp": milliseconds, "version": 2, "type": kind, "payload": payload}


def message_event(name: str, moment: datetime, **payload: object) -> dict:
    """What became of a message sent through Gupshup."""
    payload = {"destination": ANNA, "type": name, "payload": {"ts": unix(moment)}} | payload
    return callback("message-event", moment + timedelta(seconds=5), **payload)


def row(row_id: object, moment: datetime, **fields: object) -> dict:
    """An exported row, inserted at a local time."""
    return {"tenant_id": "t", "id": row_id, "inserted_at": str(moment), **fields}


def exported(
    row_id: object, moment: datetime, flow: str = "outbound", contact: str = ANNA, **fields: object
) -> dict:
    """An exported message."""
    ends = (contact, OWN) if flow == "inbound" else (OWN, contact)
    people = {"sender_phone": ends[0], "receiver_phone": ends[1], "contact_phone": contact}
    told = {"flow": flow, "status": "sent", "bsp_status": "sent"} | people
    return row(row_id, moment, **(told | fields))


def glific_error(code: int | str, reason: str) -> str:
    """The failure that Glific keeps with a message: the whole callback."""
    return json.dumps({"payload": {"payload": {"code": code, "reason": reason}}})


def zone_of(timezone: str = "UTC", day: str = DELIVERED_ON, **sources: list) -> LandingZone:
    """The records of each source in one file, those of one tenant, t."""
    tenant = {"tenant_id": "t", "reporting_timezone": timezone}
    return landing_zone(
        ("tenants", day, "tenants.jsonl", [tenant]),
        *((source, day, "a.jsonl", records) for source, records in sources.items()),
    )


def of(timezone: str = "UTC", **sources: list) -> dict[str, list[dict]]:
    """The marts of the records of each source."""
    return marts(zone_of(timezone, **sources))


def of_cloud(*bodies: dict, timezone: str = "UTC") -> dict[str, list[dict]]:
    """The marts of these bodies; lone elements are in a body of their own."""
    told = [record if "entry" in record else body(record) for record in bodies]
    return of(timezone, whatsapp_cloud=told)


def opened(found: dict[str, list[dict]]) -> list[tuple]:
    """(hours after noon, category, method, messages) of the conversations, in order."""
    rows = [
        (
            (row["opened_at"] - START) / timedelta(hours=1),
            row["category"],
            row["method"],
            row["messages"],
        )
        for row in found["fct_conversations"]
    ]
    return sorted(rows)
