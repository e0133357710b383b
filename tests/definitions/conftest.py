from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from dagster import DagsterInstance, Definitions, ExecuteInProcessResult, JobDefinition

from orchestration.ingest import SOURCES
from orchestration.pipeline import RunOptions, run_pipeline
from orchestration.sample import write_sample
from orchestration.settings import PROJECT_ROOT, Settings

LANDING_DAYS = [date(2026, 10, 29), date(2026, 10, 30), date(2026, 10, 31)]


class Silent:
    """A progress that nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        pass

    def step(self, text: str) -> None:
        pass

    def say(self, text: str) -> None:
        pass


Run = Callable[..., ExecuteInProcessResult]


@pytest.fixture
def run_of(
    definitions: Definitions, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[Settings, str, str], Run]]:
    """Give what runs a job of one op in a home, with the op's configuration as arguments."""
    with DagsterInstance.ephemeral() as instance:

        def of(settings: Settings, job: str, op: str) -> Run:
            monkeypatch.setenv("CHATMART_HOME", str(settings.home))

            def run(**config: Any) -> ExecuteInProcessResult:
                return definitions.resolve_job_def(job).execute_in_process(
                    run_config={"ops": {op: {"config": config}}},
                    instance=instance,
                    raise_on_error=False,
                )

            return run

        yield of


@dataclass
class DagsterHome:
    """A home folder on which jobs of the definitions run, in this process."""

    settings: Settings
    instance: DagsterInstance
    definitions: Definitions

    def run(
        self, job: str, first: date | None = None, last: date | None = None
    ) -> ExecuteInProcessResult:
        """Run a job for one partition, for a range of them, or without any."""
        return self.run_job(self.definitions.resolve_job_def(job), first, last)

    def run_job(
        self,
        job: JobDefinition,
        first: date | None = None,
        last: date | None = None,
        **config: dict[str, Any],
    ) -> ExecuteInProcessResult:
        """Run a resolved job, maybe none of the definitions'; `config` is that of its ops."""
        target: dict[str, Any] = {"partition_key": first.isoformat()} if first else {}
        if first and last:
            target = {
                "tags": {
                    "dagster/asset_partition_range_start": first.isoformat(),
                    "dagster/asset_partition_range_end": last.isoformat(),
                }
            }
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CHATMART_HOME", str(self.settings.home))
            return job.execute_in_process(
                instance=self.instance,
                raise_on_error=False,
                run_config={"ops": {op: {"config": given} for op, given in config.items()}},
                **target,
            )


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the definitions are, as loaded on a machine where the home folder does not exist."""
    home = tmp_path_factory.mktemp("loaded") / "home"
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("loaded.py")],
        env={**os.environ, "CHATMART_HOME": str(home), "PYTHONPATH": str(PROJECT_ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return {**json.loads(done.stdout), "home_exists": home.exists()}


@pytest.fixture(scope="session")
def definitions() -> Definitions:
    """The definitions, loaded when the first test needs them: it takes seconds."""
    from orchestration.definitions import defs

    return defs


def new_home(
    tmp_path_factory: pytest.TempPathFactory, definitions: Definitions, name: str
) -> Iterator[DagsterHome]:
    settings = Settings(tmp_path_factory.mktemp(name))
    # Events in memory: on disk, hundreds of them would take longer than the run itself.
    with DagsterInstance.ephemeral() as instance:
        yield DagsterHome(settings, instance, definitions)


@pytest.fixture(scope="session")
def sample_landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A landing zone of three days with every source in it."""
    landing = tmp_path_factory.mktemp("sample") / "landing"
    write_sample(landing, days=len(LANDING_DAYS), scale=0.1, end=LANDING_DAYS[-1])
    assert {folder.name for folder in landing.iterdir() if folder.is_dir()} == set(SOURCES)
    return landing


@pytest.fixture(scope="session")
def by_command(tmp_path_factory: pytest.TempPathFactory, sample_landing: Path) -> Settings:
    """A home on which `chatmart run` loaded the sample in one go."""
    settings = Settings(tmp_path_factory.mktemp("by_command"))
    settings.landing.symlink_to(sample_landing)
    report = run_pipeline(settings, RunOptions(), Silent())
    assert report.errors == []
    return settings
