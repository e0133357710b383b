"""Of what dbt tells, a run hears warnings, errors and finished nodes; a log hears all of it."""

from __future__ import annotations

import io

from dbt.events.types import NodeFinished, NodeStart
from dbt_common.events.base_types import EventLevel
from dbt_common.events.logger import LoggerConfig
from dbt_common.events.types import Note

from orchestration.transform.events import FewEvents


def heard_of(manager: FewEvents) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    manager.add_callback(lambda message: heard.append((message.info.name, message.info.level)))
    manager.fire_event(NodeStart(node_info={"unique_id": "model.a"}))
    manager.fire_event(NodeFinished(node_info={"unique_id": "model.a"}))
    for level in EventLevel:
        manager.fire_event(Note(msg="said"), level=level)
    return heard


def test_little_is_heard():
    assert heard_of(FewEvents()) == [
        ("NodeFinished", "debug"),
        ("Note", "warn"),
        ("Note", "error"),
    ]


def test_everything_is_heard_where_it_is_logged():
    manager = FewEvents()
    output = io.StringIO()
    manager.add_logger(
        LoggerConfig(name="log", level=EventLevel.DEBUG, use_colors=False, output_stream=output)
    )
    assert len(heard_of(manager)) == 2 + len(EventLevel)
    assert "said" in output.getvalue()
