"""Dagster's own storage below the home folder, and the command that opens its user interface."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
import sqlite3
import sys
from pathlib import Path

from orchestration.errors import ChatmartError, UsageError
from orchestration.settings import HOME_VARIABLE, Settings

LOOPBACK = "127.0.0.1"
_TEMPLATE = Path(__file__).parent / "dagster.yaml"
_DATABASES = ("history/runs.db", "history/runs/index.db", "schedules/schedules.db")
_WORKSPACE = Path(__file__).parent / "workspace.yaml"


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
        # The command that replaces it expects another layout of the project.
        "PYTHONWARNINGS": "ignore:Function `dev_command` is superseded",
    }


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches the address, or the name `localhost`."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def ui_command(
    settings: Settings, port: int, host: str = LOOPBACK
) -> tuple[list[str], dict[str, str]]:
    """Return arguments and environment that open Dagster on the address, schedules included.

    Raises UsageError if the address is none of this machine's, or something else already listens
    on the port, ChatmartError if Dagster's storage is damaged.
    """
    _require_free(host, port)
    _require_storage(settings)
    arguments = [
        sys.executable, "-m", "dagster", "dev",
        "--workspace", str(_WORKSPACE),
        "--host", host,
        "--port", str(port),
        "--log-level", "warning",
    ]  # fmt: skip
    return arguments, dagster_environment(settings)


def _require_storage(settings: Settings) -> None:
    for name in _DATABASES:
        path = settings.dagster / name
        if not path.exists():
            continue
        try:
            with contextlib.closing(sqlite3.connect(path)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError as error:
            raise ChatmartError(
                f"Dagster's storage is damaged: {path} ({error}).",
                way_out=f"Move the folder dagster/{name.partition('/')[0]} away. Dagster then "
                "begins anew: it has lost what it knew of earlier runs, and nothing else is lost.",
            ) from None


def _require_free(host: str, port: int) -> None:
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        raise _no_address(host) from None
    with socket.socket(family) as listener:
        # As servers do, so that connections which have just ended do not count.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise _no_address(host) from None
            raise UsageError(
                f"Port {port} is taken, maybe by Dagster itself: http://{host}:{port}",
                way_out=f"Open that, or take another port: chatmart ui --port {port + 1}",
            ) from None


def _no_address(host: str) -> UsageError:
    return UsageError(
        f"{host} is no address of this machine.",
        way_out=f"Leave --host out to listen on {LOOPBACK}, or give an address of this machine.",
    )
