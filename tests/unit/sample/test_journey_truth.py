"""Journeys recounted record by record, without a thought for speed, are what was planted."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta
from typing import Any, NamedTuple

import pytest

from orchestration.sample import write_sample
from tests.unit.sample.recount import local_date, moment_of, records

LAST_MOMENT = datetime.max.replace(tzinfo=UTC)
FIRST_MOMENT = datetime.min.replace(tzinfo=UTC)
STEP_EVENTS = {"sent", "delivered", "viewed", "clicked", "failed", "custom"}


class Definition(NamedTuple):
    valid_from: datetime
    name: str
    event: str
    filters: dict
    after: timedelta
    steps: list[dict]


class Deed(NamedTuple):
    moment: datetime
    event_id: str
    name: str
    attributes: dict


def as_json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) and value else value or None


def identity(record: dict) -> str:
    named = {name: value for name, value in record.items() if value not in (None, "")}
    if "occurred_at" in named:
        named["occurred_at"] = moment_of(named["occurred_at"]).isoformat()
    return record.get("event_id") or json.dumps(named, sort_keys=True)


class Recount:
    """What the delivered records of journeys say."""

    def __init__(self, sample) -> None:
        self.sample = sample
        self.duplicates: dict[str, Counter[str]] = defaultdict(Counter)
        self.definitions: dict[tuple[str, str], dict[datetime, Definition]] = defaultdict(dict)
        self.superseded = Counter()
        places = {}
        for day, record in self._records("journeys"):
            found = self._definition(record)
            key = record["tenant_id"], record["journey_id"], found.valid_from
            if key in places:
                self.superseded[places[key]] += 1
            places[key] = day
            self.definitions[key[:2]][found.valid_from] = found
        self.events = defaultdict(list)
        for record in self._distinct("journey_events"):
            self.events[record["tenant_id"], record["journey_id"]].append(record)
        self.deeds: dict[tuple[str, str], list[Deed]] = defaultdict(list)
        for source, person, attributes in (
            ("user_events", "user_id", "attributes"),
            ("chat_events", "customer_id", "payload"),
        ):
            for record in self._distinct(source):
                if (record.get(person) or "").strip():
                    self.deeds[record["tenant_id"], record[person]].append(
                        Deed(
                            moment_of(record["occurred_at"]),
                            identity(record),
                            record["event_name"],
                            as_json(record.get(attributes)) or {},
                        )
                    )
        last = datetime.fromisoformat(sample.truth.parameters["end"])
        self.as_of = datetime.combine(last, time(), UTC) + timedelta(days=1)

    def _records(self, source: str):
        return records(self.sample.landing, self.sample.truth, source)

    def _distinct(self, source: str):
        seen = set()
        for day, record in self._records(source):
            key = record["tenant_id"], identity(record)
            if key in seen:
                self.duplicates[source][day] += 1
                continue
            seen.add(key)
            yield record

    @staticmethod
    def _definition(record: dict) -> Definition:
        since = record.get("valid_from")
        return Definition(
            moment_of(since) if since else FIRST_MOMENT,
            record["journey_name"],
            record["conversion_event"],
            as_json(record.get("conversion_filters")) or {},
            timedelta(seconds=float(record["stop_counting_after_exit_seconds"])),
            as_json(record["steps"]),
        )

    def version_at(self, key: tuple[str, str], moment: datetime) -> Definition:
        versions = [self.definitions[key][since] for since in sorted(self.definitions[key])]
        begun = [version for version in versions if version.valid_from <= moment]
        return begun[-1] if begun else versions[0]

    def newest(self, key: tuple[str, str]) -> Definition:
        return self.definitions[key][max(self.definitions[key])]


class Stay(NamedTuple):
    entered: datetime
    entry_id: str
    user: str
    trigger: str | None
    exited: datetime | None


def stays_of(events: list[dict]) -> tuple[list[Stay], list[tuple[str, str]]]:
    """Entries by their earliest word with the first exit from then on, and useless exits."""
    entered: dict[str, dict] = {}
    exits = defaultdict(list)
    for record in sorted(events, key=lambda one: (moment_of(one["occurred_at"]), identity(one))):
        if record["event_type"] == "entered":
            entered.setdefault(record["entry_id"], record)
        elif record["event_type"] == "exited":
            exits[record["entry_id"]].append(record)
    rejected = []
    for entry_id, found in exits.items():
        if entry_id not in entered:
            rejected += [(one["event_id"], "exit without its entry") for one in found]
            continue
        begun = moment_of(entered[entry_id]["occurred_at"])
        early = [one for one in found if moment_of(one["occurred_at"]) < begun]
        rejected += [(one["event_id"], "exit before its entry") for one in early]
    stays = []
    for entry_id, record in entered.items():
        begun = moment_of(record["occurred_at"])
        ends = [moment_of(one["occurred_at"]) for one in exits[entry_id]]
        exited = min((end for end in ends if end >= begun), default=None)
        stays.append(
            Stay(begun, entry_id, record["user_id"], record.get("trigger_event_id"), exited)
        )
    return stays, rejected


def conversions(recount: Recount, key: tuple[str, str], stays: list[Stay]) -> dict[str, datetime]:
    """Entry id -> moment of the conversion it is credited with."""
    credited = {}
    for user in {stay.user for stay in stays}:
        mine = sorted(stay for stay in stays if stay.user == user)
        for deed in sorted(recount.deeds[key[0], user], key=lambda one: one[:2]):
            counting = [stay for stay in mine if counts(recount, key, stay, deed)]
            if counting:
                credited[counting[-1].entry_id] = deed.moment
                break
    return credited


def counts(recount: Recount, key: tuple[str, str], stay: Stay, deed: Deed) -> bool:
    definition = recount.version_at(key, stay.entered)
    until = stay.exited + definition.after if stay.exited else LAST_MOMENT
    return (
        deed.name == definition.event
        and stay.entered <= deed.moment <= until
        and deed.event_id != stay.trigger
        and all(
            name in deed.attributes and deed.attributes[name] == value
            for name, value in definition.filters.items()
        )
    )


@pytest.fixture(scope="module")
def recount(sample) -> Recount:
    return Recount(sample)


def planted(sample) -> dict[tuple[str, str], dict]:
    return {
        (tenant_id, journey_id): told
        for tenant_id, journeys in sample.truth.journeys.items()
        for journey_id, told in journeys.items()
    }


def test_entries_conversions_and_exits_are_the_planted_ones(sample, recount):
    assert len(planted(sample)) == 6
    for key, told in planted(sample).items():
        if not told["is_defined"]:
            assert key not in recount.definitions
            continue
        stays, _ = stays_of(recount.events[key])
        credited = conversions(recount, key, stays)
        left = [stay for stay in stays if stay.exited and stay.entry_id not in credited]
        zone = sample.truth.tenants[key[0]]["reporting_timezone"]
        daily: dict[str, Counter] = defaultdict(Counter)
        for stay in stays:
            daily[local_date(stay.entered, zone)]["entries"] += 1
            if stay.entry_id in credited:
                converted = local_date(credited[stay.entry_id], zone)
                daily[local_date(stay.entered, zone)]["conversions_by_entry_date"] += 1
                daily[converted]["conversions_by_conversion_date"] += 1
        for stay in left:
            daily[local_date(stay.exited, zone)]["exits"] += 1
        for record in recount.events[key]:
            if record["event_type"] == "sent":
                day = local_date(moment_of(record["occurred_at"]), zone)
                daily[day]["messages_sent"] += 1
        assert {
            "journey_name": recount.newest(key).name,
            "is_defined": True,
            "entries": len(stays),
            "entered_users": len({stay.user for stay in stays}),
            "converted_users": len(credited),
            "converted_entries_exited": sum(
                bool(stay.exited) for stay in stays if stay.entry_id in credited
            ),
            "converted_entries_active": sum(
                not stay.exited for stay in stays if stay.entry_id in credited
            ),
            "exits": len(left),
            "active_entries": sum(
                not stay.exited for stay in stays if stay.entry_id not in credited
            ),
            "open_window_exits": sum(
                stay.exited + recount.version_at(key, stay.entered).after >= recount.as_of
                for stay in left
            ),
            "messages_sent": sum(day["messages_sent"] for day in daily.values()),
        } == {name: value for name, value in told.items() if not isinstance(value, dict)}
        assert {day: +found for day, found in daily.items()} == {
            day: +Counter(entry) for day, entry in told["daily"].items()
        }


def test_steps_are_the_planted_ones(sample, recount):
    for key, told in planted(sample).items():
        order = {}
        if told["is_defined"]:
            order = {step["step_id"]: step["position"] for step in recount.newest(key).steps}
        steps, visits = defaultdict(Counter), defaultdict(set)
        users, events, actions = defaultdict(set), Counter(), Counter()
        for record in recount.events[key]:
            step_id, platform = record.get("step_id"), record.get("platform") or ""
            if record["event_type"] == "step_entered":
                steps[step_id]["entries"] += 1
                users[step_id].add(record["user_id"])
                visits[record["entry_id"]].add(step_id)
            if record["event_type"] in STEP_EVENTS:
                events[step_id, record["event_type"], platform] += 1
            if record.get("action_name"):
                actions[step_id, record["action_name"], platform] += 1
        for visited in visits.values():
            last = max((order[step_id] for step_id in visited), default=0) if order else None
            for step_id in visited:
                steps[step_id]["drop_off"] += order.get(step_id) == last
        found = {
            step_id: {"users": len(users[step_id]), "drop_off": 0} | dict(count)
            for step_id, count in steps.items()
        }
        assert found == told["steps"]
        for counted, name in ((events, "step_events"), (actions, "actions")):
            assert counted == {
                (step_id, what, platform): count
                for step_id, whats in told[name].items()
                for what, platforms in whats.items()
                for platform, count in platforms.items()
            }


def test_records_that_lose_or_cannot_be_used_are_the_planted_ones(sample, recount):
    for source in ("journey_events", "user_events"):
        assert recount.duplicates[source] == sample.truth.duplicates[source]
    assert recount.superseded == sample.truth.superseded["journeys"]
    rejected = [one for events in recount.events.values() for one in stays_of(events)[1]]
    assert sorted(rejected) == sorted(
        (one["key"], one["reason"]) for one in sample.truth.rejected_rows
    )
    assert len({reason for _, reason in rejected}) == 2


def test_the_sample_holds_what_journeys_are_about(sample, recount):
    told = planted(sample)
    defined = [entry for entry in told.values() if entry["is_defined"]]
    assert len(defined) == 5
    for entry in defined:
        assert 0 < entry["converted_users"] < entry["entered_users"] <= entry["entries"]
        assert entry["exits"]
        assert entry["converted_entries_exited"]
        assert len(entry["steps"]) > 1
    assert any(entry["entries"] > entry["entered_users"] for entry in defined)
    assert any(entry["converted_entries_active"] for entry in defined)
    assert any(entry["active_entries"] for entry in defined)
    versions = {key: len(found) for key, found in recount.definitions.items()}
    assert sorted(versions.values()) == [1, 1, 1, 1, 2]
    windows = {
        version.after for found in recount.definitions.values() for version in found.values()
    }
    assert timedelta(0) in windows
    happened = Counter(
        (record["event_type"], record.get("channel"), record.get("platform"))
        for events in recount.events.values()
        for record in events
    )
    assert {kind for kind, _, _ in happened} == STEP_EVENTS | {"entered", "step_entered", "exited"}
    assert {channel for _, channel, _ in happened} - {None, ""} == {
        "push",
        "in_app",
        "email",
        "sms",
    }
    assert {platform for _, _, platform in happened} - {None, ""} == {"android", "ios", "web"}


def test_conversions_lie_at_every_place_of_their_window(sample, recount):
    places = Counter()
    for key, told in planted(sample).items():
        if not told["is_defined"]:
            continue
        stays, _ = stays_of(recount.events[key])
        credited = conversions(recount, key, stays)
        for stay in stays:
            after = recount.version_at(key, stay.entered).after
            converted = credited.get(stay.entry_id)
            places["at the entry"] += converted == stay.entered
            if stay.exited and converted:
                places["after the exit"] += stay.exited < converted < stay.exited + after
                places["at the end"] += converted == stay.exited + after
            if not converted:
                event = recount.version_at(key, stay.entered).event
                done = [deed for deed in recount.deeds[key[0], stay.user] if deed.name == event]
                places["before"] += any(deed.moment < stay.entered for deed in done)
                places["its own trigger"] += any(deed.event_id == stay.trigger for deed in done)
                if stay.exited:
                    end = stay.exited + after
                    places["too late"] += any(deed.moment > end for deed in done)
                    places["a moment too late"] += any(
                        deed.moment == end + timedelta(milliseconds=1) for deed in done
                    )
    assert {place for place, count in places.items() if not count} == set()


def test_users_of_a_journey_that_chats_convert_are_customers(sample, recount):
    customers = {
        record["customer_id"]
        for _, record in records(sample.landing, sample.truth, "chat_events")
        if record["tenant_id"] == "north-roast" and record.get("customer_id")
    }
    users = {one["user_id"] for one in recount.events["north-roast", "game-reminder"]}
    assert users
    assert users <= customers


@pytest.mark.parametrize("days", [1, 2, 5])
def test_short_samples_have_the_same_journeys(tmp_path, days):
    truth = write_sample(tmp_path, days=days, scale=0.3)
    journeys = [one for told in truth.journeys.values() for one in told.values()]
    assert [one["is_defined"] for one in journeys].count(False) == 1
    assert sum(one["entries"] for one in journeys) > 0
