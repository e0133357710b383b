"""The macros that a run may call: dbt hands all it knows to every node anew, and knows hundreds."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dbt.contracts.graph.manifest import Manifest
    from dbt.contracts.graph.nodes import Macro

_WORD = re.compile(r"\w+")
# Written as one word in a call; dbt adds the adapter for which there is a version.
_OF_AN_ADAPTER = re.compile(r"(?:default|duckdb)__")


def needed_macros(manifest: Manifest) -> dict[str, Macro]:
    """Return the macros that nodes of the manifest, their materializations or the adapter name.

    Whatever a needed macro mentions by a word is needed too, called or not. All of the project's
    own are, for names of incremental strategies are put together.
    """
    mentioned = _words(_code_of_dbt())
    for node in manifest.nodes.values():
        mentioned |= _words([node.raw_code, *node.depends_on.macros])
    kinds = {node.config.materialized for node in manifest.nodes.values()} | {"unit"}
    own = manifest.metadata.project_name

    def is_needed(macro: Macro) -> bool:
        return (
            macro.package_name == own
            or macro.name in mentioned
            or _OF_AN_ADAPTER.sub("", macro.name, count=1) in mentioned
            or any(macro.name.startswith(f"materialization_{kind}_") for kind in kinds)
        )

    left = dict(manifest.macros)
    needed: dict[str, Macro] = {}
    while found := {key: macro for key, macro in left.items() if is_needed(macro)}:
        needed |= found
        mentioned |= _words(macro.macro_sql for macro in found.values())
        left = {key: macro for key, macro in left.items() if key not in found}
    return needed


def _code_of_dbt() -> list[str]:
    """The Python code that calls macros by name."""
    from dbt.adapters.base import impl as base
    from dbt.adapters.duckdb import impl as duckdb
    from dbt.adapters.sql import impl as sql
    from dbt.context import providers
    from dbt.parser import unit_tests

    return [inspect.getsource(module) for module in (base, sql, duckdb, providers, unit_tests)]


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in _WORD.findall(text)}
