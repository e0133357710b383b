"""The dbt project as the planner sees it: its nodes, their dependants and their fingerprints."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from orchestration.settings import DBT_PROJECT_DIR, SEEDS_DIR

_PROJECT_SUFFIXES = {".sql", ".yml", ".csv", ".md"}
_BUILT_TYPES = {"model", "seed"}
_AS_OF = "state.as_of"
_PERSONAL = "pii"
_GRAIN = "grain"


def project_hash() -> str:
    """Hash of every file that decides what dbt builds; cheap enough for every run."""
    digest = hashlib.sha256()
    for root in (DBT_PROJECT_DIR, SEEDS_DIR):
        for path in sorted(root.rglob("*")):
            if path.suffix in _PROJECT_SUFFIXES and "target" not in path.parts:
                digest.update(path.relative_to(root.parent).as_posix().encode())
                digest.update(b"\0")
                digest.update(path.read_bytes())
                digest.update(b"\0")
    return digest.hexdigest()


@dataclass(frozen=True)
class Node:
    """A model or seed: one relation of the warehouse.

    It stays empty as long as none of the sources it is `fed_by` delivers anything; a model that
    names none is always built.
    """

    unique_id: str
    name: str
    schema: str
    materialized: str
    fingerprint: str
    parents: tuple[str, ...]
    fed_by: frozenset[str] = frozenset()

    @property
    def relation(self) -> str:
        """Schema-qualified name of the relation."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Dates:
    """The column with the date of a mart's row, and the relation whose log has changed dates."""

    column: str
    changed_in: str


@dataclass(frozen=True)
class Contract:
    """What a mart promises: its columns in order with (name, type, description).

    `personal` are the columns that hold personal data, `grain` those of which there is one row per
    combination of values. A mart without `dates` can only be published as a whole.
    """

    mart: str
    description: str
    columns: tuple[tuple[str, str, str], ...]
    dates: Dates | None = None
    personal: frozenset[str] = frozenset()
    grain: frozenset[str] = frozenset()


class Project:
    """A parsed dbt project."""

    def __init__(self, manifest: dict[str, Any]) -> None:
        self._manifest = manifest

    @cached_property
    def nodes(self) -> dict[str, Node]:
        """Models and seeds by unique id."""
        built = {
            unique_id: node
            for unique_id, node in self._manifest["nodes"].items()
            if node["resource_type"] in _BUILT_TYPES
        }
        return {
            unique_id: Node(
                unique_id=unique_id,
                name=node["alias"],
                schema=node["schema"],
                materialized=node["config"]["materialized"],
                fingerprint=self._fingerprint(node),
                parents=tuple(node["depends_on"].get("nodes", ())),
                fed_by=frozenset(node["config"]["meta"].get("fed_by", ())),
            )
            for unique_id, node in built.items()
        }

    @cached_property
    def contracts(self) -> list[Contract]:
        """The contracts of the published marts, by name."""
        return sorted(
            (
                Contract(
                    mart=node["alias"],
                    description=" ".join(node["description"].split()),
                    columns=tuple(
                        (
                            column["name"],
                            column["data_type"],
                            " ".join(column["description"].split()),
                        )
                        for column in node["columns"].values()
                    ),
                    dates=self._dates(node),
                    personal=self.personal_columns(node["unique_id"]),
                    grain=self._grain(node["unique_id"]),
                )
                for node in self._manifest["nodes"].values()
                if node["resource_type"] == "model" and node["schema"] == "marts"
            ),
            key=lambda contract: contract.mart,
        )

    def personal_columns(self, unique_id: str) -> frozenset[str]:
        """Names of the columns tagged as personal data; all of them if the model itself is."""
        node = self._manifest["nodes"][unique_id]
        is_personal = _PERSONAL in node["tags"]
        return frozenset(
            name
            for name, column in node["columns"].items()
            if is_personal or _PERSONAL in [*column["tags"], *column["config"].get("tags", ())]
        )

    def _grain(self, unique_id: str) -> frozenset[str]:
        """Columns of the model's test `grain`; none if it has no such test."""
        for node in self._manifest["nodes"].values():
            test = node.get("test_metadata") or {}
            if node.get("attached_node") == unique_id and test.get("name") == _GRAIN:
                return frozenset(test["kwargs"]["columns"])
        return frozenset()

    def _dates(self, node: dict[str, Any]) -> Dates | None:
        published = node["config"]["meta"].get("published")
        if published is None:
            return None
        changed_in = published.get("changed_in", node["alias"])
        for logging in self._manifest["nodes"].values():
            if logging["alias"] == changed_in and logging["config"].get("logs_dates"):
                return Dates(published["date_column"], f"{logging['schema']}.{changed_in}")
        # Nobody would know which of its dates changed.
        return None

    def sources_of(self, source_name: str) -> set[str]:
        """Unique ids of the tables of a source."""
        return {
            unique_id
            for unique_id, source in self._manifest["sources"].items()
            if source["source_name"] == source_name
        }

    def readers_of_as_of(self) -> set[str]:
        """Unique ids of the models that look at the as-of time."""
        return {
            node.unique_id
            for node in self.nodes.values()
            if any(parent.endswith(f".{_AS_OF}") for parent in node.parents)
        }

    def unfed(self, delivered: Set[str]) -> set[str]:
        """Unique ids of the models of which none of the sources they are fed by is `delivered`."""
        return {
            node.unique_id
            for node in self.nodes.values()
            if node.fed_by and not node.fed_by & delivered
        }

    def tests_of_nothing_but(self, models: Set[str]) -> list[str]:
        """Names of the data tests that look at no other models or seeds than these."""
        return sorted(
            node["name"]
            for node in self._manifest["nodes"].values()
            if node["resource_type"] == "test"
            and (looked_at := set(node["depends_on"].get("nodes", ())) & self.nodes.keys())
            and looked_at <= models
        )

    def descendants(self, roots: Iterable[str]) -> set[str]:
        """Models and seeds at or below `roots` (unique ids of nodes or sources)."""
        reached = set(roots)
        pending = list(reached)
        while pending:
            for child in self._children.get(pending.pop(), ()):
                if child not in reached:
                    reached.add(child)
                    pending.append(child)
        return reached & self.nodes.keys()

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for node in self.nodes.values():
            for parent in node.parents:
                children.setdefault(parent, []).append(node.unique_id)
        return children

    def _fingerprint(self, node: dict[str, Any]) -> str:
        # Descriptions and tests change nothing that is stored, so they are no part of it.
        parts = [
            node.get("raw_code") or node["checksum"]["checksum"],
            json.dumps(node["config"], sort_keys=True, default=str),
            json.dumps(
                [
                    (column["name"], column["data_type"], column["constraints"])
                    for column in node["columns"].values()
                ],
                sort_keys=True,
            ),
        ]
        if node["resource_type"] == "seed":
            parts.append(node["checksum"]["checksum"])
        parts += [
            self._manifest["sources"][parent]["relation_name"]
            for parent in sorted(node["depends_on"].get("nodes", ()))
            if parent in self._manifest["sources"]
        ]
        parts += [
            self._manifest["macros"][macro]["macro_sql"]
            for macro in sorted(self._macros_below(node["depends_on"].get("macros", ())))
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()

    def _macros_below(self, macros: Iterable[str]) -> set[str]:
        reached = {macro for macro in macros if macro.startswith("macro.chatmart.")}
        pending = list(reached)
        while pending:
            for macro in self._manifest["macros"][pending.pop()]["depends_on"]["macros"]:
                if macro.startswith("macro.chatmart.") and macro not in reached:
                    reached.add(macro)
                    pending.append(macro)
        return reached
