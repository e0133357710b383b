"""The registers of the data section, each as the list that its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from string import Template

from orchestration.export.filters import CUSTOMER, PROCESS
from orchestration.export.metric import Metric, Query, query_text
from orchestration.privacy.personal_keys import PROFILE_KEYS

_FAMILY = "Data section"


@dataclass(frozen=True)
class _RegisterQuery(Query):
    """A query over one register: a template of the folder `sql`, and what is filled into it."""

    mart: str = ""
    date_column: str = ""
    order: str = ""

    @property
    def sql(self) -> str:
        """The query itself."""
        return Template(query_text(self.name)).safe_substitute(
            mart=self.mart,
            columns=", ".join(self.columns),
            date_column=self.date_column,
            order=self.order,
        )


def _events(
    name: str, description: str, *columns: str, mart: str, row: str, at: str, dates: str
) -> Metric:
    """A register of events, dated by the local date of the time `at`."""
    query = _RegisterQuery(
        name="register",
        family=_FAMILY,
        row=row,
        columns=(*columns, "process_id", "customer_id", "event_id"),
        parameters=("process", "customer", "first", "last"),
        mart=mart,
        date_column=f"{at.removesuffix('_at')}_date",
        order=f"{at}, event_id",
    )
    return Metric(name, description, query, (PROCESS, CUSTOMER), dates)


def _customers(name: str, description: str, *, mart: str) -> Metric:
    query = _RegisterQuery(
        name="register_customers",
        family=_FAMILY,
        row="customer",
        columns=(
            PROFILE_KEYS[0],
            "registered_at",
            "last_active_at",
            *PROFILE_KEYS[1:],
            "customer_id",
        ),
        parameters=("customer", "first", "last"),
        mart=mart,
    )
    return Metric(name, description, query, (CUSTOMER,), "last activity")


def _codes(name: str, description: str, *columns: str, mart: str, row: str) -> Metric:
    query = _RegisterQuery(
        name="register_codes",
        family=_FAMILY,
        row=row,
        columns=("code", *columns, "process_id", "customer_id"),
        parameters=("process", "customer", "first", "last"),
        mart=mart,
    )
    return Metric(name, description, query, (PROCESS, CUSTOMER), "upload")


def _variables(name: str, description: str, *, mart: str) -> Metric:
    return _events(
        name,
        description,
        "name",
        "value",
        "scope",
        "set_at",
        "process_instance_id",
        mart=mart,
        row="variable that was set",
        at="set_at",
        dates="setting",
    )


_DRAWS = _RegisterQuery(
    name="register_draws",
    family=_FAMILY,
    row="drawn participation",
    columns=(
        *PROFILE_KEYS,
        "created_at",
        "participated_at",
        "process_id",
        "customer_id",
        "event_id",
        "draw_id",
    ),
    parameters=("process", "customer", "first", "last"),
    mart="fct_giveaway_draws",
)

REGISTER_METRICS = (
    _customers("customers", "Every customer that is kept.", mart="dim_customers"),
    _customers(
        "active_customers", "Customers active in the last 60 days.", mart="active_customers"
    ),
    _variables(
        "customer_variables",
        "Variables of known customers, as a timeline.",
        mart="fct_customer_variables",
    ),
    _variables("variables", "Every variable that was set.", mart="fct_variables"),
    _variables("last_variables", "The last 100 variables that were set.", mart="last_variables"),
    _events(
        "consents",
        "Consents that customers gave, refused or took back.",
        "email",
        "consent",
        "kind",
        "consented_at",
        mart="fct_consents",
        row="consent",
        at="consented_at",
        dates="consent",
    ),
    _events(
        "giveaway_participations",
        "Participants of giveaways, drawn or not, with their data.",
        *PROFILE_KEYS,
        "participated_at",
        "is_drawn",
        "drawn_at",
        mart="fct_giveaway_participations",
        row="participation",
        at="participated_at",
        dates="participation",
    ),
    Metric(
        "giveaway_draws",
        "Participants of giveaways who were drawn, with their data.",
        _DRAWS,
        (PROCESS, CUSTOMER),
        "draw",
    ),
    _events(
        "instant_win_participations",
        "Participants of instant wins, with their data and whether they won.",
        *PROFILE_KEYS,
        "participated_at",
        "is_won",
        "drawn_at",
        mart="fct_instant_win_participations",
        row="participation",
        at="participated_at",
        dates="participation",
    ),
    _codes(
        "coupons",
        "Uploaded coupons, with whoever got them.",
        "email",
        "issued_at",
        "uploaded_at",
        mart="dim_coupons",
        row="coupon",
    ),
    _codes(
        "codes",
        "Uploaded codes, with whoever entered them.",
        "points",
        "is_win",
        "uploaded_at",
        "redeemed_at",
        "email",
        mart="dim_codes",
        row="code",
    ),
    _events(
        "loyalty_transactions",
        "Points that customers received (positive) or redeemed (negative).",
        "points",
        "transacted_at",
        mart="fct_loyalty_transactions",
        row="transaction",
        at="transacted_at",
        dates="transaction",
    ),
    _events(
        "reward_redemptions",
        "Rewards that were redeemed, with the address they go to.",
        "email",
        "reward_id",
        "reward_name",
        "street",
        "postal_code",
        "city",
        "country",
        "redeemed_at",
        mart="fct_reward_redemptions",
        row="redemption",
        at="redeemed_at",
        dates="redemption",
    ),
    _events(
        "files",
        "Files that customers uploaded, by their addresses.",
        "file_name",
        "file_url",
        "uploaded_at",
        mart="fct_files",
        row="file",
        at="uploaded_at",
        dates="upload",
    ),
    _events(
        "runtime_log",
        "What the platform logged.",
        "logged_at",
        "event_name",
        "level",
        "message",
        "trace_id",
        mart="fct_runtime_log",
        row="event",
        at="logged_at",
        dates="event",
    ),
)
