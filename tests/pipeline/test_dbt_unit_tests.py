"""The unit tests beside the models."""

from __future__ import annotations

from orchestration.settings import Settings
from orchestration.transform import build, parsed_project
from tests.oracle import LandingZone
from tests.pipeline.support import land, run


def test_dbt_unit_tests_pass(tmp_path):
    # Unit tests read the columns of the relations they replace, so these have to exist.
    land(tmp_path, LandingZone())
    run(tmp_path)
    settings = Settings(tmp_path)
    outcome = build(settings, parsed_project(settings), ["test", "--select", "test_type:unit"])
    assert outcome.nodes
    failures = {node.name: node.message for node in outcome.failed}
    assert failures == {}
