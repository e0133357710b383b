"""What the facts mean: healthy, worth a look, or something for a person to do."""

from __future__ import annotations

from orchestration.reporting.status import rules_of_deliveries, rules_of_loading, rules_of_readers
from orchestration.reporting.status.facts import Facts
from orchestration.reporting.status.verdict import Limits, Verdict

# Causes before what follows from them.
_RULES = (*rules_of_loading.RULES, *rules_of_readers.RULES, *rules_of_deliveries.RULES)


def judge(facts: Facts, limits: Limits) -> Verdict:
    """Judge the facts; nothing but facts and limits decides."""
    found = [finding for rule in _RULES for finding in rule(facts, limits)]
    return Verdict(tuple(sorted(found, key=lambda finding: -finding.level)))
