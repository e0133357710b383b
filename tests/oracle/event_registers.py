"""Registers that list events: loyalty points, rewards, files, the runtime log."""

from __future__ import annotations

from tests.oracle.chat import ChatEvent
from tests.oracle.items import item
from tests.oracle.points import points
from tests.oracle.profiles import ADDRESS, given
from tests.oracle.registers import Registers

SIGNS = {"loyalty_points_emitted": 1, "loyalty_points_spent": -1}
REDEMPTIONS = ("reward_redeemed", "loyalty_reward_redeemed")
FILE_KEYS = ("file_name", "file_url")
LOG_KEYS = ("level", "message", "trace_id")
LOGGED = ("sign_up", "pub_sub_failed")


def loyalty_transactions(registers: Registers) -> list[dict]:
    """`fct_loyalty_transactions`."""
    return [
        {
            **_who_and_where(event, event_id),
            "points": SIGNS[event.event_name] * float(points(event)),
            "transacted_at": event.occurred_at,
        }
        for event, event_id in registers.events(
            "transactions", lambda event: event.event_name in SIGNS
        )
    ]


def reward_redemptions(registers: Registers) -> list[dict]:
    """`fct_reward_redemptions`."""
    return [
        {
            **_who_and_where(event, event_id),
            "email": registers.profile(event)["email"],
            # As rewards are told apart where they are counted.
            "reward_id": item(event.payload, "reward_id") or None,
            "reward_name": given(event, "reward_name"),
            **_address(registers, event),
            "redeemed_at": event.occurred_at,
        }
        for event, event_id in registers.events(
            "redemptions", lambda event: event.event_name in REDEMPTIONS
        )
    ]


def _address(registers: Registers, event: ChatEvent) -> dict[str, str | None]:
    """Where to send it: as the event says, if it says anything, else as the customer does."""
    told = {key: given(event, key) for key in ADDRESS}
    if any(told.values()):
        return told
    profile = registers.profile(event)
    return {key: profile[key] for key in ADDRESS}


def files(registers: Registers) -> list[dict]:
    """`fct_files`."""
    return [
        {
            **_who_and_where(event, event_id),
            **{key: given(event, key) for key in FILE_KEYS},
            "uploaded_at": event.occurred_at,
        }
        for event, event_id in registers.events("files", lambda event: _says_any(event, FILE_KEYS))
    ]


def runtime_log(registers: Registers) -> list[dict]:
    """`fct_runtime_log`."""
    return [
        {
            **_who_and_where(event, event_id),
            "event_name": event.event_name,
            **{key: given(event, key) for key in LOG_KEYS},
            "logged_at": event.occurred_at,
        }
        for event, event_id in registers.events("runtime_log", _is_logged)
    ]


def _is_logged(event: ChatEvent) -> bool:
    named = event.event_name in LOGGED or event.event_name.startswith("api_")
    return named or _says_any(event, LOG_KEYS)


def _says_any(event: ChatEvent, keys: tuple[str, ...]) -> bool:
    return any(given(event, key) is not None for key in keys)


def _who_and_where(event: ChatEvent, event_id: str) -> dict:
    return {
        "tenant_id": event.tenant_id,
        "event_id": event_id,
        "customer_id": event.customer_id,
        "process_id": event.process_id,
    }
