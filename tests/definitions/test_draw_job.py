from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from dagster import DagsterEventType, ExecuteInProcessResult

from orchestration.defs import draw as job
from orchestration.registers import DrawReport, Winner
from orchestration.settings import Settings

PERSONAL = ("event-of-anna", "anna@example.org")
Run = Callable[..., ExecuteInProcessResult]


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(tmp_path / "home")


@pytest.fixture
def run(settings: Settings, run_of) -> Run:
    """Run the job with a configuration."""
    return run_of(settings, "draw", "draw_winners")


def test_the_run_tells_of_the_draw_but_not_of_the_winners(
    run: Run, settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd
) -> None:
    asked: list[tuple] = []

    def drawn(*arguments: Any, work: str) -> DrawReport:
        asked.append(arguments[:-1])
        assert work.startswith("Dagster run ")
        _, tenant, process, _, seed, _ = arguments
        winner = Winner(*PERSONAL, datetime(2026, 3, 1))
        return DrawReport("draw-1", tenant, process, seed, 5, 2, [winner], "publication-1")

    monkeypatch.setattr(job, "draw", drawn)
    result = run(tenant="acme", process="game", winners=1, seed=7)
    assert result.success
    assert asked == [(settings, "acme", "game", 1, 7)]
    (event,) = [
        event
        for event in result.all_events
        if event.event_type == DagsterEventType.ASSET_MATERIALIZATION
    ]
    assert event.materialization.asset_key.path == ["raw", "decisions"]
    assert {name: value.value for name, value in event.materialization.metadata.items()} == {
        "draw_id": "draw-1", "tenant": "acme", "process": "game", "seed": 7, "winners": 1,
        "participants": 5, "anonymous_participations": 2, "publication_id": "publication-1",
    }  # fmt: skip
    said = capfd.readouterr()
    texts = [*(str(event) for event in result.all_events), said.out, said.err]
    assert not [text for text in texts for personal in PERSONAL if personal in text]


def test_what_cannot_be_drawn_fails_with_a_way_out(run: Run) -> None:
    result = run(tenant="acme", process="game", winners=1, seed=7)
    assert not result.success
    (event,) = [event for event in result.all_events if event.is_step_failure]
    description = event.step_failure_data.user_failure_data.description
    assert "Reason: Nothing is loaded yet." in description
    assert "Way out: Run `chatmart run` first." in description
