"""The checks of the WhatsApp sources: the Cloud API, Gupshup and Glific's export."""

from __future__ import annotations

from orchestration.quality.expectations import SeedColumn
from orchestration.quality.table_checks import ELEMENT_KEY, RowRule, TableChecks

_DIRECTION_IS_KNOWN = RowRule(
    "direction_is_known",
    "direction is null or direction not in ('inbound', 'outbound')",
    "Every direction is inbound or outbound.",
)
_CONTACT_IS_GIVEN = RowRule(
    "contact_is_given",
    "contact_phone is null and contact_user_id is null",
    "Every row has a contact: a phone or the provider's user id.",
)
_HOUR_IS_OF_A_DAY = RowRule(
    "hour_is_of_a_day", "hour not between 0 and 23", "Every hour is one of 0 to 23."
)
_CONVERSATIONS_ARE_COUNTED = RowRule(
    "conversations_are_counted", "conversations < 0", "No count of conversations is negative."
)

_STATUSES = SeedColumn(("whatsapp_statuses",), "status")
_CATEGORIES = SeedColumn(("whatsapp_template_categories",), "category")

_CLOUD = (
    TableChecks(
        "whatsapp_cloud",
        "messages",
        key=ELEMENT_KEY,
        required=("business_account_id", "message_id", "message_key", "occurred_at"),
        times=("occurred_at",),
        rules=(_DIRECTION_IS_KNOWN, _CONTACT_IS_GIVEN),
    ),
    TableChecks(
        "whatsapp_cloud",
        "statuses",
        key=ELEMENT_KEY,
        required=("business_account_id", "message_id", "message_key", "status", "occurred_at"),
        times=("occurred_at",),
        listed={"status": _STATUSES, "pricing_category": _CATEGORIES},
    ),
    TableChecks(
        "whatsapp_cloud",
        "preferences",
        key=ELEMENT_KEY,
        required=("business_account_id", "occurred_at"),
        times=("occurred_at",),
    ),
)

_GUPSHUP = (
    TableChecks(
        "gupshup",
        "messages",
        key=ELEMENT_KEY,
        required=("app", "message_id", "message_key", "occurred_at"),
        times=("occurred_at",),
        rules=(_CONTACT_IS_GIVEN,),
    ),
    TableChecks(
        "gupshup",
        "statuses",
        key=ELEMENT_KEY,
        required=("app", "message_id", "message_key", "status", "occurred_at"),
        times=("occurred_at",),
        listed={"status": _STATUSES, "pricing_category": _CATEGORIES},
        rules=(_CONTACT_IS_GIVEN,),
    ),
    TableChecks(
        "gupshup",
        "opt_events",
        key=ELEMENT_KEY,
        required=("app", "event_type", "occurred_at"),
        times=("occurred_at",),
        rules=(_CONTACT_IS_GIVEN,),
    ),
    TableChecks(
        "gupshup",
        "billing_events",
        key=ELEMENT_KEY,
        required=("app", "message_id", "message_key", "occurred_at"),
        times=("occurred_at",),
        listed={"pricing_category": _CATEGORIES},
    ),
)


def _exported(
    table: str,
    *required: str,
    times: tuple[str, ...] = (),
    rules: tuple[RowRule, ...] = (),
) -> TableChecks:
    """Return the checks of a table of Glific's export, with what all of them have in common."""
    return TableChecks(
        f"glific_{table}",
        table,
        required=("tenant_id", "id", "inserted_at", "updated_at", *required),
        times=("inserted_at", "updated_at", "bq_inserted_at", *times),
        rules=rules,
    )


_GLIFIC = (
    _exported(
        "messages",
        "message_key",
        "contact_phone",
        times=("sent_at",),
        rules=(_DIRECTION_IS_KNOWN,),
    ),
    _exported("contacts", "phone", times=("optin_time", "optout_time")),
    _exported("contact_histories", "phone", times=("event_datetime",)),
    _exported("flow_contexts", times=("completed_at",)),
    _exported("message_conversations"),
    _exported(
        "stats",
        "period",
        "stats_date",
        times=("stats_date",),
        rules=(_HOUR_IS_OF_A_DAY, _CONVERSATIONS_ARE_COUNTED),
    ),
)

WHATSAPP_TABLES = (*_CLOUD, *_GUPSHUP, *_GLIFIC)
