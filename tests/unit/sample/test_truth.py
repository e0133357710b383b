from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from orchestration.sample.whatsapp_files import SOURCE as WHATSAPP
from tests.unit.sample.recount import local_date, moment_of, physical_lines, records

CHAT = "chat_events"
FACTS = "loyjoy_facts"


def distinct_chat_events(sample) -> list[dict]:
    """The chat events left after the first copy of each won."""
    kept: dict[tuple, dict] = {}
    for _, record in records(sample.landing, sample.truth, CHAT):
        moment = moment_of(record["occurred_at"])
        identity = record.get("event_id") or (
            moment,
            record["session_id"],
            record["event_name"],
        )
        kept.setdefault((record["tenant_id"], identity), record | {"moment": moment})
    return list(kept.values())


def zone_of(sample, tenant_id: str) -> str:
    return sample.truth.tenants[tenant_id]["reporting_timezone"]


def customer_of(record: dict) -> str | None:
    return (record.get("customer_id") or "").strip() or None


def bursts(sample) -> list[list[dict]]:
    """Events of a customer, split where more than half an hour passes without one."""
    by_customer = defaultdict(list)
    for record in distinct_chat_events(sample):
        if customer_of(record):
            by_customer[record["tenant_id"], customer_of(record)].append(record)
    found = []
    for events in by_customer.values():
        events.sort(key=lambda record: record["moment"])
        found.append([events[0]])
        for before, record in pairwise(events):
            if record["moment"] - before["moment"] > timedelta(minutes=30):
                found.append([])
            found[-1].append(record)
    return found


def test_events_per_local_date_are_the_planted_ones(sample):
    counted = defaultdict(Counter)
    for record in distinct_chat_events(sample):
        tenant_id = record["tenant_id"]
        day = local_date(record["moment"], zone_of(sample, tenant_id))
        counted[tenant_id, day][record["event_name"]] += 1
    facts = {record["id"]: record for _, record in records(sample.landing, sample.truth, FACTS)}
    for record in facts.values():
        tenant_id = record["tenant_id"]
        day = local_date(moment_of(record["created_at"]), zone_of(sample, tenant_id))
        counted[tenant_id, day][record["event_type"]] += 1
    planted = {
        (tenant_id, day): Counter(entry["events"])
        for tenant_id, daily in sample.truth.daily.items()
        for day, entry in daily.items()
    }
    assert counted == planted


def test_customers_sums_and_parts_add_up(sample):
    customers = defaultdict(set)
    points, seconds = Counter(), Counter()
    for record in distinct_chat_events(sample):
        key = (
            record["tenant_id"],
            local_date(record["moment"], zone_of(sample, record["tenant_id"])),
        )
        if customer_of(record):
            customers[key].add(customer_of(record))
        payload = record.get("payload") or {}
        if isinstance(payload, str):
            payload = json.loads(payload)
        if record["event_name"] == "loyalty_points_emitted":
            points[key] += int(float(payload.get("points", record.get("amount") or 0)))
        if record["event_name"] == "screen_time":
            seconds[key] += payload["seconds"]
    for tenant_id, daily in sample.truth.daily.items():
        for day, entry in daily.items():
            assert entry["customers"] == len(customers[tenant_id, day])
            assert entry["screen_time_seconds"] == seconds[tenant_id, day]
            if tenant_id != "lotus-tea":
                assert entry["points_awarded"] == points[tenant_id, day]
            assert entry["chat_starts"] == entry["events"].get("start", 0)
            assert entry["sign_ups"] == entry["events"].get("sign_up", 0)
            nps = entry["nps"]
            scores = sum(n for name, n in entry["events"].items() if "nps_survey_score" in name)
            assert nps["promoters"] + nps["passives"] + nps["detractors"] == scores
            assert nps["responses"] == scores
    assert sum(points.values()) > 0
    assert sum(seconds.values()) > 0


def test_sessions_are_bursts_that_no_threshold_could_blur(sample):
    found = bursts(sample)
    counted = Counter(burst[0]["tenant_id"] for burst in found)
    assert counted == sample.truth.sessions
    by_day, interacted = Counter(), Counter()
    for burst in found:
        tenant_id = burst[0]["tenant_id"]
        key = tenant_id, local_date(burst[0]["moment"], zone_of(sample, tenant_id))
        by_day[key] += 1
        names = {record["event_name"] for record in burst}
        interacted[key] += bool(names & {"interaction", "session_interacted"})
        for before, record in pairwise(burst):
            gap = record["moment"] - before["moment"]
            assert timedelta(0) < gap < timedelta(minutes=20)
    for tenant_id, daily in sample.truth.daily.items():
        for day, entry in daily.items():
            assert entry["sessions"] == by_day[tenant_id, day]
            assert entry["sessions_with_conversation"] == interacted[tenant_id, day]


def test_sessions_of_a_customer_lie_hours_apart(sample):
    spans = defaultdict(list)
    for burst in bursts(sample):
        key = burst[0]["tenant_id"], customer_of(burst[0])
        spans[key].append((burst[0]["moment"], burst[-1]["moment"]))
    assert any(len(times) > 1 for times in spans.values())
    for times in spans.values():
        for (_, end), (begin, _) in pairwise(times):
            assert begin - end > timedelta(hours=2)


def test_processes_and_unknown_events_add_up(sample):
    for tenant_id, daily in sample.truth.daily.items():
        events = Counter()
        for entry in daily.values():
            events.update(entry["events"])
        assert sum(sample.truth.processes[tenant_id].values()) == events.total()
        for name, count in sample.truth.unknown_events.get(tenant_id, {}).items():
            assert events[name] == count
    assert sample.truth.unknown_events["north-roast"]["tasting_booked"] > 0
    assert sample.truth.processes["lotus-tea"][""] > 0


def test_people_sleep_at_night_in_their_own_time_zone(sample):
    for tenant_id in sample.truth.sessions:
        zone = zone_of(sample, tenant_id)
        hours = Counter(
            burst[0]["moment"].astimezone(ZoneInfo(zone)).hour
            for burst in bursts(sample)
            if burst[0]["tenant_id"] == tenant_id
        )
        night = sum(hours[hour] for hour in range(5))
        evening = sum(hours[hour] for hour in range(17, 22))
        assert evening > 3 * night


def test_duplicates_are_the_copies_that_lose(sample):
    seen = {source: set() for source in (CHAT, FACTS)}
    lost = defaultdict(Counter)
    for day, record in records(sample.landing, sample.truth, CHAT):
        identity = (
            record["tenant_id"],
            record.get("event_id")
            or (record["session_id"], record["event_name"], moment_of(record["occurred_at"])),
        )
        lost[CHAT][day] += identity in seen[CHAT]
        seen[CHAT].add(identity)
    for day, record in records(sample.landing, sample.truth, FACTS):
        lost[FACTS][day] += record["id"] in seen[FACTS]
        seen[FACTS].add(record["id"])
    for source in (CHAT, FACTS):
        assert {day: n for day, n in lost[source].items() if n} == sample.truth.duplicates[source]


class Webhooks:
    """The messages and statuses of all bodies, by tenant and message id."""

    def __init__(self, sample) -> None:
        self.messages: dict[tuple[str, str], tuple] = {}
        self.statuses: dict[tuple[str, str], list[dict]] = defaultdict(list)
        self.duplicates: Counter[str] = Counter()
        accounts = {
            tenant["whatsapp_business_account_id"]: tenant_id
            for tenant_id, tenant in sample.truth.tenants.items()
        }
        for landing_day, body in records(sample.landing, sample.truth, WHATSAPP):
            for entry in body["entry"]:
                for change in entry["changes"]:
                    tenant_id = accounts.get(entry["id"], entry["id"])
                    self._read(tenant_id, landing_day, change["value"])

    def _read(self, tenant_id: str, landing_day: str, value: dict) -> None:
        own = "".join(filter(str.isdigit, value["metadata"]["display_phone_number"]))
        parts = (("messages", "from", "inbound"), ("message_echoes", "to", "outbound"))
        for member, person, direction in parts:
            for message in value.get(member, []):
                key = tenant_id, message["id"]
                self.duplicates[landing_day] += key in self.messages
                contact = message.get(person, "")
                if not message["id"].startswith("wamid.bad"):
                    name = "excluded_meta" if contact == own else direction
                    self.messages[key] = (message["timestamp"], contact, [name])
        for status in value.get("statuses", []):
            if not status["id"].startswith("wamid.bad"):
                self.statuses[tenant_id, status["id"]].append(status)


def told_by_statuses(history: list[dict]) -> tuple:
    """Time, contact and measures of a message known from its statuses alone."""
    reached = {status["status"] for status in history}
    names = ["outbound"]
    if "failed" in reached and not reached & {"delivered", "read"}:
        names.append("errors")
    categories = {status["pricing"]["category"] for status in history if "pricing" in status}
    if categories & {"marketing", "utility", "authentication"}:
        names.append("hsm")
    first = min(history, key=lambda status: int(status["timestamp"]))
    return first["timestamp"], first.get("recipient_id", ""), names


def test_whatsapp_messages_per_local_date_are_the_planted_ones(sample):
    webhooks = Webhooks(sample)
    assert {day: n for day, n in webhooks.duplicates.items() if n} == (
        sample.truth.duplicates[WHATSAPP]
    )
    messages = dict(webhooks.messages)
    messages.update({key: told_by_statuses(seen) for key, seen in webhooks.statuses.items()})
    counted = defaultdict(Counter)
    for (tenant_id, _), (timestamp, contact, names) in messages.items():
        day = local_date(moment_of(timestamp), zone_of(sample, tenant_id))
        is_simulator = contact.startswith("9876543210")
        counted[tenant_id, day].update(["excluded_simulator"] if is_simulator else names)
    distinct = ("active_contacts", "messaged_contacts")
    planted = {
        (tenant_id, day): Counter(
            {name: n for name, n in entry.items() if n and name not in distinct}
        )
        for tenant_id, daily in sample.truth.whatsapp.items()
        if sample.truth.tenants[tenant_id]["source"] not in ("gupshup", "glific")
        for day, entry in daily.items()
    }
    assert counted == planted
    assert {"hsm", "errors", "excluded_simulator", "excluded_meta"} <= set().union(
        *planted.values()
    )


def test_files_hold_as_many_records_as_the_truth_says(sample):
    for file in sample.truth.files:
        path = sample.landing / file["source"] / f"dt={file['landing_day']}" / file["file_name"]
        if path.suffix == ".parquet":
            continue
        header = 1 if ".csv" in path.name else 0
        assert len([line for line in physical_lines(path) if line]) - header == file["received"]
