"""The status as a whole: facts, judgement, the line that sums them up, and all of it as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from orchestration.locks import Holder
from orchestration.reporting.status.facts import Facts, PrivacyFacts, SourceFacts
from orchestration.reporting.status.judge import judge
from orchestration.reporting.status.read import read_facts
from orchestration.reporting.status.rhythm import gaps, usual_pause
from orchestration.reporting.status.rules_of_deliveries import late_sources, newest_day, percent
from orchestration.reporting.status.verdict import Level, Limits, Verdict
from orchestration.settings import Settings
from orchestration.wording import counted, how_long

_SUMMED_UP = 3


@dataclass(frozen=True)
class Status:
    """What is known of a home, and what it means."""

    facts: Facts
    limits: Limits
    verdict: Verdict

    @property
    def level(self) -> Level:
        """How bad it is."""
        return self.verdict.level

    @property
    def warnings(self) -> list[str]:
        """Sentences about what was found odd and let pass."""
        return list(self.facts.warnings)

    @property
    def summary(self) -> str:
        """One line in words, its first one the level."""
        said = [finding.summary for finding in self.verdict.findings if self._counts(finding.level)]
        more = [f"{len(said) - _SUMMED_UP} more"] if len(said) > _SUMMED_UP else []
        parts = [*said[:_SUMMED_UP], *more, *self._published(), *self._working()]
        return f"{self.level.name}: {'; '.join(parts)}"

    def as_dict(self) -> dict[str, Any]:
        """The status for a script; docs/monitoring.md describes every key."""
        facts = self.facts
        return {
            "level": self.level.name.lower(),
            "summary": self.summary,
            "findings": [
                {**asdict(finding), "level": finding.level.name.lower()}
                for finding in self.verdict.findings
            ],
            "checked_at": _text(facts.checked_at),
            "home": str(facts.home),
            "limits": {
                "max_age_hours": self.limits.max_age / timedelta(hours=1),
                "max_quarantined_percent": self.limits.max_quarantined,
            },
            "sources": [self._source(source) for source in facts.sources],
            "waiting": [str(day) for day in facts.waiting],
            "waiting_days": [
                {
                    "source": day.source,
                    "landing_day": day.landing_day.isoformat(),
                    "added": day.added,
                    "changed": day.changed,
                    "removed": day.removed,
                    "since": _text(day.since),
                }
                for day in facts.waiting
            ],
            "failed_files": [str(file) for file in facts.failed_files],
            "refused_days": [
                {
                    "source": day.source,
                    "landing_day": day.landing_day.isoformat(),
                    "reason": day.reason,
                    "way_out": day.way_out,
                    "refused_at": _text(day.refused_at),
                }
                for day in facts.refused
            ],
            "quarantine": [
                {**asdict(one), "landing_day": one.landing_day.isoformat()}
                for one in facts.rejections
            ],
            "unpublished": list(facts.unpublished),
            "publication": self._publication(),
            "work": {
                "running": [_holder(holder) for holder in facts.work.working],
                "killed": [_holder(holder) for holder in facts.work.killed],
                "erasure_since": _text(facts.work.erasure_since),
                "half_replaced": facts.work.half_replaced,
            },
            "privacy": _privacy(facts.privacy),
            "warnings": self.warnings,
            "unreadable": [asdict(part) for part in facts.unreadable],
        }

    def _counts(self, level: Level) -> bool:
        """Whether findings of a level belong into the line: a lesser one is left out."""
        return level is self.level

    def _published(self) -> list[str]:
        published = self.facts.publication
        if published.publication is None or published.published_at is None:
            return [self._waiting()] if self.facts.waiting else []
        age = how_long(self.facts.checked_at - published.published_at)
        as_of = as_of_text(published.publication.as_of)
        return [f"published {age} ago as of {as_of}, {self._waiting()}"]

    def _waiting(self) -> str:
        waiting = len(self.facts.waiting)
        return f"{counted(waiting, 'landing day')} waiting" if waiting else "nothing waiting"

    def _working(self) -> list[str]:
        now = self.facts.checked_at
        return [
            f"{holder.work} has been working for {how_long(now - holder.since)}"
            for holder in self.facts.work.working
        ]

    def _source(self, source: SourceFacts) -> dict[str, Any]:
        newest = newest_day(self.facts)
        return {
            "source": source.source,
            "landing_days": len(source.loaded),
            "first_day": _text(source.loaded[0] if source.loaded else None),
            "last_day": _text(source.loaded[-1] if source.loaded else None),
            "received": source.received,
            "accepted": source.accepted,
            "quarantined": source.quarantined,
            "quarantined_percent": _rounded(percent(source.quarantined, source.received)),
            "recent_quarantined_percent": _rounded(
                percent(source.recent_quarantined, source.recent_received)
            ),
            "last_loaded_at": _text(source.last_loaded_at),
            "usual_pause_days": usual_pause(source.delivered),
            "days_behind": (
                max(0, (newest - source.delivered[-1]).days)
                if newest and source.delivered
                else None
            ),
            "is_late": source in late_sources(self.facts),
            "gaps": [
                {
                    "after": gap.after.isoformat(),
                    "before": gap.before.isoformat(),
                    "missing_days": gap.missing,
                }
                for gap in gaps(source.delivered)
            ],
        }

    def _publication(self) -> dict[str, Any] | None:
        published = self.facts.publication
        if published.publication is None or published.published_at is None:
            return None
        age = self.facts.checked_at - published.published_at
        return {
            **asdict(published.publication),
            "age_seconds": int(age.total_seconds()),
            "size_bytes": published.size_bytes,
            "missing": list(published.missing),
        }


def read_status(
    settings: Settings, limits: Limits | None = None, now: datetime | None = None
) -> Status:
    """Read and judge at `now` (default: the clock on the wall); nothing is changed."""
    limits = limits or Limits()
    facts = read_facts(settings, now)
    return Status(facts, limits, judge(facts, limits))


def as_of_text(as_of: str | None) -> str:
    """Say what a publication is as of."""
    return f"{datetime.fromisoformat(as_of):%Y-%m-%d %H:%M} UTC" if as_of else "no landing day"


def _holder(holder: Holder) -> dict[str, Any]:
    return {"work": holder.work, "process": holder.process, "since": _text(holder.since)}


def _privacy(privacy: PrivacyFacts | None) -> dict[str, Any] | None:
    if privacy is None:
        return None
    return {
        **asdict(privacy),
        "retained_as_of": _text(privacy.retained_as_of),
        "last_erased_on": _text(privacy.last_erased_on),
    }


def _text(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 2)
