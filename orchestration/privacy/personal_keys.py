"""Which keys of a payload hold what is personal, wherever in the payload they stand."""

from __future__ import annotations

PROFILE_KEYS = (
    "email",
    "first_name",
    "last_name",
    "birthdate",
    "gender",
    "phone",
    "street",
    "postal_code",
    "city",
    "country",
)
"""Keys of what somebody is."""

OTHER_PERSONAL_KEYS = ("text", "value", "file_url", "file_name", "message")
"""Keys of what somebody wrote, set or uploaded."""

TRACES = {key: f"erased_{key}" for key in ("file_url", "file_name", "message")}
"""Keys that make an event a row of a register by having a value, and what an erasure leaves of
each, so that the row stays; the models read the traces."""

NAME_KEY = "name"
NAMING_EVENTS = ("variable_set", "data_collection_variable_set")
"""Events in which `name` is that of a variable, not of a person."""

ANSWER_KEY = "answer"
FREE_TEXT = "freetext"
"""What the name of an event contains whose `answer` somebody wrote."""

IDENTIFYING_KEYS = ("email", "phone")
"""Keys that say whose record it is."""

PERSON_KEYS = ("customer_id", "user_id", "contact_id")
"""Keys that hold the id of a person, however short it is."""

_ALWAYS = frozenset((*PROFILE_KEYS, *OTHER_PERSONAL_KEYS))


def is_personal(key: str, event_name: str | None) -> bool:
    """Whether the value of a payload's key is personal in events of this name."""
    key = key.lower()
    if key == NAME_KEY:
        return event_name not in NAMING_EVENTS
    if key == ANSWER_KEY:
        return FREE_TEXT in (event_name or "")
    return key in _ALWAYS
