from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from orchestration.errors import UsageError
from orchestration.sample import TRUTH_FILE, SampleTruth, write_sample


def contents(landing: Path) -> dict[str, bytes]:
    return {
        path.relative_to(landing).as_posix(): path.read_bytes()
        for path in landing.rglob("*")
        if path.is_file()
    }


def planted_events(truth: SampleTruth) -> int:
    return sum(
        sum(day["events"].values()) for daily in truth.daily.values() for day in daily.values()
    )


def planted_messages(truth: SampleTruth) -> int:
    keys = ("inbound", "outbound", "excluded_simulator", "excluded_meta")
    return sum(
        day[key] for daily in truth.whatsapp.values() for day in daily.values() for key in keys
    )


def test_the_same_arguments_write_the_same_bytes(tmp_path):
    write_sample(tmp_path / "one", days=9, scale=0.2)
    write_sample(tmp_path / "two", days=9, scale=0.2)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_another_seed_writes_another_sample(tmp_path):
    one = write_sample(tmp_path / "one", days=3, scale=0.1)
    two = write_sample(tmp_path / "two", days=3, scale=0.1, seed=8)
    assert one.daily != two.daily


def test_the_default_sample_has_the_promised_size_and_end(tmp_path):
    truth = write_sample(tmp_path)
    assert 18_000 <= planted_events(truth) <= 22_000
    assert 7_200 <= planted_messages(truth) <= 8_800
    assert truth.parameters["first"] == "2026-10-02"
    assert truth.parameters["end"] == "2026-10-31"
    assert {file["landing_day"] for file in truth.files} == {
        f"2026-10-{day:02d}" for day in range(2, 32)
    }


def test_size_grows_linearly_with_scale_and_days(tmp_path):
    small = write_sample(tmp_path / "small", days=10, scale=0.5)
    wide = write_sample(tmp_path / "wide", days=10, scale=2)
    long = write_sample(tmp_path / "long", days=40, scale=0.5)
    for larger in (wide, long):
        assert planted_events(larger) == pytest.approx(4 * planted_events(small), rel=0.1)
        assert planted_messages(larger) == pytest.approx(4 * planted_messages(small), rel=0.1)


@pytest.mark.parametrize("days", range(1, 9))
@pytest.mark.parametrize("scale", [0.0001, 0.05])
def test_short_and_tiny_samples_are_whole(tmp_path, days, scale):
    truth = write_sample(tmp_path, days=days, scale=scale)
    first, last = truth.parameters["first"], truth.parameters["end"]
    assert all(first <= file["landing_day"] <= last for file in truth.files)
    assert all(file["accepted"] + file["quarantined"] == file["received"] for file in truth.files)
    written = set(contents(tmp_path)) - {TRUTH_FILE}
    assert written == set(truth.delivered_paths())


def test_the_truth_can_be_read_back(tmp_path):
    truth = write_sample(tmp_path, days=2, scale=0.1)
    assert SampleTruth.read(tmp_path) == truth


def test_a_new_sample_replaces_the_earlier_one_and_nothing_else(tmp_path):
    write_sample(tmp_path, days=8, scale=0.1)
    foreign = tmp_path / "chat_events" / "dt=2026-10-31" / "mine.jsonl"
    foreign.write_text("{}\n", encoding="utf-8")
    truth = write_sample(tmp_path, days=2, scale=0.1, end=date(2026, 3, 30))
    written = set(contents(tmp_path)) - {TRUTH_FILE}
    assert written == {*truth.delivered_paths(), "chat_events/dt=2026-10-31/mine.jsonl"}
    assert not (tmp_path / "chat_events" / "dt=2026-10-30").exists()


def test_a_damaged_truth_is_no_licence_to_remove_files(tmp_path):
    (tmp_path / TRUTH_FILE).write_text('{"files": 3}', encoding="utf-8")
    with pytest.raises(UsageError, match="does not list"):
        write_sample(tmp_path, days=1, scale=0.1)


@pytest.mark.parametrize(
    "arguments",
    [
        {"days": 0},
        {"scale": 0},
        {"scale": float("nan")},
        {"scale": float("inf")},
        {"seed": -1},
        {"days": 3, "end": date(2000, 1, 2)},
        {"days": 10**9},
    ],
)
def test_impossible_arguments_are_refused(tmp_path, arguments):
    with pytest.raises(UsageError):
        write_sample(tmp_path, **arguments)


def test_progress_is_told_after_each_day(tmp_path):
    told = []
    write_sample(tmp_path, days=2, scale=0.1, progress=lambda *step: told.append(step))
    assert told == [(date(2026, 10, 30), 1, 2), (date(2026, 10, 31), 2, 2)]
