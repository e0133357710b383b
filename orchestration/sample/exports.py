"""Landing files of the tenants list and of the chatbot platform's own warehouse export."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np

from orchestration.sample.calendar import LocalTime, Window
from orchestration.sample.chat_files import format_times
from orchestration.sample.chats import ChatEvents
from orchestration.sample.files import Fault, LandingWriter, csv_lines, weave
from orchestration.sample.truth import SampleTruth
from orchestration.sample.world import WHATSAPP_ACCOUNTS, Company, Tenant

_FACTS_COLUMNS = ("amount", "created_at", "entity_id", "event_type", "id", "tenant_id")
_DIMENSIONS_COLUMNS = (
    "entity_id",
    "tenant_id",
    "tenant_name",
    "bot_id",
    "bot_name",
    "process_id",
    "process_name",
)
_TENANTS_COLUMNS = (
    "tenant_id",
    "tenant_name",
    "reporting_timezone",
    "whatsapp_business_account_id",
)
_POINTS_EVENTS = ("loyalty_points_emitted", "loyalty_points_spent")


def write_tenants(
    writer: LandingWriter, truth: SampleTruth, window: Window, tenants: Sequence[Company]
) -> None:
    """Write the tenants list on the first day, and a changed name some days later."""
    listed = [tenant for tenant in tenants if tenant.in_tenants_file]
    for tenant in tenants:
        truth.tenants[tenant.tenant_id] = {
            "tenant_name": tenant.name if tenant.in_tenants_file else None,
            "reporting_timezone": tenant.timezone,
            "whatsapp_business_account_id": tenant.whatsapp_business_account_id,
            "source": tenant.source,
        }
    for account in WHATSAPP_ACCOUNTS:
        if account.tenant_id is None:
            truth.tenants[account.account_id] = {
                "tenant_name": None,
                "reporting_timezone": "UTC",
                "whatsapp_business_account_id": None,
                "source": "whatsapp_cloud",
            }
    lines: list[str | Fault] = [
        json.dumps(
            {
                name: value
                for name, value in zip(_TENANTS_COLUMNS, _tenant_row(tenant), strict=True)
                if value is not None
            }
        )
        for tenant in listed
    ]
    lines.append(Fault('{"tenant_name": "Nobody", "reporting_timezone": "UTC"}', "no tenant"))
    writer.write_lines("tenants", window.day(0), "tenants.jsonl", lines)

    later = window.slot(2)
    renamed = [tenant for tenant in listed if tenant.later_name]
    if later is not None:
        rows = [_tenant_row(tenant, tenant.later_name) for tenant in renamed]
        writer.write_lines(
            "tenants",
            window.day(later),
            "tenants.csv",
            csv_lines(rows),
            header=",".join(_TENANTS_COLUMNS),
        )
        truth.add_superseded("tenants", window.day(0), len(renamed))
        for tenant in renamed:
            truth.tenants[tenant.tenant_id]["tenant_name"] = tenant.later_name


def _tenant_row(tenant: Company, name: str | None = None) -> tuple[str | None, ...]:
    return (
        tenant.tenant_id,
        name or tenant.name,
        tenant.timezone,
        tenant.whatsapp_business_account_id,
    )


def write_dimensions(
    writer: LandingWriter, truth: SampleTruth, window: Window, tenant: Tenant
) -> None:
    """Write the export's dimensions on the first day, and a renamed process some days later."""
    source = "loyjoy_dimensions"
    header = ",".join(_DIMENSIONS_COLUMNS)
    rows = _dimension_rows(tenant)
    too_long = csv_lines([(*rows[0], "more")])[0]
    lines = [*csv_lines(rows), Fault(too_long, "one field too many")]
    writer.write_lines(source, window.day(0), "dimensions.csv", lines, header=header)

    later = window.slot(3)
    if later is not None:
        name = f"{tenant.processes[0].name}, second round"
        row = (*rows[0][:-1], name)
        lines = csv_lines([row])
        writer.write_lines(source, window.day(later), "dimensions.csv", lines, header=header)
        truth.add_superseded(source, window.day(0), 1)
        truth.process_names[tenant.tenant_id][tenant.processes[0].process_id] = name


def _dimension_rows(tenant: Tenant) -> list[tuple[str, ...]]:
    return [
        (
            f"entity-{process.process_id}",
            tenant.tenant_id,
            tenant.name,
            f"bot-{tenant.tenant_id}",
            f"{tenant.name} bot",
            process.process_id,
            process.name,
        )
        for process in tenant.processes
    ]


def write_facts_day(
    writer: LandingWriter,
    truth: SampleTruth,
    window: Window,
    index: int,
    chats: ChatEvents,
    generator: np.random.Generator,
) -> None:
    """Write the exported facts of landing day `index`, and those of the day before once more."""
    source = "loyjoy_facts"
    landing_day = window.day(index)
    header = ",".join(_FACTS_COLUMNS)
    rows = _fact_rows(chats, window, index)
    if rows and index == window.slot(4):
        lines = [
            json.dumps(dict(zip(_FACTS_COLUMNS, row, strict=True)), separators=(",", ":"))
            for row in rows
        ]
        writer.write_lines(source, landing_day, "facts.ndjson", lines)
    elif rows:
        lines = csv_lines(rows)
        if index == window.slot(1):
            lines = weave(lines, _fact_faults(landing_day.isoformat()), generator)
        writer.write_lines(source, landing_day, "facts.csv.gz", lines, header=header)

    resent = window.slot(2, plus=1)
    if resent is not None and index == resent:
        lines = csv_lines(_fact_rows(chats, window, index - 1))
        if lines:
            writer.write_lines(source, landing_day, "facts-resent.csv.gz", lines, header=header)
            truth.add_duplicates(source, landing_day, len(lines))


def _fact_rows(chats: ChatEvents, window: Window, index: int) -> list[tuple]:
    tenant = chats.tenant
    begin = window.start_ms + index * 86_400_000
    chosen = np.arange(*np.searchsorted(chats.moment, [begin, begin + 86_400_000]))
    names = [chats.names[code] for code in chats.name[chosen].tolist()]
    entities = [*(f"entity-{process.process_id}" for process in tenant.processes), "entity-gone"]
    processes = chats.visits.process[chats.instance[chosen]].tolist()
    times = format_times(chats.moment[chosen], tenant.time_style, LocalTime("UTC", window))
    return [
        (
            value if name in _POINTS_EVENTS else None,
            time,
            entities[process],
            name,
            f"{number:016x}",
            tenant.tenant_id,
        )
        for value, time, process, name, number in zip(
            chats.value[chosen].tolist(),
            times,
            processes,
            names,
            chats.event_id[chosen].tolist(),
            strict=True,
        )
    ]


def _fact_faults(day: str) -> list[Fault]:
    values = ("", f"{day} 09:30:00 UTC", "x", "start", "bad", "lotus-tea")
    good = dict(zip(_FACTS_COLUMNS, values, strict=True))
    changes = {
        "score out of range": {"event_type": "nps_survey_score_11"},
        "score with a zero in front": {"event_type": "nps_survey_score_07"},
        "unreadable time": {"created_at": "31.10.2026"},
        "no tenant": {"tenant_id": ""},
        "amount is no finite number": {"amount": "NaN"},
    }
    texts = csv_lines((good | changed).values() for changed in changes.values())
    return [Fault(text, reason) for reason, text in zip(changes, texts, strict=True)]
