from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta

import pytest

from orchestration.sample import write_sample
from orchestration.sample.glific_files import SOURCES as GLIFIC_SOURCES
from tests.unit.sample.recount import landing_date, moment_of, physical_lines, records

JOURNEY_SOURCES = ("journeys", "journey_events", "user_events")
CODE_SOURCES = ("coupons", "codes")


def paths(sample, source: str) -> list:
    return [
        sample.landing / source / f"dt={file['landing_day']}" / file["file_name"]
        for file in sample.truth.files
        if file["source"] == source
    ]


def test_every_file_format_occurs(sample):
    endings = {path.name.partition(".")[2] for path in paths(sample, "chat_events")}
    assert endings == {"jsonl.gz", "jsonl", "csv", "parquet", "jsonl.zst"}
    assert {path.name.partition(".")[2] for path in paths(sample, "loyjoy_facts")} == {
        "csv.gz",
        "ndjson",
    }


def test_every_planted_bad_line_stands_where_the_truth_says(sample):
    marks = {
        "broken JSON": b"{",
        "a list instead of an object": b"[",
        "invalid UTF-8": b"\xff",
        "score out of range": b"nps_survey_score_11",
        "unusable time": b"soon",
    }
    for fault in sample.truth.quarantined:
        folder = sample.landing / fault["source"] / f"dt={fault['landing_day']}"
        line = physical_lines(folder / fault["file_name"])[fault["line"] - 1]
        assert line
        assert marks.get(fault["fault"], b"") in line
    kinds = Counter(fault["kind"] for fault in sample.truth.quarantined)
    assert kinds["record"] == sum(file["quarantined"] for file in sample.truth.files)
    assert kinds["element"] > 0
    assert {fault["source"] for fault in sample.truth.quarantined} == {
        "chat_events",
        "loyjoy_dimensions",
        "loyjoy_facts",
        "tenants",
        "whatsapp_cloud",
        "gupshup",
        *GLIFIC_SOURCES,
        *JOURNEY_SOURCES,
        *CODE_SOURCES,
    }


def test_faults_stay_below_what_would_stop_a_publication(sample):
    assert max(file["quarantined"] for file in sample.truth.files) < 100


def test_a_late_file_holds_events_of_three_days_before(sample):
    late, of_journeys = sorted(sample.truth.late, key=lambda file: file["source"])
    assert (late["source"], of_journeys["source"]) == ("chat_events", "journey_events")
    path = sample.landing / late["source"] / f"dt={late['landing_day']}" / late["file_name"]
    lines = physical_lines(path)
    assert len(lines) == late["records"] > 0
    days = {moment_of(json.loads(line)["occurred_at"]).date() for line in lines}
    assert days == {landing_date(path) - timedelta(days=3)}


def test_a_late_file_of_journeys_holds_events_of_the_day_before(sample):
    (late,) = [file for file in sample.truth.late if file["source"] == "journey_events"]
    path = sample.landing / late["source"] / f"dt={late['landing_day']}" / late["file_name"]
    lines = physical_lines(path)
    assert len(lines) == late["records"] > 0
    days = {moment_of(json.loads(line)["occurred_at"]).date() for line in lines}
    assert days == {landing_date(path) - timedelta(days=1)}


def test_an_empty_file_and_a_half_written_one_lie_about(sample):
    empty = [file for file in sample.truth.files if file["received"] == 0]
    assert [file["file_name"] for file in empty] == ["events-empty.jsonl"]
    (half,) = sample.truth.ignored_files
    assert half.endswith(".tmp")
    with pytest.raises(ValueError, match="Unterminated"):
        json.loads((sample.landing / half).read_bytes())


def test_one_file_comes_from_windows(sample):
    (path,) = [path for path in paths(sample, "chat_events") if path.name == "events.jsonl"]
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf{")
    assert data.count(b"\r\n") == data.count(b"\n")
    assert b"\r\n\r\n" in data


def test_no_record_is_later_than_a_day_after_its_landing_day(sample):
    for day, record in records(sample.landing, sample.truth, "chat_events"):
        assert moment_of(record["occurred_at"]).date().isoformat() <= day


def test_a_tenant_is_renamed_and_another_is_in_no_tenants_file(sample):
    names = [
        (record["tenant_id"], record["tenant_name"])
        for _, record in records(sample.landing, sample.truth, "tenants")
    ]
    assert names.count(("north-roast", "North Roast Coffee")) == 1
    assert names[-1] == ("north-roast", "North Roast Coffee Club")
    assert sample.truth.tenants["north-roast"]["tenant_name"] == "North Roast Coffee Club"
    assert "fjord-outdoor" not in dict(names)
    assert sample.truth.tenants["fjord-outdoor"]["reporting_timezone"] == "UTC"
    for source in ("tenants", "loyjoy_dimensions"):
        assert sample.truth.superseded[source] == {"2026-10-02": 1}


def test_webhooks_arrive_bundled_repeated_and_out_of_order(sample):
    bodies = [body for _, body in records(sample.landing, sample.truth, "whatsapp_cloud")]
    assert any(len(body["entry"]) > 1 for body in bodies)
    assert any(len(entry["changes"]) > 1 for body in bodies for entry in body["entry"])
    seen: dict[str, list] = {}
    timestamps = set()
    for body in bodies:
        for entry in body["entry"]:
            for change in entry["changes"]:
                for status in change["value"].get("statuses", []):
                    timestamps.add(type(status["timestamp"]))
                    seen.setdefault(status["id"], []).append(
                        (int(status["timestamp"]), status["status"])
                    )
    assert timestamps == {int, str}
    assert any(history != sorted(history) for history in seen.values())
    assert any(len(history) > len(set(history)) for history in seen.values())


def test_nobody_in_the_sample_is_real(sample):
    for _, record in records(sample.landing, sample.truth, "chat_events"):
        payload = record.get("payload") or {}
        if isinstance(payload, str):
            payload = json.loads(payload)
        assert payload.get("email", "@example.org").endswith("@example.org")
        assert payload.get("phone", "155501").startswith("155501")
        assert "://" not in payload.get("url", "") or "example.org/" in payload["url"]


def test_a_week_holds_every_kind_of_fault(tmp_path):
    truth = write_sample(tmp_path, days=7, scale=0.3)
    assert truth.late
    assert truth.ignored_files
    assert set(truth.duplicates) == {
        "chat_events",
        "loyjoy_facts",
        "whatsapp_cloud",
        "gupshup",
        *GLIFIC_SOURCES,
        "journey_events",
        "user_events",
        *CODE_SOURCES,
    }
    assert len(truth.duplicates["chat_events"]) == 3
    assert {
        "chat_events",
        "tenants",
        "loyjoy_facts",
        "gupshup",
        *GLIFIC_SOURCES,
        *JOURNEY_SOURCES,
    } <= {fault["source"] for fault in truth.quarantined}
