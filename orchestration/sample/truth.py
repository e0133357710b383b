"""What a sample data set contains, written down while it was generated."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

TRUTH_FILE = "_truth.json"


@dataclass
class SampleTruth:
    """The planted content of a sample, in plain JSON types (dates are ISO text).

    Every mapping is sparse: a date, name or tenant with nothing planted has no entry.

    Attributes:
        parameters: `days`, `scale`, `end`, `seed` as given, and `first` (the first landing day).
        tenants: tenant_id -> `tenant_name` (None: the tenant is in no tenants file),
            `reporting_timezone`, `whatsapp_business_account_id`, `source` (chat_events,
            loyjoy_facts, whatsapp_cloud, gupshup or glific), all as of the last landing day.
        daily: tenant_id -> local date -> `events` (name -> count, after deduplication),
            `chat_starts`, `sign_ups`, `customers` (distinct), `sessions` and
            `sessions_with_conversation` (by the local date of the session's start),
            `points_awarded`, `screen_time_seconds`, and `nps` with `responses`, `promoters`,
            `passives`, `detractors`.
        sessions: tenant_id -> derived sessions; no customer, no session.
        customers: tenant_id -> distinct customers over all days.
        processes: tenant_id -> process_id ("" where unknown) -> events, after deduplication.
        process_names: tenant_id -> process_id -> name, as of the last landing day.
        unknown_events: tenant_id -> event name that no catalogue lists -> events.
        whatsapp: tenant_id -> local date -> `inbound`, `outbound`, `hsm`, `errors`,
            `excluded_simulator`, `excluded_meta`, `active_contacts`, `messaged_contacts`.
        whatsapp_contacts: tenant_id -> `contacts` (simulators and own numbers left out) and of
            them, at the end, `opted_in`, `opted_out`, `invalid` and `in_flows`.
        flows: tenant_id -> flow_id -> local date -> top-level runs `started`, `started_keyword`,
            `started_broadcast`, `started_other`, `completed`, `killed`.
        journeys: tenant_id -> journey_id -> `journey_name` (None without a definition that can be
            used), `is_defined`, `entries`, `entered_users`, `converted_users`,
            `converted_entries_exited`, `converted_entries_active`, `exits` (exited and not
            converted), `active_entries`, `open_window_exits` (at the end of the last landing
            day), `messages_sent`; `steps`: step_id -> `entries`, `users`, `drop_off`;
            `step_events`: step_id -> event type -> platform ("" if none) -> records; `actions`:
            step_id -> action name -> platform -> records; `daily`: local date -> `entries`,
            `conversions_by_entry_date`, `conversions_by_conversion_date`, `exits`,
            `messages_sent`.
        uploads: tenant_id -> source (coupons or codes) -> `process_id`, `uploaded` (distinct codes)
            and `used` (of them, those that were issued or entered correctly).
        files: one entry per file that counts as a delivery: `source`, `landing_day`,
            `file_name`, `received`, `accepted`, `quarantined`.
        quarantined: one entry per planted bad record: `source`, `landing_day`, `file_name`,
            `line`, `kind` (record or element), `fault` (why it is bad).
        rejected_rows: one entry per accepted record that cannot be used beside the others:
            `source`, `landing_day`, `key` (event id), `reason`.
        duplicates: source -> landing day -> redelivered records; they lose to an earlier copy.
            For webhooks and callbacks: messages, never statuses.
        superseded: source -> landing day -> rows that lose to a later version of themselves.
        late: one entry per late file: `source`, `landing_day`, `file_name`, `records`.
        ignored_files: paths below the landing folder that no reader may open.
    """

    parameters: dict[str, Any] = field(default_factory=dict)
    tenants: dict[str, dict[str, Any]] = field(default_factory=dict)
    daily: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    sessions: dict[str, int] = field(default_factory=dict)
    customers: dict[str, int] = field(default_factory=dict)
    processes: dict[str, dict[str, int]] = field(default_factory=dict)
    process_names: dict[str, dict[str, str]] = field(default_factory=dict)
    unknown_events: dict[str, dict[str, int]] = field(default_factory=dict)
    whatsapp: dict[str, dict[str, dict[str, int]]] = field(default_factory=dict)
    whatsapp_contacts: dict[str, dict[str, int]] = field(default_factory=dict)
    flows: dict[str, dict[str, dict[str, dict[str, int]]]] = field(default_factory=dict)
    journeys: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    uploads: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    files: list[dict[str, Any]] = field(default_factory=list)
    quarantined: list[dict[str, Any]] = field(default_factory=list)
    rejected_rows: list[dict[str, str]] = field(default_factory=list)
    duplicates: dict[str, dict[str, int]] = field(default_factory=dict)
    superseded: dict[str, dict[str, int]] = field(default_factory=dict)
    late: list[dict[str, Any]] = field(default_factory=list)
    ignored_files: list[str] = field(default_factory=list)

    def add_duplicates(self, source: str, landing_day: date, count: int) -> None:
        """Count `count` redelivered records on the landing day of the copies."""
        _add(self.duplicates, source, landing_day, count)

    def add_superseded(self, source: str, landing_day: date, count: int) -> None:
        """Count `count` rows on the landing day of the version that loses."""
        _add(self.superseded, source, landing_day, count)

    def to_json(self) -> str:
        """The truth as indented JSON with sorted keys, so that equal truths are equal texts."""
        return json.dumps(asdict(self), indent=1, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> SampleTruth:
        """Read back what `to_json` wrote."""
        return cls(**json.loads(text))

    @classmethod
    def read(cls, landing: Path) -> SampleTruth:
        """Read the truth beside the sample in `landing`; FileNotFoundError if there is none."""
        return cls.from_json((landing / TRUTH_FILE).read_text(encoding="utf-8"))

    def delivered_paths(self) -> Iterable[str]:
        """Paths below the landing folder of every file that belongs to the sample."""
        for file in self.files:
            yield f"{file['source']}/dt={file['landing_day']}/{file['file_name']}"
        yield from self.ignored_files


def _add(counts: dict[str, dict[str, int]], source: str, landing_day: date, count: int) -> None:
    if count:
        by_day = counts.setdefault(source, {})
        by_day[landing_day.isoformat()] = by_day.get(landing_day.isoformat(), 0) + count
