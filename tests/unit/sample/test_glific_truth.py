from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import datetime, timedelta

import pytest

from orchestration.sample.glific_contacts import CONTACTS, HISTORIES
from orchestration.sample.glific_counts import CONVERSATIONS, STATS
from orchestration.sample.glific_files import SOURCES
from orchestration.sample.glific_flow_rows import SOURCE as FLOW_CONTEXTS
from orchestration.sample.glific_messages import SOURCE as MESSAGES
from tests.unit.sample.recount import records

TENANT = "river-schools"
RANKS = ("enqueued", "sent", "error", "delivered", "read")
MINUTE = timedelta(seconds=60)


def version_of(row: dict) -> tuple[str, str]:
    """By what the newest version of a row is told."""
    return row["updated_at"], row["bq_inserted_at"]


class Export:
    """The rows of all tables: every version, and the newest of each id."""

    def __init__(self, sample) -> None:
        self.rows = {
            source: list(records(sample.landing, sample.truth, source)) for source in SOURCES
        }
        self.latest: dict[str, dict[str, dict]] = {}
        self.losers: dict[str, Counter[str]] = {}
        for source, rows in self.rows.items():
            latest: dict[str, tuple[str, dict]] = {}
            lost: Counter[str] = Counter()
            for day, row in rows:
                key = str(row["id"])
                if key not in latest:
                    latest[key] = day, row
                elif version_of(row) > version_of(latest[key][1]):
                    lost[latest[key][0]] += 1
                    latest[key] = day, row
                else:
                    lost[day] += 1
            self.latest[source] = {key: row for key, (_, row) in latest.items()}
            self.losers[source] = lost

    def messages(self) -> list[dict]:
        """The newest version of every message, with the highest rank and any error it ever had."""
        ranks: dict[str, int] = defaultdict(lambda: -1)
        for _, row in self.rows[MESSAGES]:
            if row["flow"] == "outbound":
                rank = RANKS.index(row["bsp_status"])
                ranks[str(row["id"])] = max(ranks[str(row["id"])], rank)
        return [
            row | {"rank": ranks[key], "errors": json.loads(row["errors"])}
            for key, row in self.latest[MESSAGES].items()
        ]


@pytest.fixture(scope="module")
def export(sample) -> Export:
    return Export(sample)


def is_simulator(row: dict) -> bool:
    return row["contact_phone"].startswith("9876543210")


def is_meta(row: dict) -> bool:
    return row["sender_phone"] == row["receiver_phone"]


def code_of(row: dict) -> int | None:
    return row["errors"].get("payload", {}).get("payload", {}).get("code")


def test_messages_per_local_date_are_the_planted_ones(sample, export):
    counted = defaultdict(Counter)
    people = defaultdict(set)
    for row in export.messages():
        is_outbound = row["flow"] == "outbound"
        day = ((row["sent_at"] if is_outbound else None) or row["inserted_at"])[:10]
        if is_simulator(row):
            counted[day]["excluded_simulator"] += 1
        elif is_meta(row):
            counted[day]["excluded_meta"] += 1
        else:
            counted[day][row["flow"]] += 1
            counted[day]["hsm"] += is_outbound and row["is_hsm"]
            counted[day]["errors"] += is_outbound and RANKS[row["rank"]] == "error"
            name = "messaged_contacts" if is_outbound else "active_contacts"
            people[day, name].add(row["contact_phone"])
    for (day, name), contacts in people.items():
        counted[day][name] = len(contacts)
    planted = {
        day: Counter({name: count for name, count in entry.items() if count})
        for day, entry in sample.truth.whatsapp[TENANT].items()
    }
    assert {day: +counts for day, counts in counted.items()} == planted
    names = {"inbound", "outbound", "hsm", "errors", "excluded_simulator", "excluded_meta"}
    assert names <= set().union(*planted.values())


def test_contacts_and_their_consent_at_the_end_are_the_planted_ones(sample, export):
    failures = {
        row["contact_phone"]: datetime.fromisoformat(row["inserted_at"])
        for row in export.messages()
        if code_of(row) == 1002
    }
    histories = defaultdict(list)
    suppressed = 0
    for row in export.latest[HISTORIES].values():
        if row["event_type"] in ("contact_opted_in", "contact_opted_out"):
            moment = datetime.fromisoformat(row["event_datetime"])
            failed = failures.get(row["phone"])
            is_out = row["event_type"] == "contact_opted_out"
            if is_out and failed and failed <= moment <= failed + MINUTE:
                histories[row["phone"]] += []
                suppressed += 1
            else:
                histories[row["phone"]].append((moment, row["event_type"]))
    states = {phone: max(events)[1] for phone, events in histories.items() if events}
    for _, row in export.rows[CONTACTS]:
        if row["optin_time"] and row["phone"] not in histories:
            states[row["phone"]] = "stated"
    counts = Counter(states.values())
    contacts = {row["phone"] for row in export.latest[CONTACTS].values()}
    contacts |= {
        row["contact_phone"]
        for row in export.messages()
        if not is_simulator(row) and not is_meta(row)
    }
    planted = sample.truth.whatsapp_contacts[TENANT]
    assert planted == {
        "contacts": len(contacts),
        "opted_in": counts["contact_opted_in"] + counts["stated"],
        "opted_out": counts["contact_opted_out"],
        "invalid": len(failures),
        "in_flows": planted["in_flows"],
    }
    assert suppressed == len(failures) > 0
    assert min(counts.values()) > 0
    assert len(counts) == 3


def test_an_opted_out_contact_is_stored_as_invalid_and_a_returned_one_as_valid(export):
    versions = defaultdict(list)
    for _, row in export.rows[CONTACTS]:
        versions[row["id"]].append(row)
        assert (row["status"] == "invalid") == (row["optout_time"] is not None)
        assert not (row["optin_time"] and row["optout_time"])
    histories = [[row["status"] for row in rows] for rows in versions.values()]
    assert any("valid" in told[told.index("invalid") :] for told in histories if "invalid" in told)


def test_flow_runs_per_flow_and_local_date_are_the_planted_ones(sample, export):
    counted = defaultdict(Counter)
    inside = set()
    sub_flows = groups = 0
    for row in export.latest[FLOW_CONTEXTS].values():
        sub_flows += row["parent_id"] is not None
        groups += row["wa_group_id"] is not None
        if row["parent_id"] is not None or row["wa_group_id"] is not None:
            continue
        is_keyword = "flow_keyword" in json.loads(row["results"])
        is_broadcast = row["message_broadcast_id"] is not None
        trigger = "broadcast" if is_broadcast else "keyword" if is_keyword else "other"
        started = row["flow_id"], row["inserted_at"][:10]
        counted[started].update(["started", f"started_{trigger}"])
        if row["completed_at"]:
            ended = row["flow_id"], row["completed_at"][:10]
            counted[ended]["killed" if row["is_killed"] else "completed"] += 1
        elif not is_simulator(row):
            inside.add(row["contact_phone"])
    planted = {
        (flow_id, day): Counter({name: count for name, count in entry.items() if count})
        for flow_id, days in sample.truth.flows[TENANT].items()
        for day, entry in days.items()
    }
    assert dict(counted) == planted
    assert len(set().union(*planted.values())) == 6
    assert len(inside) == sample.truth.whatsapp_contacts[TENANT]["in_flows"] > 0
    assert sub_flows
    assert groups


def test_rows_come_again_with_a_newer_time_and_the_older_ones_lose(sample, export):
    for source in SOURCES:
        planted = Counter(sample.truth.superseded.get(source, {}))
        planted.update(sample.truth.duplicates[source])
        assert +export.losers[source] == planted
    changing = {MESSAGES, CONTACTS, FLOW_CONTEXTS}
    assert set(sample.truth.superseded) & set(SOURCES) == changing


def test_a_message_that_is_read_may_be_overwritten_and_an_error_outlives_its_delivery(export):
    overwritten = [
        row
        for row in export.messages()
        if row["bsp_status"] == "delivered" and RANKS[row["rank"]] == "read"
    ]
    assert overwritten
    forgiven = [
        row for row in export.messages() if row["errors"] and RANKS[row["rank"]] == "delivered"
    ]
    assert forgiven
    assert all(row["errors"] for row in export.messages() if RANKS[row["rank"]] == "error")


def test_times_are_naive_and_local(sample, export):
    for source in SOURCES:
        for day, row in export.rows[source]:
            exported = datetime.fromisoformat(row["bq_inserted_at"])
            assert exported.tzinfo is None
            assert row["inserted_at"] <= row["updated_at"] <= row["bq_inserted_at"]
            if not sample.truth.duplicates[source].get(day):
                # Asia/Kolkata is 5 hours 30 minutes ahead.
                assert (exported - timedelta(hours=5, minutes=30)).date().isoformat() == day


def test_the_platform_counts_by_rules_of_its_own(export):
    hours = [row for row in export.latest[STATS].values() if row["period"] == "hour"]
    days = [row for row in export.latest[STATS].values() if row["period"] == "day"]
    assert len(hours) > 24 * (len(days) - 1) > 0
    last = max(row["date"] for row in days)
    for name in ("conversations", "outbound", "flows_started"):
        by_hour = sum(int(row[name]) for row in hours if row["date"] <= last)
        assert by_hour == sum(int(row[name]) for row in days) > 0
    outbound = [row for row in export.messages() if row["flow"] == "outbound"]
    counted = sum(int(row["outbound"]) for row in hours)
    assert counted > len([row for row in outbound if not is_meta(row)]) * 0.95
    billed = export.latest[CONVERSATIONS].values()
    assert len(billed) == sum(int(row["conversations"]) for row in hours)
    assert {row["phone"] is None for row in billed} == {True, False}
