"""Records with parts of them replaced by whatever JSON can hold."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from orchestration.ingest import start_ingest
from orchestration.settings import Settings

from .conftest import Home

# What a field may hold instead: other types, other spellings, and what is right for other fields.
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=4)
    | st.sampled_from(
        ["", " ", "1767261600", 1767261600, 1767261600000, 0, "491500000001", "+49 (150) 000-0001",
         "2026-01-01 10:00:00", "2026-01-01T10:00:00Z", "2026-02-30 00:00:00", "2026-01-01",
         "true", "{}", '{"payload": {"payload": {"code": 1}}}', '{"a":', "[]", "failed", "\0", "'",
         "inbound", "US.13491208", 24, "24", 10**30, -1]
    ),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "gsId", "type", "payload", "ts", "phone", "code", "flow_keyword"]),
        inner, max_size=3,
    ),
    max_leaves=6,
)  # fmt: skip


def places(value: object, path: tuple = ()) -> list[tuple]:
    """List the paths of everything inside a JSON value."""
    inside: list[tuple] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    found = []
    for key, inner in inside:
        found += [(*path, key), *places(inner, (*path, key))]
    return found


@st.composite
def mutated(draw: st.DrawFn, record: dict) -> object:
    """Replace or remove up to three parts of a record, or all of it."""
    result: object = copy.deepcopy(record)
    for _ in range(draw(st.integers(0, 3))):
        path = draw(st.sampled_from([(), *places(result)]))
        if not path:
            return draw(ODD)
        holder: Any = result
        for key in path[:-1]:
            holder = holder[key]
        if draw(st.booleans()):
            holder[path[-1]] = draw(ODD)
        else:
            del holder[path[-1]]
    return result


def loaded(folder: object, source: str, records: list, deliver: Callable = Home.deliver) -> Home:
    """Load records into a home of their own; all of them are accepted or quarantined."""
    settings = Settings(folder)
    home = Home(settings, start_ingest(settings))
    deliver(home, records, source=source)
    report = home.load()
    assert not report.errors
    (load,) = home.catalog.file_loads()
    assert load.received == load.accepted + load.quarantined == len(records)
    rejected = [row for row in home.rejected(source) if row["kind"] == "record"]
    assert len(rejected) == load.quarantined
    return home
