"""Runs of flows: started, completed, killed, and who is in one at the end of a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from tests.oracle.glific import newest
from tests.oracle.glific_flows import FlowRow
from tests.oracle.logs import WhatsApp
from tests.oracle.persons import is_simulator
from tests.oracle.tenants import month_of, months_through

TRIGGERS = ("keyword", "broadcast", "other")


@dataclass(frozen=True)
class Run:
    """A top-level run of a flow with its local dates."""

    row: FlowRow
    started_on: date
    ended_on: date | None

    def is_open_at_the_end_of(self, day: date) -> bool:
        """Whether somebody is in the flow when the local day is over."""
        return self.started_on <= day and (self.ended_on is None or self.ended_on > day)


def top_level_runs(whatsapp: WhatsApp) -> list[Run]:
    """The newest version of each run that no flow started and no group is in."""
    to_utc = whatsapp.tenants.to_utc
    runs = []
    for row in newest(whatsapp.flow_rows)[0]:
        if row.is_top_level:
            tenant_id, ended_on = row.tenant_id, None
            if row.completed_at is not None:
                ended_on = whatsapp.day(tenant_id, to_utc(tenant_id, row.completed_at))
            started_on = whatsapp.day(tenant_id, to_utc(tenant_id, row.inserted_at))
            runs.append(Run(row, started_on, ended_on))
    return runs


def _by_flow(whatsapp: WhatsApp) -> dict[tuple[str, str], list[Run]]:
    groups = defaultdict(list)
    for run in top_level_runs(whatsapp):
        groups[run.row.tenant_id, run.row.flow_id].append(run)
    return groups


def flows_daily(whatsapp: WhatsApp) -> list[dict]:
    """`fct_flows_daily`: one row per flow and day, from its first start or end on."""
    return [
        _row(key, runs, "flow_date", {day})
        for key, runs in _by_flow(whatsapp).items()
        for day in _days(whatsapp, key[0], runs)
    ]


def flows_monthly(whatsapp: WhatsApp) -> list[dict]:
    """`fct_flows_monthly`: one row per flow and month."""
    rows = []
    for key, runs in _by_flow(whatsapp).items():
        days = _days(whatsapp, key[0], runs)
        for month in months_through(days[0], days[-1]):
            in_month = {day for day in days if month_of(day) == month}
            rows.append(_row(key, runs, "flow_month", in_month) | {"flow_month": month})
    return rows


def _days(whatsapp: WhatsApp, tenant_id: str, runs: list[Run]) -> list[date]:
    own = [run.started_on for run in runs] + [run.ended_on for run in runs if run.ended_on]
    return whatsapp.days_since(tenant_id, min(own), *own)


def _row(key: tuple[str, str], runs: list[Run], date_name: str, days: set[date]) -> dict:
    started = [run.row.trigger for run in runs if run.started_on in days]
    ended = [run.row.is_killed for run in runs if run.ended_on in days]
    latest = max(runs, key=lambda run: (run.row.inserted_at, run.row.row_id))
    return {
        "tenant_id": key[0],
        "flow_id": key[1],
        date_name: min(days),
        "flow_name": latest.row.flow_name,
        "started": len(started),
        **{f"started_{trigger}": started.count(trigger) for trigger in TRIGGERS},
        "completed": ended.count(False),
        "killed": ended.count(True),
    }


def runs_of_people(whatsapp: WhatsApp) -> list[Run]:
    """The top-level runs that no simulator is in."""
    return [run for run in top_level_runs(whatsapp) if not is_simulator(run.row.phone)]


def contacts_in_flows_daily(whatsapp: WhatsApp) -> list[dict]:
    """`fct_contacts_in_flows_daily`: one row per tenant and day, from its first run on."""
    groups = defaultdict(list)
    for run in runs_of_people(whatsapp):
        groups[run.row.tenant_id].append(run)
    rows = []
    for tenant_id, runs in groups.items():
        for day in whatsapp.days_since(tenant_id, min(run.started_on for run in runs)):
            inside = {run.row.contact_id for run in runs if run.is_open_at_the_end_of(day)}
            rows.append(
                {
                    "tenant_id": tenant_id,
                    "flow_date": day,
                    "contacts_in_flows": len(inside - {None}),
                }
            )
    return rows
