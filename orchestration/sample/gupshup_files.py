"""Landing files of the source `gupshup`: callbacks of version 2, one per line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from orchestration.sample.bodies import Body, Deliveries
from orchestration.sample.calendar import NEVER, Window
from orchestration.sample.deliveries import arrive, steps_of
from orchestration.sample.files import Fault, LandingWriter
from orchestration.sample.gupshup import GupshupApp
from orchestration.sample.truth import SampleTruth
from orchestration.sample.whatsapp import (
    CATEGORIES,
    DELIVERED_FATES,
    FATE_NAMES,
    INBOUND,
    NO_CATEGORY,
    PERSON,
    REFERRAL,
    REJECTED,
    SERVICE,
    SIMULATOR_PHONE,
)

SOURCE = "gupshup"
_DELIVERIES = Deliveries(SOURCE, "callbacks")
_REFERRAL_WINDOW_SECONDS = 72 * 3600
_TEXT_TIME_SHARE = 0.03
_REPEATED_SHARE = 0.02
_WITHOUT_GUPSHUP_ID_SHARE = 0.02
_UNUSUAL_SHARE = 0.01
_TEXTS = (
    "What is on tonight?",
    "Two tickets for eight o'clock, please.",
    "Is there a matinee on Sunday?",
    "Can I bring my dog?",
    "See you later \U0001f37f",
)
#: Refused at once, by Gupshup itself.
_REFUSALS = (
    (1003, "Unable to send the message: the balance is too low"),
    (1008, "User is not opted in and inactive"),
    (4003, "Template did not match"),
)
_NOBODY = (1002, "Number Does Not Exist On WhatsApp")
#: Refused later, by WhatsApp.
_FAILURES = ((131026, "Message undeliverable"), (131047, "Re-engagement message"))


class Callback(NamedTuple):
    """One callback: when it is sent (seconds) and its body."""

    moment: float
    body: Body


class GupshupCallbacks:
    """All callbacks of one app, cut into landing days, in order of arrival."""

    def __init__(self, app: GupshupApp, window: Window, generator: np.random.Generator) -> None:
        """Make the callbacks and decide when each arrives."""
        self._app = app.messages.tenant_id
        self._window = window
        self._generator = generator
        self._bodies: list[list[Body]] = [[] for _ in range(window.days)]
        callbacks = [*_message_callbacks(app, generator), *_user_events(app)]
        moments = np.array([callback.moment for callback in callbacks])
        for number, _, day in arrive(moments, window, generator):
            self._bodies[day].append(callbacks[number].body)

    def write_day(self, writer: LandingWriter, truth: SampleTruth, index: int) -> None:
        """Write the callbacks of landing day `index`."""
        previous = self._bodies[index - 1] if index else []
        faults = _faults(self._app, self._window.start_ms + 43_200_000)
        _DELIVERIES.write_day(
            writer,
            truth,
            self._window,
            index,
            self._bodies[index],
            previous,
            faults,
            self._generator,
        )


def _callback(app: str, moment_ms: int, kind: str, payload: str, messages: int = 0) -> Callback:
    text = (
        f'{{"app":"{app}","timestamp":{moment_ms},"version":2,"type":"{kind}","payload":{payload}}}'
    )
    return Callback(moment_ms / 1000, Body(text, messages))


def _message_callbacks(app: GupshupApp, generator: np.random.Generator) -> Iterator[Callback]:
    messages = app.messages
    count = len(messages.second)
    texts = generator.integers(0, len(_TEXTS), size=count)
    split_second = generator.integers(0, 1000, size=count)
    first_delay = generator.integers(1, 30, size=count)
    read_delay = (30 + generator.exponential(2400, size=count)).astype(int)
    bill_delay = np.minimum(generator.exponential(600, size=count), 3600).astype(int)
    is_repeated = generator.random(count) < _REPEATED_SHARE
    is_late_read = generator.random(count) < _WITHOUT_GUPSHUP_ID_SHARE
    is_unusual = generator.random(count) < _UNUSUAL_SHARE
    # Some prices come with the bill alone, which then is not long in coming.
    is_billed_only = np.isin(messages.fate, DELIVERED_FATES) & (generator.random(count) < 0.1)
    bill_delay[is_billed_only] = first_delay[is_billed_only]
    has_text_time = generator.random(count) < _TEXT_TIME_SHARE
    columns = (
        np.arange(count),
        messages.second,
        messages.direction,
        messages.contact,
        messages.contact_kind,
        messages.has_user_id_only(),
        messages.category,
        messages.fate,
        messages.has_referral,
        app.is_to_nobody,
        texts,
        split_second,
        first_delay,
        read_delay,
        bill_delay,
        is_repeated,
        is_late_read,
        is_unusual,
        is_billed_only,
        has_text_time,
    )
    for row in zip(*(column.tolist() for column in columns), strict=True):
        number, second, direction, contact, kind, by_user_id, category, fate, referral = row[:9]
        to_nobody, text, millisecond, first, read, bill = row[9:15]
        repeated, late_read, unusual, billed_only, text_time = row[15:]
        phone = messages.phone(contact) if kind == PERSON else SIMULATOR_PHONE
        if direction == INBOUND:
            yield _inbound(
                messages.tenant_id,
                f"wamid.in{number:09d}",
                second * 1000 + millisecond,
                phone,
                _user_id(contact) if by_user_id else None,
                json.dumps(_TEXTS[text]),
                referral,
            )
            continue
        outbound = _Outbound(
            app=messages.tenant_id,
            gupshup_id=f"gs-{number:09d}",
            whatsapp_id=f"wamid.out{number:09d}",
            destination=f'"userId":"{_user_id(contact)}"'
            if by_user_id
            else f'"destination":"{phone}"',
            category=category,
            millisecond=millisecond,
            quote='"' if text_time else "",
        )
        yield outbound.enqueued(second)
        if fate == REJECTED:
            code, reason = _NOBODY if to_nobody else _REFUSALS[number % len(_REFUSALS)]
            yield outbound.refused(second, code, reason)
            continue
        for status, delay in steps_of(FATE_NAMES[fate], first, read):
            detail = ""
            if status == "failed":
                code, reason = _FAILURES[number % len(_FAILURES)]
                detail = f',"code":{code},"reason":"{reason}"'
            callback = outbound.event(
                status,
                second + delay,
                detail,
                priced=status != "failed" and not billed_only,
                is_late=status == "read" and late_read,
            )
            yield callback
            if repeated:
                yield callback
        if fate in DELIVERED_FATES and category != NO_CATEGORY:
            yield outbound.bill(second + bill)
        if unusual:
            yield outbound.event("mismatch" if number % 2 else "deleted", second + first + 20)


def _inbound(
    app: str,
    message_id: str,
    moment_ms: int,
    phone: str,
    user_id: str | None,
    text: str,
    has_referral: bool,
) -> Callback:
    if user_id:
        who = f'"sender":{{"userId":"{user_id}"}}'
    else:
        who = (
            f'"source":"{phone}","sender":{{"phone":"{phone}","name":"Guest {phone[-5:]}",'
            f'"country_code":"1","dial_code":"{phone[1:]}"}}'
        )
    referral = ',"referral":{"source_type":"ad","source_id":"ad-9"}' if has_referral else ""
    payload = f'{{"id":"{message_id}",{who},"type":"text","payload":{{"text":{text}}}{referral}}}'
    return _callback(app, moment_ms, "message", payload, messages=1)


class _Outbound(NamedTuple):
    """The callbacks of one outbound message; moments are in seconds."""

    app: str
    gupshup_id: str
    whatsapp_id: str
    destination: str
    category: int
    millisecond: int
    quote: str

    def enqueued(self, moment: int) -> Callback:
        """Gupshup took it; this says which id WhatsApp gave it."""
        payload = (
            f'{{"id":"{self.gupshup_id}","type":"enqueued",{self.destination},'
            f'"payload":{{"whatsappMessageId":"{self.whatsapp_id}","type":"session"}}}}'
        )
        return self._sent(moment, "message-event", payload)

    def refused(self, moment: int, code: int, reason: str) -> Callback:
        """Gupshup did not even send it."""
        payload = (
            f'{{"id":"{self.gupshup_id}","type":"failed",{self.destination},'
            f'"payload":{{"code":{code},"reason":"{reason}"}}}}'
        )
        return self._sent(moment, "message-event", payload)

    def event(
        self,
        status: str,
        moment: int,
        detail: str = "",
        *,
        priced: bool = False,
        is_late: bool = False,
    ) -> Callback:
        """WhatsApp says what became of it; a late event knows WhatsApp's id only."""
        both = "" if is_late else f'"gsId":"{self.gupshup_id}",'
        payload = (
            f'{{"id":"{self.whatsapp_id}",{both}"type":"{status}",{self.destination},'
            f'"payload":{{"ts":{self.quote}{moment}{self.quote}{detail}}}'
            f"{self._price(status, moment) if priced else ''}}}"
        )
        return self._sent(moment, "message-event", payload)

    def bill(self, moment: int) -> Callback:
        """What it costs."""
        category, kind = CATEGORIES[self.category], self._kind()
        payload = (
            f'{{"deductions":{{"type":"{kind}","model":"PMP","source":"whatsapp",'
            f'"billable":{"true" if kind == "regular" else "false"},"category":"{category}"}},'
            f'"references":{{"id":"{self.whatsapp_id}","gsId":"{self.gupshup_id}",'
            f"{self.destination}}}}}"
        )
        return self._sent(moment, "billing-event", payload)

    def _sent(self, moment: int, kind: str, payload: str) -> Callback:
        return _callback(self.app, moment * 1000 + self.millisecond, kind, payload)

    def _kind(self) -> str:
        kinds = {SERVICE: "free_customer_service", REFERRAL: "free_entry_point"}
        return kinds.get(self.category, "regular")

    def _price(self, status: str, moment: int) -> str:
        """Price of a status; only `sent` tells when a free entry point window closes."""
        if self.category == NO_CATEGORY:
            return ""
        conversation = ""
        if self.category == REFERRAL:
            expiry = ""
            if status == "sent":
                until = -(-(moment + _REFERRAL_WINDOW_SECONDS) // 60) * 60
                expiry = f'"expiresAt":{until},'
            conversation = (
                f',"conversation":{{"id":"conversation-{self.whatsapp_id[6:]}",{expiry}'
                f'"type":"{CATEGORIES[REFERRAL]}"}}'
            )
        return (
            f'{conversation},"pricing":{{"policy":"PMP",'
            f'"category":"{CATEGORIES[self.category]}","type":"{self._kind()}"}}'
        )


def _user_events(app: GupshupApp) -> Iterator[Callback]:
    """Opt-ins and opt-outs; every ninth opt-in comes once more, which changes nothing."""
    consents, tenant = app.consents, app.messages.tenant_id
    for moments, kind in (
        (consents.opted_in, "opted-in"),
        (consents.opted_out, "opted-out"),
        (consents.returned, "opted-in"),
    ):
        for contact in np.flatnonzero(moments < NEVER).tolist():
            payload = f'{{"phone":"{app.messages.phone(contact)}","type":"{kind}"}}'
            yield _callback(tenant, int(moments[contact]), "user-event", payload)
            if kind == "opted-in" and contact % 9 == 4:
                yield _callback(tenant, int(moments[contact]) + 5_000, "user-event", payload)
    first = int(consents.opted_in.min(initial=NEVER))
    if first < NEVER:
        payload = f'{{"phone":"{SIMULATOR_PHONE}","type":"sandbox-start"}}'
        yield _callback(tenant, first, "user-event", payload)


def _user_id(contact: int) -> str:
    return f"GB.2000{contact:012d}"


def _faults(app: str, moment_ms: int) -> list[Fault]:
    good = f'{{"app":"{app}","timestamp":{moment_ms},"version":2,'
    person = '"source":"15550120001","type":"text","payload":{"text":"Hi"}'
    bad = {
        "a callback without an app": f'{{"timestamp":{moment_ms},"type":"message",'
        f'"payload":{{"id":"wamid.bad1",{person}}}}}',
        "a message without an id": f'{good}"type":"message","payload":{{{person}}}}}',
        "unusable time": f'{good}"type":"message-event","payload":{{"gsId":"gs-bad",'
        '"type":"sent","destination":"15550120001","payload":{"ts":"soon"}}}',
        "a user event of nobody": f'{good}"type":"user-event","payload":{{"type":"opted-in"}}}}',
        "a bill without a message": f'{good}"type":"billing-event","payload":{{"deductions":'
        '{"type":"regular"},"references":{}}}',
    }
    return [
        Fault(f'{good}"type":"message","payl', "broken JSON"),
        Fault(f'{good}"payload":{{}}}}', "no type"),
        Fault("[]", "a list instead of an object"),
        *(Fault(text, reason, "element") for reason, text in bad.items()),
    ]
