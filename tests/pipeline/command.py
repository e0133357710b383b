"""`chatmart` in a process that a test starts: without dbt's data tests where the test is."""

from __future__ import annotations

from orchestration.__main__ import run_command
from tests.pipeline.data_tests import leave_out_if_told

if __name__ == "__main__":
    leave_out_if_told()
    run_command()
