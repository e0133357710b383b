"""From the lake to the marts in the warehouse: what to rebuild, and the dbt run that does it."""

from orchestration.transform.parsed import parsed_project
from orchestration.transform.plan import TransformPlan, plan_transform
from orchestration.transform.run import TransformReport, build, finish_transform, run_transform
from orchestration.transform.state import built_days, warehouse_as_of

__all__ = [
    "TransformPlan",
    "TransformReport",
    "build",
    "built_days",
    "finish_transform",
    "parsed_project",
    "plan_transform",
    "run_transform",
    "warehouse_as_of",
]
