"""The families of sources that are measured, each with generated data and a floor of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """One source of a family: a landing day holds `files`, each filled by the query `records`.

    A file without records is written too, unless the source `skips_empty_files`.
    """

    name: str
    records: str
    files: tuple[str, ...]
    skips_empty_files: bool = False


@dataclass(frozen=True)
class Family:
    """One family of marts and the sources that fill them.

    `name` is the folder of its SQL below `generator/` and `floor/`; `counted` is what the size of
    its data counts, each of these things by itself. `scripts` build the tables that the queries of
    `sources` read, in this order.
    """

    name: str
    counted: tuple[str, ...]
    scripts: tuple[str, ...]
    sources: tuple[Source, ...]


CHAT = Family(
    name="chat",
    counted=("events",),
    scripts=("tenants", "sessions", "events", "uploads"),
    sources=(
        Source("chat_events", "records", ("events", "late")),
        Source("coupons", "coupon_records", ("coupons",), skips_empty_files=True),
        Source("codes", "code_records", ("codes",), skips_empty_files=True),
    ),
)
WHATSAPP = Family(
    name="whatsapp",
    counted=("messages",),
    scripts=("accounts", "exchanges", "messages", "conversations", "elements"),
    sources=(
        Source(
            "whatsapp_cloud",
            "records",
            ("webhooks-1", "webhooks-2", "webhooks-3", "redelivered"),
        ),
    ),
)
JOURNEYS = Family(
    name="journeys",
    counted=("journey events", "user events"),
    scripts=("tenants", "journeys", "arrival", "entries", "journey_events", "user_events"),
    sources=(
        Source("journeys", "definition_records", ("definitions",), skips_empty_files=True),
        Source("journey_events", "journey_event_records", ("events", "late")),
        Source("user_events", "user_event_records", ("events", "late")),
    ),
)
FAMILIES = {family.name: family for family in (CHAT, WHATSAPP, JOURNEYS)}
