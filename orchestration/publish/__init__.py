"""From the warehouse to what readers open: written aside, verified, swapped by one rename."""

from orchestration.publish.publication import Publication, current_publication
from orchestration.publish.run import publication_is_current, publish, remove_outlived

__all__ = [
    "Publication",
    "current_publication",
    "publication_is_current",
    "publish",
    "remove_outlived",
]
