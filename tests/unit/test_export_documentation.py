"""The page of exports says of every metric what the registry says."""

from __future__ import annotations

import json
import re

import pytest
import yaml

from orchestration.cli import main
from orchestration.defs.export import ExportOptions
from orchestration.export import EXAMPLES, METRICS
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.transform import parsed_project

PAGE = (PROJECT_ROOT / "docs" / "exports.md").read_text()
README = (PROJECT_ROOT / "README.md").read_text()
ROWS = [line.strip("|").split(" | ") for line in PAGE.splitlines() if line.startswith("| `")]
ROW_OF = {name: row for row in ROWS for name in re.findall(r"`(\w+)`", row[0])}


def test_the_page_lists_every_metric_once():
    named = [name for row in ROWS for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(named) == sorted(METRICS)


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_the_page_says_numbers_dates_and_filters_of_a_metric(metric):
    _, _, numbers, dates, filters = ROW_OF[metric.name]
    assert tuple(re.findall(r"`(\w+\.\w+)`", numbers)) == metric.numbers
    assert dates.strip() == metric.dates
    assert re.findall(r"`--(\w+)`", filters) == [by.name for by in metric.narrowed_by]


def test_every_filter_is_an_option_of_the_command():
    options = {name for option in main.commands["export"].params for name in option.opts}
    filters = {f"--{by.name}" for metric in METRICS.values() for by in metric.filters}
    assert filters <= options


def test_examples_name_metrics_and_filters_that_exist():
    examples = re.findall(r"chatmart export ([a-z_]+) (--.*)", f"{README}\n{PAGE}")
    assert len(examples) >= 4
    for name, options in examples:
        if name in EXAMPLES:
            assert options.startswith("--out ")
            continue
        taken = {by.name for by in METRICS[name].filters} | {"tenant", "out"}
        assert set(re.findall(r"--(\w+)", options)) <= taken


def test_the_example_of_the_job_can_be_run(tmp_path):
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)
    ((op, given),) = yaml.safe_load(example)["ops"].items()
    assert op == "export_metric"
    options = ExportOptions(**given["config"])
    assert options.request(tmp_path / f"rows.{options.format}").metric.name == options.metric


def test_numbers_are_columns_of_marts(tmp_path):
    manifest = json.loads(parsed_project(Settings(tmp_path)).manifest_path.read_text())
    columns = {
        f"{node['name']}.{column}"
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
        for column in node["columns"]
    }
    assert {number for metric in METRICS.values() for number in metric.numbers} <= columns
