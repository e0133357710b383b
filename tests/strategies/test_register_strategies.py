"""The random registers are what they claim to be, and the oracle can read every one of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle import REGISTERS as MARTS
from tests.oracle import compare_audit, compare_marts, duplicates, file_loads, marts, rejected_rows
from tests.oracle.chat import Chat
from tests.oracle.registers import Registers
from tests.oracle.retention import DAYS
from tests.strategies import chronicles, histories, landing_zones, samples

FEW = settings(
    max_examples=10, phases=[Phase.generate], deadline=None, suppress_health_check=list(HealthCheck)
)
REGISTERS = {"with_chat": False, "with_whatsapp": False, "with_registers": True}
YEAR = {**REGISTERS, "over_a_year": True}
# By register: the mart, and the time from which its rows live.
LISTED = {
    "giveaways": ("fct_giveaway_participations", "participated_at"),
    "instant_wins": ("fct_instant_win_participations", "participated_at"),
    "redemptions": ("fct_reward_redemptions", "redeemed_at"),
    "transactions": ("fct_loyalty_transactions", "transacted_at"),
    "variables": ("fct_variables", "set_at"),
    "files": ("fct_files", "uploaded_at"),
    "coupons": ("dim_coupons", "uploaded_at"),
    "codes": ("dim_codes", "uploaded_at"),
    "runtime_log": ("fct_runtime_log", "logged_at"),
}


def test_the_interesting_cases_of_registers_do_occur():
    zones = [*samples(landing_zones(**YEAR), 8), *samples(landing_zones(**REGISTERS), 4)]
    found = [marts(zone) for zone in zones]
    cases = sum((_cases(zone) for zone in zones), Counter())

    def times(mart, condition):
        return sum(bool(condition(row)) for one in found for row in one[mart])

    for mart in ("dim_customers", "fct_giveaway_participations", "fct_consents"):
        assert times(mart, lambda row: row["email"]) > 0
    assert times("dim_customers", lambda row: row["gender"] and row["registered_at"]) > 0
    assert times("dim_coupons", lambda row: row["issued_at"] and row["email"]) > 0
    assert times("dim_coupons", lambda row: not row["issued_at"]) > 0
    assert times("dim_codes", lambda row: row["redeemed_at"] and row["email"]) > 0
    assert times("dim_codes", lambda row: row["points"] and row["is_win"]) > 0
    assert times("fct_instant_win_participations", lambda row: row["is_won"]) > 0
    assert times("fct_instant_win_participations", lambda row: not row["is_won"]) > 0
    assert times("fct_variables", lambda row: row["customer_id"] is None) > 0
    assert times("fct_variables", lambda row: ", " in row["name"]) > 0
    assert times("fct_variables", lambda row: row["scope"] and row["value"]) > 0
    assert times("fct_loyalty_transactions", lambda row: row["points"] < 0) > 0
    assert times("fct_reward_redemptions", lambda row: row["street"] and row["reward_id"]) > 0
    assert times("fct_files", lambda row: row["file_name"] and row["file_url"]) > 0
    assert times("fct_runtime_log", lambda row: row["message"]) > 0
    for name in (
        *("customers return after too long", "coupon issued again", "e-mail given again"),
        *("duplicate coupons", "duplicate codes", "quarantined coupons", "quarantined codes"),
    ):
        assert cases[name] > 0, name
    at_border = [register for register in ("customers", *LISTED) if cases[f"{register} now"]]
    assert len(at_border) > 5, at_border


def _cases(zone):
    cases = Counter()
    for (source, _), count in duplicates(zone).items():
        cases[f"duplicate {source}"] += count
    for load in file_loads(zone):
        cases[f"quarantined {load['source']}"] += load["quarantined"]
    registers = Registers(zone, Chat(zone))
    for customer in registers.customers.values():
        came_at = customer.returned_at(datetime.min)
        cases["customers return after too long"] += customer.returned_at() > came_at
        at_border = customer.last_active_at == _border(registers, "customers")
        cases["customers now"] += at_border
    given, issued = Counter(), Counter()
    for event in registers.chat.events:
        payload = event.payload or {}
        if event.customer_id is not None:
            given[event.tenant_id, event.customer_id] += bool(payload.get("email"))
        if event.event_name == "coupon_code_issued":
            issued[event.tenant_id, event.process_id, str(payload.get("code"))] += 1
    cases["e-mail given again"] = sum(count > 1 for count in given.values())
    cases["coupon issued again"] = sum(count > 1 for count in issued.values())
    everlasting = Registers(zone, Chat(zone))
    everlasting.retained_as_of = None
    for register, (mart, column) in LISTED.items():
        times = [row[column] for row in MARTS[mart](everlasting)]
        cases[f"{register} now"] += times.count(_border(registers, register))
    return cases


def _border(registers, register):
    return registers.as_of - timedelta(days=DAYS[register])


@FEW
@given(st.one_of(landing_zones(**YEAR), landing_zones(**REGISTERS)))
def test_registers_agree_with_each_other(zone):
    found = marts(zone)
    assert compare_marts(found, found) == []
    own = {"file_loads": file_loads(zone), "rejected_rows": rejected_rows(zone)}
    assert compare_audit(own, zone) == []
    customers = {(row["tenant_id"], row["customer_id"]) for row in found["dim_customers"]}
    for mart in ("active_customers", "fct_consents", "fct_customer_variables"):
        assert {(row["tenant_id"], row["customer_id"]) for row in found[mart]} <= customers
    assert len(found["fct_customer_variables"]) <= len(found["fct_variables"])
    assert len(found["active_customers"]) <= len(found["dim_customers"])


@FEW
@given(landing_zones(**YEAR).flatmap(chronicles))
def test_chronicles_only_ever_grow_and_in_the_order_of_landing_days(steps):
    for before, after in pairwise(steps):
        added = [file for file in after.files if file not in before.files]
        assert added
        assert all(file in after.files for file in before.files)
        last = max(file.landing_day for file in before.files)
        assert all(file.landing_day >= last for file in added)


@FEW
@given(histories(**REGISTERS))
def test_histories_of_registers_have_an_answer_at_every_step(steps):
    for zone in steps:
        assert marts(zone)["dim_customers"] is not None
        assert duplicates(zone) is not None


def test_zones_without_registers_have_none_of_their_sources():
    (zone,) = samples(landing_zones(), 1)
    assert not {file.source for file in zone.files} & {"coupons", "codes"}
