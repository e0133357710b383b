"""What the tests of hostile input share: records to spoil, and what reads them in no time."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from orchestration.ingest.engine import Engine
from orchestration.ingest.prepare import MEMORY_LIMIT
from tests.hostile.reading import Reader
from tests.hostile.samples import sample_records


@pytest.fixture(scope="session")
def examples() -> int:
    """How many mutations there are of each kind, source and format.

    CHATMART_TEST_EXAMPLES is set for a long night; the default is for every run of the suite.
    """
    return int(os.environ.get("CHATMART_TEST_EXAMPLES") or 400)


@pytest.fixture(scope="session")
def believable(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[dict]]:
    """Records of every source with nothing wrong in them."""
    return sample_records(tmp_path_factory.mktemp("believable"))


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("hostile")
    with Engine(folder / "spill", threads=2, memory_limit=MEMORY_LIMIT) as engine:
        yield Reader(folder / "home", engine)
