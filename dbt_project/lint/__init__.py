"""What sqlfluff needs to render the models without dbt and without a database.

sqlfluff brings ref, source, this and is_incremental; the rest of dbt's context that models and
macros of this project use stands here. Every name of this module is a name in the templates. Models
are rendered as dbt parses them: `execute` is false, so no macro asks a database.
"""

from types import SimpleNamespace as _SimpleNamespace

from jinja2 import pass_context as _pass_context

execute = False
target = _SimpleNamespace(name="duckdb", type="duckdb", schema="main")
dbt = _SimpleNamespace(
    type_bigint=lambda: "bigint",
    type_boolean=lambda: "boolean",
    type_float=lambda: "double",
    type_int=lambda: "integer",
    type_numeric=lambda: "decimal(28, 6)",
    type_string=lambda: "varchar",
    type_timestamp=lambda: "timestamp",
)


class _Config:
    """`config(...)` renders to nothing; `config.get(...)` answers with the default or the name."""

    def __call__(self, **_: object) -> str:
        return ""

    def get(self, name: str, default: object = None) -> object:
        return name if default is None else default


# What DuckDB alone writes in a way that sqlfluff does not parse; the default means the same.
_NOT_PARSED = {"anonymous_function"}


class _Adapter:
    """Finds the DuckDB version of a macro, else its default."""

    @_pass_context
    def dispatch(self, context: object, name: str, _namespace: str | None = None) -> object:
        if name in _NOT_PARSED:
            return context[f"default__{name}"]
        return context.get(f"duckdb__{name}") or context[f"default__{name}"]


config = _Config()
adapter = _Adapter()


def env_var(name: str, default: str = "") -> str:
    """Return the default, whatever the environment: linting gives one result everywhere."""
    return default or name.lower()


def run_query(_sql: str) -> None:
    """Return nothing, as dbt does while it parses."""
