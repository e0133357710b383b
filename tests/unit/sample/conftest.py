"""One small sample for all tests of this folder."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from orchestration.sample import SampleTruth, write_sample


class Sample(NamedTuple):
    """A written sample."""

    landing: Path
    truth: SampleTruth


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A month at a third of the usual size."""
    landing = tmp_path_factory.mktemp("landing")
    return Sample(landing, write_sample(landing, scale=0.35))
