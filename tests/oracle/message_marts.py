"""Counts of WhatsApp messages by day, by hour and by error."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date

from tests.oracle.logs import WhatsApp
from tests.oracle.messages import CountedMessage
from tests.oracle.tenants import month_of

HOURS = range(24)


def messages_daily(whatsapp: WhatsApp) -> list[dict]:
    """`fct_messages_daily`: one row per tenant and day, from its first message on."""
    found = defaultdict(list)
    for message in whatsapp.messages:
        found[message.tenant_id, _day(whatsapp, message)].append(message)
    return [
        {"tenant_id": tenant_id, "message_date": day} | _counts(found[tenant_id, day])
        for tenant_id, day in _calendar(whatsapp)
    ]


def _counts(messages: list[CountedMessage]) -> dict:
    counted = [message for message in messages if message.is_counted]
    outbound = [message for message in counted if message.direction == "outbound"]
    return {
        "inbound": len(counted) - len(outbound),
        "outbound": len(outbound),
        "hsm": sum(message.is_template for message in outbound),
        "errors": sum(message.is_failed for message in outbound),
        "excluded_meta": sum(message.kind == "excluded_meta" for message in messages),
        "excluded_simulator": sum(message.kind == "excluded_simulator" for message in messages),
    }


def messages_hourly(whatsapp: WhatsApp) -> list[dict]:
    """`fct_messages_hourly`: 24 rows for each day of `fct_messages_daily`."""
    found = Counter(
        (message.tenant_id, _day(whatsapp, message), _hour(whatsapp, message), message.direction)
        for message in whatsapp.messages
        if message.is_counted
    )
    return [
        {
            "tenant_id": tenant_id,
            "message_date": day,
            "hour": hour,
            "inbound": found[tenant_id, day, hour, "inbound"],
            "outbound": found[tenant_id, day, hour, "outbound"],
        }
        for tenant_id, day in _calendar(whatsapp)
        for hour in HOURS
    ]


def most_active_hour(whatsapp: WhatsApp) -> list[dict]:
    """`most_active_hour`: one row per tenant and month with messages; ties: the lower hour."""
    found = defaultdict(Counter)
    for message in whatsapp.messages:
        if message.is_counted:
            month = month_of(_day(whatsapp, message))
            found[message.tenant_id, month][_hour(whatsapp, message)] += 1
    rows = []
    for (tenant_id, month), by_hour in found.items():
        most = max(by_hour.values())
        hour = min(hour for hour in HOURS if by_hour[hour] == most)
        rows.append(
            {"tenant_id": tenant_id, "message_month": month, "hour": hour, "messages": most}
        )
    return rows


def message_errors_daily(whatsapp: WhatsApp) -> list[dict]:
    """`fct_message_errors_daily`: the title is that of the latest failed message."""
    found = defaultdict(list)
    for message in whatsapp.messages:
        if message.is_counted and message.is_failed and message.direction == "outbound":
            found[message.tenant_id, _day(whatsapp, message), message.error_code].append(message)
    return [
        {
            "tenant_id": tenant_id,
            "message_date": day,
            "error_code": code,
            "error_title": max(failed, key=_moment).error_title,
            "errors": len(failed),
        }
        for (tenant_id, day, code), failed in found.items()
    ]


def _moment(message: CountedMessage) -> tuple:
    return message.occurred_at, message.source, message.message_id


def _calendar(whatsapp: WhatsApp) -> list[tuple[str, date]]:
    """(tenant, day) of every day on or after the tenant's first message."""
    first: dict[str, date] = {}
    for message in whatsapp.messages:
        day = _day(whatsapp, message)
        first[message.tenant_id] = min(day, first.get(message.tenant_id, day))
    return [
        (tenant_id, day)
        for tenant_id in first
        for day in whatsapp.days_since(tenant_id, first[tenant_id])
    ]


def _day(whatsapp: WhatsApp, message: CountedMessage) -> date:
    return whatsapp.day(message.tenant_id, message.occurred_at)


def _hour(whatsapp: WhatsApp, message: CountedMessage) -> int:
    return whatsapp.tenants.local(message.tenant_id, message.occurred_at).hour
