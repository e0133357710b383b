"""Landing files of Glific's export: a file per table and landing day, some rows sent again."""

from __future__ import annotations

import json

import numpy as np

from orchestration.sample.calendar import MILLISECONDS_PER_DAY, Window
from orchestration.sample.files import Fault, LandingWriter, csv_lines, weave
from orchestration.sample.glific import Organization, tell_organization
from orchestration.sample.glific_contacts import (
    CONTACTS,
    HISTORIES,
    contact_table,
    history_table,
)
from orchestration.sample.glific_counts import (
    CONVERSATIONS,
    STATS,
    STATS_COLUMNS,
    billed_messages,
    conversation_table,
    stats_table,
)
from orchestration.sample.glific_export import ExportClock, ExportedTable
from orchestration.sample.glific_flow_rows import SOURCE as FLOW_CONTEXTS
from orchestration.sample.glific_flow_rows import flow_table
from orchestration.sample.glific_flows import generate_flow_runs, tell_flow_runs
from orchestration.sample.glific_messages import SOURCE as MESSAGES
from orchestration.sample.glific_messages import message_table
from orchestration.sample.truth import SampleTruth

SOURCES = (MESSAGES, CONTACTS, HISTORIES, FLOW_CONTEXTS, CONVERSATIONS, STATS)


class GlificExport:
    """All exported tables of one organization, cut into landing days."""

    def __init__(
        self,
        truth: SampleTruth,
        organization: Organization,
        window: Window,
        generator: np.random.Generator,
    ) -> None:
        """Draw flows and bills, write down what was planted, and export everything."""
        self._window = window
        self._generator = generator
        self._tenant_id = organization.messages.tenant_id
        clock = ExportClock(organization.messages.account.timezone, window)
        runs = generate_flow_runs(organization, window, generator)
        billed, billed_at = billed_messages(organization, generator)
        tell_flow_runs(truth, self._tenant_id, runs, clock)
        in_flows = runs.contacts_inside(len(organization.created))
        tell_organization(truth, organization, in_flows, window)
        tables = (
            message_table(organization, window, clock, generator),
            contact_table(organization, window, clock),
            history_table(organization, runs.of_people(), window, clock),
            flow_table(organization, runs, window, clock),
            conversation_table(organization, billed, billed_at, window, clock),
            stats_table(organization, runs, billed_at, window, clock),
        )
        self._tables = {table.source: _TableByDay(table, window) for table in tables}

    def write_day(self, writer: LandingWriter, truth: SampleTruth, index: int) -> None:
        """Write the export of landing day `index`.

        On one day bad rows are among the others, on another rows of the day before come again.
        """
        landing_day = self._window.day(index)
        bad = _faults(self._tenant_id, landing_day.isoformat())
        resent = self._window.slot(4, plus=1)
        for source, table in self._tables.items():
            lines: list[str | Fault] = list(table.lines(index))
            truth.add_superseded(source, landing_day, table.superseded(index))
            if index == self._window.slot(1):
                lines = weave(table.lines(index), bad[source], self._generator)
            if lines:
                writer.write_lines(source, landing_day, table.name, lines, header=table.header)
            again = table.lines(index - 1)[::2] if resent is not None and index == resent else []
            if again:
                name = f"resent-{table.name}"
                writer.write_lines(source, landing_day, name, again, header=table.header)
                truth.add_duplicates(source, landing_day, len(again))


class _TableByDay:
    """The lines of one table in order of their export."""

    def __init__(self, table: ExportedTable, window: Window) -> None:
        self.header = table.header
        self.name = "export.jsonl.gz" if table.header is None else "export.csv.gz"
        versions = table.versions
        order = np.argsort(versions.exported, kind="stable")
        self._lines = [table.lines[number] for number in order.tolist()]
        self._is_latest = versions.is_latest[order]
        starts = window.start_ms + np.arange(window.days + 1) * MILLISECONDS_PER_DAY
        self._bounds = np.searchsorted(versions.exported[order], starts).tolist()

    def lines(self, index: int) -> list[str]:
        """What was exported on the landing day with this index."""
        return self._lines[self._bounds[index] : self._bounds[index + 1]]

    def superseded(self, index: int) -> int:
        """How many rows of that day lose to a later version of themselves."""
        is_latest = self._is_latest[self._bounds[index] : self._bounds[index + 1]]
        return int(np.count_nonzero(~is_latest))


def _faults(tenant_id: str, day: str) -> dict[str, list[Fault]]:
    """Bad rows for every table of the export."""
    row = {"tenant_id": tenant_id, "id": 1, "inserted_at": f"{day} 12:00:00"}
    message = row | {"flow": "outbound", "contact_phone": "15550170001"}
    with_offset = message | {"inserted_at": f"{day}T12:00:00+05:30"}
    history = [tenant_id, 1, "contact_opted_in", "", "soon", "15550170001", row["inserted_at"]]
    stats = dict.fromkeys(STATS_COLUMNS, "")
    stats |= row | {"period": "hour", "date": day, "hour": 24}
    csv_faults = csv_lines([[*history, "", "", ""], history, list(stats.values())])
    return {
        MESSAGES: [
            Fault('{"tenant_id":"river-schools","id":1,"flo', "broken JSON"),
            _fault(message | {"flow": "sideways"}, "neither inbound nor outbound"),
            _fault(with_offset, "a time with an offset"),
        ],
        CONTACTS: [_fault(row, "a contact without a phone")],
        HISTORIES: [
            Fault(csv_faults[0], "unusable time"),
            Fault(csv_faults[1], "too few fields"),
        ],
        FLOW_CONTEXTS: [_fault(row | {"completed_at": "soon"}, "unusable time")],
        CONVERSATIONS: [_fault(row | {"tenant_id": " "}, "no tenant")],
        STATS: [Fault(csv_faults[2], "an hour that no day has")],
    }


def _fault(row: dict[str, object], reason: str) -> Fault:
    return Fault(json.dumps(row, separators=(",", ":")), reason)
