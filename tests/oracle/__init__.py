"""A brute-force reading of the metric definitions, to hold the warehouse against.

Plain loops over Python objects, written from the definitions alone: no SQL, no increments, no code
of the project. `marts(landing_zone)` says what has to come out, `write(landing_zone, folder)` lays
the same files out for the pipeline, `compare_marts(actual, expected)` tells them apart.
"""

from __future__ import annotations

from tests.oracle.audit import duplicates, file_loads
from tests.oracle.chat import GENERATED_PREFIX, Chat
from tests.oracle.compare import compare
from tests.oracle.counts import event_counts_daily, module_heatmap, module_visits_daily
from tests.oracle.kpis import experience_kpis_daily, tenant_kpis_daily
from tests.oracle.landing import LandingFile, LandingZone, landing_zone, write
from tests.oracle.messages import WhatsApp, messages_daily
from tests.oracle.nps import nps_answers, nps_daily, nps_monthly, nps_rolling_30d, responses
from tests.oracle.sessions import sessions

__all__ = [
    "MART_KEYS",
    "LandingFile",
    "LandingZone",
    "compare",
    "compare_marts",
    "duplicates",
    "file_loads",
    "landing_zone",
    "marts",
    "write",
]

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
}
WHATSAPP_MARTS = {"fct_messages_daily": messages_daily}
_MODULE_GRAIN = ("tenant_id", "process_id", "module_id")
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
    "fct_messages_daily": ("tenant_id", "message_date"),
}
_GENERATED_IDS = {"fct_nps_responses": "response_id", "fct_nps_answers": "answer_id"}


def marts(zone: LandingZone) -> dict[str, list[dict]]:
    """The rows of every mart in scope, by mart name, in no particular order."""
    chat, whatsapp = Chat(zone), WhatsApp(zone)
    return {name: mart(chat) for name, mart in CHAT_MARTS.items()} | {
        name: mart(whatsapp) for name, mart in WHATSAPP_MARTS.items()
    }


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
