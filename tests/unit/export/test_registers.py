"""The registers of the data section as files."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from orchestration.export import METRICS, ExportReport, ExportRequest, export
from orchestration.export.register_metrics import REGISTER_METRICS
from orchestration.publish.publication import (
    Publication,
    database_of,
    folder_of,
    parquet_of,
    swap,
    write_record,
)
from orchestration.settings import Settings
from orchestration.transform import parsed_project
from tests.sheets import holds_formula, sheets
from tests.unit.export.conftest import Silence

FORMULA = "=1+1"
NAMES = [metric.name for metric in REGISTER_METRICS]
NEW_YEARS_EVE = datetime(2025, 12, 31, 23, 30)
"""The next day for the tenant, whose clock is an hour ahead."""

MARTS = {name: METRICS[name].query.mart for name in NAMES}


def _row(columns: dict[str, str], number: int) -> dict[str, object]:
    """Return a row of a mart: texts tell their column, times and dates are around new year."""
    values: dict[str, object] = {}
    for name, kind in columns.items():
        if name.endswith("_date"):
            values[name] = date(2026, 1, 1)
        elif kind == "timestamp":
            values[name] = NEW_YEARS_EVE
        elif kind == "boolean":
            values[name] = number == 1
        elif kind in ("double", "bigint", "integer"):
            values[name] = number
        else:
            values[name] = f"{name} {number}"
    values |= {"tenant_id": "acme", "process_id": f"p-{number}", "customer_id": f"c-{number}"}
    if "email" in columns:
        values["email"] = FORMULA if number == 1 else f"person{number}@example.org"
    return {name: value for name, value in values.items() if name in columns}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A publication with two rows of every register, in the columns that the project promises."""
    settings = Settings(tmp_path_factory.mktemp("registers"))
    folder = folder_of(settings, "by-hand")
    parquet_of(folder).mkdir(parents=True)
    contracts = parsed_project(settings).project(settings).contracts
    with duckdb.connect(str(database_of(folder))) as connection:
        connection.execute("create schema marts")
        for contract in contracts:
            if contract.mart not in {*MARTS.values(), "dim_tenants"}:
                continue
            columns = {name: kind for name, kind, _ in contract.columns}
            declared = ", ".join(f"{name} {kind}" for name, kind in columns.items())
            connection.execute(f"create table marts.{contract.mart} ({declared})")
            if contract.mart == "dim_tenants":
                connection.executemany(
                    "insert into marts.dim_tenants (tenant_id, reporting_timezone) values (?, ?)",
                    [("acme", "Europe/Berlin"), ("other", "UTC")],
                )
                continue
            for number in (1, 2):
                row = _row(columns, number)
                connection.execute(
                    f"insert into marts.{contract.mart} ({', '.join(row)})"
                    f" values ({', '.join('?' * len(row))})",
                    list(row.values()),
                )
    write_record(folder, Publication("by-hand", "2026-01-02T00:00:00", None, "", "", {}))
    swap(settings, "by-hand")
    return settings


@pytest.fixture
def exported(published: Settings, tmp_path: Path):
    """Export a register; give the rows of the CSV file."""

    def run(name: str, tenant: str = "acme", **filters: object) -> list[dict[str, str]]:
        report = report_of(published, tmp_path / "rows.csv", name, tenant, filters)
        with report.file.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))

    return run


def report_of(
    settings: Settings, file: Path, name: str, tenant: str, filters: dict
) -> ExportReport:
    asked = {option.rstrip("_"): value for option, value in filters.items()}
    return export(settings, ExportRequest.of(name, tenant, asked, file), Silence())


@pytest.mark.parametrize("name", NAMES)
def test_a_register_is_exported_with_its_columns(name, exported):
    rows = exported(name)
    assert [row["customer_id"] for row in rows] == ["c-1", "c-2"]
    assert list(rows[0]) == list(METRICS[name].columns)
    assert "tenant_id" not in rows[0]
    assert exported(name, "other") == []


@pytest.mark.parametrize("name", NAMES)
def test_filters(name, exported):
    assert [row["customer_id"] for row in exported(name, customer="c-2")] == ["c-2"]
    if any(by.name == "process" for by in METRICS[name].filters):
        assert [row["process_id"] for row in exported(name, process="p-1")] == ["p-1"]
        assert exported(name, process="p-3") == []


@pytest.mark.parametrize("name", NAMES)
def test_dates_are_local_to_the_tenant(name, exported):
    new_year = date(2026, 1, 1)
    assert len(exported(name, from_=new_year)) == len(exported(name, to=new_year)) == 2
    assert exported(name, to=date(2025, 12, 31)) == []
    assert exported(name, from_=date(2026, 1, 2)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_column_of_the_mart_but_the_tenant_and_local_dates_is_there(name, published):
    contracts = parsed_project(published).project(published).contracts
    (contract,) = (one for one in contracts if one.mart == MARTS[name])
    names = {column for column, *_ in contract.columns}
    shown = {column for column in names if not column.endswith("_date")} - {"tenant_id"}
    left_out = {"event_name"} if name == "files" else set()
    assert shown - left_out <= set(METRICS[name].columns)


def test_winners_come_with_their_data(exported):
    _, row = exported("giveaway_draws")
    assert (row["email"], row["city"]) == ("person2@example.org", "city 2")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_customers_wrote_is_no_formula(ending, published, tmp_path):
    file = tmp_path / f"rows.{ending}"
    report_of(published, file, "customers", "acme", {})
    if ending == "csv":
        assert f"'{FORMULA}" in file.read_text()
    else:
        assert sheets(file)["customers"][1][0] == f"'{FORMULA}"
        assert not holds_formula(file)
