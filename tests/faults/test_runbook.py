"""The messages that the runbook quotes are those that the program has."""

from __future__ import annotations

import ast
import re
from functools import cache

from orchestration.settings import PROJECT_ROOT

RUNBOOK = (PROJECT_ROOT / "docs" / "runbook.md").read_text()
BLOCKS = [
    block.splitlines()
    for block in re.findall(r"^```text\n(.*?)^```", RUNBOOK, flags=re.DOTALL | re.MULTILINE)
]
# How much of a message is a template's own; one of placeholders alone would fit everything.
_LEAST_WORDS, _LEAST_SHARE = 2, 0.2
# Where one text of the program is put into another one.
_JOINTS = (": ", "; ", ", ", ".parquet ")
_PLACE = re.compile(r"[\w./-]+(?: dt=\d{4}-\d\d-\d\d|[\w./=-]+)?")


@cache
def templates() -> list[tuple[re.Pattern[str], int]]:
    """Every text of the program, anything in place of what is filled in, with its own length."""
    found = {}
    for path in (PROJECT_ROOT / "orchestration").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr | ast.Constant):
                pattern, own = _pattern(node)
                if len(own.split()) >= _LEAST_WORDS:
                    found[pattern] = len(own)
    return [(re.compile(pattern), length) for pattern, length in found.items()]


def _pattern(node: ast.expr) -> tuple[str, str]:
    if isinstance(node, ast.JoinedStr):
        parts = [_pattern(part) for part in node.values]
        return "".join(pattern for pattern, _ in parts), "".join(own for _, own in parts)
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
        return re.escape(text), text
    return ".+", ""


def is_said(message: str) -> bool:
    """Whether the program has the texts that a message is made of."""
    if _PLACE.fullmatch(message):
        return True
    for text in {message, message.removesuffix(".")}:
        for pattern, length in templates():
            if length >= _LEAST_SHARE * len(text) and pattern.fullmatch(text):
                return True
    return any(
        is_said(message[: joint.start()])
        and (is_said(message[joint.end() :]) or is_said(message[joint.start() :]))
        for separator in _JOINTS
        for joint in re.finditer(re.escape(separator), message)
    )


def test_the_runbook_quotes_what_the_program_says():
    lines = {line for block in BLOCKS for line in block}
    assert len(lines) > 50
    assert [line for line in sorted(lines) if not is_said(line.partition(": ")[2])] == []


def test_a_message_that_the_program_does_not_have_would_be_noticed():
    assert not is_said("The lake is on fire, and nobody knows why.")
    assert not is_said("Free a lot of space and run again; the previous publication stands.")
    assert not is_said("lake/chat_events/dt=2026-03-04/events.parquet is broken.")


def test_what_is_said_to_show_that_faults_are_survived_is_there():
    page = (PROJECT_ROOT / "docs" / "hard_to_break.md").read_text()
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", page)
    assert len(named) > 20
    for path, test in named:
        assert f"def {test}" in (PROJECT_ROOT / path).read_text(), f"{path}::{test}"


def test_every_error_has_its_way_out():
    for block in BLOCKS:
        kinds = [line.partition(":")[0] for line in block]
        errors = [kind for kind in kinds if kind != "Warning"]
        assert errors == ["Error", "Way out"] * (len(errors) // 2)
