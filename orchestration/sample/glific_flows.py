"""Runs of flows at an organization on Glific: what starts them and how they end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from orchestration.sample.calendar import NEVER, Window, iso_date
from orchestration.sample.consents import LAST_WORD_MS
from orchestration.sample.glific import Organization
from orchestration.sample.glific_export import ExportClock
from orchestration.sample.truth import SampleTruth
from orchestration.sample.whatsapp import INBOUND, MARKETING, OUTBOUND, PERSON, SIMULATOR

#: Id and name of every flow.
FLOWS = (
    ("11", "Help"),
    ("12", "Registration"),
    ("13", "Story of the week"),
    ("14", "Riddle"),
    ("15", "Feedback"),
)
_HELP, _REGISTRATION, _STORY, _RIDDLE, _FEEDBACK = range(len(FLOWS))
KEYWORD, BROADCAST, OTHER, BOTH = range(4)
_TRIGGERS = {"started_keyword": (KEYWORD,), "started_broadcast": (BROADCAST, BOTH)}

_KEYWORD_SHARE = 0.14
_BROADCAST_SHARE = 0.4
_REGISTRATION_SHARE = 0.7
_BOTH_SHARE = 0.04
_SUB_FLOW_SHARE = 0.12
_GROUP_SHARE = 0.03
_COMPLETED_SHARE = 0.62
_KILLED_SHARE = 0.22
_NO_PARENT = -1


@dataclass(frozen=True)
class FlowRuns:
    """Runs of flows in order of their start, as columns of equal length; times in ms.

    `flow` points into FLOWS, `parent` is the number of another run or -1, `is_of_group` marks runs
    of a WhatsApp group, which have no contact. `ended` is NEVER for a run that is still open.
    """

    flow: np.ndarray
    trigger: np.ndarray
    contact: np.ndarray
    contact_kind: np.ndarray
    started: np.ndarray
    ended: np.ndarray
    is_killed: np.ndarray
    parent: np.ndarray
    is_of_group: np.ndarray

    @property
    def is_top_level(self) -> np.ndarray:
        """Mask of the runs that no other run started and that are no group's."""
        return (self.parent == _NO_PARENT) & ~self.is_of_group

    def contacts_inside(self, contacts: int) -> np.ndarray:
        """Mask over `contacts` people: who is in an open top-level run at the end."""
        is_open = self.is_top_level & (self.ended == NEVER) & (self.contact_kind == PERSON)
        inside = np.zeros(contacts, dtype=bool)
        inside[self.contact[is_open]] = True
        return inside

    def of_people(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Contact, start and end of the top-level runs of real contacts."""
        chosen = self.is_top_level & (self.contact_kind == PERSON)
        return self.contact[chosen], self.started[chosen], self.ended[chosen]


def generate_flow_runs(
    organization: Organization, window: Window, generator: np.random.Generator
) -> FlowRuns:
    """Generate runs that messages, broadcasts, new contacts and other runs start."""
    messages, inserted = organization.messages, organization.inserted
    is_chance = generator.random(len(inserted))
    is_person = messages.contact_kind == PERSON
    asked = np.flatnonzero(
        (messages.direction == INBOUND)
        & (is_person | (messages.contact_kind == SIMULATOR))
        & (is_chance < _KEYWORD_SHARE)
    )
    reached = np.flatnonzero(
        (messages.direction == OUTBOUND)
        & (messages.category == MARKETING)
        & is_person
        & (organization.gone[messages.contact] == NEVER)
        & (is_chance < _BROADCAST_SHARE)
    )
    new = np.flatnonzero(
        (organization.created < NEVER)
        & (organization.stated == NEVER)
        & (organization.gone == NEVER)
        & (generator.random(len(organization.created)) < _REGISTRATION_SHARE)
    )
    by_both = generator.random(len(reached)) < _BOTH_SHARE
    top_level = [
        np.concatenate(column)
        for column in (
            (
                np.where(generator.random(len(asked)) < 0.5, _HELP, _RIDDLE),
                np.full(len(reached), _STORY),
                np.full(len(new), _REGISTRATION),
            ),
            (
                np.full(len(asked), KEYWORD),
                np.where(by_both, BOTH, BROADCAST),
                np.full(len(new), OTHER),
            ),
            (messages.contact[asked], messages.contact[reached], new),
            (messages.contact_kind[asked], np.full(len(reached) + len(new), PERSON)),
            (inserted[asked] + 1_000, inserted[reached] + 3_000, organization.created[new] + 2_000),
        )
    ]
    order = np.argsort(top_level[-1], kind="stable")
    flow, trigger, contact, contact_kind, started = (column[order] for column in top_level)

    # A run may hand over to another one, which is part of it.
    parent = np.flatnonzero(generator.random(len(flow)) < _SUB_FLOW_SHARE)
    sub_started = started[parent] + generator.integers(5_000, 60_000, size=len(parent))
    columns = FlowRuns(
        flow=np.concatenate([flow, np.full(len(parent), _FEEDBACK)]),
        trigger=np.concatenate([trigger, np.full(len(parent), OTHER)]),
        contact=np.concatenate([contact, contact[parent]]),
        contact_kind=np.concatenate([contact_kind, contact_kind[parent]]),
        started=np.concatenate([started, sub_started]) // 1000 * 1000,
        ended=np.zeros(0, dtype=np.int64),
        is_killed=np.zeros(0, dtype=bool),
        parent=np.concatenate([np.full(len(flow), _NO_PARENT), parent]),
        is_of_group=generator.random(len(flow) + len(parent)) < _GROUP_SHARE,
    )
    return _with_ends(columns, window, generator)


def _with_ends(runs: FlowRuns, window: Window, generator: np.random.Generator) -> FlowRuns:
    """The runs with their ends: most complete, some are killed, the rest goes on."""
    count = len(runs.started)
    outcome = generator.random(count)
    is_killed = (outcome >= _COMPLETED_SHARE) & (outcome < _COMPLETED_SHARE + _KILLED_SHARE)
    minutes = np.where(
        is_killed, generator.exponential(400, size=count), generator.exponential(25, size=count)
    )
    ended = runs.started + 20_000 + (minutes * 60).astype(np.int64) * 1000
    goes_on = outcome >= _COMPLETED_SHARE + _KILLED_SHARE
    ended[goes_on | (ended >= window.end_ms - LAST_WORD_MS)] = NEVER
    return FlowRuns(**(vars(runs) | {"ended": ended, "is_killed": is_killed & (ended < NEVER)}))


def tell_flow_runs(truth: SampleTruth, tenant_id: str, runs: FlowRuns, clock: ExportClock) -> None:
    """Write down what was planted of the top-level runs, by flow and local date."""
    flows: dict[str, dict[str, dict[str, int]]] = {}
    counted = {"started": (runs.started, np.ones(len(runs.flow), dtype=bool))}
    for name, triggers in _TRIGGERS.items():
        counted[name] = (runs.started, np.isin(runs.trigger, triggers))
    counted["started_other"] = (runs.started, runs.trigger == OTHER)
    counted["completed"] = (runs.ended, ~runs.is_killed)
    counted["killed"] = (runs.ended, runs.is_killed)
    for name, (moments, mask) in counted.items():
        chosen = mask & runs.is_top_level & (moments < NEVER)
        days = clock.dates(moments[chosen]).tolist()
        for flow, day in zip(runs.flow[chosen].tolist(), days, strict=True):
            daily = flows.setdefault(FLOWS[flow][0], {})
            entry = daily.setdefault(iso_date(day), dict.fromkeys(counted, 0))
            entry[name] += 1
    truth.flows[tenant_id] = flows
