from __future__ import annotations

import re
from datetime import date

import pytest

from orchestration.errors import UsageError
from orchestration.export import METRICS, ExportRequest, Metric
from orchestration.export.filters import PROCESS


@pytest.fixture
def narrow(monkeypatch):
    query = METRICS["nps_answers"].query
    metric = Metric("narrow", "Takes a process and dates.", query, (PROCESS,), "answer")
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


def test_what_a_metric_fixes_is_bound_beside_its_filters(tmp_path):
    request = ExportRequest.of(
        "failed_users", "acme", {"journey": "j", "step": "s"}, tmp_path / "a.csv"
    )
    assert request.parameters == {
        "tenant": "acme",
        "journey": "j",
        "step": "s",
        "platform": None,
        "action": None,
        "event_type": "failed",
        "first": None,
        "last": None,
        "by_platform": True,
        "by_action": None,
    }


def test_a_filter_that_a_metric_does_not_take_is_refused_with_those_it_does(tmp_path, narrow):
    with pytest.raises(UsageError) as refused:
        ExportRequest.of(narrow, "acme", {"segment": "detractor"}, tmp_path / "a.csv")
    assert "--segment" in refused.value.message
    assert "--process" in refused.value.way_out


@pytest.mark.parametrize(
    ("metric", "refused_filter"),
    [
        ("total_entries", "step"),
        ("converted_users", "platform"),
        ("messages_sent", "action"),
        ("step_users", "platform"),
        ("drop_off", "action"),
        ("sent", "process"),
        ("nps_answers", "journey"),
    ],
)
def test_filters_that_make_no_sense_are_refused(tmp_path, metric, refused_filter):
    with pytest.raises(UsageError, match=f"{metric} cannot be narrowed by --{refused_filter}"):
        ExportRequest.of(metric, "acme", {refused_filter: "x"}, tmp_path / "a.csv")


def test_a_misspelt_metric_is_met_with_what_may_be_meant(tmp_path):
    with pytest.raises(UsageError) as refused:
        ExportRequest.of("converted_user", "acme", {}, tmp_path / "a.csv")
    assert "converted_users" in refused.value.way_out
    assert "nps_answers" not in refused.value.way_out
    assert "--list" in refused.value.way_out


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_a_metric_binds_exactly_what_its_query_asks_for(metric):
    asked = set(re.findall(r"\$(\w+)", metric.query.sql))
    assert asked == {"tenant", *metric.query.parameters} == set(metric.bound("acme", {}))
    assert {by.parameter for by in metric.filters} <= asked
    assert not {by.parameter for by in metric.filters} & metric.fixed.keys()
    assert "order by" in metric.query.sql
    assert metric.description.endswith(".")


def test_a_metric_goes_by_one_name():
    assert len({metric.name for metric in METRICS.values()}) == len(METRICS)
    assert all(name == metric.name for name, metric in METRICS.items())
