from __future__ import annotations

from datetime import date

import pytest

from orchestration.errors import UsageError
from orchestration.export import METRICS, ExportRequest, Metric
from orchestration.export.metrics import PROCESS


@pytest.fixture
def narrow(monkeypatch):
    metric = Metric("narrow", "Takes a process only.", ("a",), (PROCESS,))
    monkeypatch.setitem(METRICS, metric.name, metric)
    return metric.name


def test_filters_that_were_not_asked_for_are_bound_to_nothing(tmp_path):
    request = ExportRequest.of(
        "nps_answers",
        "acme",
        {"process": "", "from": date(2026, 3, 1), "to": None},
        tmp_path / "a.CSV",
    )
    assert request.parameters == {
        "tenant": "acme",
        "process": "",
        "first": date(2026, 3, 1),
        "last": None,
        "segment": None,
    }


def test_a_filter_that_a_metric_does_not_take_is_refused_with_those_it_does(tmp_path, narrow):
    with pytest.raises(UsageError) as refused:
        ExportRequest.of(narrow, "acme", {"segment": "detractor"}, tmp_path / "a.csv")
    assert "--segment" in refused.value.message
    assert "--process" in refused.value.way_out


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_a_metric_binds_all_its_filters_and_the_tenant(metric):
    for parameter in ("tenant", *(by.parameter for by in metric.filters)):
        assert f"${parameter}" in metric.sql
    assert "order by" in metric.sql
    assert metric.description.endswith(".")
