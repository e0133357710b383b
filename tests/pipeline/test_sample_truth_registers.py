"""The registers of the sample, as published, are what was planted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from orchestration.registers import REGISTERS
from orchestration.sample import SampleTruth, write_sample
from tests.pipeline.support import open_published, run


class Published:
    """The sample as published, and the truth about it. Nothing but logged events has expired."""

    def __init__(self, home: Path, truth: SampleTruth) -> None:
        self.home = home
        self.truth = truth

    def query(self, statement: str) -> list[tuple]:
        with open_published(self.home) as connection:
            return connection.execute(statement).fetchall()

    def counts(self, statement: str) -> Counter:
        """The last column by the others, which become text; zeros are left out."""
        return Counter(
            {tuple(map(str, key)): count for *key, count in self.query(statement) if count}
        )

    def planted(self, *names: str, since: str = "") -> Counter:
        """How many events of these names were planted, by (tenant, local date)."""
        return Counter(
            {
                (tenant_id, day): count
                for tenant_id, days in self.truth.daily.items()
                for day, entry in days.items()
                if day >= since and (count := sum(entry["events"].get(name, 0) for name in names))
            }
        )


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    home = tmp_path_factory.mktemp("registers") / "home"
    truth = write_sample(home / "landing", days=12)
    run(home)
    return Published(home, truth)


def test_every_register_has_rows_that_draws_and_deletions_can_be_tried_on(published):
    marts = {register.mart for name, register in REGISTERS.items() if name != "draws"}
    for mart in marts | {"active_customers", "last_variables", "fct_customer_variables"}:
        assert published.query(f"select count(*) > 0 from marts.{mart}") == [(True,)], mart


@pytest.mark.parametrize(
    ("mart", "date_column", "names"),
    [
        ("fct_giveaway_participations", "participated_date", ["participation"]),
        ("fct_instant_win_participations", "participated_date", ["win_participation"]),
        (
            "fct_loyalty_transactions",
            "transacted_date",
            ["loyalty_points_emitted", "loyalty_points_spent"],
        ),
        ("fct_reward_redemptions", "redeemed_date", ["loyalty_reward_redeemed"]),
        ("fct_files", "uploaded_date", ["snapshot_image_uploaded"]),
    ],
)
def test_entries_of_a_register_are_the_planted_events(published, mart, date_column, names):
    planted = published.planted(*names)
    assert planted
    assert planted == published.counts(
        f"select tenant_id, {date_column}, count(*) from marts.{mart} group by all"
    )


def test_points_received_are_the_planted_ones(published):
    planted = Counter(
        {
            (tenant_id, day): entry["points_awarded"]
            for tenant_id, days in published.truth.daily.items()
            for day, entry in days.items()
            if entry["points_awarded"]
        }
    )
    assert planted == published.counts(
        "select tenant_id, transacted_date, sum(points)::bigint from"
        " marts.fct_loyalty_transactions where points > 0 group by all"
    )


def test_customers_are_the_planted_ones_with_what_they_told(published):
    assert published.truth.customers == dict(
        published.query("select tenant_id, count(*) from marts.dim_customers group by 1")
    )
    for column in ("email", "first_name", "birthdate", "gender", "phone", "street", "country"):
        told = published.query(f"select count({column}) > 0 from marts.dim_customers")
        assert told == [(True,)], column
    ((own,),) = published.query(
        "select bool_and(email like '%@example.org') from marts.dim_customers"
    )
    assert own


def test_the_log_holds_the_planted_events_of_the_last_days(published):
    # Seven days to the hour, whatever the tenant's clock shows: six whole local dates at least.
    end = date.fromisoformat(published.truth.parameters["end"])
    since = (end - timedelta(days=5)).isoformat()
    planted = published.planted("sign_up", "api_http_timeout_exception", since=since)
    assert planted
    assert planted == published.counts(
        "select tenant_id, logged_date, count(*) from marts.fct_runtime_log"
        f" where logged_date >= date '{since}' group by all"
    )


@pytest.mark.parametrize(
    ("source", "mart", "used_at"),
    [("coupons", "dim_coupons", "issued_at"), ("codes", "dim_codes", "redeemed_at")],
)
def test_uploaded_codes_and_those_that_were_used(published, source, mart, used_at):
    planted = {
        (tenant_id, told[source]["process_id"], told[source]["uploaded"], told[source]["used"])
        for tenant_id, told in published.truth.uploads.items()
        if source in told
    }
    assert planted
    assert planted == set(
        published.query(
            f"select tenant_id, process_id, count(*), count({used_at}) from marts.{mart}"
            " group by all"
        )
    )
