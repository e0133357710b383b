"""The checks of the sources of journeys."""

from __future__ import annotations

from orchestration.quality.table_checks import RowRule, TableChecks

_EVENT_TYPES = (
    "entered",
    "step_entered",
    "sent",
    "delivered",
    "viewed",
    "clicked",
    "failed",
    "custom",
    "exited",
)

_TYPE_IS_KNOWN = RowRule(
    "event_type_is_known",
    f"event_type not in {_EVENT_TYPES}",
    "Every event_type is one of " + ", ".join(_EVENT_TYPES) + ".",
)
_WINDOW_IS_A_DURATION = RowRule(
    "stop_counting_after_exit_seconds_is_a_duration",
    "not isfinite(stop_counting_after_exit_seconds) or stop_counting_after_exit_seconds < 0",
    "Every stop_counting_after_exit_seconds is a finite number from 0.",
)


def _is_json(column: str, kind: str) -> RowRule:
    """Return the rule that a column holds JSON of a kind, where it holds anything."""
    return RowRule(
        f"{column}_is_an_{kind}",
        f"{column} is not null and coalesce(json_type(try_cast({column} as json)), '')"
        f" <> '{kind.upper()}'",
        f"Every {column} that is given is a JSON {kind}.",
    )


JOURNEY_TABLES = (
    TableChecks(
        "journeys",
        "definitions",
        required=(
            "tenant_id",
            "journey_id",
            "conversion_event",
            "stop_counting_after_exit_seconds",
        ),
        rules=(
            _WINDOW_IS_A_DURATION,
            _is_json("conversion_filters", "object"),
            _is_json("steps", "array"),
        ),
    ),
    TableChecks(
        "journey_events",
        "events",
        required=(
            "tenant_id",
            "event_id",
            "event_key",
            "journey_id",
            "user_id",
            "entry_id",
            "event_type",
            "occurred_at",
        ),
        times=("occurred_at",),
        rules=(_TYPE_IS_KNOWN,),
    ),
    TableChecks(
        "user_events",
        "events",
        required=("tenant_id", "event_id", "event_key", "user_id", "event_name", "occurred_at"),
        times=("occurred_at",),
    ),
)
