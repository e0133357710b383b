"""Hostile values in every field of every source, through everything there is."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.export import METRICS
from orchestration.settings import Settings
from tests.hostile import people
from tests.hostile.commands import chatmart
from tests.hostile.zones import DAYS, TEXTS, count_by_source, hostile_zone, relanded
from tests.oracle import LandingFile, LandingZone, compare_marts, marts
from tests.pipeline.small_warehouse import differences_from_warehouse
from tests.pipeline.support import (
    differences_from_oracle,
    land,
    open_published,
    published_marts,
    run,
)
from tests.sheets import holds_formula, sheets

OWN_TENANTS = (people.TENANT, people.EXTREME_TENANT)
OTHERS = (
    LandingFile("chat_events", DAYS[1], "people.jsonl", (*people.records(), *people.extremes())),
    LandingFile("journey_events", DAYS[1], "people.jsonl", tuple(people.journey_records())),
)


@pytest.fixture(scope="module")
def zones(believable: dict[str, list[dict]]) -> tuple[LandingZone, LandingZone]:
    first = hostile_zone(believable)
    return first, relanded(first)


@pytest.fixture(scope="module")
def built(
    tmp_path_factory: pytest.TempPathFactory, zones: tuple[LandingZone, LandingZone]
) -> Iterator[Path]:
    """A home that has loaded every hostile value, and was then delivered them in another way."""
    home = tmp_path_factory.mktemp("values") / 'home {{ 7 }} %s "x"'
    home.mkdir()
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CHATMART_HOME", str(home))
        land(home, zones[0])
        run(home, accept_quarantine=True)
        assert differences_from_oracle(home, zones[0]) == []
        land(home, LandingZone((*zones[1].files, *OTHERS)))
        run(home, accept_quarantine=True)
        yield home


def rows(home: Path, query: str, *parameters: object) -> list[tuple]:
    with open_published(home) as connection:
        return connection.execute(query, parameters).fetchall()


def test_every_field_of_every_source_was_hostile(zones):
    counts = count_by_source(zones[0])
    assert len(TEXTS) > 70
    assert min(counts.values()) > 100
    assert sum(counts.values()) > 5000


def test_the_marts_are_what_the_definitions_say_of_hostile_values(built, zones):
    actual = {
        name: [row for row in found if row["tenant_id"] not in OWN_TENANTS]
        for name, found in published_marts(built).items()
    }
    assert compare_marts(actual, marts(zones[1])) == []


def test_every_form_of_the_publication_holds_the_same(built):
    assert differences_from_warehouse(Settings(built)) == []


def test_texts_arrive_unharmed(built):
    found = dict(
        rows(
            built,
            "select answer_id, answer_text from marts.fct_nps_answers where tenant_id = ?",
            people.TENANT,
        )
    )
    assert found == {
        f"nps_survey_free_text_answered {number}": people.TEXTS[number]
        for number in range(len(people.CUSTOMERS))
    }
    customers = rows(
        built,
        "select customer_id, first_name, email from marts.dim_customers where tenant_id = ?",
        people.TENANT,
    )
    assert sorted(customers) == sorted(
        (customer, customer, people.email(number))
        for number, customer in enumerate(people.CUSTOMERS)
    )


def test_payloads_beyond_measure_arrive_or_read_as_missing(built):
    found = dict(
        rows(
            built,
            "select answer_id, answer_text from marts.fct_nps_answers where tenant_id = ?",
            people.EXTREME_TENANT,
        )
    )
    texts = {name.split()[-1]: text for name, text in found.items()}
    assert texts["long"] == people.LONG_TEXT
    assert texts["numbers"] == "kept"
    assert texts["repeated"] == "first"
    assert texts["surrogates"] == "\U0001f600 \x00 \u202e \x7f"
    assert {texts.get(name) for name in ("deep", "less_deep", "wide")} <= {None, ""}


def test_exports_are_safe_to_open(built, tmp_path):
    exported = 0
    for number, metric in enumerate(METRICS):
        # Metrics that list the same rows stand side by side.
        for ending in ("csv", "xlsx") if number % 4 == 0 else ():
            path = tmp_path / f"{metric}.{ending}"
            arguments = ["export", metric, "--tenant", people.TENANT, "--out", str(path)]
            assert chatmart(built, *arguments).exit_code == 0
            exported += len(_assert_safe(path))
    assert exported > 100
    path = tmp_path / "no" / "such" / "folder" / "a.csv"
    result = chatmart(built, "export", "nps_answers", "--tenant", people.TENANT, "--out", str(path))
    assert result.exit_code == 2


def _assert_safe(path: Path) -> list[list]:
    if path.suffix == ".xlsx":
        assert not holds_formula(path)
        (cells,) = sheets(path).values()
    else:
        with path.open(encoding="utf-8", newline="") as lines:
            cells = list(csv.reader(lines))
    texts = [cell for row in cells[1:] for cell in row if isinstance(cell, str)]
    for text in texts:
        assert not text.startswith(tuple("=+@\t\r\n\uff1d")), text
        assert not text.startswith("-") or text[1:].replace(".", "").isdigit(), text
    return cells[1:]


ARGUMENTS = (
    "'; drop table",
    "%",
    "*",
    '"',
    "{{ 1 }}",
    "../..",
    "-1",
    "\u202e",
    "a\nb",
    "\udcff",
    "x" * 100_000,
    "",
    " ",
    people.TENANT,
)


@pytest.mark.parametrize("text", ARGUMENTS, ids=lambda text: ascii(text[:20]))
def test_hostile_arguments_end_in_a_sentence(built, tmp_path, text):
    out = str(tmp_path / "out.json")
    for arguments in (
        ["find", f"--tenant={text}", f"--email={text}"],
        ["find", f"--tenant={people.TENANT}", f"--email={text}", "--json"],
        ["subject-report", f"--tenant={text}", f"--customer-id={text}", f"--out={out}"],
        ["subject-report", "--tenant=a", f"--phone={text}", f"--email={text}", f"--out={out}"],
        ["draw", f"--tenant={text}", f"--process={text}", "--winners=1", "--seed=1"],
        ["delete", "files", f"--tenant={text}", f"--id={text}"],
        ["delete", text or "nothing", f"--tenant={text}", "--all"],
        ["delete", "coupons", "--tenant=a", f"--process={text}", f"--id={text}"],
        ["export", "nps_answers", f"--tenant={text}", f"--process={text}", f"--out={out}.csv"],
        ["export", "messages_sent", "--tenant=a", f"--step={text}", f"--journey={text}",
         f"--out={out}.xlsx"],
        ["run", f"--from={text}"],
        ["retention", "--dry-run", f"--as-of={text}"],
    ):  # fmt: skip
        chatmart(built, *arguments)


def test_hostile_places_to_write_to_end_in_a_sentence(built, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    for place in (
        tmp_path / "folder",
        tmp_path / "file" / "below.json",
        tmp_path / "missing" / "a.json",
        Path("/proc/nothing/a.json"),
        Path("/dev/full"),
        tmp_path / ("x" * 300),
        tmp_path / "\udcff",
    ):
        for command in (
            ["subject-report", "--tenant=a", "--customer-id=c"],
            ["export", "nps_answers", "--tenant=a"],
        ):
            chatmart(built, *command, "--out", str(place))


def test_status_shows_names_as_they_are_and_ends_well(built):
    assert chatmart(built, "status").exit_code == 0
    assert json.loads(chatmart(built, "status", "--json").stdout)
