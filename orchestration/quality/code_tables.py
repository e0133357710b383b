"""The checks of the sources of uploaded codes."""

from __future__ import annotations

from orchestration.quality.table_checks import RowRule, TableChecks

_REQUIRED = ("tenant_id", "process_id", "code", "code_key", "uploaded_at")

CODE_TABLES = (
    TableChecks("coupons", "coupons", required=_REQUIRED, times=("uploaded_at",)),
    TableChecks(
        "codes",
        "codes",
        required=_REQUIRED,
        times=("uploaded_at",),
        rules=(
            RowRule("points_is_finite", "not isfinite(points)", "All points are a finite number."),
        ),
    ),
)
