"""Random Gupshup callbacks, good and bad."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tests.strategies.scenes import Scene, moments
from tests.strategies.turns import CUSTOMER_PHONES, UNKNOWN, USER_ID, Told, Turn, exchanges

DEDUCTIONS = (
    {"type": "marketing", "model": "CBP", "billable": "true"},
    {"type": "regular", "model": "PMP", "category": "utility", "billable": True},
    {"type": "free_customer_service", "model": "PMP"},
    {"type": "FEP", "model": "NBP"},
)
# How the events of a message name it: by both ids, now and then by WhatsApp's alone, by
# WhatsApp's alone after one that names both, or by an id that nothing else explains.
NAMINGS = ("both", "both", "sometimes", "announced", "unexplained")
BAD_CALLBACKS: tuple[dict | bytes, ...] = (
    b"{",
    b"[]",
    b"\xff",
    {"app": "acme", "timestamp": 1},
    {"app": "acme", "type": " ", "payload": {}},
    {"app": "acme", "type": "system-event", "timestamp": "soon"},
    {"app": "acme", "type": "message", "timestamp": "soon", "payload": {"id": "x", "source": "1"}},
)

Callback = tuple[datetime, dict]


def _milliseconds(moment: datetime) -> int:
    return 1000 * int(moment.replace(tzinfo=UTC).timestamp())


def _callback(app: str, kind: str, at: datetime, payload: dict) -> dict:
    return {
        "app": app,
        "timestamp": _milliseconds(at),
        "version": 2,
        "type": kind,
        "payload": payload,
    }


@st.composite
def apps(draw: st.DrawFn, scene: Scene) -> str:
    """An app: mostly a tenant that other sources know as well."""
    return draw(st.sampled_from((*scene.tenant_ids * 4, "an app")))


@st.composite
def exchange_callbacks(draw: st.DrawFn, scene: Scene, serial: int) -> list[Callback]:
    """Turns between a customer and an app, with what was deducted for them."""
    app = draw(apps(scene))
    phone = draw(st.sampled_from(CUSTOMER_PHONES))
    user_id = draw(st.sampled_from((None, None, None, USER_ID)))
    told: list[Callback] = []
    for turn in draw(exchanges(scene, draw(st.sampled_from(scene.tenant_ids)), f"g{serial}")):
        if turn.is_inbound:
            payload = {"id": f"in-{turn.name}", "type": "text", "payload": {"text": "hi"}}
            payload |= draw(_senders(phone, user_id))
            if turn.is_referral:
                payload["referral"] = {"source_type": "ad"}
            told.append((turn.at, _callback(app, "message", turn.at, payload)))
            continue
        naming = draw(st.sampled_from(NAMINGS))
        events = turn.told
        if naming == "announced":
            events = (Told("enqueued", turn.told[0].at - timedelta(minutes=1)), *events)
        for event in events:
            payload = draw(_event(turn, event, naming))
            payload |= {"destination": phone} if user_id is None else {"userId": user_id}
            late = timedelta(seconds=5) if "ts" in payload["payload"] else timedelta()
            told.append((event.at, _callback(app, "message-event", event.at + late, payload)))
        if draw(st.integers(0, 2)) == 0:
            told.append(draw(_billing(app, turn, naming)))
        is_gone = any(event.error_code == 1002 for event in turn.told)
        if is_gone and user_id is None and draw(st.booleans()):
            # Nobody but Glific opts a number out because it does not exist.
            at = max(event.at for event in turn.told) + timedelta(seconds=30)
            opted_out = {"phone": phone, "type": "opted-out"}
            told.append((at, _callback(app, "user-event", at, opted_out)))
    return told


@st.composite
def _senders(draw: st.DrawFn, phone: str, user_id: str | None) -> dict:
    if user_id is not None:
        return {"sender": {"userId": user_id}}
    return draw(
        st.sampled_from(
            ({"source": phone, "sender": {"phone": phone}}, {"sender": {"phone": phone}})
        )
    )


def _ids(turn: Turn) -> tuple[str, str]:
    return f"gs-{turn.name}", f"wa-{turn.name}"


@st.composite
def _event(draw: st.DrawFn, turn: Turn, told: Told, naming: str) -> dict:
    sent_id, whatsapp_id = _ids(turn)
    payload: dict = {"type": told.name, "id": whatsapp_id, "payload": {}}
    if told.name == "enqueued":
        payload |= {"id": sent_id, "payload": {"whatsappMessageId": whatsapp_id, "type": "text"}}
    elif naming == "both" or (naming == "sometimes" and draw(st.booleans())):
        payload["gsId"] = sent_id
    if draw(st.integers(0, 3)):
        seconds = _milliseconds(told.at) // 1000
        payload["payload"]["ts"] = draw(st.sampled_from((seconds, str(seconds))))
    if told.error_code is not None:
        payload["payload"] |= {"code": told.error_code, "reason": f"Error {told.error_code}"}
    priced = turn.priced
    if told.is_priced and told.name not in UNKNOWN and told.name != "enqueued":
        given = {"policy": priced.model, "category": told.category, "type": priced.kind}
        given = {name: value for name, value in given.items() if value is not None}
        if len(given) > 1:
            payload["pricing"] = given
        if priced.conversation_id is not None:
            conversation = {"id": f"gs {priced.conversation_id}", "type": priced.origin}
            if told.expires_at is not None:
                conversation["expiresAt"] = _milliseconds(told.expires_at) // 1000
            payload["conversation"] = conversation
    return payload


@st.composite
def _billing(draw: st.DrawFn, app: str, turn: Turn, naming: str) -> Callback:
    sent_id, whatsapp_id = _ids(turn)
    references = {"id": whatsapp_id, "destination": "4900000001"}
    if naming != "unexplained" and draw(st.booleans()):
        references["gsId"] = sent_id
    at = turn.at + timedelta(minutes=draw(st.sampled_from((0, 1, 55, 1440))))
    payload = {"deductions": draw(st.sampled_from(DEDUCTIONS)), "references": references}
    return at, _callback(app, "billing-event", at, payload)


@st.composite
def user_events(draw: st.DrawFn, scene: Scene) -> list[Callback]:
    """One to four words of a customer on being written to, some of them at the same time."""
    app = draw(apps(scene))
    at = draw(moments(scene, draw(st.sampled_from(scene.tenant_ids)))).replace(microsecond=0)
    phone = draw(st.sampled_from(CUSTOMER_PHONES))
    found = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(("opted-in", "opted-out", "opted-in", "sandbox-start")))
        found.append((at, _callback(app, "user-event", at, {"phone": phone, "type": kind})))
        at += timedelta(hours=draw(st.sampled_from((0, 1, 24))))
    return found


@st.composite
def bad_callbacks(draw: st.DrawFn, scene: Scene) -> Callback:
    """A callback that is used by nobody, or unusable."""
    at = draw(moments(scene, scene.tenant_ids[0])).replace(microsecond=0)
    good = {"id": "gs-bad", "type": "sent", "destination": CUSTOMER_PHONES[0], "payload": {}}
    payload = draw(
        st.sampled_from(
            (
                good | {"id": None},
                good | {"id": " "},
                good | {"destination": "nobody"},
                good | {"destination": None},
                good | {"payload": {"ts": 0}},
                good | {"payload": {"ts": 4102444800}},
                good | {"type": "mismatch"},
                None,
                [],
            )
        )
    )
    return at, _callback(draw(apps(scene)), "message-event", at, payload)
