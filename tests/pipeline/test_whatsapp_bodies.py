from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT
from tests.oracle import LandingFile, LandingZone
from tests.pipeline.split_payloads import SOURCE, read_cases, split
from tests.pipeline.support import differences_from_oracle, open_published, rows_of, run

FIXTURES = PROJECT_ROOT / "tests" / "fixtures" / SOURCE
# Bodies of other people's making, kept beside the checkout.
FOREIGN = PROJECT_ROOT.parent / "shared" / "data" / "whatsapp_cloud_payloads"
DAY = date(2025, 10, 20)
FOREIGN_DAY = date(2025, 10, 21)

# What is made of each case: the rows it gives the lake, then the reasons why parts are quarantined;
# "record" is a body quarantined as a whole. The first entry holds for cases not named.
EVERY_OTHER = "every other case"
BAD_CONTACT = "the contact of a message is neither phone nor user id"
EXPECTED: dict[str, dict[str, list[str]]] = {
    "messages.jsonl": {
        EVERY_OTHER: ["inbound"],
        "three_in_one_body": ["inbound", "inbound", "inbound"],
    },
    "bad_messages.jsonl": {
        "sender_is_a_placeholder": [BAD_CONTACT],
        "revoke_by_a_placeholder": [BAD_CONTACT],
        "no_sender": ["a message names no sender"],
        "no_id": ["a message has no id"],
        "no_timestamp": ["timestamp is missing"],
        "timestamp_in_milliseconds": ["timestamp is no usable time"],
        "timestamp_zero": ["timestamp is before 2000-01-01"],
        "timestamp_days_ahead": [
            "timestamp is later than one day after the end of its landing day"
        ],
        "message_is_a_text": ["a message is no object"],
        "one_bad_among_good": ["inbound", "inbound", "a message has no id"],
    },
    "statuses.jsonl": {
        EVERY_OTHER: ["status"],
        "read_before_sent": ["status", "status"],
        "failed_after_delivery": ["status", "status"],
    },
    "bad_statuses.jsonl": {
        "no_id": ["a status has no id"],
        "no_timestamp": ["timestamp is missing"],
        "timestamp_before_2000": ["timestamp is before 2000-01-01"],
        "status_is_a_number": ["a status is no object"],
    },
    "echoes.jsonl": {
        EVERY_OTHER: ["outbound"],
        "to_a_placeholder": [BAD_CONTACT],
        "to_nobody": ["a message echo names no recipient"],
    },
    "user_preferences.jsonl": {EVERY_OTHER: ["preference"]},
    "other_fields.jsonl": {EVERY_OTHER: []},
    "broken_bodies.jsonl": {
        "entry_is_missing": ["record"],
        "entry_is_an_object": ["record"],
        "body_is_a_list": ["record"],
        "body_is_null": ["record"],
        "entry_without_id": ["an entry has no id"],
        "entry_without_changes": ["an entry has no array of changes"],
        "value_is_missing": ["a change has no value"],
        "messages_are_an_object": ["the messages of a change are no array"],
        "good_entry_beside_a_bad_one": ["inbound", "an entry is no object"],
    },
}


def _expected(file_name: str, case: str) -> list[str]:
    cases = EXPECTED[file_name]
    return cases[case] if case in cases else cases[EVERY_OTHER]


def _outcomes(home: Path, cases: dict[str, list[str]]) -> dict[tuple[str, str], list[str]]:
    """What became of each (file, case), as in EXPECTED; every case has an entry."""
    lake, quarantine = home / "lake" / SOURCE, home / "quarantine" / SOURCE
    queries = [
        f"select file_name, line, position, direction from '{lake}/dt=*/messages.parquet'",
        f"select file_name, line, position, 'status' from '{lake}/dt=*/statuses.parquet'",
        f"select file_name, line, position, 'preference' from '{lake}/dt=*/preferences.parquet'",
    ]
    if quarantine.exists():
        queries.append(
            "select file_name, line, 1000, if(kind = 'record', 'record', reason)"
            f" from '{quarantine}/dt=*/rejected.parquet'"
        )
    with duckdb.connect() as connection:
        rows = connection.execute(" union all ".join(queries) + " order by 1, 2, 3, 4").fetchall()
    found = defaultdict(list)
    for file_name, line, _, what in rows:
        found[file_name, cases[file_name][line - 1]].append(what)
    return {
        (file_name, case): found[file_name, case]
        for file_name in cases
        for case in cases[file_name]
    }


def _zone(folder: Path, day: date) -> LandingZone:
    """The same landing files for the oracle."""
    return LandingZone(
        tuple(
            LandingFile(
                SOURCE,
                day,
                f"{name}.jsonl",
                tuple(json.dumps(body, ensure_ascii=False).encode() for body in bodies.values()),
            )
            for name, bodies in read_cases(folder).items()
        )
    )


def _file_loads(home: Path) -> dict[str, tuple[int, int, int]]:
    with open_published(home) as connection:
        return {
            load["file_name"]: (load["received"], load["accepted"], load["quarantined"])
            for load in rows_of(connection, "audit.file_loads")
        }


def test_every_kind_of_webhook_body_is_read_or_quarantined_with_its_reason(new_home):
    home = new_home()
    cases = split(FIXTURES, home / "landing", DAY)
    assert cases.keys() == EXPECTED.keys()
    run(home)

    expected = {
        (file_name, case): _expected(file_name, case)
        for file_name in cases
        for case in cases[file_name]
    }
    assert _outcomes(home, cases) == expected
    for file_name, names in cases.items():
        rejected = [name for name in names if expected[file_name, name] == ["record"]]
        accepted = len(names) - len(rejected)
        assert _file_loads(home)[file_name] == (len(names), accepted, len(rejected))
    assert differences_from_oracle(home, _zone(FIXTURES, DAY)) == []


@pytest.mark.skipif(not FOREIGN.is_dir(), reason="no further webhook bodies beside the checkout")
def test_further_webhook_bodies_are_all_accounted_for(new_home):
    home = new_home()
    cases = split(FOREIGN, home / "landing", FOREIGN_DAY)
    run(home)

    loads = _file_loads(home)
    assert {name: received for name, (received, _, _) in loads.items()} == {
        name: len(names) for name, names in cases.items()
    }
    assert all(received == accepted + bad for received, accepted, bad in loads.values())
    assert sum(bad for _, _, bad in loads.values()) == 0, "all are objects with entries"
    outcomes = _outcomes(home, cases)
    assert sum("inbound" in what for what in outcomes.values()) >= 30
    assert sum("status" in what for what in outcomes.values()) >= 6
    assert sum("preference" in what for what in outcomes.values()) >= 2
    rejected = {case for case, what in outcomes.items() if BAD_CONTACT in what}
    assert rejected == {("deleted_message.jsonl", "revoke"), ("outgoing_message.jsonl", "text")}
