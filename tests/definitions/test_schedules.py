from __future__ import annotations

from datetime import UTC, datetime

import pytest
from dagster import Definitions, SkipReason, build_schedule_context


@pytest.mark.parametrize(
    ("schedule", "ticks_at", "partition"),
    [
        ("nightly", datetime(2026, 10, 31, 2, 30, tzinfo=UTC), "2026-10-30"),
        ("nightly", datetime(2026, 11, 1, 2, 30, tzinfo=UTC), "2026-10-31"),
        ("close_month", datetime(2026, 11, 2, 4, 0, tzinfo=UTC), "2026-10-01"),
    ],
)
def test_schedules_request_what_has_just_ended(
    definitions: Definitions, schedule: str, ticks_at: datetime, partition: str
) -> None:
    requested = definitions.get_repository_def().get_schedule_def(schedule)(
        build_schedule_context(scheduled_execution_time=ticks_at)
    )
    assert requested.partition_key == partition


def test_schedules_skip_what_lies_before_the_first_partition(definitions: Definitions) -> None:
    context = build_schedule_context(
        scheduled_execution_time=datetime(2026, 10, 1, 2, 30, tzinfo=UTC)
    )
    assert isinstance(
        definitions.get_repository_def().get_schedule_def("nightly")(context), SkipReason
    )
