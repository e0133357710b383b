"""One direction, one job a layer: held against the models themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestration.settings import DBT_PROJECT_DIR

MODELS = DBT_PROJECT_DIR / "models"
LAYER_OF = {path.stem: path.relative_to(MODELS).parts[0] for path in sorted(MODELS.rglob("*.sql"))}
MAY_READ = {
    "staging": set(),
    "intermediate": {"staging", "intermediate"},
    "marts": {"intermediate", "marts"},
}


def models() -> list[Path]:
    return sorted(MODELS.rglob("*.sql"))


@pytest.mark.parametrize("path", models(), ids=lambda path: path.stem)
def test_a_model_reads_only_layers_before_its_own(path):
    layer = LAYER_OF[path.stem]
    read = set(re.findall(r"ref\('(\w+)'", path.read_text()))
    for name in read & LAYER_OF.keys():
        assert LAYER_OF[name] in MAY_READ[layer], f"{path.stem} reads {name}"


@pytest.mark.parametrize("path", models(), ids=lambda path: path.stem)
def test_only_staging_reads_the_lake(path):
    sources = set(re.findall(r"source\('(\w+)'", path.read_text()))
    if LAYER_OF[path.stem] != "staging":
        assert sources <= {"state"}


@pytest.mark.parametrize("path", models(), ids=lambda path: path.stem)
def test_names_say_the_layer(path):
    prefixes = {
        "staging": ("stg_",),
        "intermediate": ("int_",),
        "marts": (
            "fct_",
            "dim_",
            "module_",
            "most_active_hour",
            "conversation_reconciliation",
            "active_customers",
            "last_variables",
        ),
    }
    assert path.stem.startswith(prefixes[LAYER_OF[path.stem]])


@pytest.mark.parametrize(
    "path",
    [path for path in models() if "state', " in path.read_text()],
    ids=lambda path: path.stem,
)
def test_whoever_reads_a_log_of_changes_is_built_after_whoever_writes_it(path):
    # dbt orders models by what they reference; a log is written by another model's transaction.
    text = path.read_text()
    writers = {
        "chat_changes": {"int_chat_event_deliveries", "int_chat_events"},
        "whatsapp_changes": {"int_whatsapp_message_records", "int_whatsapp_messages"},
        "flow_changes": {"int_flow_runs"},
        "restated_keys": {"int_own_numbers", "int_journey_versions"},
        "kpi_changes": {"int_sessions"},
        "journey_changes": {"int_journey_event_deliveries", "int_conversion_events"},
        "journey_entry_changes": {"int_journey_entries"},
    }
    # Written before the first model is built.
    logs = set(re.findall(r"source\('state', '(\w+)'\)", text)) - {"as_of"}
    for log in logs:
        references = set(re.findall(r"ref\('(\w+)'", text))
        assert references & writers[log], f"{path.stem} reads {log}"
