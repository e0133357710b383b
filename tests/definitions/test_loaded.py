from __future__ import annotations

import re
from typing import Any

import pytest

from orchestration.ingest import LAKE_SOURCES, SOURCES
from orchestration.quality import check_names

Loaded = dict[str, Any]


def test_definitions_load_without_touching_the_home(loaded: Loaded) -> None:
    assert not loaded["home_exists"]


def test_every_source_is_an_asset_with_its_quality_checks(loaded: Loaded) -> None:
    raw = {key for key in loaded["assets"] if key.startswith("raw/")}
    assert raw == {f"raw/{source}" for source in LAKE_SOURCES}
    for source in SOURCES:
        for name, description, _ in check_names(source):
            assert loaded["checks"][f"raw/{source}:{name}"] == description


def test_marts_go_by_their_own_names(loaded: Loaded) -> None:
    assert {
        "dim_dates",
        "dim_modules",
        "dim_processes",
        "dim_tenants",
        "fct_event_counts_daily",
        "fct_experience_kpis_daily",
        "fct_messages_daily",
        "fct_module_visits_daily",
        "fct_nps_answers",
        "fct_nps_daily",
        "fct_nps_monthly",
        "fct_nps_responses",
        "fct_nps_rolling_30d",
        "fct_sessions",
        "fct_tenant_kpis_daily",
        "module_heatmap",
    } <= loaded["assets"].keys()


def test_groups_are_layers_and_mart_folders(loaded: Loaded) -> None:
    groups = {asset["group"] for asset in loaded["assets"].values()}
    assert {"raw", "seeds", "staging", "intermediate", "experience", "nps"} <= groups
    assert "default" not in groups


@pytest.mark.parametrize("key", ["published", "raw/chat_events", "stg_chatbot__events"])
def test_landing_days_are_the_daily_partitions(loaded: Loaded, key: str) -> None:
    assert loaded["assets"][key]["partitions"].startswith("Daily, starting 2026-10-01 UTC")


def test_jobs_and_what_starts_them(loaded: Loaded) -> None:
    assert loaded["schedules"] == {
        "nightly": ["30 2 * * *", "UTC", "nightly"],
        "close_month": ["0 4 2 * *", "UTC", "close_month"],
        "check_every_row": ["0 5 * * 0", "UTC", "check_every_row"],
    }
    assert loaded["sensors"] == {"late_or_changed_files": "nightly"}
    assert loaded["jobs"].keys() == {
        "nightly", "close_month", "check_every_row", "export", "draw",
    }  # fmt: skip
    for job in loaded["jobs"].values():
        assert job["executor"] == "in_process"
        assert job["hooks"] == ["say_what_failed"]


def test_the_nightly_job_holds_everything_but_months_and_decisions(loaded: Loaded) -> None:
    nightly = set(loaded["jobs"]["nightly"]["assets"])
    assert nightly == loaded["assets"].keys() - {"closed_months", "raw/decisions"}
    assert loaded["jobs"]["close_month"]["assets"] == ["closed_months"]


def test_the_weekly_job_holds_every_data_test_and_no_asset(loaded: Loaded) -> None:
    data_tests = [key for key in loaded["checks"] if not key.startswith(("raw/", "closed_months:"))]
    assert loaded["jobs"]["check_every_row"]["assets"] == []
    assert loaded["jobs"]["check_every_row"]["checks"] == len(data_tests) > 0


def test_months_are_partitions_of_what_closes_them_only(loaded: Loaded) -> None:
    monthly = [
        key for key, asset in loaded["assets"].items() if asset["partitions"].startswith("Monthly")
    ]
    assert monthly == ["closed_months"]


def test_what_readers_open_must_be_fresh(loaded: Loaded) -> None:
    assert loaded["assets"]["published"]["has_freshness_policy"]


def test_everything_is_published_that_is_a_mart(loaded: Loaded) -> None:
    layers = {"raw", "seeds", "staging", "intermediate", "published"}
    marts = {key for key, asset in loaded["assets"].items() if asset["group"] not in layers}
    assert set(loaded["assets"]["published"]["parents"]) == marts


def test_only_staging_reads_raw_and_marts_read_no_staging(loaded: Loaded) -> None:
    for key, asset in loaded["assets"].items():
        groups = {loaded["assets"][parent]["group"] for parent in asset["parents"]}
        if "raw" in groups:
            assert asset["group"] == "staging", key
        if "staging" in groups:
            assert asset["group"] == "intermediate", key


def test_the_lineage_knows_no_asset_that_nobody_makes(loaded: Loaded) -> None:
    assert not [key for key in loaded["assets"] if key.startswith("state")]


def test_every_asset_and_check_is_described_in_a_sentence(loaded: Loaded) -> None:
    described = {key: asset["description"] for key, asset in loaded["assets"].items()}
    for key, text in [*described.items(), *loaded["checks"].items()]:
        assert text, key
        assert text.endswith("."), f"{key}: {text}"
        assert "of that name" not in text, key


def test_names_of_checks_do_not_repeat_their_arguments(loaded: Loaded) -> None:
    too_long = [key for key in loaded["checks"] if len(key.split(":")[1]) > 70]
    made_up = [key for key in loaded["checks"] if re.search(r"__ref_|__\w+__\w+__", key)]
    assert too_long == []
    assert made_up == []
