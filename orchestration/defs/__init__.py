"""What Dagster sees: assets, jobs, schedules and sensors around the stages of the pipeline.

Everything here says what exists and when it runs. How the work is done is in the stages of
`orchestration.pipeline`, which `chatmart run` calls as well. The home folder is looked up when a
run starts, not when a module is imported.
"""
