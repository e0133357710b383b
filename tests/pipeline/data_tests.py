"""dbt's data tests, left out of runs whose every mart is compared anyway."""

from __future__ import annotations

import os
from collections.abc import Callable

LEFT_OUT = "CHATMART_TEST_WITHOUT_DATA_TESTS"
"""Set while a test runs without them, for the processes that it starts."""


def leave_out(replace: Callable[[object, str, object], None] = setattr) -> None:
    """Leave them out of the runs of this process."""
    from orchestration.transform.project import Project

    of_nothing_but = Project.tests_of_nothing_but
    replace(
        Project,
        "tests_of_nothing_but",
        lambda project, _: of_nothing_but(project, project.nodes.keys()),
    )


def leave_out_if_told() -> None:
    """Do so in a process that a test has started which is without them."""
    if LEFT_OUT in os.environ:
        leave_out()
