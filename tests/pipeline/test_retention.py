"""What expires, on which day, and that nothing of it is left or comes back."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from orchestration.errors import UsageError
from orchestration.pipeline import RunOptions, run_pipeline
from orchestration.settings import Settings
from tests.oracle import REGISTERS
from tests.pipeline import data_tests
from tests.pipeline.homes import RestorableHome
from tests.pipeline.support import Silence, open_published, rows_of, run

# Everything of Ada and of nobody happens as this day begins; all is delivered later at once.
DAY = date(2024, 3, 4)
LANDED_ON = date(2024, 6, 14)
# Bea gives an address on that day too, and does something once more a hundred days later.
BEA_RETURNS = DAY + timedelta(days=100)
SIZE = "double extra large"

# Personal values, and for how many days they are to be found.
ADA = {
    "message": ("message-of-ada", 7),
    "value": ("value-of-ada", 60),
    "file_name": ("file-of-ada.ogg", 60),
    "file_url": ("https://example.org/link-of-ada", 60),
    "first_name": ("name-of-ada", 180),
    "street": ("street-of-ada", 180),
    "phone": ("491700000001", 180),
    # Her coupon shows it as long as the coupon lives.
    "email": ("ada@example.org", 720),
}
NOBODY = {"email": ("nobody@example.org", 60), "last_name": ("name-of-nobody", 60)}
BEA = {"email": ("bea@example.org", 280), "value": ("value-of-bea", 60)}
LIFETIMES = dict((*ADA.values(), *NOBODY.values(), *BEA.values()))
# By mart: the column that says whose row it is, the row, and for how many days it is there.
ROWS = [
    ("fct_runtime_log", "event_id", "ada signs up", 7),
    ("fct_giveaway_participations", "event_id", "ada takes part", 60),
    ("fct_giveaway_participations", "event_id", "nobody takes part", 60),
    ("fct_instant_win_participations", "event_id", "ada plays", 60),
    ("fct_reward_redemptions", "event_id", "ada redeems", 60),
    ("fct_loyalty_transactions", "event_id", "ada receives points", 60),
    ("fct_variables", "event_id", "ada sets", 60),
    ("fct_customer_variables", "event_id", "ada sets", 60),
    ("last_variables", "event_id", "nobody tells", 60),
    ("fct_customer_variables", "event_id", "bea tells", 60),
    ("fct_files", "event_id", "ada uploads", 60),
    ("active_customers", "customer_id", "ada", 60),
    ("active_customers", "customer_id", "bea", 160),
    ("dim_customers", "customer_id", "ada", 180),
    ("dim_customers", "customer_id", "bea", 280),
    ("fct_consents", "event_id", "ada accepts", 180),
    ("fct_consents", "event_id", "bea accepts", 280),
    ("dim_coupons", "code", "coupon", 720),
    ("dim_codes", "code", "code", 720),
]
BORDERS = sorted({days for *_, days in ROWS})


def last_day_with(days: int) -> date:
    """The last as-of day on which what lives for so many days is there."""
    return DAY + timedelta(days=days - 2)


def first_day_without(days: int) -> date:
    """The as-of day on which it is gone for the first time."""
    return last_day_with(days) + timedelta(days=1)


def _event(event_id: str, event_name: str, day: date = DAY, **payload: object) -> dict:
    who = event_id.split()[0]
    return {
        "event_id": event_id,
        "tenant_id": "acme",
        "event_name": event_name,
        "occurred_at": f"{day}T00:00:00Z",
        "customer_id": None if who == "nobody" else who,
        "process_id": "game",
        "module_id": "m",
        "payload": payload,
    }


def _told(of: dict[str, tuple[str, int]], *keys: str) -> dict[str, str]:
    return {key: of[key][0] for key in keys}


def _events() -> list[dict]:
    return [
        _event("ada signs up", "sign_up", **_told(ADA, "email", "message")),
        _event("ada tells", "firstname_entered", **_told(ADA, "first_name", "phone")),
        _event("ada takes part", "participation", **_told(ADA, "email")),
        _event("ada plays", "win_participation"),
        _event("ada wins", "win_won"),
        _event("ada sets", "variable_set", name="wish", **_told(ADA, "value")),
        _event("ada uploads", "audio_message_uploaded", **_told(ADA, "file_name", "file_url")),
        _event(
            "ada redeems",
            "reward_redeemed",
            points=4,
            reward_id="mug",
            **_told(ADA, "street", "email"),
        ),
        _event("ada receives points", "loyalty_points_emitted", points=9),
        _event("ada accepts", "terms_accepted"),
        _event("ada buys", "variable_set", name="size", value=SIZE),
        _event("ada gets a coupon", "coupon_code_issued", code="coupon", **_told(ADA, "email")),
        _event("ada enters a code", "code_entered_correct", code="code"),
        _event("ada answers", "quiz_answer", question_id="q", answer="a"),
        _event("nobody takes part", "participation", **_told(NOBODY, "email")),
        _event("nobody tells", "lastname_entered", **_told(NOBODY, "last_name")),
        _event("bea tells", "email_entered", **_told(BEA, "email")),
        _event("bea sets", "variable_set", name="wish", **_told(BEA, "value")),
        _event("bea accepts", "terms_accepted"),
        _event("bea returns", "start", BEA_RETURNS),
    ]


def _journey(journey_id: str, event: str, **filters: object) -> dict:
    return {
        "tenant_id": "acme",
        "journey_id": journey_id,
        "conversion_event": event,
        "conversion_filters": filters,
        "stop_counting_after_exit_seconds": 3600,
    }


def _of_journey(journey_id: str, event_type: str, hours: int) -> dict:
    moment = datetime(DAY.year, DAY.month, DAY.day) + timedelta(hours=hours)
    return {
        "event_id": f"{journey_id} {event_type}",
        "tenant_id": "acme",
        "journey_id": journey_id,
        "user_id": "ada",
        "entry_id": f"entry of {journey_id}",
        "event_type": event_type,
        "occurred_at": f"{moment} UTC",
    }


def _upload(code: str, **fields: object) -> dict:
    uploaded_at = f"{DAY}T00:00:00Z"
    return {
        "tenant_id": "acme",
        "process_id": "game",
        "code": code,
        "uploaded_at": uploaded_at,
    } | fields


def _land(home: Path) -> None:
    sources = {
        "tenants": [{"tenant_id": "acme", "reporting_timezone": "Europe/Berlin"}],
        "chat_events": _events(),
        "coupons": [_upload("coupon")],
        "codes": [_upload("code", points=3, is_win=True)],
        "journeys": [
            _journey("sizes", "variable_set", value=SIZE),
            # Nobody has this address: it never was anybody's.
            _journey("addresses", "sign_up", email="somebody@example.org"),
        ],
        "journey_events": [
            _of_journey(journey_id, event_type, hours)
            for journey_id in ("sizes", "addresses")
            for event_type, hours in (("entered", -1), ("exited", 1))
        ],
    }
    for source, records in sources.items():
        folder = home / "landing" / source / f"dt={LANDED_ON}"
        folder.mkdir(parents=True)
        lines = "".join(json.dumps(record) + "\n" for record in records)
        (folder / "a.jsonl").write_text(lines)


@dataclass(frozen=True)
class Look:
    """What there was at the end of a day: the published marts, and the values of all tables.

    `values` are by the place they are at: a file, or a table in one.
    """

    marts: dict[str, list[dict]]
    values: dict[str, str]

    @classmethod
    def at(cls, home: Path) -> Look:
        """Look now."""
        with open_published(home) as connection:
            names = [
                name
                for (name,) in connection.execute(
                    "select table_name from information_schema.tables where table_schema = 'marts'"
                ).fetchall()
            ]
            marts = {name: rows_of(connection, f"marts.{name}") for name in names}
        return cls(marts, _of_databases(home) | _of_parquet(home))

    def places(self, value: str) -> list[str]:
        """Where a value is."""
        return [place for place, text in self.values.items() if value in text]

    @property
    def aggregates(self) -> dict[str, list[str]]:
        """The rows of all marts that are no registers."""
        return {
            name: sorted(map(repr, rows))
            for name, rows in self.marts.items()
            if name not in REGISTERS
        }


def _of_databases(home: Path) -> dict[str, str]:
    found = {}
    for path in _files(home, "*.duckdb"):
        with duckdb.connect(str(path), read_only=True) as connection:
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables()"
            ).fetchall()
            for schema, table in tables:
                place = f"{path.relative_to(home)}: {schema}.{table}"
                found[place] = _text(connection, f'"{schema}"."{table}"')
    return found


def _of_parquet(home: Path) -> dict[str, str]:
    with duckdb.connect() as connection:
        return {
            str(path.relative_to(home)): _text(connection, f"read_parquet('{path}')")
            for path in _files(home, "*.parquet")
        }


def _files(home: Path, pattern: str) -> list[Path]:
    """The files themselves, not the links that lead to them."""
    return sorted(path for path in home.rglob(pattern) if path.is_file() and path.resolve() == path)


def _text(connection: duckdb.DuckDBPyConnection, relation: str) -> str:
    rows = connection.execute(f"select cast(row_ as varchar) from {relation} as row_").fetchall()
    return "\n".join(text for (text,) in rows)


@pytest.fixture(scope="module")
def looks(tmp_path_factory) -> dict[date, Look]:
    """What there was at the end of each day before and after something expired."""
    home = tmp_path_factory.mktemp("retention") / "home"
    home.mkdir()
    _land(home)
    found = {}
    with pytest.MonkeyPatch.context() as patched:
        # Every row and value is looked for anyway, a dozen times over.
        data_tests.leave_out(patched.setattr)
        for days in BORDERS:
            for day in (last_day_with(days), first_day_without(days)):
                run(home, as_of=day)
                found[day] = Look.at(home)
    return found


@pytest.fixture(scope="module")
def saved_home(tmp_path_factory) -> RestorableHome:
    """A home in which everything that lives for 60 days has expired."""
    home = tmp_path_factory.mktemp("expired") / "home"
    home.mkdir()
    _land(home)
    run(home, as_of=last_day_with(7))
    run(home, as_of=first_day_without(60))
    return RestorableHome.save(home)


@pytest.fixture
def home(saved_home: RestorableHome) -> Path:
    return saved_home.restore()


EXPIRED_VALUES = sorted(value for value, days in LIFETIMES.items() if days <= 60)
KEPT_VALUES = sorted(LIFETIMES.keys() - set(EXPIRED_VALUES))


def _assert_nothing_came_back(home: Path, before: Look) -> None:
    after = Look.at(home)
    assert {value: after.places(value) for value in EXPIRED_VALUES if after.places(value)} == {}
    assert [value for value in KEPT_VALUES if not after.places(value)] == []
    for mart in REGISTERS.keys() - {"active_customers"}:
        assert sorted(map(repr, after.marts[mart])) == sorted(map(repr, before.marts[mart])), mart
    assert after.aggregates == before.aggregates


@pytest.mark.parametrize(("mart", "column", "row", "days"), ROWS)
def test_a_row_is_there_the_day_before_and_gone_on_the_day(looks, mart, column, row, days):
    def is_there(day):
        return row in {one[column] for one in looks[day].marts[mart]}

    assert is_there(last_day_with(days))
    assert not is_there(first_day_without(days))
    assert [day for day in looks if is_there(day)] == [
        day for day in looks if day <= last_day_with(days)
    ]


@pytest.mark.parametrize(("value", "days"), LIFETIMES.items())
def test_a_value_is_nowhere_once_no_row_shows_it_and_everywhere_before(looks, value, days):
    for day, look in looks.items():
        if day <= last_day_with(days):
            assert look.places(value) != [], day
        else:
            assert look.places(value) == [], day


def test_events_points_and_all_that_is_counted_stay_what_they_were(looks):
    first, *others = looks.values()
    assert first.aggregates["fct_module_loyalty_points_daily"]
    assert first.aggregates["fct_journey_entries"]
    for look in others:
        for mart, rows in first.aggregates.items():
            assert look.aggregates[mart] == rows, mart


def test_a_coupon_shows_its_winner_for_as_long_as_it_lives(looks):
    for day in (last_day_with(180), first_day_without(180), last_day_with(720)):
        (row,) = looks[day].marts["dim_coupons"]
        assert (row["customer_id"], row["email"]) == ("ada", ADA["email"][0])


def test_an_active_customer_keeps_the_address_whose_variable_is_gone(looks):
    day = first_day_without(60)
    assert "bea tells" not in {row["event_id"] for row in looks[day].marts["fct_variables"]}
    emails = {row["customer_id"]: row["email"] for row in looks[day].marts["dim_customers"]}
    assert emails == {"ada": ADA["email"][0], "bea": BEA["email"][0]}
    consents = {row["event_id"]: row["email"] for row in looks[day].marts["fct_consents"]}
    assert consents["bea accepts"] == BEA["email"][0]


def test_points_rewards_and_codes_stay_in_the_lake(home):
    payloads = {}
    for path in (home / "lake" / "chat_events").glob("dt=*/events.parquet"):
        with duckdb.connect() as connection:
            for event_id, payload in connection.execute(
                "select event_id, payload from read_parquet(?)", [str(path)]
            ).fetchall():
                payloads[event_id] = json.loads(payload or "{}")
    assert payloads.keys() == {event["event_id"] for event in _events()}
    redeemed = payloads["ada redeems"]
    assert (redeemed["points"], redeemed["reward_id"]) == (4, "mug")
    assert payloads["ada receives points"]["points"] == 9
    assert payloads["ada gets a coupon"]["code"] == "coupon"
    assert payloads["ada answers"] == {"question_id": "q", "answer": "a"}
    assert SIZE not in str(payloads["ada buys"])


def test_no_file_holds_the_bytes_of_what_expired(home):
    holding = {
        str(path.relative_to(home)): [value for value in EXPIRED_VALUES if value.encode() in held]
        for path in _files(home, "*")
        if "landing" not in path.relative_to(home).parts and (held := path.read_bytes())
    }
    assert {path: values for path, values in holding.items() if values} == {}


def test_earlier_publications_are_gone(home):
    assert len(list((home / "published" / "publications").iterdir())) == 1


def test_a_full_refresh_brings_nothing_back(home):
    before = Look.at(home)
    run(home, as_of=first_day_without(60), full_refresh=True)
    _assert_nothing_came_back(home, before)


def test_a_warehouse_made_anew_brings_nothing_back(home):
    before = Look.at(home)
    (home / "warehouse.duckdb").unlink()
    run(home, as_of=first_day_without(60))
    _assert_nothing_came_back(home, before)


def test_reading_the_old_landing_day_again_brings_nothing_back(home):
    before = Look.at(home)
    for source in ("chat_events", "coupons", "journeys", "journey_events"):
        path = home / "landing" / source / f"dt={LANDED_ON}" / "a.jsonl"
        path.write_text("\n" + path.read_text())
    report = run(home, first=LANDED_ON, last=LANDED_ON, as_of=first_day_without(60))
    assert report.ingested_days == 4
    _assert_nothing_came_back(home, before)


def test_the_old_events_delivered_again_later_bring_nothing_back(home):
    before = Look.at(home)
    folder = home / "landing" / "chat_events"
    shutil.copytree(folder / f"dt={LANDED_ON}", folder / f"dt={LANDED_ON + timedelta(days=1)}")
    run(home, as_of=first_day_without(60))
    _assert_nothing_came_back(home, before)


@pytest.mark.parametrize("full_refresh", [False, True])
def test_an_earlier_as_of_time_brings_nothing_back(home, full_refresh):
    before = Look.at(home)
    run(home, as_of=last_day_with(7), full_refresh=full_refresh)
    _assert_nothing_came_back(home, before)
    with open_published(home) as connection:
        ((as_of,),) = connection.execute(
            "select as_of from audit.publications order by published_at desc limit 1"
        ).fetchall()
    assert as_of.replace(tzinfo=None).date() == last_day_with(7) + timedelta(days=1)


@pytest.mark.parametrize("full_refresh", [False, True])
def test_a_conversion_credited_by_an_expired_value_stays_credited(home, full_refresh):
    run(home, as_of=first_day_without(60), full_refresh=full_refresh)
    with open_published(home) as connection:
        entries = {
            row["journey_id"]: row for row in rows_of(connection, "marts.fct_journey_entries")
        }
    assert entries["sizes"]["is_converted"]
    assert entries["sizes"]["conversion_event_id"] == "ada buys"
    assert not entries["addresses"]["is_converted"]


def test_an_as_of_time_later_than_tomorrow_is_refused_and_nothing_expires(home):
    before = Look.at(home)
    today = datetime.now(UTC).date()
    with pytest.raises(UsageError):
        run_pipeline(Settings(home), RunOptions(as_of=today + timedelta(days=2)), Silence())
    assert Look.at(home) == before
    run(home, as_of=today + timedelta(days=1))
    assert Look.at(home).marts["dim_coupons"] == []
