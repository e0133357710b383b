"""Example files of what can be uploaded: to be filled in and landed."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from orchestration.errors import ChatmartError, UsageError

_HEADINGS: dict[str, tuple[str, ...]] = {
    "example_coupons": ("tenant_id", "process_id", "code", "uploaded_at"),
    "example_codes": ("tenant_id", "process_id", "code", "uploaded_at", "points", "is_win"),
}
_ROWS: dict[str, tuple[tuple[str, ...], ...]] = {
    "example_coupons": (("COUPON-7K2M",), ("COUPON-X4TB",)),
    "example_codes": (("CODE-3Q9X", "20", "true"), ("CODE-M8RD", "5", "false")),
}
_FILTERS = ("process",)

EXAMPLES = tuple(_HEADINGS)
"""Names of the examples, each of the source that it is a file of."""


def write_example(
    name: str, file: Path, *, tenant: str | None, filters: Mapping[str, object]
) -> int:
    """Write an example as CSV; returns its rows, which are of `tenant` and `--process` if given.

    A file of that name is replaced. Raises UsageError or ChatmartError.
    """
    asked = {name: value for name, value in filters.items() if value is not None}
    if asked.keys() - set(_FILTERS):
        raise UsageError(
            f"{name} cannot be narrowed by --{min(asked.keys() - set(_FILTERS))}.",
            way_out="It takes --tenant and --process, which are written into its rows.",
        )
    if file.suffix.lower() != ".csv":
        raise UsageError(f"{file} does not end in .csv.", way_out="Examples are CSV files.")
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    place = (tenant or "acme", str(asked.get("process", "p-1")))
    try:
        with file.open("w", encoding="utf-8", newline="") as target:
            writer = csv.writer(target, lineterminator="\n")
            writer.writerow(_HEADINGS[name])
            writer.writerows([*place, code, now, *rest] for code, *rest in _ROWS[name])
    except OSError as error:
        raise ChatmartError(
            f"{file} could not be written: {error.strerror or type(error).__name__}.",
            way_out="Name a file with --out in a folder that can be written.",
        ) from None
    return len(_ROWS[name])
