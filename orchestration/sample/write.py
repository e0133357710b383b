"""Writing a whole sample: the landing files and the truth about them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from orchestration.errors import UsageError
from orchestration.partitions import EARLIEST_ACCEPTED
from orchestration.sample.bodies import Body
from orchestration.sample.calendar import Window
from orchestration.sample.chat_files import ChatRenderer, write_chat_day
from orchestration.sample.chats import generate_chats, tell_chats
from orchestration.sample.code_uploads import CodeUploads
from orchestration.sample.exports import write_dimensions, write_facts_day, write_tenants
from orchestration.sample.files import LandingWriter
from orchestration.sample.glific import generate_organization
from orchestration.sample.glific_files import GlificExport
from orchestration.sample.gupshup import generate_app, tell_app
from orchestration.sample.gupshup_files import GupshupCallbacks
from orchestration.sample.journey_definitions import write_definitions_day
from orchestration.sample.journey_part import generate_journeys
from orchestration.sample.truth import TRUTH_FILE, SampleTruth
from orchestration.sample.whatsapp import generate_messages
from orchestration.sample.whatsapp_files import Element, elements_by_day, write_whatsapp_day
from orchestration.sample.whatsapp_truth import tell_contacts, tell_messages
from orchestration.sample.world import (
    COMPANIES,
    GLIFIC_ACCOUNT,
    GUPSHUP_ACCOUNT,
    TENANTS,
    WHATSAPP_ACCOUNTS,
)

#: A fixed date, not today, so that everybody sees the same numbers.
DEFAULT_END = date(2026, 10, 31)
_REFERENCE_DAYS = 30
_CHAT_EVENTS = 20_000
_CLOUD_MESSAGES = 4_000
_PROVIDER_MESSAGES = 4_000
_JOURNEY_USERS = 450


def write_sample(
    landing: Path,
    *,
    days: int = 30,
    scale: float = 1.0,
    end: date | None = None,
    seed: int = 7,
    progress: Callable[[date, int, int], None] | None = None,
) -> SampleTruth:
    """Write a made-up multi-tenant data set into `landing`, and what is in it.

    The landing days are the `days` UTC days up to and including `end`. At scale 1, 30 days hold
    about 20,000 chat events, 8,000 WhatsApp messages and 4,000 events of journeys; all grow
    linearly with scale and days.
    The same arguments give the same bytes. Files of an earlier sample in `landing` are removed,
    other files stay.

    Args:
        landing: the landing folder; made if missing.
        days: number of landing days, at least 1. Windows under a week hold fewer faults.
        scale: size, greater than 0.
        end: last landing day; default 2026-10-31.
        seed: any non-negative whole number.
        progress: called after each landing day with the day, days written and days in all.

    Returns:
        The truth, also written to `_truth.json` in `landing`.

    Raises:
        UsageError: if an argument is out of range, or the earlier sample's truth is damaged.
    """
    last = end or DEFAULT_END
    window = _window(days, scale, last, seed)
    truth = SampleTruth(
        parameters={
            "days": days,
            "scale": scale,
            "first": window.first.isoformat(),
            "end": last.isoformat(),
            "seed": seed,
        }
    )
    remove_sample(landing)
    landing.mkdir(parents=True, exist_ok=True)
    _write_files(landing, truth, window, scale * days / _REFERENCE_DAYS, seed, progress)
    (landing / TRUTH_FILE).write_text(truth.to_json(), encoding="utf-8")
    return truth


def _window(days: int, scale: float, end: date, seed: int) -> Window:
    if days < 1:
        raise UsageError(f"A sample of {days} days is empty.", way_out="Use one day or more.")
    if not 0 < scale < float("inf"):
        raise UsageError(f"Scale {scale} is no size.", way_out="Use a number greater than 0.")
    if seed < 0:
        raise UsageError(f"Seed {seed} is negative.", way_out="Use 0 or more.")
    if days > (end - EARLIEST_ACCEPTED.date()).days:
        raise UsageError(
            f"{days} days up to {end} begin too early.",
            way_out="Use fewer days or a later end: records before 2000 are quarantined.",
        )
    return Window(end - timedelta(days=days - 1), days)


def remove_sample(landing: Path) -> None:
    """Remove the files of the sample that `landing` holds, if any, and its empty folders.

    Raises:
        UsageError: if the truth that lists those files cannot be read.
    """
    if not (landing / TRUTH_FILE).exists():
        return
    try:
        earlier = SampleTruth.read(landing)
        paths = list(earlier.delivered_paths())
    except (KeyError, TypeError, ValueError) as error:
        raise UsageError(
            f"{TRUTH_FILE} in the landing folder does not list the files of the earlier sample.",
            way_out="Remove those files and it yourself, then try again.",
        ) from error
    for relative in paths:
        path = landing / relative
        path.unlink(missing_ok=True)
        for folder in (path.parent, path.parent.parent):
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()
    (landing / TRUTH_FILE).unlink()


def _write_files(
    landing: Path,
    truth: SampleTruth,
    window: Window,
    size: float,
    seed: int,
    progress: Callable[[date, int, int], None] | None,
) -> None:
    writer = LandingWriter(landing, truth)
    write_tenants(writer, truth, window, COMPANIES)
    # A generator of its own for every part, so that one part's change leaves the others alone.
    chats = []
    for number, tenant in enumerate(TENANTS):
        generator = np.random.default_rng([seed, 1, number])
        events = generate_chats(tenant, window, _CHAT_EVENTS * size * tenant.share, generator)
        tell_chats(truth, events, window)
        chats.append(events)
        if tenant.is_exported:
            write_dimensions(writer, truth, window, tenant)
    renderers = [ChatRenderer(part, window) for part in chats if not part.tenant.is_exported]

    elements: dict[int, list[Element]] = {}
    for number, account in enumerate(WHATSAPP_ACCOUNTS):
        generator = np.random.default_rng([seed, 2, number])
        count = _CLOUD_MESSAGES * size * account.share
        messages = generate_messages(account, window, count, generator)
        tell_messages(truth, messages, window)
        tell_contacts(truth, messages)
        for day, found in elements_by_day(messages, window, generator).items():
            elements.setdefault(day, []).extend(found)

    providers = [
        _gupshup_callbacks(truth, window, size, np.random.default_rng([seed, 4])),
        _glific_export(truth, window, size, np.random.default_rng([seed, 5])),
        CodeUploads(truth, chats, window),
    ]
    journeys = generate_journeys(truth, chats, window, _JOURNEY_USERS * size, seed)
    generator = np.random.default_rng([seed, 3])
    bodies: list[Body] = []
    for index in range(window.days):
        write_chat_day(writer, truth, window, index, renderers, generator)
        for part in chats:
            if part.tenant.is_exported:
                write_facts_day(writer, truth, window, index, part, generator)
        today = sorted(elements.pop(index, []), key=lambda element: element.arrival)
        bodies = write_whatsapp_day(writer, truth, window, index, today, bodies, generator)
        for provider in providers:
            provider.write_day(writer, truth, index)
        write_definitions_day(writer, truth, window, index)
        journeys.write_day(writer, truth, index)
        if progress:
            progress(window.day(index), index + 1, window.days)


def _gupshup_callbacks(
    truth: SampleTruth, window: Window, size: float, generator: np.random.Generator
) -> GupshupCallbacks:
    count = _PROVIDER_MESSAGES * size * GUPSHUP_ACCOUNT.share
    app = generate_app(GUPSHUP_ACCOUNT, window, count, generator)
    tell_app(truth, app, window)
    return GupshupCallbacks(app, window, generator)


def _glific_export(
    truth: SampleTruth, window: Window, size: float, generator: np.random.Generator
) -> GlificExport:
    count = _PROVIDER_MESSAGES * size * GLIFIC_ACCOUNT.share
    organization = generate_organization(GLIFIC_ACCOUNT, window, count, generator)
    return GlificExport(truth, organization, window, generator)
