"""The codes of the sample: coupons that chats hand out, and codes that customers enter."""

from __future__ import annotations

#: Codes on receipts; a customer finds one in so many of them.
CODE_COUNT = 300
_WINNING_EVERY = 25


def coupon_of(customer: int) -> str:
    """Coupon that is handed out to the customer of that number."""
    return f"WELCOME-{customer:07d}"


def code_of(number: int) -> str:
    """Code of that number; only those below `CODE_COUNT` were uploaded."""
    return f"RIDE-{number * 7919 % 10_000:04d}"


def is_winning(number: int) -> bool:
    """Whether one wins with the code of that number."""
    return number % _WINNING_EVERY == 0


def points_of(number: int) -> int:
    """Points that the code of that number is worth."""
    return (5, 10, 20)[number % 3]
