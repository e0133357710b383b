"""Rows of the published marts as a file for people: CSV, or XLSX for spreadsheets."""

from orchestration.export.metric import Filter, Metric
from orchestration.export.metrics import METRICS
from orchestration.export.request import ExportRequest
from orchestration.export.run import ExportReport, export

__all__ = ["METRICS", "ExportReport", "ExportRequest", "Filter", "Metric", "export"]
