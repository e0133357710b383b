"""What happens to a landing zone over time: files arrive, are changed, removed, delivered again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st

from tests.oracle.landing import LandingFile, LandingZone
from tests.strategies.journey_edits import JOURNEY_EDITS
from tests.strategies.register_edits import REGISTER_EDITS
from tests.strategies.scenes import TIME_ZONES
from tests.strategies.turns import CUSTOMER_PHONES
from tests.strategies.zones import landing_zones


@st.composite
def arrivals(draw: st.DrawFn, zone: LandingZone, most_runs: int = 4) -> list[LandingZone]:
    """Growing landing zones that end in `zone`: its files in any order, split into runs."""
    files = sorted(zone.files, key=lambda file: str(file.path))
    run_of = [draw(st.integers(0, most_runs - 1)) for _ in files]
    found, kept = [], LandingZone()
    for run in range(most_runs):
        added = [file for file, its_run in zip(files, run_of, strict=True) if its_run == run]
        for file in added:
            kept = kept.with_file(file)
        if added:
            found.append(kept)
    return found or [zone]


@st.composite
def chronicles(draw: st.DrawFn, zone: LandingZone) -> list[LandingZone]:
    """Growing landing zones that end in `zone`: one landing day after the other, or some at once.

    Files of the same day may still come in several runs.
    """
    found, kept = [], LandingZone()
    for day in sorted({file.landing_day for file in zone.files}):
        files = [file for file in zone.files if file.landing_day == day]
        for file in files:
            kept = kept.with_file(file)
            if draw(st.integers(0, 3 * len(files))) == 0:
                found.append(kept)
        if draw(st.integers(0, 4)):
            found.append(kept)
    found.append(kept)
    return [one for number, one in enumerate(found) if one not in found[:number]]


@st.composite
def histories(draw: st.DrawFn, most_edits: int = 4, **options: bool) -> list[LandingZone]:
    """Successive landing zones: one with some files still missing, then one more edit each time.

    The options are those of `landing_zones`.
    """
    edits = (*EDITS, *JOURNEY_EDITS) if options.get("with_journeys") else EDITS
    edits = (*edits, *REGISTER_EDITS) if options.get("with_registers") else edits
    whole = draw(landing_zones(**options))
    late = [file for file in whole.files if draw(st.integers(0, 4)) == 0]
    zone = whole
    for file in late:
        zone = zone.without_file(file)
    found = [zone]
    for file in late:
        zone = zone.with_file(file)
    if late:
        found.append(zone)
    for number in range(draw(st.integers(1, most_edits))):
        if not zone.files:
            break
        file = draw(st.sampled_from(zone.files))
        edit = draw(st.sampled_from(edits))
        zone = edit(draw, zone, file, number)
        found.append(zone)
    return found


def _remove(_draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    return zone.without_file(file)


def _empty(_draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    return zone.with_file(replace(file, records=()))


def _shorten(draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    kept = draw(st.integers(0, len(file.records)))
    return zone.with_file(replace(file, records=file.records[:kept]))


def _reverse(_draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    return zone.with_file(replace(file, records=file.records[::-1]))


def _correct(draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int) -> LandingZone:
    """Events that keep their id get another name, customer or process."""
    change = draw(
        st.sampled_from(
            (
                {"event_name": "interaction"},
                {"event_name": "nps_survey_score_10"},
                {"event_name": "end"},
                {"event_name": "start"},
                {"event_name": "loyalty_points_spent", "amount": 7},
                {"event_name": "code_entered", "module_type": "coupon_code"},
                {"event_name": "quiz_answer_correct", "module_id": "m2"},
                {"customer_id": "c2"},
                {"process_id": "p2"},
            )
        )
    )
    corrected = tuple(
        record | change if isinstance(record, dict) and "event_name" in record else record
        for record in file.records
    )
    return zone.with_file(replace(file, records=corrected))


def _correct_export(
    draw: st.DrawFn, zone: LandingZone, file: LandingFile, _number: int
) -> LandingZone:
    """Exported rows, whatever the file was to be of, say something else under the same id."""
    exported = [other for other in zone.files if other.source.startswith("glific_")]
    file = draw(st.sampled_from(exported or [file]))
    change = draw(
        st.sampled_from(
            (
                {"is_hsm": True},
                {"bsp_status": "error"},
                {"bsp_status": "read"},
                {"status": "blocked", "optin_time": None},
                {"event_type": "contact_opted_in"},
                {"event_type": "contact_opted_out"},
                {"completed_at": None},
                {"parent_id": None, "contact_phone": CUSTOMER_PHONES[0]},
                {"conversations": 5},
                {"updated_at": None},
            )
        )
    )
    corrected = tuple(
        record | {name: value for name, value in change.items() if name in record}
        if isinstance(record, dict)
        else record
        for record in file.records
    )
    return zone.with_file(replace(file, records=corrected))


def _deliver_again(
    draw: st.DrawFn, zone: LandingZone, file: LandingFile, number: int
) -> LandingZone:
    """The whole file once more, on its own day or on another one."""
    days = sorted({other.landing_day for other in zone.files})
    ending = file.name[file.name.index(".", 1) :]
    name = draw(st.sampled_from("AzÄ")) + f"again{number}{ending}"
    return zone.with_file(replace(file, landing_day=draw(st.sampled_from(days)), name=name))


def _deliver_late(
    draw: st.DrawFn, zone: LandingZone, file: LandingFile, number: int
) -> LandingZone:
    """Part of a file comes only days later, on a landing day that may be new."""
    first = draw(st.integers(0, len(file.records)))
    late_day = file.landing_day + timedelta(days=draw(st.sampled_from((1, 2, 5))))
    late = LandingFile(file.source, late_day, f"late{number}.jsonl", file.records[first:])
    return zone.with_file(replace(file, records=file.records[:first])).with_file(late)


def _move_time_zone(
    draw: st.DrawFn, zone: LandingZone, _file: LandingFile, number: int
) -> LandingZone:
    """A tenant of the zone gets another reporting time zone."""
    tenants = sorted(
        {
            record["tenant_id"]
            for other in zone.files
            for record in other.records
            if isinstance(record, dict) and isinstance(record.get("tenant_id"), str)
        }
    )
    row = {
        "tenant_id": draw(st.sampled_from(tenants or ["1001"])),
        "reporting_timezone": draw(st.sampled_from(TIME_ZONES)),
    }
    last_day = max(other.landing_day for other in zone.files)
    return zone.with_file(LandingFile("tenants", last_day, f"moved{number}.jsonl", (row,)))


EDITS: tuple[Callable[[st.DrawFn, LandingZone, LandingFile, int], LandingZone], ...] = (
    _remove,
    _empty,
    _shorten,
    _reverse,
    _correct,
    _correct,
    _correct_export,
    _correct_export,
    _deliver_again,
    _deliver_late,
    _deliver_late,
    _move_time_zone,
)
