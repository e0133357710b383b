"""Random webhook bodies of the WhatsApp Cloud API, good and bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tests.strategies.scenes import ACCOUNT_IDS, Scene, moments
from tests.strategies.turns import (
    CUSTOMER_PHONES,
    UNKNOWN,
    USER_ID,
    Told,
    Turn,
    exchanges,
)

OWN_PHONES = {account_id: f"4930000{account_id}" for account_id in ACCOUNT_IDS}
# Within a tenant, a message whose id two accounts share is of this customer, whoever tells it.
SHARED_IDS = {"wamid.shared": CUSTOMER_PHONES[0], "wamid.ü'\"": CUSTOMER_PHONES[2]}
SIMULATORS = ("9876543210", "98765432101")
CATEGORIES = (
    "service",
    "marketing",
    "marketing_lite",
    "utility",
    "authentication",
    "authentication-international",
    "authentication_international",
    "referral_conversion",
    "",
    None,
)
STATUSES = ("sent", "sent", "delivered", "read", "played", "failed", "failed", "deleted", "thawed")
# Nobody is told that a message of the customer's own was delivered or failed.
OF_INBOUND = ("sent", "deleted", "thawed")
PREFERENCES = ("stop", "stop", "resume", "signup", "pondered")
DELAYS = (0, 0, 1, 60, 3600, 86399, 86400, 200000)
BAD_BODIES: tuple[dict | bytes, ...] = (
    b"{",
    b"[]",
    b"\xff",
    {"object": "whatsapp_business_account"},
    {"entry": {"id": "1001"}},
)


@dataclass(frozen=True)
class Element:
    """One thing to be told by a webhook: where it belongs in a body, and when it happened."""

    account_id: str
    field: str
    list_name: str
    happened_at: datetime
    content: object
    number: int = 0


def _unix(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Conversant:
    """One message's id, account and customer, who is known by phone or by user id."""

    account_id: str
    message_id: str
    phone: str
    user_id: str | None

    def named(self, phone_name: str, user_name: str) -> dict:
        """The customer under the names that the kind of element uses."""
        return {phone_name: self.phone} if self.user_id is None else {user_name: self.user_id}


@st.composite
def message_elements(draw: st.DrawFn, scene: Scene, serial: int) -> list[Element]:
    """One message as its webhooks tell it: itself, its statuses, or both."""
    moment = draw(moments(scene, draw(st.sampled_from(scene.tenant_ids)))).replace(microsecond=0)
    account_id = draw(st.sampled_from(ACCOUNT_IDS))
    phones = (*CUSTOMER_PHONES, *CUSTOMER_PHONES, *SIMULATORS, OWN_PHONES[account_id])
    phone = draw(st.sampled_from(phones))
    shared = draw(st.sampled_from((None, None, None, None, *SHARED_IDS)))
    # Of a shared id, its tellers must not disagree in what no rule decides.
    who = Conversant(
        account_id,
        shared or f"wamid.{account_id}-{serial}",
        SHARED_IDS[shared] if shared else phone,
        draw(st.sampled_from((None, None, None, USER_ID))) if not shared else None,
    )
    kinds = ("inbound", "echo", "statuses", "statuses")
    kind = draw(st.sampled_from(kinds if not shared else ("inbound", "echo")))
    told = [] if kind == "statuses" else [draw(_message(kind, moment, who))]
    if not told or draw(st.integers(0, 3)) == 0:
        names = OF_INBOUND if shared or kind == "inbound" else STATUSES
        told += draw(_statuses(moment, who, CATEGORIES if not shared else (None,), names))
    return told


def _timestamps(moment: datetime) -> st.SearchStrategy[int | str]:
    return st.sampled_from((_unix(moment), str(_unix(moment))))


@st.composite
def _message(draw: st.DrawFn, kind: str, moment: datetime, who: Conversant) -> Element:
    content = {
        "id": who.message_id,
        "timestamp": draw(_timestamps(moment)),
        "type": draw(st.sampled_from(("text", "reaction", "system", "unsupported", "revoke"))),
    }
    if kind == "echo":
        content |= {"from": OWN_PHONES[who.account_id], **who.named("to", "to_user_id")}
        return Element(who.account_id, "smb_message_echoes", "message_echoes", moment, content)
    content |= who.named("from", "from_user_id")
    if draw(st.integers(0, 6)) == 0:
        content["group_id"] = "some group"
    return Element(who.account_id, "messages", "messages", moment, content)


@st.composite
def _statuses(
    draw: st.DrawFn,
    moment: datetime,
    who: Conversant,
    categories: tuple[str | None, ...],
    names: tuple[str, ...],
) -> list[Element]:
    """One to four statuses in any order; the category changes with time or not at all."""
    changes = draw(st.booleans())
    category = draw(st.sampled_from(categories))
    recipient = who.named("recipient_id", "recipient_user_id")
    nobody = draw(st.integers(0, 11)) == 0 and who.message_id not in SHARED_IDS
    if nobody:
        recipient = {}
    elif draw(st.integers(0, 7)) == 0:
        recipient = {"recipient_type": "group", "recipient_id": "a group"}
        recipient |= who.named("recipient_participant_id", "recipient_participant_user_id")
    told = []
    for number in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(names))
        at = moment + timedelta(seconds=draw(st.sampled_from(DELAYS)))
        if changes:
            # Eleven seconds apart, no two of the delays meet.
            at += timedelta(seconds=11 * number)
            category = draw(st.sampled_from(categories))
        content = {"id": who.message_id, "status": name, "timestamp": draw(_timestamps(at))}
        content |= recipient
        if category is not None and name not in UNKNOWN and draw(st.booleans()):
            content["pricing"] = {"pricing_model": "PMP", "category": category}
        if name == "failed":
            # Told when it failed, for the latest failure counts.
            content["errors"] = [{"code": 131026, "title": f"Undeliverable at {_unix(at)}"}]
        told.append(Element(who.account_id, "messages", "statuses", at, content))
    return told


@st.composite
def exchange_elements(draw: st.DrawFn, scene: Scene, serial: int) -> list[Element]:
    """Turns between a customer and one of two numbers of an account."""
    account_id = draw(st.sampled_from(ACCOUNT_IDS))
    turns = draw(exchanges(scene, draw(st.sampled_from(scene.tenant_ids)), f"w{serial}"))
    number = draw(st.sampled_from((0, 0, 1)))
    who = Conversant(
        account_id,
        "",
        draw(st.sampled_from(CUSTOMER_PHONES)),
        draw(st.sampled_from((None, None, None, USER_ID))),
    )
    is_group = draw(st.integers(0, 5)) == 0
    told: list[Element] = []
    for turn in turns:
        found = [_spoken(turn, who)] if turn.is_inbound else _reported(turn, who, is_group)
        told += [
            Element(account_id, "messages", list_name, at, content, number)
            for list_name, at, content in found
        ]
    return told


def _spoken(turn: Turn, who: Conversant) -> tuple[str, datetime, dict]:
    content = {"id": f"wamid.{turn.name}", "timestamp": str(_unix(turn.at)), "type": "text"}
    if turn.is_referral:
        content["referral"] = {"source_type": "ad"}
    return "messages", turn.at, content | who.named("from", "from_user_id")


def _reported(turn: Turn, who: Conversant, is_group: bool) -> list[tuple[str, datetime, dict]]:
    """The statuses of a message; in a group, somebody else receives it seven seconds later."""
    recipients = [(timedelta(), who.named("recipient_id", "recipient_user_id"))]
    if is_group:
        named = who.named("recipient_participant_id", "recipient_participant_user_id")
        other = {"recipient_participant_id": CUSTOMER_PHONES[3]}
        in_group = {"recipient_type": "group", "recipient_id": "a group"}
        recipients = [(timedelta(), in_group | named), (timedelta(seconds=7), in_group | other)]
    return [
        ("statuses", told.at + later, _content(turn, told, told.at + later) | recipient)
        for later, recipient in recipients
        for told in turn.told
    ]


def _content(turn: Turn, told: Told, at: datetime) -> dict:
    content: dict = {"id": f"wamid.{turn.name}", "status": told.name, "timestamp": str(_unix(at))}
    if told.error_code is not None:
        content["errors"] = [{"code": told.error_code, "title": f"Error {told.error_code}"}]
    priced = turn.priced
    if not told.is_priced or told.name in UNKNOWN:
        return content
    if told.category is not None or priced.model is not None:
        content["pricing"] = {"type": priced.kind}
        if told.category is not None:
            content["pricing"]["category"] = told.category
        if priced.model is not None:
            content["pricing"]["pricing_model"] = priced.model
    if priced.conversation_id is not None:
        content["conversation"] = {"id": priced.conversation_id}
        if told.expires_at is not None:
            content["conversation"]["expiration_timestamp"] = str(_unix(told.expires_at))
        if priced.origin is not None:
            content["conversation"]["origin"] = {"type": priced.origin}
    return content


@st.composite
def preference_elements(draw: st.DrawFn, scene: Scene) -> list[Element]:
    """One to three words of a customer on marketing messages."""
    moment = draw(moments(scene, draw(st.sampled_from(scene.tenant_ids)))).replace(microsecond=0)
    account_id = draw(st.sampled_from(ACCOUNT_IDS))
    phone = draw(st.sampled_from(CUSTOMER_PHONES))
    told = []
    for _ in range(draw(st.integers(1, 3))):
        content = {
            "wa_id": phone,
            "category": draw(st.sampled_from(("marketing_messages",) * 4 + ("other", None))),
            "value": draw(st.sampled_from(PREFERENCES)),
            "timestamp": _unix(moment),
        }
        told.append(Element(account_id, "user_preferences", "user_preferences", moment, content))
        moment += timedelta(seconds=draw(st.sampled_from((0, 1, 3600))))
    return told


@st.composite
def bad_elements(draw: st.DrawFn, scene: Scene) -> list[Element]:
    """Something in a good body that is to be quarantined, or that nobody wants to know."""
    moment = draw(moments(scene, scene.tenant_ids[0])).replace(microsecond=0)
    good = {"id": "wamid.bad", "timestamp": str(_unix(moment)), "from": CUSTOMER_PHONES[0]}
    status = {
        "id": "wamid.bad",
        "status": "sent",
        "timestamp": _unix(moment),
        "recipient_id": CUSTOMER_PHONES[0],
    }
    field, list_name, content = draw(
        st.sampled_from(
            (
                ("messages", "messages", "no element"),
                ("messages", "messages", None),
                ("messages", "messages", {**good, "id": ""}),
                ("messages", "messages", {**good, "id": None}),
                ("messages", "messages", {**good, "from": "nobody"}),
                ("messages", "messages", {**good, "from": None}),
                ("messages", "messages", {**good, "timestamp": "soon"}),
                ("messages", "messages", {**good, "timestamp": 0}),
                ("messages", "messages", {**good, "timestamp": "4102444800"}),
                ("messages", "messages", {**good, "timestamp": 1000 * _unix(moment)}),
                ("messages", "messages", {**good, "timestamp": None}),
                ("messages", "statuses", {**status, "timestamp": "946684799"}),
                ("messages", "statuses", {**status, "id": " "}),
                ("messages", "statuses", 42),
                ("smb_message_echoes", "message_echoes", {**good, "to": None}),
                ("smb_message_echoes", "messages", good),
                ("messages", "message_echoes", good | {"to": CUSTOMER_PHONES[0]}),
                ("calls", "statuses", status),
                ("account_update", "messages", good),
            )
        )
    )
    return [Element(draw(st.sampled_from(ACCOUNT_IDS)), field, list_name, moment, content)]


def webhook_body(elements: list[Element]) -> dict:
    """One body that tells all the elements: an entry per account, a change per field and number."""
    entries: dict[str, dict[tuple[str, int], dict]] = {}
    for element in elements:
        value = entries.setdefault(element.account_id, {}).setdefault(
            (element.field, element.number),
            {
                "messaging_product": "whatsapp",
                "metadata": _metadata(element),
                "contacts": [{"wa_id": "4900000000", "profile": {"name": "No message"}}],
            },
        )
        value.setdefault(element.list_name, []).append(element.content)
    return {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": account_id,
                "changes": [
                    {"field": field, "value": value} for (field, _), value in fields.items()
                ],
            }
            for account_id, fields in entries.items()
        ],
    }


def _metadata(element: Element) -> dict[str, str]:
    if element.number:
        return {"display_phone_number": "+49 30 999-0", "phone_number_id": f"8{element.account_id}"}
    return {
        "display_phone_number": OWN_PHONES[element.account_id],
        "phone_number_id": f"9{element.account_id}",
    }


@st.composite
def battered(draw: st.DrawFn, body: dict) -> dict:
    """The body with something malformed beside its good parts."""
    extra = draw(
        st.sampled_from(
            (
                None,
                "no entry",
                {"changes": [{"field": "messages", "value": {"messages": [{"id": "lost"}]}}]},
                {"id": "1001", "changes": {}},
                {"id": "1001", "changes": ["no change", {"field": "messages"}]},
                {"id": "1001", "changes": [{"field": "messages", "value": {"messages": {}}}]},
                {"id": "1001"},
            )
        )
    )
    return {**body, "entry": [*body["entry"], extra]}
