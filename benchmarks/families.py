"""The families of sources that are measured, each with generated data and a floor of its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """One family of marts and the source that fills them.

    `name` is the folder of its SQL below `generator/` and `floor/`; `counted` is what the size of
    its data counts. `scripts` build the table that `records.sql` reads, in this order; a landing
    day holds `files`.
    """

    name: str
    source: str
    counted: str
    scripts: tuple[str, ...]
    files: tuple[str, ...]


CHAT = Family(
    name="chat",
    source="chat_events",
    counted="events",
    scripts=("tenants", "sessions", "events"),
    files=("events", "late"),
)
WHATSAPP = Family(
    name="whatsapp",
    source="whatsapp_cloud",
    counted="messages",
    scripts=("accounts", "exchanges", "messages", "conversations", "elements"),
    files=("webhooks-1", "webhooks-2", "webhooks-3", "redelivered"),
)
FAMILIES = {family.name: family for family in (CHAT, WHATSAPP)}
