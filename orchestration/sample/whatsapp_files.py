"""Landing files of the source `whatsapp_cloud`: webhook bodies as the Cloud API posts them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from orchestration.sample.bodies import Body, Deliveries
from orchestration.sample.calendar import Window
from orchestration.sample.deliveries import arrive, steps_of
from orchestration.sample.files import Fault, LandingWriter
from orchestration.sample.truth import SampleTruth
from orchestration.sample.whatsapp import (
    CATEGORIES,
    ECHO,
    FATES,
    INBOUND,
    NO_CATEGORY,
    OUTBOUND,
    OWN,
    PERSON,
    SIMULATOR,
    SIMULATOR_PHONE,
    Messages,
)
from orchestration.sample.world import WhatsAppAccount

SOURCE = "whatsapp_cloud"
_DELIVERIES = Deliveries(SOURCE, "webhooks")
_REFERRAL_WINDOW_SECONDS = 72 * 3600
_BATCHED_SHARE = 0.08
_INTEGER_TIME_SHARE = 0.03
_REPEATED_STATUS_SHARE = 0.02
_TEXTS = (
    "Hello, is my order on its way?",
    "When do you open on Saturday?",
    "Thank you!",
    "Do you still have the blue one?",
    "I would like to change my address.",
    "\U0001f44d",
)
_ERRORS = (
    (131026, "Message undeliverable"),
    (131047, "Re-engagement message"),
    (131049, "This message was not delivered to maintain healthy ecosystem engagement."),
)
#: Field of a change and the member that holds its elements, per kind of element.
_KINDS = {
    "messages": ("messages", "messages"),
    "statuses": ("messages", "statuses"),
    "echoes": ("smb_message_echoes", "message_echoes"),
    "preferences": ("user_preferences", "user_preferences"),
}
_MESSAGES, _STATUSES, _ECHOES, _PREFERENCES = _KINDS


class Element(NamedTuple):
    """One message, status, echo or preference as JSON text, and when it arrives (seconds)."""

    arrival: float
    account: WhatsAppAccount
    kind: str
    text: str


def elements_by_day(
    messages: Messages, window: Window, generator: np.random.Generator
) -> dict[int, list[Element]]:
    """Every element of one account by the index of its landing day, in order of arrival.

    Most arrive at once, some out of order, a few on the next day; nothing arrives outside the
    window, and what would happen after its end does not happen.
    """
    elements = [*_message_elements(messages, generator), *_preferences(messages)]
    moments = np.array([element.arrival for element in elements])
    by_day: dict[int, list[Element]] = {}
    for number, arrival, day in arrive(moments, window, generator):
        by_day.setdefault(day, []).append(elements[number]._replace(arrival=arrival))
    return by_day


def _message_elements(messages: Messages, generator: np.random.Generator) -> Iterator[Element]:
    account = messages.account
    count = len(messages.second)
    fates = tuple(FATES)
    fixed_phones = {SIMULATOR: SIMULATOR_PHONE, OWN: account.own_phone}
    has_integer_time = (generator.random(count) < _INTEGER_TIME_SHARE).tolist()
    is_repeated = (generator.random(count) < _REPEATED_STATUS_SHARE).tolist()
    texts = generator.integers(0, len(_TEXTS), size=count).tolist()
    first_delay = generator.integers(1, 30, size=count).tolist()
    read_delay = (30 + generator.exponential(2400, size=count)).astype(int).tolist()
    errors = generator.integers(0, len(_ERRORS), size=count).tolist()
    rows = zip(
        range(count),
        messages.second.tolist(),
        messages.direction.tolist(),
        messages.contact.tolist(),
        messages.contact_kind.tolist(),
        messages.has_user_id_only().tolist(),
        messages.category.tolist(),
        messages.fate.tolist(),
        messages.has_referral.tolist(),
        strict=True,
    )
    for number, second, direction, contact, kind, by_user_id, category, fate, referral in rows:
        message_id = f"wamid.{account.account_id[-3:]}{number:09d}"
        phone = fixed_phones.get(kind) or messages.phone(contact)
        quote = "" if has_integer_time[number] else '"'
        if direction != OUTBOUND:
            text = _TEXTS[texts[number]]
            whom = "from" if direction == INBOUND else "to"
            person = (
                f'"{whom}_user_id":"{_user_id(contact)}"' if by_user_id else f'"{whom}":"{phone}"'
            )
            if direction == ECHO:
                person = f'"from":"{fixed_phones[OWN]}",{person}'
            extra = ',"referral":{"source_type":"ad","source_id":"ad-7"}' if referral else ""
            yield Element(
                second,
                account,
                _ECHOES if direction == ECHO else _MESSAGES,
                f'{{{person},"id":"{message_id}","timestamp":{quote}{second}{quote},'
                f'"type":"text","text":{{"body":{json.dumps(text)}}}{extra}}}',
            )
            continue
        recipient = (
            f'"recipient_user_id":"{_user_id(contact)}"'
            if by_user_id
            else f'"recipient_id":"{phone}"'
        )
        for status, delay in steps_of(fates[fate], first_delay[number], read_delay[number]):
            moment = second + delay
            extra = ""
            if status == "failed":
                code, title = _ERRORS[errors[number]]
                extra = f',"errors":[{{"code":{code},"title":"{title}"}}]'
            elif category != NO_CATEGORY:
                extra = _pricing(CATEGORIES[category], status, message_id, moment)
            element = Element(
                moment,
                account,
                _STATUSES,
                f'{{"id":"{message_id}","status":"{status}","timestamp":{quote}{moment}{quote},'
                f"{recipient}{extra}}}",
            )
            yield element
            if is_repeated[number]:
                yield element


def _pricing(category: str, status: str, message_id: str, moment: int) -> str:
    """Price of a status; only `sent` tells when a free entry point window closes."""
    kind = "regular"
    conversation = ""
    if category == "service":
        kind = "free_customer_service"
    elif category == "referral_conversion":
        kind = "free_entry_point"
        expiry = ""
        if status == "sent":
            until = -(-(moment + _REFERRAL_WINDOW_SECONDS) // 60) * 60
            expiry = f'"expiration_timestamp":"{until}",'
        conversation = (
            f',"conversation":{{"id":"conversation-{message_id[6:]}",{expiry}'
            f'"origin":{{"type":"{category}"}}}}'
        )
    billable = "true" if kind == "regular" else "false"
    return (
        f'{conversation},"pricing":{{"billable":{billable},"pricing_model":"PMP",'
        f'"category":"{category}","type":"{kind}"}}'
    )


def _preferences(messages: Messages) -> Iterator[Element]:
    """Every fortieth reader of a campaign stops marketing messages; some come back."""
    is_campaign = (
        (messages.category == CATEGORIES.index("marketing"))
        & (messages.contact_kind == PERSON)
        & ~messages.has_user_id_only()
    )
    for number in np.flatnonzero(is_campaign)[::40].tolist():
        second = int(messages.second[number])
        phone = messages.phone(int(messages.contact[number]))
        values = [("stop", 120)]
        if number % 2:
            values.append(("resume", 7200))
        for value, delay in values:
            text = (
                f'{{"wa_id":"{phone}","detail":"User requested to {value} marketing messages",'
                f'"category":"marketing_messages","value":"{value}","timestamp":{second + delay}}}'
            )
            yield Element(second + delay, messages.account, _PREFERENCES, text)


def _user_id(contact: int) -> str:
    return f"US.1000{contact:012d}"


def batch(elements: list[Element], generator: np.random.Generator) -> list[Body]:
    """Put the elements into bodies: most alone, some together with their neighbours."""
    joins = (generator.random(len(elements)) < _BATCHED_SHARE).tolist()
    groups: list[list[Element]] = []
    for element, joined in zip(elements, joins, strict=True):
        if joined and groups:
            groups[-1].append(element)
        else:
            groups.append([element])
    return [_body(group) for group in groups]


def _body(group: list[Element]) -> Body:
    """One entry per run of the same account, one change per run of the same kind."""
    entries: list[tuple[WhatsAppAccount, list[tuple[str, list[str]]]]] = []
    for element in group:
        if not entries or entries[-1][0] is not element.account:
            entries.append((element.account, []))
        changes = entries[-1][1]
        if not changes or changes[-1][0] != element.kind:
            changes.append((element.kind, []))
        changes[-1][1].append(element.text)
    text = ",".join(
        f'{{"id":"{account.account_id}","changes":['
        + ",".join(_change(account, kind, texts) for kind, texts in changes)
        + "]}"
        for account, changes in entries
    )
    delivered = sum(element.kind in (_MESSAGES, _ECHOES) for element in group)
    return Body(f'{{"object":"whatsapp_business_account","entry":[{text}]}}', delivered)


def _change(account: WhatsAppAccount, kind: str, texts: list[str]) -> str:
    field, member = _KINDS[kind]
    return (
        '{"value":{"messaging_product":"whatsapp","metadata":{'
        f'"display_phone_number":"{account.display_phone_number}",'
        f'"phone_number_id":"{account.phone_number_id}"}},'
        f'"{member}":[{",".join(texts)}]}},"field":"{field}"}}'
    )


def write_whatsapp_day(
    writer: LandingWriter,
    truth: SampleTruth,
    window: Window,
    index: int,
    elements: list[Element],
    previous: list[Body],
    generator: np.random.Generator,
) -> list[Body]:
    """Write the webhooks of landing day `index`; returns its bodies for the next day."""
    bodies = batch(elements, generator)
    faults = _faults(elements, window.start_ms // 1000 + 43_200)
    _DELIVERIES.write_day(writer, truth, window, index, bodies, previous, faults, generator)
    return bodies


def _faults(elements: list[Element], moment: int) -> list[Fault]:
    faults = [
        Fault('{"object":"whatsapp_business_account","entry":[{"id":"1000', "broken JSON"),
        Fault('{"object":"whatsapp_business_account"}', "no entry array"),
        Fault("[]", "a list instead of an object"),
    ]
    if elements:
        account = elements[0].account
        bad = {
            "no sender": f'{{"id":"wamid.bad1","timestamp":"{moment}","type":"text"}}',
            "unusable time": '{"from":"15550100001","id":"wamid.bad2","timestamp":"soon",'
            '"type":"text"}',
            "sender is neither phone nor user id": f'{{"from":"nobody","id":"wamid.bad3",'
            f'"timestamp":"{moment}","type":"text"}}',
        }
        faults += [
            Fault(_body([Element(0, account, _MESSAGES, text)]).text, reason, "element")
            for reason, text in bad.items()
        ]
        old = '{"id":"wamid.bad4","status":"sent","timestamp":"0","recipient_id":"15550100001"}'
        text = _body([Element(0, account, _STATUSES, old)]).text
        faults.append(Fault(text, "time before the year 2000", "element"))
    return faults
