"""The made-up journeys of two tenants: their versions, their steps, and what counts as success."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from orchestration.sample.calendar import MILLISECONDS_PER_DAY, Window

_HOUR = 3600
_DAY = 24 * _HOUR


@dataclass(frozen=True)
class Step:
    """One step of a journey; its position is its place in the version."""

    step_id: str
    name: str
    channel: str


@dataclass(frozen=True, kw_only=True)
class Version:
    """One version of a definition.

    `since` is the share of the window after which it holds, in whole days; None: always.
    `seconds` is for how long after the exit conversions count; None is the mistake of leaving it
    out.
    """

    name: str
    steps: tuple[Step, ...]
    seconds: float | None
    since: float | None = None
    later_name: str | None = None

    def valid_from(self, window: Window) -> int | None:
        """Since when it holds, in milliseconds since the epoch."""
        if self.since is None:
            return None
        return window.start_ms + int(self.since * window.days) * MILLISECONDS_PER_DAY


@dataclass(frozen=True, kw_only=True)
class Journey:
    """One journey; `share` is its weight in the entries of all journeys.

    `successes` are attributes that conversions have, `near_misses` names and attributes of events
    that are none. The users of a journey are those customers whose number leaves the `remainder`
    when divided by two (None: all), so that no user of one can convert in another by accident.
    """

    tenant_id: str
    journey_id: str
    share: float
    versions: tuple[Version, ...]
    conversion_event: str
    filters: dict[str, Any] = field(default_factory=dict)
    successes: tuple[str, ...] = ("{}",)
    near_misses: tuple[tuple[str, str], ...] = ()
    is_chat: bool = False
    remainder: int | None = None

    @property
    def is_defined(self) -> bool:
        """Whether it has a definition that can be used."""
        return any(version.seconds is not None for version in self.versions)

    @property
    def newest(self) -> Version:
        """The version that names and steps come from."""
        return self.versions[-1]

    def name_at_the_end(self, window: Window) -> str:
        """The name it goes by; a version is renamed a day after it was delivered."""
        later = self.newest.later_name if window.days > 1 else None
        return later or self.newest.name

    def version_at(self, moment: int, window: Window) -> Version:
        """The version of an entry at `moment` (ms); before the first it is the first."""
        current = self.versions[0]
        for version in self.versions[1:]:
            if moment >= (version.valid_from(window) or 0):
                current = version
        return current

    def user_id(self, number: int) -> str:
        """Id of a user, who is the customer of that number in the chat."""
        return f"{self.tenant_id}-{number:06d}"

    def entry_id(self, number: int) -> str:
        """Id of an entry."""
        return f"{self.journey_id}-n{number:06d}"


_HELLO = Step("hello", "Hello", "push")
_TOUR = Step("tour", "What the club offers", "in_app")
_PROFILE = Step("profile", "Tell us your taste", "push")

JOURNEYS = (
    Journey(
        tenant_id="north-roast",
        journey_id="club-welcome",
        share=0.3,
        versions=(
            Version(name="Welcome", steps=(_HELLO, _TOUR), seconds=3 * _DAY),
            Version(
                name="Welcome to the club",
                steps=(_HELLO, _TOUR, _PROFILE),
                seconds=_DAY,
                since=0.5,
            ),
        ),
        conversion_event="profile_completed",
        successes=('{"fields":5}', '{"fields":7}', ""),
        near_misses=(("profile_opened", '{"fields":0}'),),
    ),
    Journey(
        tenant_id="north-roast",
        journey_id="game-reminder",
        share=0.15,
        versions=(
            Version(
                name="The prize game is on",
                steps=(
                    Step("teaser", "Win a machine", "email"),
                    Step("last-days", "Only a few days left", "push"),
                ),
                seconds=_DAY,
                since=0.25,
            ),
        ),
        conversion_event="quiz_answer_correct",
        filters={"question_id": "q2"},
        successes=(
            '{"question_id":"q2","question":"How hot should the water be?","answer":"94 °C"}',
        ),
        is_chat=True,
    ),
    Journey(
        tenant_id="north-roast",
        journey_id="tasting-invitation",
        share=0.15,
        versions=(
            Version(
                name="Invitation",
                later_name="Invitation to a tasting",
                steps=(
                    Step("invitation", "Come and taste", "email"),
                    Step("reminder", "Still seats left", "in_app"),
                ),
                seconds=0,
                since=-1.0,
            ),
        ),
        conversion_event="tasting_reserved",
        successes=('{"guests":2}', '{"guests":1}'),
        near_misses=(("tasting_viewed", "{}"),),
    ),
    Journey(
        tenant_id="five-boroughs-bikes",
        journey_id="win-back",
        share=0.2,
        versions=(
            Version(
                name="We miss you",
                steps=(
                    Step("letter", "We miss you", "email"),
                    Step("voucher", "Ten dollars off", "sms"),
                    Step("last-call", "Last call", "sms"),
                ),
                seconds=2 * _DAY,
            ),
        ),
        conversion_event="order_placed",
        successes=('{"category":"helmet","value":89.5}', '{"category":"bike","value":1200}', ""),
        near_misses=(("order_viewed", '{"category":"bike"}'),),
        remainder=0,
    ),
    Journey(
        tenant_id="five-boroughs-bikes",
        journey_id="first-bike",
        share=0.15,
        versions=(
            Version(
                name="Your first bike",
                steps=(
                    Step("ride", "Book a ride", "push"),
                    Step("offer", "Twelve instalments", "in_app"),
                ),
                seconds=0.5 * _DAY,
            ),
        ),
        conversion_event="order_placed",
        filters={"category": "bike", "financing": {"instalments": 12}},
        successes=(
            '{"category":"bike","financing":{"instalments":12},"value":1200}',
            '{"value":990.5,"financing":{"instalments":12.0},"category":"bike"}',
        ),
        near_misses=(
            ("order_placed", '{"category":"helmet","financing":{"instalments":12}}'),
            ("order_placed", '{"category":"bike","financing":{"instalments":"12"}}'),
            ("order_placed", '{"category":"bike"}'),
            ("order_placed", ""),
        ),
        remainder=1,
    ),
    Journey(
        tenant_id="five-boroughs-bikes",
        journey_id="service-reminder",
        share=0.05,
        versions=(
            Version(
                name="Time for a service",
                steps=(Step("service", "Your bike needs care", "sms"),),
                seconds=None,
            ),
        ),
        conversion_event="service_booked",
        near_misses=(("service_viewed", "{}"),),
    ),
)
