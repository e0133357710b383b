"""A home that is made once and can be put back to how it was."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tests.oracle import LandingZone
from tests.pipeline.support import land, run


@dataclass(frozen=True)
class RestorableHome:
    """A home where it was made, and a copy of it from which it can be restored.

    Restoring keeps the path: a test finds the home as users find theirs, not moved.
    """

    path: Path
    saved: Path

    @classmethod
    def save(cls, path: Path) -> RestorableHome:
        """Remember the home as it is now."""
        saved = path.with_name(f"{path.name}.saved")
        shutil.copytree(path, saved, symlinks=True)
        return cls(path, saved)

    @classmethod
    def loaded(cls, path: Path, zone: LandingZone) -> RestorableHome:
        """Make a home that has published a landing zone."""
        land(path, zone)
        run(path)
        return cls.save(path)

    def restore(self) -> Path:
        """Undo everything since it was saved; gives the home's path."""
        shutil.rmtree(self.path, ignore_errors=True)
        shutil.copytree(self.saved, self.path, symlinks=True)
        return self.path
