"""A brute-force reading of the metric definitions, to hold the warehouse against.

Plain loops over Python objects, written from the definitions alone: no SQL, no increments, no code
of the project. `marts(landing_zone)` says what has to come out, `write(landing_zone, folder)` lays
the same files out for the pipeline, `compare_marts(actual, expected)` tells them apart.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tests.oracle.audit import compare_audit, duplicates, file_loads, rejected_rows
from tests.oracle.catalogue import seeded_custom_events
from tests.oracle.chat import GENERATED_PREFIX, Chat
from tests.oracle.code_registers import dim_codes, dim_coupons
from tests.oracle.compare import compare
from tests.oracle.contact_marts import contact_days, contacts_daily, contacts_monthly
from tests.oracle.contacts import dim_contacts
from tests.oracle.conversations import (
    conversations,
    conversations_daily,
    conversations_monthly,
)
from tests.oracle.counts import event_counts_daily, module_heatmap, module_visits_daily
from tests.oracle.customer_registers import (
    active_customers,
    consents,
    customer_variables,
    dim_customers,
    last_variables,
    variables,
)
from tests.oracle.decisions import Decisions, Deleted, Drawn
from tests.oracle.event_registers import (
    files,
    loyalty_transactions,
    reward_redemptions,
    runtime_log,
)
from tests.oracle.flows import contacts_in_flows_daily, flows_daily, flows_monthly
from tests.oracle.game_registers import (
    giveaway_draws,
    giveaway_participations,
    instant_win_participations,
)
from tests.oracle.items import custom_events_daily, link_clicks_daily, quiz_answers_daily
from tests.oracle.journey_marts import journey_daily, journey_entries, journeys_of_all_time
from tests.oracle.journey_steps import (
    journey_entry_steps,
    journey_events,
    journey_step_actions,
    journey_step_events,
    journey_steps,
)
from tests.oracle.journeys import Journeys
from tests.oracle.kpis import experience_kpis_daily, tenant_kpis_daily
from tests.oracle.landing import LandingFile, LandingZone, landing_zone, write
from tests.oracle.logs import WhatsApp
from tests.oracle.measures import COUNTED
from tests.oracle.message_marts import (
    message_errors_daily,
    messages_daily,
    messages_hourly,
    most_active_hour,
)
from tests.oracle.modules import grain, module_daily
from tests.oracle.nps import nps_answers, nps_daily, nps_monthly, nps_rolling_30d, responses
from tests.oracle.points import customer_days
from tests.oracle.positions import dim_modules
from tests.oracle.reconciliation import conversation_reconciliation
from tests.oracle.registers import Registers
from tests.oracle.series import experience_funnel_daily, experience_kpis_cumulative
from tests.oracle.sessions import sessions
from tests.oracle.threads import threads, threads_daily, threads_monthly

__all__ = [
    "MART_KEYS",
    "Decisions",
    "Deleted",
    "Drawn",
    "LandingFile",
    "LandingZone",
    "compare",
    "compare_audit",
    "compare_marts",
    "duplicates",
    "file_loads",
    "landing_zone",
    "marts",
    "rejected_rows",
    "write",
]

MODULE_MARTS = {f"fct_module_{module}_daily": module for module in COUNTED}
CHAT_MARTS = {
    "fct_event_counts_daily": event_counts_daily,
    "fct_sessions": sessions,
    "fct_experience_kpis_daily": experience_kpis_daily,
    "fct_tenant_kpis_daily": tenant_kpis_daily,
    "fct_module_visits_daily": module_visits_daily,
    "module_heatmap": module_heatmap,
    "fct_nps_responses": responses,
    "fct_nps_daily": nps_daily,
    "fct_nps_monthly": nps_monthly,
    "fct_nps_rolling_30d": nps_rolling_30d,
    "fct_nps_answers": nps_answers,
    **{name: module_daily(module) for name, module in MODULE_MARTS.items()},
    "fct_module_custom_daily": custom_events_daily,
    "fct_quiz_answers_daily": quiz_answers_daily,
    "fct_link_clicks_daily": link_clicks_daily,
    "fct_customer_days": customer_days,
    "fct_experience_funnel_daily": experience_funnel_daily,
    "fct_experience_kpis_cumulative": experience_kpis_cumulative,
    "dim_modules": dim_modules,
}
WHATSAPP_MARTS = {
    "dim_contacts": dim_contacts,
    "fct_contact_days": contact_days,
    "fct_contacts_daily": contacts_daily,
    "fct_contacts_monthly": contacts_monthly,
    "fct_messages_daily": messages_daily,
    "fct_messages_hourly": messages_hourly,
    "most_active_hour": most_active_hour,
    "fct_message_errors_daily": message_errors_daily,
    "fct_conversations": conversations,
    "fct_conversations_daily": conversations_daily,
    "fct_conversations_monthly": conversations_monthly,
    "fct_threads": threads,
    "fct_threads_daily": threads_daily,
    "fct_threads_monthly": threads_monthly,
    "fct_flows_daily": flows_daily,
    "fct_flows_monthly": flows_monthly,
    "fct_contacts_in_flows_daily": contacts_in_flows_daily,
    "conversation_reconciliation": conversation_reconciliation,
}
JOURNEY_MARTS = {
    "fct_journey_entries": journey_entries,
    "fct_journeys": journeys_of_all_time,
    "fct_journey_daily": journey_daily,
    "fct_journey_steps": journey_steps,
    "fct_journey_step_events": journey_step_events,
    "fct_journey_step_actions": journey_step_actions,
    "fct_journey_events": journey_events,
    "fct_journey_entry_steps": journey_entry_steps,
}
REGISTERS = {
    "dim_customers": dim_customers,
    "active_customers": active_customers,
    "fct_customer_variables": customer_variables,
    "fct_variables": variables,
    "last_variables": last_variables,
    "fct_consents": consents,
    "fct_giveaway_participations": giveaway_participations,
    "fct_giveaway_draws": giveaway_draws,
    "fct_instant_win_participations": instant_win_participations,
    "dim_coupons": dim_coupons,
    "dim_codes": dim_codes,
    "fct_loyalty_transactions": loyalty_transactions,
    "fct_reward_redemptions": reward_redemptions,
    "fct_files": files,
    "fct_runtime_log": runtime_log,
}
_MODULE_GRAIN = ("tenant_id", "process_id", "module_id")
# Surrogate ids are the project's own business: these say which conversation or thread it is.
_CONTACT_GRAIN = ("tenant_id", "business_number", "contact_id")
_JOURNEY_GRAIN = ("tenant_id", "journey_id")
# Registers that list events.
_EVENT_LISTS = (
    *("fct_customer_variables", "fct_variables", "last_variables", "fct_consents"),
    *("fct_giveaway_participations", "fct_instant_win_participations"),
    *("fct_loyalty_transactions", "fct_reward_redemptions", "fct_files", "fct_runtime_log"),
)
MART_KEYS = {
    "fct_event_counts_daily": (*_MODULE_GRAIN, "event_name", "event_date"),
    "fct_sessions": ("tenant_id", "customer_id", "started_at"),
    "fct_experience_kpis_daily": ("tenant_id", "process_id", "kpi_date"),
    "fct_tenant_kpis_daily": ("tenant_id", "kpi_date"),
    "fct_module_visits_daily": (*_MODULE_GRAIN, "visit_date"),
    "module_heatmap": _MODULE_GRAIN,
    "fct_nps_responses": ("tenant_id", "response_id"),
    "fct_nps_daily": (*_MODULE_GRAIN, "source", "response_date"),
    "fct_nps_monthly": (*_MODULE_GRAIN, "source", "response_month"),
    "fct_nps_rolling_30d": ("tenant_id", "process_id", "response_date"),
    "fct_nps_answers": ("tenant_id", "answer_id"),
    **{name: grain(module) for name, module in MODULE_MARTS.items()},
    "fct_module_custom_daily": (*_MODULE_GRAIN, "event_name", "event_date"),
    "fct_quiz_answers_daily": (*_MODULE_GRAIN, "question_id", "answer", "event_date"),
    "fct_link_clicks_daily": (*_MODULE_GRAIN, "url", "click_date"),
    "fct_customer_days": (*_MODULE_GRAIN, "event_name", "customer_id", "activity_date"),
    "fct_experience_funnel_daily": ("tenant_id", "process_id", "funnel_date"),
    "fct_experience_kpis_cumulative": ("tenant_id", "process_id", "kpi_date"),
    "dim_modules": _MODULE_GRAIN,
    "dim_contacts": ("tenant_id", "contact_id"),
    "fct_contact_days": ("tenant_id", "contact_id", "contact_date"),
    "fct_contacts_daily": ("tenant_id", "contact_date"),
    "fct_contacts_monthly": ("tenant_id", "contact_month"),
    "fct_messages_daily": ("tenant_id", "message_date"),
    "fct_messages_hourly": ("tenant_id", "message_date", "hour"),
    "most_active_hour": ("tenant_id", "message_month"),
    "fct_message_errors_daily": ("tenant_id", "message_date", "error_code"),
    "fct_conversations": (*_CONTACT_GRAIN, "category", "method", "opened_at"),
    "fct_conversations_daily": ("tenant_id", "category", "conversation_date"),
    "fct_conversations_monthly": ("tenant_id", "category", "conversation_month"),
    "fct_threads": (*_CONTACT_GRAIN, "opened_at"),
    "fct_threads_daily": ("tenant_id", "thread_date"),
    "fct_threads_monthly": ("tenant_id", "thread_month"),
    "fct_flows_daily": ("tenant_id", "flow_id", "flow_date"),
    "fct_flows_monthly": ("tenant_id", "flow_id", "flow_month"),
    "fct_contacts_in_flows_daily": ("tenant_id", "flow_date"),
    "conversation_reconciliation": ("tenant_id", "conversation_date", "source"),
    "fct_journey_entries": (*_JOURNEY_GRAIN, "entry_id"),
    "fct_journeys": _JOURNEY_GRAIN,
    "fct_journey_daily": (*_JOURNEY_GRAIN, "activity_date"),
    "fct_journey_steps": (*_JOURNEY_GRAIN, "step_id"),
    "fct_journey_step_events": (*_JOURNEY_GRAIN, "step_id", "event_type", "platform"),
    "fct_journey_step_actions": (*_JOURNEY_GRAIN, "step_id", "action_name", "platform"),
    "fct_journey_events": (*_JOURNEY_GRAIN, "event_id"),
    "fct_journey_entry_steps": (*_JOURNEY_GRAIN, "entry_id", "step_id"),
    "dim_customers": ("tenant_id", "customer_id"),
    "active_customers": ("tenant_id", "customer_id"),
    "fct_giveaway_draws": ("tenant_id", "draw_id", "event_id"),
    "dim_coupons": ("tenant_id", "process_id", "code"),
    "dim_codes": ("tenant_id", "process_id", "code"),
    **dict.fromkeys(_EVENT_LISTS, ("tenant_id", "event_id")),
}
_GENERATED_IDS = {
    "fct_nps_responses": "response_id",
    "fct_nps_answers": "answer_id",
    "fct_journey_entries": "conversion_event_id",
    "fct_journey_events": "event_id",
    **dict.fromkeys(_EVENT_LISTS, "event_id"),
}


def marts(
    zone: LandingZone,
    custom_events: Collection[str] | None = None,
    as_of: date | None = None,
    *,
    retained_as_of: date | None = None,
    decisions: Decisions | None = None,
) -> dict[str, list[dict]]:
    """The rows of every mart in scope, by mart name, in no particular order.

    `custom_events` are the names a user has added to the catalogue, by default those of the seed.
    `as_of` is the day at whose end windows are open or not and registers are looked at, by default
    the last landing day. `retained_as_of` is the latest such day ever, if later: what had expired
    then stays so. `decisions` are draws and deletions.
    """
    chat = Chat(zone, seeded_custom_events() if custom_events is None else custom_events)
    told = (
        (chat, CHAT_MARTS),
        (WhatsApp(zone), WHATSAPP_MARTS),
        (Journeys(zone, chat, as_of), JOURNEY_MARTS),
        (Registers(zone, chat, as_of, retained_as_of, decisions), REGISTERS),
    )
    return {name: mart(family) for family, named in told for name, mart in named.items()}


def compare_marts(actual: dict[str, list[dict]], expected: dict[str, list[dict]]) -> list[str]:
    """The differences in every expected mart, each line led by the mart's name."""
    return [
        f"{name}: {difference}"
        for name, rows in expected.items()
        for difference in compare(
            actual[name],
            rows,
            MART_KEYS[name],
            generated=_GENERATED_IDS.get(name),
            generated_prefix=GENERATED_PREFIX,
        )
    ]
