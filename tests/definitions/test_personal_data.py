"""What Dagster keeps of a run tells of nobody, whatever the run loads and shows."""

from __future__ import annotations

import pytest
from dagster import DagsterEventType, Definitions

from tests.definitions.conftest import new_home
from tests.oracle import write
from tests.telling import DAY, PERSONAL, telling_zone


def test_no_event_and_no_metadata_of_a_nightly_run_is_personal(
    tmp_path_factory: pytest.TempPathFactory,
    definitions: Definitions,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for home in new_home(tmp_path_factory, definitions, "telling"):
        write(telling_zone(), home.settings.landing)
        result = home.run("nightly", DAY)
        assert result.success
        said = capfd.readouterr()
        texts = [str(event) for event in result.all_events]
        materialised = [
            event.asset_key.path[-1]
            for event in result.all_events
            if event.event_type == DagsterEventType.ASSET_MATERIALIZATION
        ]
        assert {"fct_consents", "dim_contacts", "published"} <= set(materialised)
        # Previews are shown, of what is about nobody.
        assert "web_push" in "".join(texts)
        for personal in PERSONAL:
            assert not [text for text in (*texts, said.out, said.err) if personal in text], personal
