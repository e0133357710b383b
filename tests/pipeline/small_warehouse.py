"""A small warehouse to publish, and how what was published compares with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb

from orchestration.publish import Publication, current_publication, publish
from orchestration.settings import Settings
from orchestration.transform.project import Contract, Dates, Node
from orchestration.transform.state import begin_transform, create_state, end_transform

MARTS = {
    "dim_names": ("name varchar", None),
    "dim_people": ("person varchar, born date", None),
    "fct_scores": ("score_date date, score integer", "score_date"),
    "fct_visits": ("visit_date date, visitor varchar, visits bigint", "visit_date"),
}
PERSONAL = {
    "dim_people": frozenset({"person", "born"}),
    "fct_visits": frozenset({"visitor"}),
}
GRAIN = {"dim_people": frozenset({"person"}), "fct_visits": frozenset({"visit_date"})}


class Warehouse:
    """A small warehouse, changed as the models change theirs: rows and log in one transaction.

    `fct_visits` is a view whose dates are logged by the model below it, `fct_scores` logs its own,
    `dim_names` has no dates. `dim_people` is about single persons, and so is a column of
    `fct_visits`.
    """

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home)
        home.mkdir(exist_ok=True)
        self.transforms = 0
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            create_state(connection)
            for schema in ("marts", "intermediate"):
                connection.execute(f"create schema {schema}")
            connection.execute(
                "create table intermediate.int_duplicates"
                " (source varchar, landing_day date, duplicates bigint)"
            )
            connection.execute(
                "create table intermediate.int_journey_rejected_exits"
                " (source varchar, event_id varchar, reason varchar, landing_day date,"
                " file_name varchar, line bigint)"
            )
            connection.execute(
                "create table intermediate.int_draws"
                " (draw_id varchar, tenant_id varchar, process_id varchar, created_at timestamp,"
                " participants bigint, seed bigint)"
            )
        self.rebuild({})

    def contracts(self) -> list[Contract]:
        changed_in = {"fct_visits": "intermediate.int_visits", "fct_scores": "marts.fct_scores"}
        return [
            Contract(
                mart,
                f"What {mart} is.",
                tuple(
                    (name, kind, f"It's the {name}.")
                    for name, kind in (column.split() for column in columns.split(", "))
                ),
                Dates(date_column, changed_in[mart]) if date_column else None,
                PERSONAL.get(mart, frozenset()),
                GRAIN.get(mart, frozenset()),
            )
            for mart, (columns, date_column) in MARTS.items()
        ]

    def transform(
        self, change: Callable[[duckdb.DuckDBPyConnection], None], outdated: tuple[str, ...] = ()
    ) -> None:
        """Change the warehouse between the beginning and the end of a transform."""
        self.transforms += 1
        nodes = [
            Node(name, name, schema, "table", f"{self.transforms}", ())
            for schema, name in (relation.split(".") for relation in outdated)
        ]
        with duckdb.connect(str(self.settings.warehouse)) as connection:
            begin_transform(connection, f"transform {self.transforms}", nodes, [], [], None)
            change(connection)
            end_transform(connection, f"transform {self.transforms}", {}, "hash", self.contracts())

    def rebuild(self, dates: dict[date, int]) -> None:
        """Build everything from scratch, with so many rows per date."""

        def change(connection: duckdb.DuckDBPyConnection) -> None:
            for relation, columns in (
                ("intermediate.int_visits", MARTS["fct_visits"][0]),
                ("marts.fct_scores", MARTS["fct_scores"][0]),
                ("marts.dim_names", MARTS["dim_names"][0]),
                ("marts.dim_people", MARTS["dim_people"][0]),
            ):
                connection.execute(f"create or replace table {relation} ({columns})")
            connection.execute(
                "create or replace view marts.fct_visits as from intermediate.int_visits"
            )
            self._put(connection, dates)

        self.transform(
            change,
            (
                "intermediate.int_visits",
                "marts.fct_scores",
                "marts.dim_names",
                "marts.dim_people",
                "marts.fct_visits",
            ),
        )

    def replace(self, dates: dict[date, int]) -> None:
        """Replace the rows of these dates by so many others."""

        def change(connection: duckdb.DuckDBPyConnection) -> None:
            connection.execute("begin")
            for relation, column in (
                ("intermediate.int_visits", "visit_date"),
                ("marts.fct_scores", "score_date"),
            ):
                for day in dates:
                    connection.execute(f"delete from {relation} where {column} = ?", [day])
                    connection.execute(
                        "insert into state.changed_dates select ?, ? except from"
                        " state.changed_dates",
                        [relation, day],
                    )
            self._put(connection, dates)
            connection.execute("commit")

        self.transform(change)

    def _put(self, connection: duckdb.DuckDBPyConnection, dates: dict[date, int]) -> None:
        number = self.transforms
        for day, rows in dates.items():
            connection.execute(
                "insert into intermediate.int_visits"
                " select ?, 'visitor ' || i, ? from range(?) as numbers(i)",
                [day, number, rows],
            )
            connection.execute(
                "insert into marts.fct_scores select ?, i + ? from range(?) as numbers(i)",
                [day, number, rows % 3],
            )
        connection.execute("insert into marts.dim_names values (?)", [f"name {number}"])
        connection.execute(
            "insert into marts.dim_people values (?, date '1990-05-05')", [f"person {number}"]
        )

    def publish(self, **options: bool) -> Publication:
        return publish(self.settings, [], **options)


def differences_from_warehouse(settings: Settings) -> list[str]:
    """Where the published rows of any format are not those of the warehouse's marts.

    Those of the file without personal data are held against the columns that it has.
    """
    found = []
    publication = current_publication(settings)
    with duckdb.connect() as connection:
        for name, path in (
            ("warehouse", settings.warehouse),
            ("published", settings.published / "chatmart.duckdb"),
            ("no_pii", settings.published / "chatmart_no_pii.duckdb"),
        ):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        shown = _columns_without_personal_data(connection)
        if shown.keys() != publication.rows_without_personal_data.keys():
            found.append(f"without personal data: {sorted(shown)}")
        for mart, rows in publication.rows.items():
            parquet = settings.published / "parquet" / mart
            found += _misnamed(connection, parquet, publication.publication_id)
            places = [("*", f"published.marts.{mart}"), ("*", f"'{parquet}/*.parquet'")]
            if mart in shown:
                places.append((shown[mart], f"no_pii.marts.{mart}"))
            for columns, published in places:
                one = f"select {columns} from warehouse.marts.{mart}"
                other = f"select {columns} from {published}"
                differing = connection.execute(
                    f"select count(*) from (({one} except all {other})"
                    f" union all ({other} except all {one}))"
                ).fetchone()
                counted = connection.execute(f"select count(*) from {published}").fetchone()
                if differing != (0,) or counted != (rows,):
                    found.append(f"{published}: {differing[0]} rows differ, {counted[0]} rows")
    return found


def _columns_without_personal_data(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = connection.execute(
        "select table_name, string_agg('\"' || column_name || '\"', ', ' order by column_index)"
        " from duckdb_columns() where database_name = 'no_pii' and schema_name = 'marts' group by 1"
    ).fetchall()
    return dict(rows)


def _misnamed(
    connection: duckdb.DuckDBPyConnection, folder: Path, publication_id: str
) -> list[str]:
    """Files that are not named by mart, publication and the one month that their rows are of."""
    found = []
    for path in folder.iterdir():
        name = re.fullmatch(
            rf"{folder.name}-{publication_id}(?:-(\d{{4}}-\d\d|undated))?\.parquet", path.name
        )
        if name is None:
            found.append(path.name)
        elif name[1] is not None:
            column = connection.execute(f"describe from '{path}'").fetchall()
            dates = next(name for name, kind, *_ in column if kind == "DATE")
            months = connection.execute(
                f"select distinct coalesce(strftime({dates}, '%Y-%m'), 'undated') from '{path}'"
            ).fetchall()
            if months != [(name[1],)]:
                found.append(f"{path.name} has {months}")
    return found


def file_identities(settings: Settings, mart: str) -> dict[str, tuple[int, int]]:
    """What tells each month's file from any other; `all` for a file without a month.

    That is its inode with its time of modification: the inode of a deleted file is given to the
    next one that is written.
    """
    publication_id = current_publication(settings).publication_id
    found = {
        path.stem.removeprefix(f"{mart}-{publication_id}").lstrip("-") or "all": path.stat()
        for path in (settings.published / "parquet" / mart).iterdir()
    }
    return {month: (status.st_ino, status.st_mtime_ns) for month, status in found.items()}


def was_taken_over(
    before: dict[str, tuple[int, int]], after: dict[str, tuple[int, int]]
) -> set[str]:
    return {month for month, identity in before.items() if after.get(month) == identity}
