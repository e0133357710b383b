"""Random webhook bodies of the WhatsApp Cloud API, good and bad."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from tests.strategies.scenes import ACCOUNT_IDS, Scene, moments

OWN_PHONES = {account_id: f"4930000{account_id}" for account_id in ACCOUNT_IDS}
CUSTOMER_PHONES = ("491701234567", "+491701234567", "919876543210", "6421555012")
SHARED_IDS = ("wamid.shared", "wamid.ü'\"")
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
UNKNOWN = ("deleted", "thawed")
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
    # Several accounts may use the same id; within a tenant it is then the same message, about
    # which its tellers must not disagree in what no rule decides (the customer, the category).
    shared = phone in CUSTOMER_PHONES and draw(st.integers(0, 5)) == 0
    who = Conversant(
        account_id,
        draw(st.sampled_from(SHARED_IDS)) if shared else f"wamid.{account_id}-{serial}",
        phone,
        draw(st.sampled_from((None, None, None, "US.13491208655302741918"))),
    )
    kind = draw(st.sampled_from(("inbound", "inbound", "echo", "statuses", "statuses", "statuses")))
    told = [] if kind == "statuses" else [draw(_message(kind, moment, who))]
    if not told or draw(st.integers(0, 3)) == 0:
        told += draw(_statuses(moment, who, CATEGORIES if not shared else (None,)))
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
    draw: st.DrawFn, moment: datetime, who: Conversant, categories: tuple[str | None, ...]
) -> list[Element]:
    """One to four statuses in any order; the category changes with time or not at all."""
    changes = draw(st.booleans())
    category = draw(st.sampled_from(categories))
    recipient = who.named("recipient_id", "recipient_user_id")
    if draw(st.integers(0, 7)) == 0:
        recipient = {"recipient_type": "group", "recipient_id": "a group"}
        recipient |= who.named("recipient_participant_id", "recipient_participant_user_id")
    told = []
    for number in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(STATUSES))
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
            content["errors"] = [{"code": 131026, "title": "Message undeliverable"}]
        told.append(Element(who.account_id, "messages", "statuses", at, content))
    return told


@st.composite
def preference_elements(draw: st.DrawFn, scene: Scene) -> list[Element]:
    """A customer's word on marketing messages."""
    moment = draw(moments(scene, draw(st.sampled_from(scene.tenant_ids)))).replace(microsecond=0)
    content = {
        "wa_id": draw(st.sampled_from(CUSTOMER_PHONES)),
        "category": "marketing_messages",
        "value": draw(st.sampled_from(("stop", "resume", "signup"))),
        "timestamp": _unix(moment),
    }
    account_id = draw(st.sampled_from(ACCOUNT_IDS))
    return [Element(account_id, "user_preferences", "user_preferences", moment, content)]


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
    """One body that tells all the elements: an entry per account, a change per field."""
    entries: dict[str, dict[str, dict]] = {}
    for element in elements:
        value = entries.setdefault(element.account_id, {}).setdefault(
            element.field,
            {
                "messaging_product": "whatsapp",
                "metadata": {
                    "display_phone_number": OWN_PHONES[element.account_id],
                    "phone_number_id": f"9{element.account_id}",
                },
                "contacts": [{"wa_id": "4900000000", "profile": {"name": "No message"}}],
            },
        )
        value.setdefault(element.list_name, []).append(element.content)
    return {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": account_id,
                "changes": [{"field": field, "value": value} for field, value in fields.items()],
            }
            for account_id, fields in entries.items()
        ],
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
