"""From the warehouse to what readers open: written aside, verified, swapped by one rename."""

from orchestration.publish.publication import (
    Publication,
    current_publication,
    missing_files,
    was_published,
)
from orchestration.publish.run import publication_is_current, publish, remove_outlived

__all__ = [
    "Publication",
    "current_publication",
    "missing_files",
    "publication_is_current",
    "publish",
    "remove_outlived",
    "was_published",
]
