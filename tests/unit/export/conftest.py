from __future__ import annotations

import csv
from collections.abc import Callable
from functools import cache

import pytest

from orchestration.export import ExportReport, ExportRequest, export
from orchestration.settings import Settings
from tests.unit.export.publication import write_publication


class Silence:
    """Nobody watches."""

    def stage(self, name: str, total: int | None = None) -> None:
        """Ignore it."""

    def step(self, text: str, count: int = 1) -> None:
        """Ignore it."""


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A home with the publication that is written by hand."""
    settings = Settings(tmp_path_factory.mktemp("journeys"))
    write_publication(settings)
    return settings


@pytest.fixture(scope="session")
def reported(
    published: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., ExportReport]:
    """Export a metric of a tenant into a CSV file, unless `ending` says otherwise."""
    folder = tmp_path_factory.mktemp("exports")

    def run(metric: str, tenant: str = "acme", *, ending: str = "csv", **filters) -> ExportReport:
        asked = {name.rstrip("_"): value for name, value in filters.items()}
        request = ExportRequest.of(metric, tenant, asked, folder / f"rows.{ending}")
        return export(published, request, Silence())

    return run


@pytest.fixture(scope="session")
def exported(reported: Callable[..., ExportReport]) -> Callable[..., list[dict[str, str]]]:
    """The rows of a metric as CSV has them; the publication stays, so that they are kept."""

    @cache
    def run(*arguments: str, **filters) -> list[dict[str, str]]:
        report = reported(*arguments, **filters)
        with report.file.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        assert len(rows) == report.rows
        return rows

    return run
