"""Commands that may be given anything."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner, Result

from orchestration.cli import main


def chatmart(home: Path, *arguments: str) -> Result:
    """Run a command; whatever it is given, it ends with an exit and without a traceback."""
    result = CliRunner().invoke(main, arguments, env={"CHATMART_HOME": str(home)})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exc_info
    assert "Traceback" not in result.output
    assert result.exit_code in (0, 1, 2)
    if result.exit_code == 1:
        assert "Way out: " in result.output
    return result
