"""Registers name marts and columns that there are."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from orchestration.cli import main
from orchestration.errors import UsageError
from orchestration.registers import REGISTERS
from orchestration.registers.registry import register_of
from orchestration.settings import Settings
from orchestration.transform import parsed_project


def test_registers_are_marts(tmp_path):
    settings = Settings(tmp_path)
    contracts = {one.mart: one for one in parsed_project(settings).project(settings).contracts}
    for register in REGISTERS.values():
        columns = {name for name, *_ in contracts[register.mart].columns}
        expected = {"tenant_id", register.entry_id}
        expected |= {"process_id"} if register.is_by_process else set()
        assert expected <= columns, register.name


def test_a_register_that_is_none():
    with pytest.raises(UsageError, match=r"Maybe files is meant\."):
        register_of("fiels")


def test_the_command_names_every_register():
    shown = CliRunner().invoke(main, ["delete", "--help"]).output
    assert all(name in shown for name in REGISTERS)


@pytest.mark.parametrize("arguments", [[], ["--all", "--id", "e1"]])
def test_what_to_delete_must_be_said(arguments):
    done = CliRunner().invoke(main, ["delete", "files", "--tenant", "acme", *arguments])
    assert done.exit_code == 2
    assert "either --all or --id" in done.stderr


def test_nothing_is_loaded_yet(tmp_path):
    for command in (
        ["delete", "files", "--tenant", "acme", "--all"],
        ["draw", "--tenant", "acme", "--process", "game", "--winners", "1", "--seed", "1"],
    ):
        done = CliRunner().invoke(main, command, env={"CHATMART_HOME": str(tmp_path)})
        assert done.exit_code == 1
        assert "Nothing is loaded yet." in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [["--winners", "0", "--seed", "1"], ["--winners", "1", "--seed", "x"], ["--winners", "1"],
     ["--winners", "1", "--seed", "9223372036854775808"]],
)  # fmt: skip
def test_draws_that_make_no_sense(arguments):
    done = CliRunner().invoke(main, ["draw", "--tenant", "a", "--process", "p", *arguments])
    assert done.exit_code == 2
