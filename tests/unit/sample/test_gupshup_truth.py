from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from orchestration.sample.gupshup_files import SOURCE
from tests.unit.sample.recount import local_date, records

APP = "harbour-cinema"
DELIVERED = {"delivered", "read"}
TEMPLATES = {"marketing", "utility", "authentication"}


class Callbacks:
    """What the callbacks say, read one after another."""

    def __init__(self, sample) -> None:
        self.inbound: dict[str, tuple[datetime, str]] = {}
        self.events: dict[str, list[tuple[datetime, str, dict]]] = defaultdict(list)
        self.categories: dict[str, str] = {}
        self.consents: dict[str, list[tuple[datetime, str]]] = defaultdict(list)
        self.duplicates: Counter[str] = Counter()
        self.kinds: Counter[str] = Counter()
        bad = {
            (fault["landing_day"], fault["line"])
            for fault in sample.truth.quarantined
            if fault["source"] == SOURCE and fault["kind"] == "element"
        }
        self.rejected_elements = len(bad)
        gupshup_ids = {}
        bodies = [(day, body) for day, body in records(sample.landing, sample.truth, SOURCE)]
        for _, body in bodies:
            payload = body["payload"]
            if payload.get("type") == "enqueued":
                gupshup_ids[payload["payload"]["whatsappMessageId"]] = payload["id"]
        for day, body in bodies:
            self._read(day, body, gupshup_ids)

    def _read(self, day: str, body: dict, gupshup_ids: dict[str, str]) -> None:
        payload = body["payload"]
        if "app" not in body or "bad" in str(payload) or not self._is_whole(body):
            return
        self.kinds[body["type"]] += 1
        seconds = payload.get("payload", {}).get("ts") or body["timestamp"] / 1000
        moment = datetime.fromtimestamp(float(seconds), UTC)
        if body["type"] == "message":
            who = payload.get("source") or payload["sender"]["userId"]
            self.duplicates[day] += payload["id"] in self.inbound
            self.inbound[payload["id"]] = moment, who
        elif body["type"] == "user-event":
            self.consents[payload["phone"]].append((moment, payload["type"]))
        elif body["type"] == "billing-event":
            references = payload["references"]
            self.categories[references["gsId"]] = payload["deductions"]["category"]
        else:
            message_id = payload.get("gsId") or gupshup_ids.get(payload["id"], payload["id"])
            self.events[message_id].append((moment, payload["type"], payload))
            if "pricing" in payload:
                self.categories[message_id] = payload["pricing"]["category"]

    @staticmethod
    def _is_whole(body: dict) -> bool:
        payload = body["payload"]
        return {
            "message": "id" in payload,
            "user-event": "phone" in payload,
            "billing-event": bool(payload.get("references")),
        }.get(body["type"], True)


@pytest.fixture(scope="module")
def callbacks(sample) -> Callbacks:
    return Callbacks(sample)


def contact_of(payload: dict) -> str:
    return payload.get("destination") or payload["userId"]


def test_messages_per_local_date_are_the_planted_ones(sample, callbacks):
    zone = sample.truth.tenants[APP]["reporting_timezone"]
    counted = defaultdict(Counter)
    people = defaultdict(set)
    for moment, who in callbacks.inbound.values():
        day = local_date(moment, zone)
        is_simulator = who.startswith("9876543210")
        counted[day]["excluded_simulator" if is_simulator else "inbound"] += 1
        if not is_simulator:
            people[day, "active_contacts"].add(who)
    for message_id, events in callbacks.events.items():
        sent = [moment for moment, status, _ in events if status == "sent"]
        known = [event[0] for event in events if event[1] not in ("deleted", "mismatch")]
        day = local_date(min(sent or known), zone)
        who = contact_of(events[0][2])
        if who.startswith("9876543210"):
            counted[day]["excluded_simulator"] += 1
            continue
        statuses = {status for _, status, _ in events}
        counted[day]["outbound"] += 1
        counted[day]["errors"] += "failed" in statuses and not statuses & DELIVERED
        counted[day]["hsm"] += callbacks.categories.get(message_id) in TEMPLATES
        people[day, "messaged_contacts"].add(who)
    for (day, name), contacts in people.items():
        counted[day][name] = len(contacts)
    planted = {
        day: Counter({name: count for name, count in entry.items() if count})
        for day, entry in sample.truth.whatsapp[APP].items()
    }
    assert {day: +counts for day, counts in counted.items()} == planted
    assert {"inbound", "outbound", "hsm", "errors"} <= set().union(*planted.values())


def test_contacts_and_their_consent_at_the_end_are_the_planted_ones(sample, callbacks):
    consents = {
        phone: [kind for _, kind in sorted(events) if kind != "sandbox-start"]
        for phone, events in callbacks.consents.items()
    }
    final = Counter(kinds[-1] for kinds in consents.values() if kinds)
    contacts = {who for _, who in callbacks.inbound.values()}
    contacts |= {contact_of(events[0][2]) for events in callbacks.events.values()}
    contacts |= {phone for phone, kinds in consents.items() if kinds}
    unknown = {
        contact_of(payload)
        for events in callbacks.events.values()
        for _, _, payload in events
        if payload["payload"].get("code") == 1002
    }
    assert sample.truth.whatsapp_contacts[APP] == {
        "contacts": len([who for who in contacts if not who.startswith("9876543210")]),
        "opted_in": final["opted-in"],
        "opted_out": final["opted-out"],
        "invalid": len(unknown),
        "in_flows": 0,
    }
    assert min(final.values()) > 0
    assert unknown


def test_numbers_that_do_not_exist_never_write_and_never_get_anything(callbacks):
    told = defaultdict(set)
    for events in callbacks.events.values():
        for _, status, payload in events:
            told[contact_of(payload)].add((status, payload["payload"].get("code")))
    gone = {who for who, outcomes in told.items() if ("failed", 1002) in outcomes}
    assert all(told[who] == {("enqueued", None), ("failed", 1002)} for who in gone)
    assert not gone & {who for _, who in callbacks.inbound.values()}


def test_redelivered_messages_are_the_planted_duplicates(sample, callbacks):
    assert dict(+callbacks.duplicates) == sample.truth.duplicates[SOURCE]


def test_every_kind_of_callback_and_event_occurs(sample, callbacks):
    assert set(callbacks.kinds) == {"message", "message-event", "user-event", "billing-event"}
    events = [event for found in callbacks.events.values() for event in found]
    assert {status for _, status, _ in events} == {
        "enqueued",
        "sent",
        "delivered",
        "read",
        "failed",
        "deleted",
        "mismatch",
    }
    late = [payload for _, status, payload in events if status == "read" and "gsId" not in payload]
    assert late
    assert {type(event[2]["payload"]["ts"]) for event in events if event[1] == "sent"} == {int, str}
    only_billed = [
        message_id
        for message_id in callbacks.categories
        if not any("pricing" in payload for _, _, payload in callbacks.events[message_id])
    ]
    assert only_billed
    elements = [fault for fault in sample.truth.quarantined if fault["kind"] == "element"]
    assert Counter(fault["source"] for fault in elements)[SOURCE] == callbacks.rejected_elements > 0
