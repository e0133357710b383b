"""Landing files of the definitions of journeys, mistakes included."""

from __future__ import annotations

import json
from typing import Any

from orchestration.sample.calendar import MILLISECONDS_PER_DAY, Window, zulu_times
from orchestration.sample.files import Fault, LandingWriter, csv_lines
from orchestration.sample.journeys import JOURNEYS, Journey, Version
from orchestration.sample.truth import SampleTruth

SOURCE = "journeys"
_BROKEN = '{"tenant_id":"north-roast","journey_id":"club-welcome","steps":[{"step_id":'
_WITHOUT_STEP_IDS = (
    '{"tenant_id":"north-roast","journey_id":"club-welcome","conversion_event":"start",'
    '"stop_counting_after_exit_seconds":0,"steps":["hello","tour"]}'
)


def write_definitions_day(
    writer: LandingWriter, truth: SampleTruth, window: Window, index: int
) -> None:
    """Write what is defined on landing day `index`.

    First versions come on the first day, a later one, as CSV, on the day since which it holds. One
    version is delivered again a day later under another name, and replaces what it was.
    """
    landing_day = window.day(index)
    if index == 0:
        lines = [_first_version(journey, window) for journey in JOURNEYS]
        lines += [
            Fault(_BROKEN, "broken JSON"),
            Fault(_WITHOUT_STEP_IDS, "steps without ids"),
        ]
        writer.write_lines(SOURCE, landing_day, "definitions.jsonl", lines)
    begin = window.start_ms + index * MILLISECONDS_PER_DAY
    later = [
        _fields(journey, version, window)
        for journey in JOURNEYS
        for version in journey.versions[1:]
        if version.valid_from(window) == begin
    ]
    if later:
        rows = csv_lines([_text(value) for value in fields.values()] for fields in later)
        header = ",".join(later[0])
        writer.write_lines(SOURCE, landing_day, "definitions.csv", rows, header=header)
    if index == 1:
        renamed = [
            _fields(journey, version, window) | {"journey_name": version.later_name}
            for journey in JOURNEYS
            for version in journey.versions
            if version.later_name
        ]
        again: list[str | Fault] = [_json(fields) for fields in renamed]
        writer.write_lines(SOURCE, landing_day, "definitions-renamed.jsonl", again)
        truth.add_superseded(SOURCE, window.day(0), len(renamed))


def _first_version(journey: Journey, window: Window) -> str | Fault:
    text = _json(_fields(journey, journey.versions[0], window))
    return text if journey.is_defined else Fault(text, "no stop_counting_after_exit_seconds")


def _fields(journey: Journey, version: Version, window: Window) -> dict[str, Any]:
    since = version.valid_from(window)
    return {
        "tenant_id": journey.tenant_id,
        "journey_id": journey.journey_id,
        "journey_name": version.name,
        "valid_from": None if since is None else zulu_times([since])[0],
        "conversion_event": journey.conversion_event,
        "conversion_filters": journey.filters or None,
        "stop_counting_after_exit_seconds": version.seconds,
        "steps": [
            {
                "step_id": step.step_id,
                "step_name": step.name,
                "channel": step.channel,
                "position": position,
            }
            for position, step in enumerate(version.steps, start=1)
        ],
    }


def _json(fields: dict[str, Any]) -> str:
    given = {name: value for name, value in fields.items() if value is not None}
    return json.dumps(given, separators=(",", ":"))


def _text(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value
