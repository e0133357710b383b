"""A publication writes what changed and still equals the warehouse, whatever happened before."""

from __future__ import annotations

import dataclasses
import random
import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import PublicationError
from orchestration.publish import (
    current_publication,
    parquet,
    plan,
    publication_is_current,
    remove_outlived,
)
from orchestration.publish import publication as files
from orchestration.publish import run as publish_run
from orchestration.sample import write_sample
from orchestration.settings import Settings
from orchestration.transform import parsed_project
from orchestration.transform.project import Node, Project
from tests.pipeline.small_warehouse import (
    MARTS,
    PERSONAL,
    Warehouse,
    differences_from_warehouse,
    file_identities,
    was_taken_over,
)
from tests.pipeline.support import run

FIRST_DAY = date(2025, 11, 1)
DAYS = 150
HISTORY = {FIRST_DAY + timedelta(days=number): 5 for number in range(0, DAYS, 3)}
MONTHS = {f"{day:%Y-%m}" for day in HISTORY}


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "home")


@pytest.mark.parametrize("seed", range(4))
def test_after_any_history_the_published_rows_are_those_of_the_warehouse(
    warehouse, monkeypatch, seed
):
    if seed % 2:
        monkeypatch.setattr(parquet, "_MANY_ROWS", 2)
    chance = random.Random(seed)
    for _ in range(10):
        dates = {
            FIRST_DAY + timedelta(days=chance.randrange(DAYS)): chance.randrange(4)
            for _ in range(chance.randrange(25))
        }
        if chance.random() < 0.1:
            warehouse.rebuild(dates)
        else:
            warehouse.replace(dates)
        happens = chance.random()
        if happens < 0.25:
            continue
        if happens < 0.4:
            if chance.random() < 0.2:
                shutil.rmtree(warehouse.settings.published, ignore_errors=True)
            before = current_publication(warehouse.settings)
            _fail_to_publish(warehouse, monkeypatch, chance.choice(["write_record", "swap"]))
            assert current_publication(warehouse.settings) == before
            continue
        if happens < 0.5:
            # Killed between the swap and the new log.
            with monkeypatch.context() as patched:
                patched.setattr(publish_run, "log_changes_since", lambda *_: None)
                warehouse.publish()
        else:
            warehouse.publish()
        assert differences_from_warehouse(warehouse.settings) == []


def _fail_to_publish(warehouse: Warehouse, monkeypatch, function: str) -> None:
    def fails(*_: object) -> None:
        raise OSError("no")

    with monkeypatch.context() as patched:
        patched.setattr(files, function, fails)
        with pytest.raises(PublicationError):
            warehouse.publish()


def test_only_months_with_a_changed_date_are_written(warehouse):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    before = file_identities(warehouse.settings, "fct_visits")
    assert before.keys() == MONTHS
    warehouse.replace({date(2026, 1, 7): 3, date(2026, 4, 1): 2})
    warehouse.publish()
    after = file_identities(warehouse.settings, "fct_visits")
    assert after.keys() == MONTHS | {"2026-04"}
    assert was_taken_over(before, after) == MONTHS - {"2026-01"}
    assert file_identities(warehouse.settings, "dim_names").keys() == {"all"}
    assert differences_from_warehouse(warehouse.settings) == []


def test_without_a_change_nothing_is_written_anew(warehouse):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    before = file_identities(warehouse.settings, "fct_scores")
    warehouse.publish()
    assert file_identities(warehouse.settings, "fct_scores") == before
    assert differences_from_warehouse(warehouse.settings) == []


def test_a_month_that_lost_its_rows_has_no_file_and_an_empty_mart_has_one(warehouse):
    warehouse.rebuild({date(2026, 1, 7): 3, date(2026, 2, 7): 3})
    warehouse.publish()
    warehouse.replace({date(2026, 1, 7): 0})
    warehouse.publish()
    assert file_identities(warehouse.settings, "fct_visits").keys() == {"2026-02"}
    warehouse.replace({date(2026, 2, 7): 0})
    warehouse.publish()
    assert file_identities(warehouse.settings, "fct_visits").keys() == {"all"}
    assert differences_from_warehouse(warehouse.settings) == []
    warehouse.replace({date(2026, 2, 8): 1})
    warehouse.publish()
    assert file_identities(warehouse.settings, "fct_visits").keys() == {"2026-02"}
    assert differences_from_warehouse(warehouse.settings) == []


def test_large_months_have_the_same_files_as_small_ones(warehouse, monkeypatch):
    monkeypatch.setattr(parquet, "_MANY_ROWS", 0)
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    assert file_identities(warehouse.settings, "fct_visits").keys() == MONTHS
    assert file_identities(warehouse.settings, "dim_names").keys() == {"all"}
    assert differences_from_warehouse(warehouse.settings) == []
    warehouse.rebuild({date(2026, 1, 7): 0})
    warehouse.publish()
    assert file_identities(warehouse.settings, "fct_visits").keys() == {"all"}
    assert differences_from_warehouse(warehouse.settings) == []


@pytest.mark.parametrize("many_rows", [0, 10_000])
def test_rows_without_a_date_have_a_file_of_their_own(warehouse, monkeypatch, many_rows):
    monkeypatch.setattr(parquet, "_MANY_ROWS", many_rows)
    warehouse.rebuild({date(2026, 1, 7): 3, None: 2})
    warehouse.publish()
    assert file_identities(warehouse.settings, "fct_visits").keys() == {"2026-01", "undated"}
    assert differences_from_warehouse(warehouse.settings) == []
    warehouse.rebuild({date(2026, 1, 7): 1})
    warehouse.publish()
    assert file_identities(warehouse.settings, "fct_visits").keys() == {"2026-01"}


def _a_killed_run(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        connection.execute("update state.publication_base set publication_id = 'earlier'")


def _a_lost_warehouse_log(warehouse: Warehouse) -> None:
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        connection.execute("delete from state.publication_base")


def _a_lost_parquet_file(warehouse: Warehouse) -> None:
    for mart in MARTS:
        next((warehouse.settings.published / "parquet" / mart).iterdir()).unlink()


def _a_damaged_parquet_file(warehouse: Warehouse) -> None:
    path = next((warehouse.settings.published / "parquet" / "fct_visits").iterdir())
    path.write_bytes(path.read_bytes()[:-9])


def _a_damaged_database(warehouse: Warehouse) -> None:
    (warehouse.settings.published / "chatmart.duckdb").write_bytes(b"no database" * 500)


def _a_log_beside_the_database(warehouse: Warehouse) -> None:
    database = (warehouse.settings.published / "chatmart.duckdb").resolve()
    database.with_name(f"{database.name}.wal").write_bytes(b"")


def _another_layout(warehouse: Warehouse) -> None:
    current = current_publication(warehouse.settings)
    folder = files.folder_of(warehouse.settings, current.publication_id)
    files.write_record(folder, dataclasses.replace(current, layout="0"))


def _a_file_full_of_holes(warehouse: Warehouse) -> None:
    current = current_publication(warehouse.settings)
    folder = files.folder_of(warehouse.settings, current.publication_id)
    files.write_record(folder, dataclasses.replace(current, whole_bytes=100_000))


@pytest.mark.parametrize(
    "accident",
    [
        _a_killed_run,
        _a_lost_warehouse_log,
        _a_lost_parquet_file,
        _a_damaged_parquet_file,
        _a_damaged_database,
        _a_log_beside_the_database,
        _another_layout,
        _a_file_full_of_holes,
    ],
)
def test_in_doubt_everything_is_published_anew(warehouse, monkeypatch, accident):
    monkeypatch.setattr(plan, "_GROWTH_BYTES", 0)
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    before = file_identities(warehouse.settings, "fct_visits")
    accident(warehouse)
    warehouse.replace({date(2026, 1, 7): 3})
    warehouse.publish()
    assert was_taken_over(before, file_identities(warehouse.settings, "fct_visits")) == set()
    assert differences_from_warehouse(warehouse.settings) == []
    before = file_identities(warehouse.settings, "fct_visits")
    warehouse.replace({date(2026, 1, 8): 3})
    warehouse.publish()
    assert was_taken_over(before, file_identities(warehouse.settings, "fct_visits")) != set()


def test_changes_that_nobody_logged_are_noticed_by_their_rows_and_everything_is_written_anew(
    warehouse,
):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        connection.execute("delete from intermediate.int_visits where visit_date = '2025-12-01'")
    warehouse.publish()
    assert differences_from_warehouse(warehouse.settings) == []


def test_what_a_failed_publication_would_have_published_is_not_forgotten(warehouse, monkeypatch):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    before = file_identities(warehouse.settings, "fct_visits")
    for day in (date(2025, 12, 1), date(2026, 2, 3), date(2026, 2, 3)):
        warehouse.replace({day: 7})
        _fail_to_publish(warehouse, monkeypatch, "swap")
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        assert connection.execute("select count(*) from state.changed_dates").fetchone() == (4,)
    warehouse.publish()
    after = file_identities(warehouse.settings, "fct_visits")
    assert was_taken_over(before, after) == MONTHS - {"2025-12", "2026-02"}
    assert differences_from_warehouse(warehouse.settings) == []


def test_a_mart_with_other_columns_or_other_descriptions_is_published_with_them(
    warehouse, monkeypatch
):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    before = {mart: file_identities(warehouse.settings, mart) for mart in MARTS}
    monkeypatch.setitem(MARTS, "fct_scores", ("score_date date, score bigint", "score_date"))

    def change(connection: duckdb.DuckDBPyConnection) -> None:
        connection.execute("alter table marts.fct_scores alter score type bigint")

    warehouse.transform(change)
    with duckdb.connect(str(warehouse.settings.warehouse)) as connection:
        connection.execute("update state.contracts set mart_description = 'Another.'")
    warehouse.publish()
    after = {mart: file_identities(warehouse.settings, mart) for mart in MARTS}
    assert was_taken_over(before["fct_scores"], after["fct_scores"]) == set()
    assert was_taken_over(before["fct_visits"], after["fct_visits"]) == MONTHS
    assert differences_from_warehouse(warehouse.settings) == []
    with duckdb.connect(str(warehouse.settings.published / "chatmart.duckdb")) as connection:
        comments = connection.execute("select distinct comment from duckdb_tables()").fetchall()
        columns = connection.execute(
            "select distinct comment from duckdb_columns() where table_name = 'fct_scores'"
        ).fetchall()
    assert ("Another.",) in comments
    assert sorted(columns) == [("It's the score.",), ("It's the score_date.",)]


def test_a_mart_that_is_no_longer_made_is_no_longer_published(warehouse, monkeypatch):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    monkeypatch.delitem(MARTS, "dim_names")
    warehouse.transform(lambda _: None)
    publication = warehouse.publish()
    assert publication.rows.keys() == {"dim_people", "fct_scores", "fct_visits"}
    assert differences_from_warehouse(warehouse.settings) == []


def test_a_database_that_has_grown_too_much_is_written_anew(warehouse, monkeypatch):
    monkeypatch.setattr(plan, "_GROWTH_BYTES", 0)
    warehouse.rebuild(dict.fromkeys(HISTORY, 2000))
    first = warehouse.publish()
    database = warehouse.settings.published / "chatmart.duckdb"
    sizes = []
    for number in range(5):
        days = list(HISTORY)[number : number + 20]
        warehouse.replace(dict.fromkeys(days, 2000 + number))
        last = warehouse.publish()
        sizes.append(database.stat().st_size)
    assert last.whole_rows != first.whole_rows
    assert max(sizes) < 2.5 * first.whole_bytes
    assert differences_from_warehouse(warehouse.settings) == []


def shown_without_personal_data(warehouse: Warehouse) -> dict[str, list[str]]:
    shown: dict[str, list[str]] = {}
    path = warehouse.settings.published / "chatmart_no_pii.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        for mart, column in connection.execute(
            "select table_name, column_name from duckdb_columns() where schema_name = 'marts'"
            " order by table_name, column_index"
        ).fetchall():
            shown.setdefault(mart, []).append(column)
    return shown


def databases_hold(warehouse: Warehouse, text: str, files_like: str = "*.duckdb") -> bool:
    """Whether any of today's DuckDB files holds the bytes, in blocks that it uses or not."""
    found = [path.read_bytes() for path in warehouse.settings.published.glob(files_like)]
    assert found
    return any(text.encode() in content for content in found)


def test_one_file_has_no_mart_and_no_column_with_personal_data(warehouse):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    warehouse.replace({date(2026, 1, 7): 3})
    publication = warehouse.publish()
    shown = {
        "dim_names": ["name"],
        "fct_scores": ["score_date", "score"],
        "fct_visits": ["visit_date", "visits"],
    }
    assert shown_without_personal_data(warehouse) == shown
    assert publication.rows_without_personal_data.keys() == shown.keys()
    assert databases_hold(warehouse, "visitor 1")
    for text in ("visitor 1", "person 1"):
        assert not databases_hold(warehouse, text, "chatmart_no_pii.duckdb")
    path = warehouse.settings.published / "chatmart_no_pii.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        columns = connection.execute(
            "select comment from duckdb_columns() where table_name = 'fct_visits' order by 1"
        ).fetchall()
        audit = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'audit' order by 1"
        ).fetchall()
    assert columns == [("It's the visit_date.",), ("It's the visits.",)]
    with duckdb.connect(str(path.with_name("chatmart.duckdb")), read_only=True) as connection:
        assert (
            audit
            == connection.execute(
                "select table_name from duckdb_tables() where schema_name = 'audit' order by 1"
            ).fetchall()
        )


def test_a_column_that_turns_out_to_be_personal_leaves_no_block_behind(warehouse, monkeypatch):
    monkeypatch.setitem(PERSONAL, "fct_visits", frozenset())
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    assert databases_hold(warehouse, "visitor 1", "chatmart_no_pii.duckdb")
    monkeypatch.undo()
    warehouse.transform(lambda _: None)
    warehouse.publish()
    assert shown_without_personal_data(warehouse)["fct_visits"] == ["visit_date", "visits"]
    assert not databases_hold(warehouse, "visitor 1", "chatmart_no_pii.duckdb")
    assert differences_from_warehouse(warehouse.settings) == []


def _lose_it(path: Path) -> None:
    path.unlink()


def _damage_it(path: Path) -> None:
    path.write_bytes(b"no database" * 500)


def _lose_a_mart_of_it(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table marts.fct_scores")


def _lose_rows_of_it(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from marts.fct_visits where visit_date < '2025-12-01'")


@pytest.mark.parametrize("accident", [_lose_it, _damage_it, _lose_a_mart_of_it, _lose_rows_of_it])
def test_a_file_without_personal_data_that_is_not_what_it_was_is_made_anew(warehouse, accident):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    accident((warehouse.settings.published / "chatmart_no_pii.duckdb").resolve())
    if accident is _lose_it:
        assert not publication_is_current(warehouse.settings, [])
    warehouse.replace({date(2026, 1, 7): 3})
    warehouse.publish()
    assert differences_from_warehouse(warehouse.settings) == []


def _publications(warehouse: Warehouse) -> list[str]:
    return [path.name for path in (warehouse.settings.published / "publications").iterdir()]


def test_afresh_nothing_is_left_of_what_was_published_before(warehouse):
    warehouse.rebuild(HISTORY | {date(2026, 1, 7): 2500})
    warehouse.publish()
    warehouse.replace({date(2026, 1, 7): 5})
    warehouse.publish()
    assert databases_hold(warehouse, "visitor 2400")
    before = file_identities(warehouse.settings, "fct_visits")
    warehouse.replace({date(2026, 2, 3): 5})
    publication = warehouse.publish(afresh=True)
    assert not databases_hold(warehouse, "visitor 2400")
    assert _publications(warehouse) == [publication.publication_id]
    # Files of months in which nothing changed hold nothing that was to go.
    after = file_identities(warehouse.settings, "fct_visits")
    assert was_taken_over(before, after) == MONTHS - {"2026-02"}
    assert differences_from_warehouse(warehouse.settings) == []
    assert publication.whole_rows == publication.rows_in_databases
    warehouse.replace({date(2026, 2, 3): 6})
    warehouse.publish()
    assert len(_publications(warehouse)) == 2
    assert differences_from_warehouse(warehouse.settings) == []


def test_what_should_not_outlive_a_publication_goes_although_that_was_killed(
    warehouse, monkeypatch
):
    warehouse.rebuild(HISTORY)
    warehouse.publish()
    with monkeypatch.context() as patched:
        patched.setattr(publish_run, "remove_outlived", lambda _: None)
        publication = warehouse.publish(afresh=True)
    assert len(_publications(warehouse)) == 2
    remove_outlived(warehouse.settings)
    assert _publications(warehouse) == [publication.publication_id]


def test_an_earlier_publication_that_cannot_be_removed_is_named(warehouse, monkeypatch):
    warehouse.rebuild(HISTORY)
    first = warehouse.publish()
    with monkeypatch.context() as patched:
        patched.setattr(files.shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(PublicationError, match=first.publication_id):
            warehouse.publish(afresh=True)
    assert current_publication(warehouse.settings) != first
    assert differences_from_warehouse(warehouse.settings) == []


def test_a_failed_publication_afresh_leaves_the_previous_one(warehouse, monkeypatch):
    warehouse.rebuild(HISTORY)
    first = warehouse.publish()

    def fails(*_: object) -> None:
        raise OSError("no")

    with monkeypatch.context() as patched:
        patched.setattr(files, "swap", fails)
        with pytest.raises(PublicationError):
            warehouse.publish(afresh=True)
    assert current_publication(warehouse.settings) == first
    assert differences_from_warehouse(warehouse.settings) == []


def _below_views(project: Project, view: Node) -> set[str]:
    """What a view shows, of whatever other views it does so through."""
    below = {project.nodes[parent] for parent in view.parents if parent in project.nodes}
    views = {node for node in below if node.materialized == "view"}
    return {node.unique_id for node in below}.union(*(_below_views(project, one) for one in views))


def test_every_mart_with_dates_is_logged_by_what_it_is_made_of(tmp_path):
    project = parsed_project(Settings(tmp_path)).project(Settings(tmp_path))
    relations = {node.relation: node for node in project.nodes.values()}
    dated = [contract for contract in project.contracts if contract.dates is not None]
    assert {contract.mart for contract in dated} >= {"fct_sessions", "fct_nps_monthly"}
    for contract in dated:
        mart = relations[f"marts.{contract.mart}"]
        logging = relations[contract.dates.changed_in]
        assert contract.dates.column in {name for name, _, _ in contract.columns}
        assert logging.materialized == "incremental"
        if mart.materialized == "incremental":
            assert logging == mart
        else:
            assert mart.materialized == "view"
            assert logging.unique_id in _below_views(project, mart)


def test_landing_days_published_one_by_one_are_published_as_the_warehouse_has_them(new_home):
    home = new_home()
    settings = Settings(home)
    last = date(2025, 11, 3)
    write_sample(home / "landing", days=4, scale=0.2, end=last)
    days = [last - timedelta(days=back) for back in (3, 1)]
    before: dict[str, int] = {}
    taken_over: set[str] = set()
    for day in days:
        run(home, first=day, last=day)
        assert differences_from_warehouse(settings) == []
        after = file_identities(settings, "fct_event_counts_daily")
        taken_over |= was_taken_over(before, after)
        before = after
    run(home)
    assert differences_from_warehouse(settings) == []
    assert taken_over
