"""Dagster's own storage below the home folder, and the command that opens its user interface."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from orchestration.settings import HOME_VARIABLE, Settings

_TEMPLATE = Path(__file__).parent / "dagster.yaml"


def prepare_instance(settings: Settings) -> Path:
    """Write `dagster/dagster.yaml` if there is none, and return the folder.

    Runs, events and schedules are kept there too. A file that is already there is the operator's.
    """
    folder = settings.dagster
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / "dagster.yaml"
    if not configuration.exists():
        configuration.write_text(_TEMPLATE.read_text())
    return folder


def dagster_environment(settings: Settings) -> dict[str, str]:
    """Return the environment in which Dagster works on this home."""
    return {
        **os.environ,
        HOME_VARIABLE: str(settings.home),
        "DAGSTER_HOME": str(prepare_instance(settings)),
        "DAGSTER_DISABLE_TELEMETRY": "1",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    }


def ui_command(settings: Settings, port: int) -> tuple[list[str], dict[str, str]]:
    """Return arguments and environment that open Dagster on 127.0.0.1, schedules included."""
    arguments = [
        sys.executable, "-m", "dagster", "dev",
        "--module-name", "orchestration.definitions",
        "--host", "127.0.0.1",
        "--port", str(port),
    ]  # fmt: skip
    return arguments, dagster_environment(settings)
