"""What a run says of checks that failed without blocking."""

from __future__ import annotations

from datetime import date, timedelta

from orchestration.ingest.gate_warnings import gate_warnings
from orchestration.quality import CheckOutcome, GateResult

from .conftest import DAY, Home, event


def gate(
    day: date, name: str, observed: float | str, severity: str = "warn", source: str = "tenants"
) -> GateResult:
    check = CheckOutcome(name, False, severity, observed, "at most 0", "Text.", [("f.csv", 7)])
    good = CheckOutcome("good", True, severity, 0, "at most 0", "Text.", [])
    return GateResult.of(source, day, [good, check])


def test_one_sentence_for_a_check_however_many_days_it_failed_on() -> None:
    days = [DAY + timedelta(days=n) for n in range(3)]
    gates = [gate(day, "zones", n / 3) for n, day in enumerate(days, 1)]
    gates += [gate(DAY, "volume", 12345), gate(DAY, "blocks", 1, severity="error")]
    gates += [gate(day, "state", "absent", source="chat_events") for day in days[:2]]
    assert gate_warnings(gates) == [
        f"chat_events dt={DAY} and 1 more landing day: state: observed absent, expected at most 0.",
        f"tenants dt={DAY} and 2 more landing days: zones: observed 0.333 to 1, "
        "expected at most 0.",
        f"tenants dt={DAY}: volume: observed 12345, expected at most 0.",
    ]


def test_many_warnings_are_counted() -> None:
    shown = gate_warnings([gate(DAY, f"check_{n:02}", 1) for n in range(13)])
    assert len(shown) == 11
    assert shown[9].startswith(f"tenants dt={DAY}: check_09:")
    assert shown[10] == "… and 3 more warnings of the quality checks."
    assert len(gate_warnings([gate(DAY, f"check_{n}", 1) for n in range(10)])) == 10


def test_a_load_reports_them(home: Home) -> None:
    home.deliver([event()])
    report = home.load(validate=lambda prepared: [gate(day.day, "volume", 0.1) for day in prepared])
    assert report.warnings == [f"tenants dt={DAY}: volume: observed 0.1, expected at most 0."]
    assert not report.errors
