from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.defs.instance import prepare_instance, ui_command
from orchestration.errors import UsageError
from orchestration.settings import Settings


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def test_the_user_interface_listens_on_this_machine_only(tmp_path: Path) -> None:
    port = free_port()
    arguments, environment = ui_command(Settings(tmp_path), port)
    assert arguments[arguments.index("--host") + 1] == "127.0.0.1"
    assert arguments[arguments.index("--port") + 1] == str(port)
    assert environment["CHATMART_HOME"] == str(tmp_path)


def test_storage_is_kept_below_the_home(tmp_path: Path) -> None:
    _, environment = ui_command(Settings(tmp_path), free_port())
    assert environment["DAGSTER_HOME"] == str(tmp_path / "dagster")


def test_one_run_at_a_time_and_no_telemetry(tmp_path: Path) -> None:
    configuration = yaml.safe_load(
        (prepare_instance(Settings(tmp_path)) / "dagster.yaml").read_text()
    )
    assert configuration["concurrency"]["runs"] == {"max_concurrent_runs": 1}
    assert configuration["concurrency"]["pools"]["default_limit"] == 1
    assert configuration["telemetry"] == {"enabled": False}


def test_an_operators_configuration_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "dagster").mkdir()
    (tmp_path / "dagster" / "dagster.yaml").write_text("telemetry:\n  enabled: true\n")
    folder = prepare_instance(Settings(tmp_path))
    assert (folder / "dagster.yaml").read_text() == "telemetry:\n  enabled: true\n"


def test_a_port_that_is_taken_is_said_before_anything_starts(tmp_path: Path) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with pytest.raises(UsageError, match=f"Port {port} is taken"):
            ui_command(Settings(tmp_path), port)


def test_another_address_has_to_be_asked_for_and_is_warned_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    executed = []
    monkeypatch.setattr(os, "execvpe", lambda _, arguments, __: executed.append(arguments))
    for options, host, is_warned in (
        ([], "127.0.0.1", False),
        (["--host", "localhost"], "localhost", False),
        (["--host", "0.0.0.0"], "0.0.0.0", True),
    ):
        result = CliRunner().invoke(
            main, ["ui", "--port", str(free_port()), *options], env={"CHATMART_HOME": str(tmp_path)}
        )
        assert result.exit_code == 0
        arguments = executed.pop()
        assert arguments[arguments.index("--host") + 1] == host
        assert ("Warning: Dagster asks for no password" in result.stderr) == is_warned


@pytest.mark.parametrize("host", ["203.0.113.1", "no such host", "x" * 300, "'; rm -rf"])
def test_an_address_of_another_machine_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(UsageError, match="is no address of this machine"):
        ui_command(Settings(tmp_path), free_port(), host)
