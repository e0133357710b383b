"""What `chatmart status` says: read, judged and printed, each by a module of its own.

Reading changes nothing, needs no lock and takes a home as it finds it: empty, half-written,
damaged, read-only, or in the middle of a run.
"""

from orchestration.reporting.status.report import Status, read_status
from orchestration.reporting.status.show import print_status
from orchestration.reporting.status.verdict import Finding, Level, Limits

__all__ = ["Finding", "Level", "Limits", "Status", "print_status", "read_status"]
