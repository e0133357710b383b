"""Random messages of Glific's export."""

from __future__ import annotations

import json
from datetime import timedelta

from hypothesis import strategies as st

from tests.strategies.glific import NOT_CUSTOMERS, ORGANISATION, Exported, exports, local, row
from tests.strategies.scenes import MICROSECOND, Scene, moments
from tests.strategies.turns import CUSTOMER_PHONES, Turn, exchanges

# How Glific puts what the provider tells; whatever it does not know stays as it is.
SAID_AS = {"failed": "error", "played": "seen", "thawed": "reached"}
FAILED_AS = ({}, {"status": "error"}, {"status": "error", "bsp_status": "sent"})
FORMS = ({}, {}, {}, {"bsp_status": None}, {"status": None})


@st.composite
def exchange_rows(draw: st.DrawFn, scene: Scene, serial: int) -> list[Exported]:
    """Turns between an organisation and a contact, to the microsecond."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    phone = draw(st.sampled_from(CUSTOMER_PHONES))
    found: list[Exported] = []
    for number, turn in enumerate(
        draw(exchanges(scene, tenant_id, f"m{serial}", tick=MICROSECOND))
    ):
        row_id = draw(st.sampled_from((1000, 90))) + 10 * serial + number
        found += draw(_versions(scene, tenant_id, row_id, phone, turn))
    return found


@st.composite
def _versions(
    draw: st.DrawFn, scene: Scene, tenant_id: str, row_id: int, phone: str, turn: Turn
) -> list[Exported]:
    if turn.is_inbound:
        told = {"flow": "inbound", "status": "received", "bsp_status": "delivered"}
        told |= {"sender_phone": phone, "receiver_phone": ORGANISATION, "is_hsm": False}
        told |= {"contact_phone": draw(st.sampled_from((phone, phone, None))), "sent_at": None}
        return draw(exports(scene, [row(scene, tenant_id, row_id, turn.at, **told)]))
    people = {
        "flow": "outbound",
        "sender_phone": draw(st.sampled_from((ORGANISATION, f"+{ORGANISATION}"))),
        "receiver_phone": phone,
        "contact_phone": phone,
        "is_hsm": draw(st.sampled_from((True, False, "true", None))),
    }
    # Sent a little after it was written down, or never.
    early = draw(st.sampled_from((timedelta(), timedelta(), MICROSECOND, timedelta(hours=1))))
    inserted_at = turn.at - early
    is_sent = draw(st.booleans()) or bool(early)
    versions = []
    for number, told in enumerate(turn.told):
        said = SAID_AS.get(told.name, told.name)
        updated_at = max(told.at, turn.at, inserted_at) + number * draw(
            st.sampled_from((timedelta(), timedelta(minutes=1)))
        )
        fields = people | {"status": "sent", "bsp_status": said, "errors": "{}"}
        if said == "error":
            fields["errors"] = draw(_errors(told.error_code))
            fields |= draw(st.sampled_from(FAILED_AS))
        fields |= draw(st.sampled_from(FORMS))
        fields["sent_at"] = local(scene, tenant_id, turn.at) if is_sent else None
        versions.append(row(scene, tenant_id, row_id, inserted_at, updated_at, **fields))
    return draw(exports(scene, versions))


@st.composite
def _errors(draw: st.DrawFn, code: int | None) -> str | None:
    reason = f"Error {code}"
    return draw(
        st.sampled_from(
            (
                json.dumps({"app": "x", "payload": {"payload": {"code": code, "reason": reason}}}),
                json.dumps({"payload": {"payload": {"code": str(code), "reason": reason}}}),
                json.dumps({"message": "refused"}),
                "no json",
                None,
            )
        )
    )


@st.composite
def odd_rows(draw: st.DrawFn, scene: Scene, serial: int) -> list[Exported]:
    """A collection's own row, a message of a simulator or to oneself, or one without an id."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    # Generated ids order as they like, so nothing else happens at that time.
    at = draw(moments(scene, tenant_id)) + MICROSECOND * (500 + serial)
    contact = draw(st.sampled_from((*NOT_CUSTOMERS, *CUSTOMER_PHONES[1:3])))
    fields = {
        "flow": "outbound",
        "status": "sent",
        "bsp_status": "sent",
        "sender_phone": ORGANISATION,
        "receiver_phone": contact,
        "contact_phone": contact,
        "is_hsm": True,
        "sent_at": None,
    }
    row_id = 7000 + serial if contact in NOT_CUSTOMERS else None
    exported_at, record = row(scene, tenant_id, row_id, at, **fields)
    if draw(st.booleans()):
        # When the clocks change, there are two such times, or none.
        clock = draw(st.sampled_from(("01:45:00", "02:15:00")))
        record["inserted_at"] = f"{scene.clock_change} {clock}.{500 + serial:06d}"
    return draw(exports(scene, [(exported_at, record)]))


@st.composite
def dead_numbers(
    draw: st.DrawFn, scene: Scene, serial: int
) -> tuple[list[Exported], list[Exported], list[Exported]]:
    """(messages, history, contacts): a number fails to exist, and Glific opts it out for that."""
    tenant_id = draw(st.sampled_from(scene.tenant_ids))
    at = draw(moments(scene, tenant_id))
    phone = draw(st.sampled_from((CUSTOMER_PHONES[0], *(f"495550000{serial}",) * 3)))
    gone = json.dumps({"payload": {"payload": {"code": 1002, "reason": "no such number"}}})
    people = {"flow": "outbound", "sender_phone": ORGANISATION, "contact_phone": phone}
    people |= {"receiver_phone": phone, "is_hsm": False, "sent_at": None}
    failed = people | {"status": "error", "bsp_status": "error", "errors": gone}
    messages = [row(scene, tenant_id, 5000 + serial, at, **failed)]
    later = draw(st.sampled_from((None, timedelta(), MICROSECOND, timedelta(hours=20))))
    if later is not None:
        sent = people | {"status": "sent", "bsp_status": "read", "errors": None}
        messages.append(row(scene, tenant_id, 6000 + serial, at + later, **sent))
    seconds = timedelta(seconds=1)
    after = draw(st.sampled_from((-1, 0, 60, 60, 61))) * seconds
    opted_out = {"event_type": "contact_opted_out", "phone": phone, "event_datetime": None}
    history = [row(scene, tenant_id, 5000 + serial, at + after, **opted_out)]
    if draw(st.booleans()):
        opted_in = opted_out | {"event_type": "contact_opted_in"}
        history.append(row(scene, tenant_id, 6000 + serial, at - timedelta(hours=2), **opted_in))
    contact = {"phone": phone, "status": "invalid"}
    opted_in_at = local(scene, tenant_id, at - timedelta(days=2))
    contact["optin_time"] = draw(st.sampled_from((None, opted_in_at, opted_in_at)))
    contact["optout_time"] = local(scene, tenant_id, at + after)
    inserted_at = at - timedelta(days=1)
    contacts = [row(scene, tenant_id, 50 + serial, inserted_at, at + after, **contact)]
    return draw(exports(scene, messages)), draw(exports(scene, history)), contacts
