"""What the gate says of one landing day of one source, in plain Python types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from orchestration.quality.expectations import ERROR


@dataclass(frozen=True)
class CheckOutcome:
    """One check of one landing day.

    `observed` is a number of offending rows, a ratio, or a short word; None where the check had
    nothing to judge. `bad_rows` names up to 20 offending rows as (file name, line); the line is
    None where a file as a whole is meant. `details` names columns or catalogue entries.
    Neither holds a value of a record, except names that look like identifiers. `finding` is the
    expectation's, for the warnings of a run.
    """

    name: str
    passed: bool
    severity: str
    observed: int | float | str | None
    expected: str
    description: str
    bad_rows: list[tuple[str, int | None]]
    details: tuple[str, ...] = ()
    finding: str | None = None


@dataclass(frozen=True)
class GateResult:
    """All checks of one landing day of one source; `passed` unless one of severity error failed."""

    source: str
    day: date
    passed: bool
    checks: list[CheckOutcome]

    @classmethod
    def of(cls, source: str, day: date, checks: list[CheckOutcome]) -> GateResult:
        """Sum up the checks of one landing day."""
        blocked = any(not check.passed and check.severity == ERROR for check in checks)
        return cls(source, day, not blocked, checks)

    @property
    def errors(self) -> list[CheckOutcome]:
        """The failed checks that block the landing day."""
        return [check for check in self.checks if not check.passed and check.severity == ERROR]

    @property
    def warnings(self) -> list[CheckOutcome]:
        """The failed checks that do not block the landing day."""
        return [check for check in self.checks if not check.passed and check.severity != ERROR]


def as_metadata(check: CheckOutcome) -> dict[str, str | int | float | list[str]]:
    """Describe a check for a user interface: text, numbers and lists of text only.

    `bad_rows` reads `file:line`; empty lists and an absent observation are left out.
    """
    metadata: dict[str, str | int | float | list[str]] = {
        "description": check.description,
        "expected": check.expected,
        "severity": check.severity,
    }
    if check.observed is not None:
        metadata["observed"] = check.observed
    if check.bad_rows:
        metadata["bad_rows"] = [
            file_name if line is None else f"{file_name}:{line}"
            for file_name, line in check.bad_rows
        ]
    if check.details:
        metadata["details"] = list(check.details)
    return metadata
