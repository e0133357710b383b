"""Registers of customers: who they are, what they agreed to, which variables were set for them."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from tests.oracle.chat import ChatEvent
from tests.oracle.decisions import Deleted
from tests.oracle.profiles import GENDERS, TOLD, given
from tests.oracle.registers import Registers
from tests.oracle.retention import ACTIVE_DAYS

SET_BY_PROCESS = ("variable_set", "data_collection_variable_set")
PERSONAL_DATA = (
    *("birthdate_entered", "email_entered", "firstname_entered", "lastname_entered"),
    *("gender_diverse", "gender_entered", "gender_female", "gender_male"),
    *("password_entered", "phone_number_entered"),
    *("postal_address_confirmed", "postal_address_updated"),
)
CHANNELS = ("web_push", "profiling", "reminder", "sms", "newsletter")
KINDS = {
    "single_opt_in": "single_opt_in",
    "double_opt_in": "double_opt_in",
    "single_opt_in_rejected": "rejected",
    "opt_out": "opt_out",
}
CONSENTS = {
    f"{channel}_{ending}": (channel, kind) for channel in CHANNELS for ending, kind in KINDS.items()
} | {f"terms_{kind}": ("terms", kind) for kind in ("accepted", "rejected")}
LAST_VARIABLES = 100


def dim_customers(registers: Registers) -> list[dict]:
    """`dim_customers`."""
    return [
        {
            "tenant_id": tenant_id,
            "customer_id": customer_id,
            "registered_at": customer.registered_at,
            "last_active_at": customer.last_active_at,
        }
        | customer.profile()
        for (tenant_id, customer_id), customer in registers.customers.items()
        if registers.living_customer(tenant_id, customer_id) is not None
    ]


def active_customers(registers: Registers) -> list[dict]:
    """`active_customers`: those active in the days before the as-of time, whatever came after."""
    return [
        row
        for row in dim_customers(registers)
        if registers.as_of is None
        or registers.as_of < row["last_active_at"] + timedelta(days=ACTIVE_DAYS)
    ]


def consents(registers: Registers) -> list[dict]:
    """`fct_consents`; with a customer who had expired those from before are gone."""
    rows = []
    for event in registers.chat.events:
        customer = registers.living_customer(event.tenant_id, event.customer_id)
        event_id = registers.chat.ids[id(event)]
        deleted = Deleted(event.tenant_id, "consents", event_id)
        if (
            event.event_name not in CONSENTS
            or customer is None
            or event.occurred_at < customer.returned_at()
            or deleted in registers.decisions.deleted
        ):
            continue
        consent, kind = CONSENTS[event.event_name]
        rows.append(
            {
                "tenant_id": event.tenant_id,
                "event_id": event_id,
                "customer_id": event.customer_id,
                "email": customer.profile()["email"],
                "process_id": event.process_id,
                "consent": consent,
                "kind": kind,
                "consented_at": event.occurred_at,
            }
        )
    return rows


def variables(registers: Registers) -> list[dict]:
    """`fct_variables`: set by a process, or by the system where somebody told who they are."""
    return [
        {
            "tenant_id": event.tenant_id,
            "event_id": event_id,
            "customer_id": event.customer_id,
            **_variable(event),
            "process_id": event.process_id,
            "process_instance_id": event.process_instance_id,
            "set_at": event.occurred_at,
            "set_date": registers.chat.day(event),
        }
        for event, event_id in registers.events(
            "variables", lambda event: _variable(event) is not None
        )
    ]


def _variable(event: ChatEvent) -> dict | None:
    if event.event_name in SET_BY_PROCESS:
        if given(event, "name") is None:
            return None
        return {key: given(event, key) for key in ("name", "value", "scope")}
    if event.event_name in GENDERS:
        return {"name": "gender", "value": GENDERS[event.event_name], "scope": None}
    told = {key: given(event, key) for key in TOLD if given(event, key) is not None}
    if event.event_name not in PERSONAL_DATA or not told:
        return None
    return {"name": ", ".join(told), "value": ", ".join(told.values()), "scope": None}


def customer_variables(registers: Registers) -> list[dict]:
    """`fct_customer_variables`: those of somebody."""
    return [row for row in variables(registers) if row["customer_id"] is not None]


def last_variables(registers: Registers) -> list[dict]:
    """`last_variables`: the latest so many of each tenant."""
    by_tenant = defaultdict(list)
    for row in variables(registers):
        by_tenant[row["tenant_id"]].append(row)
    return [
        row
        for rows in by_tenant.values()
        for row in sorted(rows, key=lambda row: (row["set_at"], row["event_id"]))[-LAST_VARIABLES:]
    ]
