"""Rows of the published marts as a file for people: CSV, or XLSX for spreadsheets."""

from orchestration.export.examples import EXAMPLES, write_example
from orchestration.export.files import remove_exports
from orchestration.export.metric import Filter, Metric
from orchestration.export.metrics import METRICS
from orchestration.export.request import ExportRequest
from orchestration.export.run import ExportReport, export

__all__ = [
    "EXAMPLES",
    "METRICS",
    "ExportReport",
    "ExportRequest",
    "Filter",
    "Metric",
    "export",
    "remove_exports",
    "write_example",
]
