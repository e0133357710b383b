"""A believable multi-tenant data set with planted faults, and the truth about it."""

from orchestration.sample.truth import TRUTH_FILE, SampleTruth
from orchestration.sample.write import DEFAULT_END, remove_sample, write_sample

__all__ = ["DEFAULT_END", "TRUTH_FILE", "SampleTruth", "remove_sample", "write_sample"]
