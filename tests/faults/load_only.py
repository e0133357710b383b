"""The first half of a run: loads what is new in CHATMART_HOME, and prints what could not be."""

from __future__ import annotations

import sys

from orchestration.ingest import ingest_days, scan_landing, start_ingest
from orchestration.settings import Settings

if __name__ == "__main__":
    settings = Settings.from_environment()
    scan = scan_landing(settings, start_ingest(settings))
    for error in ingest_days(settings, scan.dirty).errors:
        sys.stdout.write(f"{error}\n")
