"""The page of monitoring says what the command does."""

from __future__ import annotations

import configparser
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from orchestration.cli import main
from orchestration.reporting.status.facts import Rejection, WorkFacts
from orchestration.settings import PROJECT_ROOT
from tests.unit.reporting.test_judging import (
    DAMAGED,
    FAILED,
    HEALTHY,
    REFUSED,
    TODAY,
    days,
    holder,
    published,
    status_of,
    waiting,
    working,
)

PAGE = (PROJECT_ROOT / "docs" / "monitoring.md").read_text()
RULES = PROJECT_ROOT / "orchestration" / "reporting" / "status"
OPTIONS = {name for option in main.commands["status"].params for name in option.opts}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, flags=re.DOTALL)


def keys_of(value: object, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            is_mart = path.endswith(("rows", "rows_without_personal_data"))
            yield from keys_of(inner, f"{path}.{'<mart>' if is_mart else key}".lstrip("."))
    elif isinstance(value, list):
        yield f"{path}[]"
        for inner in value:
            if isinstance(inner, dict):
                yield from keys_of(inner, f"{path}[]")
    else:
        yield path


def test_the_page_describes_every_key_and_no_other():
    gap = (*days(TODAY.replace(month=9), TODAY.replace(month=10)), TODAY)
    one, *others = HEALTHY.sources
    told = status_of({
        "sources": (replace(one, delivered=gap), *others),
        "waiting": (waiting(),),
        "failed_files": (FAILED,),
        "refused": (REFUSED,),
        "rejections": (Rejection("tenants", "reason", "record", 3, TODAY, "a.csv", 7),),
        "publication": published(missing=("published/parquet",)),
        "work": WorkFacts((working(), holder(until=None, was_killed=True))),
        "unreadable": (DAMAGED,),
    }).as_dict()  # fmt: skip
    told["publication"]["rows_without_personal_data"] = {"mart": 1}
    killed = told["work"]["killed"].pop()
    assert killed.keys() == told["work"]["running"][0].keys()
    described = set(re.findall(r"^\| `([\w.<>\[\]]+)` \| [^|]+ \|$", PAGE, flags=re.MULTILINE))
    assert described - {"publication"} == set(keys_of(told))


def test_the_page_lists_every_code_with_its_level():
    listed = re.findall(r"^\| `(\w+)` \| (critical|warning) \|", PAGE, flags=re.MULTILINE)
    rules = "".join(path.read_text() for path in sorted(RULES.glob("rules_of_*.py")))
    found = re.findall(r'Level\.(CRITICAL|WARNING),\s+"(\w+)"', rules)
    assert sorted(listed) == sorted((code, level.lower()) for level, code in found)


def test_options_on_the_page_are_those_of_the_command():
    named = set(re.findall(r"--[a-z][a-z-]+", PAGE))
    assert named == OPTIONS


def test_units_of_systemd_can_be_read():
    for unit in blocks("ini"):
        parser = configparser.ConfigParser(interpolation=None)
        parser.read_string(unit)
        assert parser["Unit"]["Description"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("OK: published 2 h ago\nCRITICAL: not this", 0),
        ("WARNING: 1 source late", 1),
        ("CRITICAL: 1 file could not be read", 2),
        ("", 3),
    ],
)
def test_the_plugin_for_nagios_counts_as_nagios_does(tmp_path: Path, said: str, code: int):
    (plugin,) = (block for block in blocks("sh") if block.startswith("#!"))
    script, command = tmp_path / "check_chatmart", tmp_path / "chatmart"
    script.write_text(plugin)
    command.write_text(f"#!/bin/sh\nprintf '%s' '{said}'\nexit 1\n")
    command.chmod(0o700)
    done = subprocess.run(
        ["sh", script],
        env={"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (code, f"{said}\n")
