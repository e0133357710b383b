"""From things that happened to files that were delivered."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from hypothesis import strategies as st

from tests.oracle.landing import CSV_COLUMNS, LandingFile, LandingZone
from tests.strategies import (
    chat,
    glific,
    glific_contacts,
    glific_counts,
    glific_flows,
    glific_messages,
    gupshup,
    journey_faults,
    journey_plans,
    journeys,
    registers,
    whatsapp,
)
from tests.strategies.scenes import Scene, scenes, tenant_rows

FILE_NAMES = ("a", "a", "a", "B", "10", "é")
JSON_ENDINGS = (".jsonl", ".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.zst")
CSV_ENDINGS = (".csv", ".csv.gz")
# What CSV can hold as the text of JSON.
CSV_KINDS = {"payload": dict, "attributes": dict, "conversion_filters": dict, "steps": list}
IGNORED_NAMES = ("_half.jsonl", ".hidden.jsonl", "half.jsonl.tmp")

Deliveries = dict[tuple[str, date, str], list[dict | bytes]]


@st.composite
def landing_zones(
    draw: st.DrawFn,
    *,
    with_chat: bool = True,
    with_whatsapp: bool = True,
    with_journeys: bool = False,
    with_registers: bool = False,
    over_a_year: bool = False,
):
    """A landing zone of two to six landing days, with everything in it that logs do to people.

    Late, early, repeated, contradicting, nameless and malformed records; at most some dozens
    of records of each kind, fewer than a hundred of them to be quarantined. With chat and
    journeys, the users of journeys are customers too. Over a year the landing days are far apart,
    entries of registers expire meanwhile, and each is first delivered on the landing day it is
    expected on; codes were uploaded before.
    """
    scene = draw(registers.year_scenes() if over_a_year else scenes())
    deliveries: Deliveries = defaultdict(list)
    for landing_day, row in draw(tenant_rows(scene)):
        deliveries["tenants", landing_day, draw(_names())].append(row)
    if with_chat:
        draw(_chat(scene, deliveries))
    if with_whatsapp:
        draw(_whatsapp(scene, deliveries))
    if with_journeys:
        draw(_journeys(scene, deliveries, with_chat))
    if with_registers:
        draw(_registers(scene, deliveries, over_a_year))
    files = [draw(_files(key, records)) for key, records in deliveries.items()]
    if draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from(IGNORED_NAMES))
        files.append(LandingFile("chat_events", scene.landing_days[0], name, (b"{ half",)))
    return LandingZone(tuple(files))


def _names() -> st.SearchStrategy[str]:
    return st.sampled_from(FILE_NAMES)


@st.composite
def _days(draw: st.DrawFn, scene: Scene, happened_at: datetime) -> list[date]:
    """When a record is delivered: mostly in time and once, else late, or again on any day."""
    expected = scene.landing_days_for(happened_at)
    first = expected[0] if draw(st.integers(0, 3)) else draw(st.sampled_from(expected))
    again = draw(st.sampled_from((0, 0, 0, 0, 0, 1, 2)))
    return [first, *(draw(st.sampled_from(scene.landing_days)) for _ in range(again))]


@st.composite
def _chat(draw: st.DrawFn, scene: Scene, deliveries: Deliveries) -> None:
    themes = [(chat.ROUTE_THEME,), *[chat.THEMES] * draw(st.sampled_from((3, 5, 7)))]
    themes += [chat.MODULE_THEMES] * draw(st.sampled_from((2, 3, 4)))
    for serial, some_themes in enumerate(themes):
        for happened_at, record in draw(chat.visits(scene, serial, some_themes)):
            for landing_day in draw(_days(scene, happened_at)):
                file = deliveries["chat_events", landing_day, draw(_names())]
                file.append(record)
                if draw(st.integers(0, 14)) == 0:
                    file.append(draw(chat.spoiled(record, landing_day)))
                if draw(st.integers(0, 19)) == 0:
                    file.append(draw(st.sampled_from(chat.RAW_LINES)))
    for serial in range(draw(st.sampled_from((0, 1, 3, 6)))):
        happened_at, record = draw(chat.facts(scene, serial))
        for landing_day in draw(_days(scene, happened_at)):
            deliveries["loyjoy_facts", landing_day, draw(_names())].append(record)
    for _ in range(draw(st.integers(0, 3))):
        landing_day, record = draw(chat.dimensions(scene))
        deliveries["loyjoy_dimensions", landing_day, draw(_names())].append(record)


@st.composite
def _whatsapp(draw: st.DrawFn, scene: Scene, deliveries: Deliveries) -> None:
    draw(_cloud(scene, deliveries))
    if draw(st.integers(0, 3)):
        draw(_gupshup(scene, deliveries))
    if draw(st.integers(0, 3)):
        draw(_glific(scene, deliveries))


@st.composite
def _cloud(draw: st.DrawFn, scene: Scene, deliveries: Deliveries) -> None:
    elements: list[whatsapp.Element] = []
    for serial in range(draw(st.sampled_from((2, 4, 8, 0)))):
        elements += draw(whatsapp.message_elements(scene, serial))
    for serial in range(draw(st.sampled_from((2, 3, 4)))):
        elements += draw(whatsapp.exchange_elements(scene, serial))
    for _ in range(draw(st.sampled_from((0, 1, 2, 3)))):
        elements += draw(whatsapp.preference_elements(scene))
    for _ in range(draw(st.sampled_from((0, 0, 1, 3)))):
        elements += draw(whatsapp.bad_elements(scene))
    bodies: dict[tuple[date, str, int], list[whatsapp.Element]] = defaultdict(list)
    for element in elements:
        for landing_day in draw(_days(scene, element.happened_at)):
            bodies[landing_day, draw(_names()), draw(st.integers(0, 2))].append(element)
    for (landing_day, name, _), told in bodies.items():
        body = whatsapp.webhook_body(draw(st.permutations(told)) if len(told) < 6 else told[::-1])
        if draw(st.integers(0, 9)) == 0:
            body = draw(whatsapp.battered(body))
        file = deliveries["whatsapp_cloud", landing_day, name]
        file.append(body)
        if draw(st.integers(0, 9)) == 0:
            file.append(draw(st.sampled_from(whatsapp.BAD_BODIES)))


@st.composite
def _gupshup(draw: st.DrawFn, scene: Scene, deliveries: Deliveries) -> None:
    callbacks: list[gupshup.Callback] = []
    for serial in range(draw(st.sampled_from((1, 2, 3)))):
        callbacks += draw(gupshup.exchange_callbacks(scene, serial))
    for _ in range(draw(st.sampled_from((0, 1, 2)))):
        callbacks += draw(gupshup.user_events(scene))
    for _ in range(draw(st.sampled_from((0, 1, 2)))):
        callbacks.append(draw(gupshup.bad_callbacks(scene)))
    for happened_at, callback in callbacks:
        for landing_day in draw(_days(scene, happened_at)):
            file = deliveries["gupshup", landing_day, draw(_names())]
            file.append(callback)
            if draw(st.integers(0, 19)) == 0:
                file.append(draw(st.sampled_from(gupshup.BAD_CALLBACKS)))


@st.composite
def _glific(draw: st.DrawFn, scene: Scene, deliveries: Deliveries) -> None:
    for source, rows in draw(_glific_rows(scene)).items():
        for happened_at, record in rows:
            for landing_day in draw(_days(scene, happened_at)):
                file = deliveries[source, landing_day, draw(st.sampled_from("aaB"))]
                file.append(record)
                if draw(st.integers(0, 19)) == 0:
                    file.append(draw(glific.spoiled(record, landing_day)))
                if draw(st.integers(0, 29)) == 0:
                    file.append(draw(st.sampled_from(glific.RAW_ROWS)))


@st.composite
def _glific_rows(draw: st.DrawFn, scene: Scene) -> dict[str, list[glific.Exported]]:
    """The rows of each source of the export."""
    exported: dict[str, list[glific.Exported]] = defaultdict(list)
    for source, rows_of, least, most in (
        ("glific_messages", glific_messages.exchange_rows, 1, 3),
        ("glific_messages", glific_messages.odd_rows, 1, 3),
        ("glific_contacts", glific_contacts.contact_rows, 1, 4),
        ("glific_contact_histories", glific_contacts.history_rows, 0, 2),
        ("glific_flow_contexts", glific_flows.flow_rows, 1, 6),
        ("glific_message_conversations", glific_counts.billed_rows, 0, 3),
        ("glific_stats", glific_counts.stats_rows, 0, 3),
    ):
        for serial in range(draw(st.integers(least, most))):
            exported[source] += draw(rows_of(scene, serial))
    for serial in range(draw(st.integers(1, 3))):
        told = draw(glific_messages.dead_numbers(scene, serial))
        for name, rows in zip(("messages", "contact_histories", "contacts"), told, strict=True):
            exported[f"glific_{name}"] += rows
    return exported


@st.composite
def _journeys(draw: st.DrawFn, scene: Scene, deliveries: Deliveries, with_chat: bool) -> None:
    plans = draw(journey_plans.plans(scene))
    told = [
        ("journeys", landing_day, record) for plan in plans for landing_day, record in plan.versions
    ]
    for serial in range(draw(st.sampled_from((6, 8, 10)))):
        story = draw(journeys.stories(draw(st.sampled_from(plans)), serial))
        for source, happened_at, record in story:
            if with_chat or source != "chat_events":
                days = draw(_days(scene, happened_at))
                told += [(source, landing_day, record) for landing_day in days]
    for source, landing_day, record in told:
        file = deliveries[source, landing_day, draw(_names())]
        file.append(record)
        if source != "chat_events" and draw(st.integers(0, 19)) == 0:
            file.append(draw(journey_faults.spoiled(record, landing_day)))
            if draw(st.integers(0, 4)) == 0:
                file.append(draw(st.sampled_from(journey_faults.RAW_LINES)))


@st.composite
def _registers(draw: st.DrawFn, scene: Scene, deliveries: Deliveries, is_punctual: bool) -> None:
    told = []
    for serial in range(draw(st.sampled_from((12, 16, 20)))):
        told += draw(registers.entries(scene, serial))
    for serial in range(draw(st.sampled_from((0, 1, 3)))):
        told.append(draw(registers.entry_facts(scene, serial)))
    for serial in range(draw(st.sampled_from((6, 8, 10)))):
        source = draw(st.sampled_from(("coupons", "codes")))
        told += draw(registers.code_stories(scene, 100 + serial, source))
    for source, happened_at, record in told:
        is_upload = source in ("coupons", "codes")
        days = draw(_days(scene, happened_at))
        if is_punctual:
            first = scene.landing_days[0] if is_upload else scene.landing_days_for(happened_at)[0]
            days = [first, *(day for day in days[1:] if day > first)]
        for landing_day in days:
            file = deliveries[source, landing_day, draw(_names())]
            file.append(record)
            if is_upload and draw(st.integers(0, 9)) == 0:
                file.append(draw(registers.spoiled(record, landing_day)))


@st.composite
def _files(draw: st.DrawFn, key: tuple[str, date, str], records: list[dict | bytes]) -> LandingFile:
    source, landing_day, name = key
    fits_csv = source in CSV_COLUMNS and all(fits_in_csv(record) for record in records)
    endings = (*JSON_ENDINGS, *CSV_ENDINGS, *CSV_ENDINGS) if fits_csv else JSON_ENDINGS
    ordered = records[::-1] if draw(st.booleans()) else records
    return LandingFile(source, landing_day, name + draw(st.sampled_from(endings)), tuple(ordered))


def fits_in_csv(record: dict | bytes) -> bool:
    """Whether CSV can say the same as JSON: plain values, and nothing that depends on spelling.

    The id of a nameless event is made from its payload too, as it is spelled; so it stays in JSON.
    """
    if isinstance(record, bytes):
        return b'"' not in record
    nameless = "event_id" in record and not str(record["event_id"] or "").strip()
    if nameless and any(record.get(name) is not None for name in ("payload", "attributes")):
        return False
    return all(
        isinstance(value, CSV_KINDS.get(name, ()))
        for name, value in record.items()
        if isinstance(value, list | dict)
    )
