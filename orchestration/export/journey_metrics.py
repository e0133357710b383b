"""The metrics of the journey page: the numbers of a journey and those of its steps."""

from __future__ import annotations

from dataclasses import replace

from orchestration.export.filters import ACTION, JOURNEY, PLATFORM, STEP
from orchestration.export.metric import BoundValue, Metric, Query

_JOURNEYS = "Journeys"
_STEPS = "Steps of journeys"

_RECORD_PARAMETERS = ("journey", "step", "platform", "action", "event_type", "first", "last")

_ENTRIES = Query(
    name="journey_entries",
    family=_JOURNEYS,
    row="entry",
    columns=(
        "journey_id",
        "entry_id",
        "user_id",
        "entered_at",
        "exited_at",
        "outcome",
        "is_converted",
        "converted_at",
        "conversion_event_id",
        "window_closes_at",
        "is_window_open",
    ),
    parameters=("journey", "outcomes", "is_window_open", "dated_by", "first", "last"),
)
_USERS = Query(
    name="journey_users",
    family=_JOURNEYS,
    row="journey and user, with the user's first entry",
    columns=(
        "journey_id",
        "user_id",
        "entry_id",
        "entered_at",
        "exited_at",
        "is_converted",
        "converted_entry_id",
        "converted_at",
        "conversion_event_id",
    ),
    parameters=("journey", "is_converted", "dated_by", "first", "last"),
)
_RECORDS = Query(
    name="journey_records",
    family=_STEPS,
    row="record",
    columns=(
        "journey_id",
        "step_id",
        "platform",
        "channel",
        "user_id",
        "entry_id",
        "occurred_at",
        "event_type",
        "action_name",
        "reason",
        "event_id",
    ),
    parameters=(*_RECORD_PARAMETERS, "only_defined"),
)
_RECORD_USERS = Query(
    name="journey_record_users",
    family=_STEPS,
    row="journey, step, platform and user, with the user's latest record",
    columns=(*_RECORDS.columns, "records"),
    parameters=(*_RECORD_PARAMETERS, "by_platform", "by_action"),
)
_DROP_OFF = Query(
    name="journey_drop_off",
    family=_STEPS,
    row="entry and step",
    columns=("journey_id", "step_id", "user_id", "entry_id", "first_entered_at", "times_entered"),
    parameters=("journey", "step", "first", "last"),
)


def _entries(name: str, description: str, *numbers: str, dates: str, **fixed: BoundValue) -> Metric:
    """Entries, by the dates of their `entry`, `exit` or `conversion`."""
    bound = {"dated_by": dates, **fixed}
    return Metric(name, description, _ENTRIES, (JOURNEY,), dates, numbers, bound)


def _users(name: str, description: str, *numbers: str, dates: str, **fixed: BoundValue) -> Metric:
    """Users, by the dates of their `entry` or `conversion`."""
    bound = {"dated_by": dates, **fixed}
    return Metric(name, description, _USERS, (JOURNEY,), dates, numbers, bound)


def _records(event_type: str, description: str) -> Metric:
    """Records of a type."""
    return Metric(
        name=event_type,
        description=description,
        query=_RECORDS,
        narrowed_by=(JOURNEY, STEP, PLATFORM, ACTION),
        dates="record",
        numbers=("fct_journey_step_events.events",),
        fixed={"event_type": event_type},
    )


def _record_users(event_type: str) -> Metric:
    """Users with a record of a type, by step and platform."""
    return Metric(
        name=f"{event_type}_users",
        description=f"The users behind {event_type}.",
        query=_RECORD_USERS,
        narrowed_by=(JOURNEY, STEP, PLATFORM, ACTION),
        dates="record",
        numbers=("fct_journey_step_events.users",),
        fixed={"event_type": event_type, "by_platform": True},
    )


_CONVERTED = ["converted_active", "converted_exited"]
_DELIVERIES = {
    "sent": "What was sent",
    "delivered": "What was delivered",
    "viewed": "What was viewed",
    "clicked": "What was clicked",
    "failed": "What failed, with the reason",
    "custom": "Custom events, with the name of their action",
}

JOURNEY_METRICS = (
    _entries(
        "total_entries",
        "Every entry, repeats included.",
        "fct_journeys.total_entries",
        "fct_journey_daily.entries",
        dates="entry",
    ),
    _entries(
        "entry_conversion_rate",
        "The rate's denominator: every entry; is_converted tells the numerator.",
        "fct_journeys.total_entries",
        dates="entry",
    ),
    _entries(
        "active_entries",
        "Entries that have neither exited nor converted.",
        "fct_journeys.active_entries",
        dates="entry",
        outcomes=["active"],
    ),
    _entries(
        "converted_entries",
        "Entries that a conversion is credited to.",
        "fct_journeys.converted_entries",
        "fct_journey_daily.conversions_by_conversion_date",
        dates="conversion",
        outcomes=_CONVERTED,
    ),
    _entries(
        "converted_entries_active",
        "Converted entries that have not exited.",
        "fct_journeys.converted_entries_active",
        dates="conversion",
        outcomes=["converted_active"],
    ),
    _entries(
        "converted_entries_exited",
        "Converted entries that have exited.",
        "fct_journeys.converted_entries_exited",
        dates="conversion",
        outcomes=["converted_exited"],
    ),
    _entries(
        "conversions_by_conversion_date",
        "Another name of converted_entries, that of the daily mart.",
        "fct_journey_daily.conversions_by_conversion_date",
        dates="conversion",
        outcomes=_CONVERTED,
    ),
    _entries(
        "conversions_by_entry_date",
        "The same entries as converted_entries, by the date on which they began.",
        "fct_journey_daily.conversions_by_entry_date",
        dates="entry",
        outcomes=_CONVERTED,
    ),
    _entries(
        "total_exits",
        "Entries that have exited without a conversion.",
        "fct_journeys.total_exits",
        "fct_journey_daily.exits",
        dates="exit",
        outcomes=["exited"],
    ),
    _entries(
        "open_window_exits",
        "Exits that a conversion may still be credited to.",
        "fct_journeys.open_window_exits",
        dates="exit",
        outcomes=["exited"],
        is_window_open=True,
    ),
    _users(
        "entered_users",
        "Everybody who entered.",
        "fct_journeys.entered_users",
        dates="entry",
    ),
    _users(
        "conversion_rate",
        "The rate's denominator: everybody who entered; is_converted tells the numerator.",
        "fct_journeys.entered_users",
        dates="entry",
    ),
    _users(
        "converted_users",
        "Everybody who converted; the entry is the one that the conversion is credited to.",
        "fct_journeys.converted_users",
        dates="conversion",
        is_converted=True,
    ),
    Metric(
        name="messages_sent",
        description="Every message that a journey with a definition sent.",
        query=replace(_RECORDS, family=_JOURNEYS),
        narrowed_by=(JOURNEY, STEP, PLATFORM),
        dates="record",
        numbers=("fct_journeys.messages_sent", "fct_journey_daily.messages_sent"),
        fixed={"event_type": "sent", "only_defined": True},
    ),
    Metric(
        name="step_entries",
        description="Every time that an entry came to a step.",
        query=_RECORDS,
        narrowed_by=(JOURNEY, STEP),
        dates="record",
        numbers=("fct_journey_steps.entries",),
        fixed={"event_type": "step_entered"},
    ),
    *(_records(event_type, f"{what}.") for event_type, what in _DELIVERIES.items()),
    Metric(
        name="actions",
        description="Records of any type that carry the name of an action.",
        query=_RECORDS,
        narrowed_by=(JOURNEY, STEP, PLATFORM, ACTION),
        dates="record",
        numbers=("fct_journey_step_actions.events",),
    ),
    Metric(
        name="step_users",
        description="Everybody who came to a step.",
        query=replace(_RECORD_USERS, row="journey, step and user, with the user's latest record"),
        narrowed_by=(JOURNEY, STEP),
        dates="record",
        numbers=("fct_journey_steps.users",),
        fixed={"event_type": "step_entered"},
    ),
    *map(_record_users, _DELIVERIES),
    Metric(
        name="action_users",
        description="The users behind actions, for each action apart.",
        query=replace(
            _RECORD_USERS,
            row="journey, step, action, platform and user, with the user's latest record",
        ),
        narrowed_by=(JOURNEY, STEP, PLATFORM, ACTION),
        dates="record",
        numbers=("fct_journey_step_actions.users",),
        fixed={"by_platform": True, "by_action": True},
    ),
    Metric(
        name="drop_off",
        description="Entries that came to a step and to none behind it.",
        query=_DROP_OFF,
        narrowed_by=(JOURNEY, STEP),
        dates="first visit of the step",
        numbers=("fct_journey_steps.drop_off",),
    ),
)
