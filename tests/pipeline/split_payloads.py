"""Folders of webhook bodies into landing files, in tests and by hand.

`python -m tests.pipeline.split_payloads FOLDER LANDING --day DAY` reads every `*.json` of FOLDER,
each an object {case: webhook body}, and writes its bodies line by line into
LANDING/whatsapp_cloud/dt=DAY/<name>.jsonl, in the order of the cases.
"""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path

SOURCE = "whatsapp_cloud"


def read_cases(folder: Path) -> dict[str, dict[str, object]]:
    """The bodies by file name (without ending) and case."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def split(folder: Path, landing: Path, day: date) -> dict[str, list[str]]:
    """Write the landing files; returns the cases of each, line by line."""
    delivered = landing / SOURCE / f"dt={day}"
    delivered.mkdir(parents=True, exist_ok=True)
    cases = read_cases(folder)
    for name, bodies in cases.items():
        lines = [json.dumps(body, ensure_ascii=False) + "\n" for body in bodies.values()]
        (delivered / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    return {f"{name}.jsonl": list(bodies) for name, bodies in cases.items()}


def main() -> None:
    """Split what the command line names."""
    parser = argparse.ArgumentParser(description="Turn webhook bodies into landing files.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("landing", type=Path)
    parser.add_argument("--day", type=date.fromisoformat, required=True)
    arguments = parser.parse_args()
    split(arguments.folder, arguments.landing, arguments.day)


if __name__ == "__main__":
    main()
