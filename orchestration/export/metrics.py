"""What can be exported, by name."""

from __future__ import annotations

from orchestration.export.journey_metrics import JOURNEY_METRICS
from orchestration.export.metric import Metric
from orchestration.export.nps_metrics import NPS_METRICS
from orchestration.export.register_metrics import REGISTER_METRICS

METRICS: dict[str, Metric] = {
    metric.name: metric for metric in (*NPS_METRICS, *JOURNEY_METRICS, *REGISTER_METRICS)
}
