"""Tables of a landing day are rewritten all of them, or none, also when the process is killed."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb
import pytest

from orchestration.errors import LandingFileError
from orchestration.ingest import start_ingest
from orchestration.ingest.catalog import Catalog
from orchestration.ingest.quarantine import quarantine_file
from orchestration.ingest.rewrite import rewrite_day, rewrite_days

from .conftest import DAY, Home, event, killed_at


def table(home: Home, name: str, source: str = "chat_events", day: date = DAY) -> str:
    path = home.settings.lake / source / f"dt={day}" / f"{name}.parquet"
    return f"read_parquet('{str(path).replace(chr(39), chr(39) * 2)}', hive_partitioning = FALSE)"


def rejected(home: Home) -> str:
    path = str(quarantine_file(home.settings, "chat_events", DAY)).replace("'", "''")
    return f"read_parquet('{path}', hive_partitioning = FALSE)"


def rewrite(home: Home, queries: dict[str, str], source: str = "chat_events") -> str:
    with duckdb.connect() as connection:
        return rewrite_day(home.settings, connection, source, DAY, queries)


def both(home: Home) -> dict[str, str]:
    return {
        "events": f"SELECT * REPLACE ('new' AS event_id) FROM {table(home, 'events')}",
        "rejected": f"SELECT * REPLACE (NULL::VARCHAR AS raw) FROM {rejected(home)}",
    }


def state(home: Home) -> tuple:
    return (
        [row["event_id"] for row in home.rows()],
        [row["raw"] for row in home.rejected()],
        home.catalog.lake_versions(),
        [(load.file_name, load.digest, load.accepted) for load in home.catalog.file_loads()],
    )


@pytest.fixture
def loaded(home: Home) -> Home:
    home.deliver([event(event_id="old"), {"old": 1}])
    home.load()
    return home


def test_named_tables_are_replaced_and_the_day_has_a_new_version(loaded: Home) -> None:
    old = state(loaded)
    days = loaded.catalog.landing_days()
    version = rewrite(loaded, both(loaded))
    ids, raws, versions, files = state(loaded)
    assert (ids, raws) == (["new"], [None])
    assert list(versions.values()) == [version] != list(old[2].values())
    assert files == old[3]
    (day,) = loaded.catalog.landing_days()
    assert (day.fingerprint, day.accepted, day.quarantined) == (days[0].fingerprint, 1, 1)
    assert loaded.dirty() == []
    assert [path.name for path in loaded.settings.staging.iterdir()] == [".mutex.lock"]


def test_what_is_not_named_stays(loaded: Home) -> None:
    rewrite(loaded, {"rejected": f"SELECT * FROM {rejected(loaded)} WHERE FALSE"})
    assert state(loaded)[:2] == (["old"], [])
    assert not quarantine_file(loaded.settings, "chat_events", DAY).parent.exists()
    rewrite(loaded, {"events": f"SELECT * FROM {table(loaded, 'events')} WHERE FALSE"})
    assert state(loaded)[0] == []


def test_of_several_tables_one_may_be_rewritten(home: Home) -> None:
    body = {"app": "shop", "timestamp": 1767261600000, "type": "user-event",
            "payload": {"type": "opted-in", "phone": "491701234567"}}  # fmt: skip
    home.deliver([body], source="gupshup")
    home.load()
    held = table(home, "opt_events", "gupshup")
    rewrite(home, {"opt_events": f"SELECT * REPLACE ('x' AS app) FROM {held}"}, "gupshup")
    assert home.rows("opt_events", "gupshup")[0]["app"] == "x"
    assert home.rows("messages", "gupshup") == []


def test_unknown_days_and_tables_are_refused(loaded: Home) -> None:
    with pytest.raises(KeyError):
        rewrite(loaded, {"facts": "SELECT 1"})
    with pytest.raises(KeyError):
        rewrite(loaded, {}, source="tenants")


@pytest.mark.parametrize("step", range(9))
def test_kill_leaves_old_or_new(loaded: Home, monkeypatch: pytest.MonkeyPatch, step: int) -> None:
    old = state(loaded)

    with killed_at(monkeypatch, step, (Catalog, "replace_version")):
        rewrite(loaded, both(loaded))

    start_ingest(loaded.settings)
    journals = loaded.settings.lake / "_commits"
    assert list(journals.iterdir()) == []
    now = state(loaded)
    assert now == old or (now[:2] == (["new"], [None]) and now[2] != old[2])
    assert now[3] == old[3]


def test_columns_that_a_table_does_not_have_are_not_written(loaded: Home) -> None:
    columns = [*loaded.rows()[0]]
    rewrite(loaded, {"events": f"SELECT *, 1 AS dt FROM {table(loaded, 'events')}"})
    with duckdb.connect() as connection:
        described = connection.execute(f"FROM {table(loaded, 'events')}").description
    assert [name for name, *_ in described] == columns


def test_days_side_by_side_are_rewritten_each_for_itself(home: Home) -> None:
    days = [DAY + timedelta(number) for number in range(5)]
    for day in days:
        home.deliver([event(event_id="old")], day=day)
    home.load()
    broken = days[3]

    def query(day: date) -> str:
        new = "error('stop')" if day == broken else f"'new-{day.day}'"
        return f"SELECT * REPLACE ({new} AS event_id) FROM {table(home, 'events', day=day)}"

    queries = {day: {"events": query(day)} for day in days if day != broken}
    with duckdb.connect() as connection:
        versions = rewrite_days(home.settings, connection, "chat_events", queries)
        assert versions == {
            key: version
            for key, version in home.catalog.lake_versions().items()
            if key != ("chat_events", broken)
        }
        with pytest.raises(LandingFileError, match=f"dt={broken}"):
            rewrite_days(
                home.settings, connection, "chat_events", {broken: {"events": query(broken)}}
            )
    assert [row["event_id"] for row in home.rows()] == [
        "old" if day == broken else f"new-{day.day}" for day in days
    ]
    assert [path.name for path in home.settings.staging.iterdir()] == [".mutex.lock"]
