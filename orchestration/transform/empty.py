"""An empty warehouse, built once: models that nothing was delivered for are taken over from it.

Most homes use a few of the sources. Whatever only the others feed is empty, but dbt takes as long
to build it as anything small. Without the empty warehouse dbt builds it all the same.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

import duckdb
from filelock import FileLock

from orchestration.ingest import ensure_empty_tables
from orchestration.ingest.engine import reader_fingerprint
from orchestration.settings import Settings
from orchestration.transform.parsed import ParsedProject, as_sql_literal, parsed_project
from orchestration.transform.project import Node

_SQL = Path(__file__).parent / "sql"


def prepare() -> None:
    """Parse the project and build the empty warehouse, as part of an installation."""
    parsed = parsed_project(Settings.from_environment())
    with FileLock(parsed.folder.with_suffix(".lock")):
        if not _path(parsed).exists():
            _build(parsed)


def has_empty_warehouse(parsed: ParsedProject) -> bool:
    """Whether there is an empty warehouse of this project."""
    return _path(parsed).exists()


def to_take_over(outdated: Iterable[Node], unfed: Collection[str]) -> list[Node]:
    """Of the outdated nodes those that can be taken over, each after its parents.

    A view can only be made once everything that it reads is there.
    """
    waiting = {node.unique_id: node for node in outdated if node.unique_id in unfed}
    taken: dict[str, Node] = {
        node.unique_id: node for node in waiting.values() if node.materialized != "view"
    }
    found = True
    while found:
        found = False
        for node in waiting.values():
            parents = {parent for parent in node.parents if not parent.startswith("source.")}
            if node.unique_id not in taken and parents <= taken.keys():
                taken[node.unique_id] = node
                found = True
    return list(taken.values())


def take_over(
    connection: duckdb.DuckDBPyConnection,
    parsed: ParsedProject,
    nodes: Iterable[Node],
    settings: Settings,
) -> None:
    """Make these relations, which do not exist, as they are in the empty warehouse.

    All or none: what a crash leaves missing is built by the next run, what is half filled is not.
    """
    connection.execute("attach ? as empty (read_only)", [str(_path(parsed))])
    connection.execute("begin")
    definitions = dict(connection.execute((_SQL / "definitions.sql").read_text()).fetchall())
    ((built_in,),) = connection.execute("from empty.main.built_in").fetchall()
    for node in nodes:
        connection.execute(f'create schema if not exists "{node.schema}"')
        definition = definitions[node.relation]
        if node.materialized == "view":
            connection.execute(definition.replace(built_in, as_sql_literal(settings.lake)))
        else:
            connection.execute(definition)
            # Seeds alone may have filled it.
            relation = f'"{node.schema}"."{node.name}"'
            connection.execute(f"insert into {relation} from empty.{relation}")
    connection.execute("commit")
    connection.execute("detach empty")


def _path(parsed: ParsedProject) -> Path:
    return parsed.folder / f"empty-{duckdb.__version__}-{reader_fingerprint()}.duckdb"


def _build(parsed: ParsedProject) -> None:
    from orchestration.transform.plan import plan_transform
    from orchestration.transform.run import run_transform

    # On the file system of the parse, so that it can be renamed into its place.
    with tempfile.TemporaryDirectory(prefix=".empty-", dir=parsed.folder.parent) as folder:
        home = Settings(Path(folder))
        ensure_empty_tables(home)
        run_transform(home, plan_transform(home, {}, None))
        with duckdb.connect(str(home.warehouse)) as connection:
            connection.execute("create table built_in (lake varchar)")
            connection.execute("insert into built_in values (?)", [as_sql_literal(home.lake)])
        home.warehouse.rename(_path(parsed))
