"""Registers of codes: uploaded, and issued or redeemed by whom."""

from __future__ import annotations

from tests.oracle.chat import ChatEvent
from tests.oracle.profiles import given
from tests.oracle.registers import Registers
from tests.oracle.uploads import CODES, COUPONS, Upload

ISSUES = ("coupon_code_issued",)
REDEMPTIONS = ("code_entered_correct", "code_registered")


def dim_coupons(registers: Registers) -> list[dict]:
    """`dim_coupons`."""
    return [_row(registers, upload, "issued_at", ISSUES) for upload in _living(registers, COUPONS)]


def dim_codes(registers: Registers) -> list[dict]:
    """`dim_codes`."""
    return [
        _row(registers, upload, "redeemed_at", REDEMPTIONS)
        | {"points": upload.points, "is_win": upload.is_win}
        for upload in _living(registers, CODES)
    ]


def _living(registers: Registers, source: str) -> list[Upload]:
    return [
        upload
        for upload in registers.uploads[source]
        if registers.has(
            source, upload.tenant_id, upload.code, upload.uploaded_at, upload.process_id
        )
    ]


def _row(registers: Registers, upload: Upload, column: str, names: tuple[str, ...]) -> dict:
    taken = _first(registers, upload, names)
    customer = taken and registers.customers.get((taken.tenant_id, taken.customer_id))
    return {
        "tenant_id": upload.tenant_id,
        "process_id": upload.process_id,
        "code": upload.code,
        "uploaded_at": upload.uploaded_at,
        column: taken and taken.occurred_at,
        "customer_id": taken and taken.customer_id,
        # The code outlives the customer, and shows the address as long as it lives itself.
        "email": customer.profile(taken.occurred_at)["email"] if customer else None,
    }


def _first(registers: Registers, upload: Upload, names: tuple[str, ...]) -> ChatEvent | None:
    """The first event, of all in order, that hands out or takes in the code."""
    for event in registers.chat.events:
        of_code = (event.tenant_id, event.process_id, given(event, "code"))
        if event.event_name in names and of_code == upload.key:
            return event
    return None
