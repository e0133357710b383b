from __future__ import annotations

from pathlib import Path

import pytest

from orchestration.errors import ChatmartError
from orchestration.export import remove_exports
from orchestration.settings import Settings


def test_every_export_in_the_home_goes_and_none_elsewhere(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "home")
    kept = tmp_path / "answers.csv"
    for file in (settings.exports / "a.csv", settings.exports / ".half" / "b.xlsx", kept):
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("user")
    remove_exports(settings)
    assert not settings.exports.exists()
    assert kept.exists()
    remove_exports(settings)


def test_what_cannot_be_removed_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("orchestration.export.files.shutil.rmtree", refuse)
    with pytest.raises(ChatmartError, match="cannot be removed: Permission denied"):
        remove_exports(Settings(tmp_path))
