"""The ways to narrow an export that metrics share."""

from __future__ import annotations

from orchestration.export.metric import Filter

PROCESS = Filter("process", "process", "Id of a process (experience).")
CUSTOMER = Filter("customer", "customer", "Id of a customer.")
NPS_SEGMENT = Filter(
    "segment",
    "segment",
    "Segment of the score that an answer belongs to.",
    values=("detractor", "passive", "promoter"),
)
JOURNEY = Filter("journey", "journey", "Id of a journey.")
STEP = Filter("step", "step", 'Id of a step; "" takes the records without one.')
PLATFORM = Filter(
    "platform",
    "platform",
    'Platform, say android; "" takes the records without one, "all" those of every platform '
    "together, where a user of several counts once.",
)
ACTION = Filter(
    "action", "action", 'Name of the action that a record carries; "" takes those without one.'
)
