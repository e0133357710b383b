"""What a run says of checks that failed without blocking."""

from __future__ import annotations

from datetime import date, timedelta

from orchestration.ingest.gate_warnings import gate_warnings
from orchestration.quality import EXPECTATIONS, CheckOutcome, GateResult

from .conftest import DAY, Home, event

ODD = "{percent} of the rows are odd"
MANY = "there are {number} of them"


def gate(
    day: date,
    name: str,
    observed: float,
    finding: str | None = MANY,
    severity: str = "warn",
    source: str = "tenants",
) -> GateResult:
    check = CheckOutcome(
        name, False, severity, observed, "at most 0", "Text.", [("f.csv", 7)], finding=finding
    )
    good = CheckOutcome("good", True, severity, 0, "at most 0", "Text.", [], finding=finding)
    return GateResult.of(source, day, [good, check])


def test_one_sentence_for_a_check_however_many_days_it_failed_on() -> None:
    days = [DAY + timedelta(days=n) for n in range(3)]
    gates = [gate(day, "share", n / 300, ODD) for n, day in enumerate(days, 1)]
    gates += [gate(DAY, "volume", 12345), gate(DAY, "blocks", 1, severity="error")]
    gates += [gate(DAY, "usual", 1, None)]
    gates += [gate(day, "share", 0.5, ODD, source="chat_events") for day in days[:2]]
    assert gate_warnings(gates) == [
        f"chat_events dt={DAY} and 1 more landing day: 50 % of the rows are odd.",
        f"tenants dt={DAY} and 2 more landing days: 0.333 to 1 % of the rows are odd.",
        f"tenants dt={DAY}: there are 12345 of them.",
    ]


def test_many_warnings_are_counted() -> None:
    shown = gate_warnings([gate(DAY, f"check_{n:02}", n) for n in range(13)])
    assert len(shown) == 11
    assert shown[9] == f"tenants dt={DAY}: there are 9 of them."
    assert shown[10] == "… and 3 more warnings of the quality checks."
    assert len(gate_warnings([gate(DAY, f"check_{n}", 1) for n in range(10)])) == 10


def test_a_load_reports_them(home: Home) -> None:
    home.deliver([event()])
    report = home.load(validate=lambda prepared: [gate(day.day, "volume", 0.1) for day in prepared])
    assert report.warnings == [f"tenants dt={DAY}: there are 0.1 of them."]
    assert not report.errors


def test_runs_warn_in_words_of_what_someone_should_look_at() -> None:
    warned = {e.name: e.finding for e in EXPECTATIONS if e.severity == "warn" and e.finding}
    assert set(warned) == {
        "volume_is_usual",
        "statuses_status_is_listed",
        "statuses_pricing_category_is_listed",
        "billing_events_pricing_category_is_listed",
    }
    outcome = gate(DAY, "statuses_status_is_listed", 0.0143, warned["statuses_status_is_listed"])
    assert gate_warnings([outcome]) == [
        f"tenants dt={DAY}: 1.43 % of the statuses have a status that is not listed in "
        "seeds/whatsapp_statuses.csv; they are counted all the same."
    ]
    assert "0.25 times" in gate_warnings([gate(DAY, "v", 0.25, warned["volume_is_usual"])])[0]
