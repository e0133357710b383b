"""The made-up companies of the sample, their chat processes and their WhatsApp accounts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from orchestration.sample import modules
from orchestration.sample.walk import Walk


@dataclass(frozen=True)
class Module:
    """One module of a process: what happens in it, and the share of visitors who reach it."""

    module_id: str
    name: str
    behaviour: Callable[[Walk], None]
    reach: float = 1.0

    @property
    def type(self) -> str:
        """The module type, named after what happens in it."""
        return self.behaviour.__name__


@dataclass(frozen=True)
class Process:
    """One process (agent) of a tenant: a funnel of modules; `share` is its weight in traffic."""

    process_id: str
    name: str
    share: float
    modules: tuple[Module, ...]


@dataclass(frozen=True, kw_only=True)
class Company:
    """One tenant; `source` is where its records come from."""

    tenant_id: str
    name: str
    timezone: str
    source: str
    in_tenants_file: bool = True
    later_name: str | None = None
    whatsapp_business_account_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Tenant(Company):
    """One tenant with a chatbot.

    `time_style` is how its system writes times: zulu, offset or warehouse. `points_as_amount`
    puts loyalty points into `amount` instead of the payload. Those of the source `loyjoy_facts`
    deliver the platform's own export instead of events.
    """

    source: str = "chat_events"
    share: float
    processes: tuple[Process, ...]
    time_style: str = "zulu"
    points_as_amount: bool = False
    anonymous_share: float = 0.25

    @property
    def is_exported(self) -> bool:
        """Whether the tenant delivers the platform's export instead of events."""
        return self.source == "loyjoy_facts"


@dataclass(frozen=True, kw_only=True)
class WhatsAppAccount:
    """A number that contacts write to; without `tenant_id` the account's own id is the tenant.

    `share` is that of the messages of all accounts of the same list.
    """

    account_id: str
    display_phone_number: str
    share: float
    timezone: str
    phone_number_id: str = ""
    tenant_id: str | None = None
    first_person: int = 0

    @property
    def own_phone(self) -> str:
        """Digits of the display phone number."""
        return "".join(filter(str.isdigit, self.display_phone_number))


def _prize_game(process_id: str, name: str, share: float) -> Process:
    return Process(
        process_id,
        name,
        share,
        (
            Module(f"{process_id}-1", "Hello", modules.welcome),
            Module(f"{process_id}-2", "Terms of the game", modules.terms, 0.95),
            Module(f"{process_id}-3", "Quiz", modules.quiz, 0.95),
            Module(f"{process_id}-4", "Your account", modules.sign_in, 0.85),
            Module(f"{process_id}-5", "Draw", modules.giveaway, 0.9),
            Module(f"{process_id}-6", "Points", modules.loyalty, 0.9),
            Module(f"{process_id}-7", "Tell your friends", modules.share, 0.8),
        ),
    )


def _customer_service(process_id: str, name: str, share: float) -> Process:
    return Process(
        process_id,
        name,
        share,
        (
            Module(f"{process_id}-1", "Hello", modules.welcome),
            Module(f"{process_id}-2", "What is it about?", modules.intent, 0.95),
            Module(f"{process_id}-3", "Answers", modules.gpt, 0.9),
            Module(f"{process_id}-4", "Talk to us", modules.live_chat, 0.45),
            Module(f"{process_id}-5", "How did we do?", modules.nps, 0.85),
        ),
    )


TENANTS = (
    Tenant(
        tenant_id="north-roast",
        name="North Roast Coffee",
        later_name="North Roast Coffee Club",
        timezone="Europe/Berlin",
        time_style="offset",
        share=0.42,
        whatsapp_business_account_id="100000000000101",
        processes=(
            _prize_game("autumn-game", "Autumn prize game", 0.4),
            Process(
                "bean-adviser",
                "Find your coffee",
                0.3,
                (
                    Module("bean-adviser-1", "Hello", modules.welcome),
                    Module("bean-adviser-2", "Which way?", modules.decision_jump, 0.95),
                    Module("bean-adviser-3", "Your taste", modules.questionnaire, 0.9),
                    Module("bean-adviser-4", "Our suggestion", modules.products, 0.95),
                    Module("bean-adviser-5", "Visit a tasting", modules.tasting, 0.6),
                    Module("bean-adviser-6", "How did you like it?", modules.nps, 0.8),
                ),
            ),
            _customer_service("coffee-help", "Customer service", 0.2),
            Process(
                "coffee-letter",
                "Newsletter",
                0.1,
                (
                    Module("coffee-letter-1", "Hello", modules.welcome),
                    Module("coffee-letter-2", "About you", modules.personal_data, 0.8),
                    Module("coffee-letter-3", "Newsletter", modules.newsletter, 0.9),
                    Module("coffee-letter-4", "Welcome coupon", modules.coupon_code, 0.9),
                ),
            ),
        ),
    ),
    Tenant(
        tenant_id="five-boroughs-bikes",
        name="Five Boroughs Bikes",
        timezone="America/New_York",
        points_as_amount=True,
        share=0.26,
        processes=(
            Process(
                "bike-adviser",
                "Bike adviser",
                0.45,
                (
                    Module("bike-adviser-1", "Hello", modules.welcome),
                    Module("bike-adviser-2", "Your rides", modules.questionnaire, 0.95),
                    Module("bike-adviser-3", "Three bikes for you", modules.products, 0.9),
                    Module("bike-adviser-4", "Test ride", modules.test_ride, 0.7),
                    Module("bike-adviser-5", "One last question", modules.nps_question, 0.8),
                ),
            ),
            _customer_service("bike-help", "Service desk", 0.35),
            Process(
                "bike-club",
                "Join the club",
                0.2,
                (
                    Module("bike-club-1", "Hello", modules.welcome),
                    Module("bike-club-2", "Your account", modules.sign_in, 0.9),
                    Module("bike-club-3", "About you", modules.personal_data, 0.85),
                    Module("bike-club-4", "Club letter", modules.newsletter, 0.9),
                    Module("bike-club-5", "Welcome points", modules.loyalty, 0.95),
                    Module("bike-club-6", "Code of your receipt", modules.code_entry, 0.9),
                    Module("bike-club-7", "A picture of your bike", modules.snapshot, 0.7),
                ),
            ),
        ),
    ),
    Tenant(
        tenant_id="lotus-tea",
        name="Lotus Tea House",
        timezone="Asia/Kolkata",
        time_style="warehouse",
        share=0.2,
        source="loyjoy_facts",
        processes=(
            _prize_game("monsoon-game", "Monsoon prize game", 0.6),
            _customer_service("tea-help", "Tea helpline", 0.4),
        ),
    ),
    Tenant(
        tenant_id="fjord-outdoor",
        name="Fjord Outdoor",
        timezone="UTC",
        time_style="warehouse",
        share=0.12,
        in_tenants_file=False,
        anonymous_share=0.4,
        processes=(
            Process(
                "trail-win",
                "Win a tent",
                0.5,
                (
                    Module("trail-win-1", "Hello", modules.welcome),
                    Module("trail-win-2", "Favourite trail", modules.variable, 0.9),
                    Module("trail-win-3", "Your account", modules.sign_in, 0.85),
                    Module("trail-win-4", "Spin the wheel", modules.instant_win, 0.95),
                    Module("trail-win-5", "News on your device", modules.web_push, 0.7),
                ),
            ),
            _customer_service("trail-help", "Customer service", 0.5),
        ),
    ),
)

WHATSAPP_ACCOUNTS = (
    WhatsAppAccount(
        account_id="100000000000101",
        phone_number_id="200000000000101",
        display_phone_number="15550990001",
        share=0.65,
        timezone="Europe/Berlin",
        tenant_id="north-roast",
    ),
    WhatsAppAccount(
        account_id="100000000000202",
        phone_number_id="200000000000202",
        display_phone_number="+1 555-099-0002",
        share=0.35,
        timezone="UTC",
        first_person=50_000,
    ),
)

#: Tenants that only write on WhatsApp, through a provider or platform that reports it.
HARBOUR_CINEMA = Company(
    tenant_id="harbour-cinema",
    name="Harbour Cinema",
    timezone="Europe/London",
    source="gupshup",
)
RIVER_SCHOOLS = Company(
    tenant_id="river-schools",
    name="River Schools",
    timezone="Asia/Kolkata",
    source="glific",
)
COMPANIES: tuple[Company, ...] = (*TENANTS, HARBOUR_CINEMA, RIVER_SCHOOLS)

GUPSHUP_ACCOUNT = WhatsAppAccount(
    account_id=HARBOUR_CINEMA.tenant_id,
    tenant_id=HARBOUR_CINEMA.tenant_id,
    display_phone_number="15550990003",
    share=0.35,
    timezone=HARBOUR_CINEMA.timezone,
    first_person=20_000,
)
GLIFIC_ACCOUNT = WhatsAppAccount(
    account_id=RIVER_SCHOOLS.tenant_id,
    tenant_id=RIVER_SCHOOLS.tenant_id,
    display_phone_number="15550990004",
    share=0.65,
    timezone=RIVER_SCHOOLS.timezone,
    first_person=70_000,
)
