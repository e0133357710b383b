"""The registers whose entries can be deleted, and the marts that show them."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from orchestration.errors import UsageError

CUSTOMERS = "customers"


@dataclass(frozen=True)
class Register:
    """A register: its entries are the rows of `mart`, known by the column `entry_id`.

    Where `is_by_process`, an entry is only known by its process as well.
    """

    name: str
    mart: str
    entry_id: str = "event_id"
    is_by_process: bool = False


REGISTERS: dict[str, Register] = {
    register.name: register
    for register in (
        Register(CUSTOMERS, "dim_customers", "customer_id"),
        Register("consents", "fct_consents"),
        Register("giveaways", "fct_giveaway_participations"),
        Register("draws", "fct_giveaway_draws"),
        Register("instant_wins", "fct_instant_win_participations"),
        Register("coupons", "dim_coupons", "code", is_by_process=True),
        Register("codes", "dim_codes", "code", is_by_process=True),
        Register("redemptions", "fct_reward_redemptions"),
        Register("transactions", "fct_loyalty_transactions"),
        Register("variables", "fct_variables"),
        Register("files", "fct_files"),
        Register("runtime_log", "fct_runtime_log"),
    )
}


def register_of(name: str) -> Register:
    """Return the register of a name. Raises UsageError."""
    if name not in REGISTERS:
        similar = get_close_matches(name, REGISTERS, n=1)
        meant = f"Maybe {similar[0]} is meant. " if similar else ""
        raise UsageError(
            f'There is no register "{name}".',
            way_out=f"{meant}Registers: {', '.join(REGISTERS)}.",
        )
    return REGISTERS[name]
