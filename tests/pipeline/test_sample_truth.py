from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.pipeline import RunReport
from orchestration.sample import SampleTruth, write_sample
from orchestration.settings import PROJECT_ROOT
from tests.pipeline.support import open_published, rows_of, run

QUERIES = (PROJECT_ROOT / "docs" / "queries.md").read_text()
WHATSAPP_PAGE = (PROJECT_ROOT / "docs" / "whatsapp.md").read_text()


class Published:
    """The sample as published, and the truth about it."""

    def __init__(self, home: Path, truth: SampleTruth, report: RunReport) -> None:
        self.home = home
        self.truth = truth
        self.report = report

    def query(self, statement: str) -> list[tuple]:
        with open_published(self.home) as connection:
            return connection.execute(statement).fetchall()

    def counts(self, statement: str) -> Counter:
        """The last column by the others, which become text; zeros are left out."""
        return Counter(
            {tuple(map(str, key)): count for *key, count in self.query(statement) if count}
        )

    def planted(self, key: str) -> Counter:
        """What was planted under `key`, by (tenant, local date); zeros are left out."""
        return Counter(
            {
                (tenant_id, day): entry[key]
                for tenant_id, days in self.truth.daily.items()
                for day, entry in days.items()
                if entry[key]
            }
        )


def planted_messages(truth: SampleTruth, key: str) -> Counter:
    """What was planted of WhatsApp under `key`, by (tenant, local date); zeros are left out."""
    return Counter(
        {
            (tenant_id, day): entry[key]
            for tenant_id, days in truth.whatsapp.items()
            for day, entry in days.items()
            if entry[key]
        }
    )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = tmp_path_factory.mktemp("sample") / "home"
    # Long enough for every planted fault, short enough to be loaded in seconds.
    truth = write_sample(home / "landing", days=12)
    return Published(home, truth, run(home))


@pytest.fixture(scope="module")
def truth(published: Published) -> SampleTruth:
    return published.truth


def test_every_planted_event_is_counted_under_its_name_tenant_and_local_date(published, truth):
    counted = published.counts(
        "select tenant_id, event_date, event_name, sum(events)"
        " from marts.fct_event_counts_daily group by all"
    )
    planted = Counter(
        {
            (tenant_id, day, name): count
            for tenant_id, days in truth.daily.items()
            for day, entry in days.items()
            for name, count in entry["events"].items()
            if count
        }
    )
    assert len(planted) > 1000
    assert counted == planted


def test_every_planted_event_is_counted_under_its_process(published, truth):
    counted = published.counts(
        "select tenant_id, process_id, sum(events) from marts.fct_event_counts_daily group by all"
    )
    assert counted == Counter(
        {
            (tenant_id, process_id): count
            for tenant_id, processes in truth.processes.items()
            for process_id, count in processes.items()
        }
    )


@pytest.mark.parametrize(
    ("column", "key"),
    [
        ("chat_starts", "chat_starts"),
        ("new_customers", "sign_ups"),
        ("active_customers", "customers"),
        ("sessions", "sessions"),
        ("sessions_with_conversation", "sessions_with_conversation"),
        ("screen_time_seconds", "screen_time_seconds"),
    ],
)
def test_the_daily_kpis_of_a_tenant_are_what_was_planted(published, column, key):
    counted = published.counts(
        f"select tenant_id, kpi_date, {column} from marts.fct_tenant_kpis_daily"
    )
    assert counted == published.planted(key)
    assert counted


def test_sessions_start_on_the_planted_local_dates_and_are_as_many_as_planted(published, truth):
    counted = published.counts(
        "select tenant_id, session_date, count(*) from marts.fct_sessions group by all"
    )
    assert counted == published.planted("sessions")
    by_tenant = dict(
        published.query("select tenant_id, count(*) from marts.fct_sessions group by all")
    )
    assert by_tenant == truth.sessions


def test_sessions_belong_to_exactly_the_planted_customers(published, truth):
    by_tenant = dict(
        published.query(
            "select tenant_id, count(distinct customer_id) from marts.fct_sessions group by all"
        )
    )
    assert by_tenant == truth.customers


@pytest.mark.parametrize("part", ["responses", "promoters", "passives", "detractors"])
def test_net_promoter_responses_are_what_was_planted(published, truth, part):
    counted = published.counts(
        f"select tenant_id, response_date, sum({part}) from marts.fct_nps_daily group by all"
    )
    planted = Counter(
        {
            (tenant_id, day): entry["nps"][part]
            for tenant_id, days in truth.daily.items()
            for day, entry in days.items()
            if entry["nps"][part]
        }
    )
    assert counted == planted
    assert counted


@pytest.mark.parametrize(
    "column", ["inbound", "outbound", "hsm", "errors", "excluded_meta", "excluded_simulator"]
)
def test_whatsapp_messages_are_what_was_planted(published, truth, column):
    counted = published.counts(
        f"select tenant_id, message_date, {column} from marts.fct_messages_daily"
    )
    planted = planted_messages(truth, column)
    assert counted == planted
    assert {"north-roast", "river-schools"} <= {tenant_id for tenant_id, _ in planted}


@pytest.mark.parametrize("column", ["active_contacts", "messaged_contacts"])
def test_contacts_with_messages_of_a_day_are_what_was_planted(published, truth, column):
    counted = published.counts(
        f"select tenant_id, contact_date, {column} from marts.fct_contacts_daily"
    )
    assert counted == planted_messages(truth, column)
    assert {tenant_id for tenant_id, _ in counted} == set(truth.whatsapp_contacts)


def test_contacts_are_known_as_planted(published, truth):
    columns = ("contacts", "opted_in", "opted_out", "invalid", "in_flows")
    contacts = published.query(
        "select"
        "    tenant_id,"
        "    count(*),"
        "    count(*) filter (where opt_state = 'opted_in'),"
        "    count(*) filter (where opt_state = 'opted_out'),"
        "    count(*) filter (where status = 'invalid')"
        " from marts.dim_contacts group by tenant_id"
    )
    known = {
        tenant_id: dict(zip(columns[:-1], counts, strict=True)) for tenant_id, *counts in contacts
    }
    assert known == {
        tenant_id: {name: told[name] for name in columns[:-1]}
        for tenant_id, told in truth.whatsapp_contacts.items()
    }
    stocks = published.query(
        "select tenant_id, total_contacts, opted_in, opted_out, invalid"
        " from marts.fct_contacts_daily"
        " qualify contact_date = max(contact_date) over (partition by tenant_id)"
    )
    assert sorted(stocks) == sorted(contacts)


def test_contacts_in_flows_at_the_end_are_what_was_planted(published, truth):
    counted = published.query(
        "select tenant_id, contacts_in_flows from marts.fct_contacts_in_flows_daily"
        " qualify flow_date = max(flow_date) over (partition by tenant_id)"
    )
    assert dict(counted) == {
        tenant_id: truth.whatsapp_contacts[tenant_id]["in_flows"] for tenant_id in truth.flows
    }


@pytest.mark.parametrize(
    "column",
    ["started", "started_keyword", "started_broadcast", "started_other", "completed", "killed"],
)
def test_flow_runs_are_what_was_planted(published, truth, column):
    counted = published.counts(
        f"select tenant_id, flow_id, flow_date, {column} from marts.fct_flows_daily"
    )
    planted = Counter(
        {
            (tenant_id, flow_id, day): entry[column]
            for tenant_id, flows in truth.flows.items()
            for flow_id, days in flows.items()
            for day, entry in days.items()
            if entry[column]
        }
    )
    assert counted == planted
    assert counted


def test_the_platform_counts_other_conversations_than_we_do(published):
    differences = published.query(
        "select source, sum(theirs), sum(abs(difference))"
        " from marts.conversation_reconciliation where tenant_id = 'river-schools' group by source"
    )
    assert {source for source, _, _ in differences} == {
        "glific_stats",
        "glific_message_conversations",
    }
    assert all(theirs and difference for _, theirs, difference in differences)


def test_no_value_of_the_sample_is_unlisted(published):
    assert not [text for text in published.report.warnings if "not listed" in text]


def test_exactly_the_planted_bad_lines_are_quarantined(published, truth):
    with duckdb.connect() as connection:
        rejected = connection.execute(
            "select source, landing_day::varchar, file_name, line, kind, reason"
            f" from read_parquet('{published.home}/quarantine/*/*/*.parquet')"
        ).fetchall()
    planted = Counter(
        (row["source"], row["landing_day"], row["file_name"], row["line"], row["kind"])
        for row in truth.quarantined
    )
    assert Counter(row[:5] for row in rejected) == planted
    assert all(row[5] for row in rejected)


def test_every_delivered_file_is_accounted_for(published, truth):
    with open_published(published.home) as connection:
        loads = rows_of(connection, "audit.file_loads")
    columns = ("source", "file_name", "received", "accepted", "quarantined")
    assert {
        (str(load["landing_day"]), *(load[name] for name in columns), load["status"])
        for load in loads
    } == {
        (file["landing_day"], *(file[name] for name in columns), "loaded") for file in truth.files
    }
    assert len(loads) == len(truth.files)
    assert all(load["received"] == load["accepted"] + load["quarantined"] for load in loads)


def test_redelivered_and_superseded_records_are_the_duplicates(published, truth):
    planted: Counter = Counter()
    for counts in (truth.duplicates, truth.superseded):
        for source, by_day in counts.items():
            for day, count in by_day.items():
                planted[source, day] += count
    counted = published.counts("select source, landing_day, duplicates from audit.duplicates")
    assert counted == planted


def test_exactly_the_planted_unknown_events_are_not_catalogued(published, truth):
    counted = published.counts(
        "select tenant_id, event_name, sum(events) from marts.fct_event_counts_daily"
        " where not is_catalogued group by all"
    )
    assert counted == Counter(
        {
            (tenant_id, name): count
            for tenant_id, names in truth.unknown_events.items()
            for name, count in names.items()
        }
    )
    assert counted


def test_tenants_and_processes_have_their_latest_names(published, truth):
    tenants = {
        tenant_id: (name, zone)
        for tenant_id, name, zone in published.query(
            "select tenant_id, tenant_name, reporting_timezone from marts.dim_tenants"
        )
    }
    for tenant_id, told in truth.tenants.items():
        zone = told["reporting_timezone"] if told["tenant_name"] is not None else "UTC"
        assert tenants[tenant_id] == (told["tenant_name"], zone)
    named = {
        (tenant_id, process_id): name
        for tenant_id, process_id, name in published.query(
            "select tenant_id, process_id, process_name from marts.dim_processes"
            " where process_id <> ''"
        )
    }
    assert named == {
        (tenant_id, process_id): name
        for tenant_id, names in truth.process_names.items()
        for process_id, name in names.items()
    }


def test_the_publication_is_as_of_the_end_of_the_last_landing_day(published, truth):
    ((as_of,),) = published.query("select as_of from audit.publications")
    assert (as_of.date() - date.fromisoformat(truth.parameters["end"])).days == 1
    assert as_of.time().isoformat() == "00:00:00"


def test_the_documented_queries_answer_for_any_range_of_dates(published):
    queries = re.findall(r"```sql\n(.*?)```", QUERIES, flags=re.DOTALL)
    assert len(queries) == 3
    always = [
        re.sub(r"between date '\S+' and date '\S+'", "is not null", query) for query in queries
    ]
    heatmap, _, funnel = (published.query(query) for query in always)
    assert len(published.query(queries[0])) > 0
    # Over all dates they are the marts of all time.
    assert {(row[0], row[1], row[4], row[6]) for row in heatmap} == set(
        published.query("select tenant_id, process_id, visits, heat from marts.module_heatmap")
    )
    assert {row[:2] for row in funnel} == set(
        published.query(
            "select distinct tenant_id, process_id from marts.fct_experience_kpis_daily"
        )
    )


def test_the_query_on_the_page_of_whatsapp_finds_contacts_in_flows(published):
    (query,) = re.findall(r"```sql\n(.*?)```", WHATSAPP_PAGE, flags=re.DOTALL)
    always = re.sub(r"between date '\S+' and date '\S+'", "is not null", query)
    assert published.query(query) is not None
    assert {tenant for tenant, contacts in published.query(always) if contacts} == {"river-schools"}
