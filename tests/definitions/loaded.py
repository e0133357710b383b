"""Loads the definitions in a process of its own and prints what they are, as JSON."""

import json
import sys
import warnings

from dagster import BetaWarning

warnings.simplefilter("error", BetaWarning)

from orchestration.definitions import defs  # noqa: E402

graph = defs.resolve_asset_graph()
repository = defs.get_repository_def()

json.dump(
    {
        "assets": {
            key.to_user_string(): {
                "group": graph.get(key).group_name,
                "description": graph.get(key).description,
                "partitions": str(graph.get(key).partitions_def),
                "parents": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
                "has_freshness_policy": graph.get(key).freshness_policy is not None,
            }
            for key in graph.get_all_asset_keys()
        },
        "checks": {
            f"{key.asset_key.to_user_string()}:{key.name}": graph.get(key).description
            for key in graph.asset_check_keys
        },
        "jobs": {
            job.name: {
                "assets": sorted(
                    key.to_user_string() for key in job.asset_layer.executable_asset_keys
                ),
                "checks": len(job.asset_layer.asset_graph.asset_check_keys),
                "hooks": sorted(hook.name for hook in job.hook_defs),
                "executor": job.executor_def.name,
            }
            for job in (
                defs.resolve_job_def(name)
                for name in repository.job_names
                if not name.startswith("__")
            )
        },
        "schedules": {
            schedule.name: [schedule.cron_schedule, schedule.execution_timezone, schedule.job_name]
            for schedule in repository.schedule_defs
        },
        "sensors": {sensor.name: sensor.job_name for sensor in repository.sensor_defs},
    },
    sys.stdout,
)
