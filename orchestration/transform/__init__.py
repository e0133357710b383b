"""From the lake to the marts in the warehouse: what to rebuild, and the dbt run that does it."""

from orchestration.transform.plan import TransformPlan, plan_transform
from orchestration.transform.run import TransformReport, finish_transform, run_transform

__all__ = [
    "TransformPlan",
    "TransformReport",
    "finish_transform",
    "plan_transform",
    "run_transform",
]
