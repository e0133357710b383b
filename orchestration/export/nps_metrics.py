"""The metrics of the Net Promoter Score."""

from __future__ import annotations

from orchestration.export.filters import NPS_SEGMENT, PROCESS
from orchestration.export.metric import Metric, Query

_ANSWERS = Query(
    name="nps_answers",
    family="Net Promoter Score",
    row="answer in free text",
    columns=(
        "answer_id",
        "process_id",
        "module_id",
        "segment",
        "score",
        "answered_at",
        "answer_text",
    ),
    parameters=("process", "first", "last", "segment"),
)

NPS_METRICS = (
    Metric(
        name="nps_answers",
        description="Answers in free text to NPS surveys, oldest first.",
        query=_ANSWERS,
        narrowed_by=(PROCESS, NPS_SEGMENT),
        dates="answer",
    ),
)
