"""The columns of each mart that are about nobody: `python -m benchmarks.shown_columns FILE`.

A floor is told them, as an analyst would know them: which data are personal is declared in the dbt
project alone, and reading that is no part of what a floor costs.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from orchestration.publish.editions import PromisedColumn, without_personal_data
from orchestration.settings import Settings
from orchestration.transform import parsed_project
from orchestration.transform.project import Contract, Project


def write_shown_columns(file: Path) -> Path:
    """Write a JSON object of the names of columns by mart; a mart that is left out has none."""
    project = parsed_project(Settings.from_environment())
    contracts = Project(json.loads(project.manifest_path.read_text())).contracts
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps({contract.mart: _shown(contract) for contract in contracts}))
    return file


def _shown(contract: Contract) -> list[str]:
    promised = [
        PromisedColumn(name, kind, name in contract.personal, name in contract.grain)
        for name, kind, _ in contract.columns
    ]
    return [column.name for column in without_personal_data(promised)]


def main(arguments: list[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shown_columns", description=__doc__)
    parser.add_argument("file", type=Path)
    write_shown_columns(parser.parse_args(arguments).file)


if __name__ == "__main__":
    main()
