"""Personal data are declared where they are, and the file without them is decided by that."""

from __future__ import annotations

import json

import pytest

from orchestration.publish.editions import PromisedColumn, without_personal_data
from orchestration.settings import Settings
from orchestration.transform import parsed_project
from orchestration.transform.project import Contract, Project

# What a column holds wherever it has this name and is no number.
PERSONAL_NAMES = {
    "customer_id", "user_id", "contact_id", "contact_phone", "contact_user_id",
    "email", "phone", "first_name", "last_name", "birthdate", "gender",
    "street", "postal_code", "city", "country",
    "body", "answer_text", "item_text", "value", "variable_value", "message", "file_url",
    "file_name", "url", "attributes", "payload", "details", "register_values",
    # Hashes of a person's identifier and of what stands beside it in the same row.
    "session_id", "thread_id",
}  # fmt: skip
# The same in one model, where others have an id of the provider under that name.
PERSONAL_COLUMNS = {
    ("fct_conversations", "conversation_id"),
    ("int_conversation_messages", "conversation_id"),
    ("int_conversations", "conversation_id"),
}
# Marts of which a row is about one person or one event of theirs.
ABOUT_PERSONS = {
    "active_customers", "dim_codes", "dim_contacts", "dim_coupons", "dim_customers",
    "fct_consents", "fct_contact_days", "fct_conversations", "fct_customer_days",
    "fct_customer_variables", "fct_files", "fct_giveaway_draws", "fct_giveaway_participations",
    "fct_instant_win_participations", "fct_journey_entries", "fct_journey_entry_steps",
    "fct_journey_events", "fct_loyalty_transactions", "fct_nps_answers", "fct_nps_responses",
    "fct_reward_redemptions", "fct_runtime_log", "fct_sessions", "fct_threads", "fct_variables",
    "last_variables",
}  # fmt: skip
LEFT_OUT = {
    "active_customers", "dim_contacts", "dim_customers", "fct_contact_days", "fct_conversations",
    "fct_customer_days", "fct_link_clicks_daily", "fct_sessions", "fct_threads",
}  # fmt: skip


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """The dbt project as dbt understands it."""
    home = Settings(tmp_path_factory.mktemp("home"))
    return json.loads(parsed_project(home).manifest_path.read_text())


@pytest.fixture(scope="module")
def contracts(manifest: dict) -> dict[str, Contract]:
    return {contract.mart: contract for contract in Project(manifest).contracts}


def _declared(manifest: dict) -> set[tuple[str, str]]:
    project = Project(manifest)
    return {
        (node.name, column)
        for node in project.nodes.values()
        for column in project.personal_columns(node.unique_id)
    }


def _sounds_personal(node: dict, column: dict) -> bool:
    if (node["name"], column["name"]) in PERSONAL_COLUMNS:
        return True
    # Of landing files; records say so where the name is that of a customer's file.
    is_landing_file = column["name"] == "file_name" and "landing_day" in node["columns"]
    # Addresses of the organisation's own dashboards.
    is_own_link = node["name"] == "dim_bookmarks"
    # Marts have types; counts are named after what they count.
    is_number = column["data_type"] not in (None, "varchar", "date")
    return column["name"] in PERSONAL_NAMES and not (is_landing_file or is_own_link or is_number)


def test_the_columns_with_personal_data_are_those_that_sound_like_it(manifest):
    sounding = {
        (node["name"], name)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        for name, column in node["columns"].items()
        if _sounds_personal(node, column)
    }
    assert _declared(manifest) == sounding


def test_no_mart_of_counts_is_about_persons(contracts):
    declared = {
        mart: contract.personal
        for mart, contract in contracts.items()
        if contract.personal and mart not in ABOUT_PERSONS
    }
    assert declared == {"fct_link_clicks_daily": {"url"}}
    assert contracts.keys() >= ABOUT_PERSONS
    assert all(contracts[mart].personal for mart in ABOUT_PERSONS)


def test_every_mart_has_a_grain_of_columns_that_it_has(contracts):
    for contract in contracts.values():
        assert contract.grain, contract.mart
        assert contract.grain <= {name for name, _, _ in contract.columns}, contract.mart


def test_what_remains_without_personal_data(contracts):
    remaining = {
        mart: {column.name for column in without_personal_data(_promised(contract))}
        for mart, contract in contracts.items()
    }
    assert {mart for mart, columns in remaining.items() if not columns} == LEFT_OUT
    for mart in contracts.keys() - LEFT_OUT:
        contract = contracts[mart]
        assert remaining[mart] == {name for name, _, _ in contract.columns} - contract.personal
        assert contract.grain <= remaining[mart]


def _promised(contract: Contract) -> list[PromisedColumn]:
    return [
        PromisedColumn(name, kind, name in contract.personal, name in contract.grain)
        for name, kind, _ in contract.columns
    ]


def _columns(**kinds: str) -> list[PromisedColumn]:
    return [
        PromisedColumn(name, "VARCHAR", "p" in kind, "g" in kind) for name, kind in kinds.items()
    ]


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        ({"day": "g", "customers": ""}, ["day", "customers"]),
        ({"day": "", "customers": ""}, ["day", "customers"]),
        ({"event": "g", "customer": "p", "points": ""}, ["event", "points"]),
        # Rows that could no longer be told apart.
        ({"customer": "gp", "day": "g", "points": ""}, []),
        ({"customer": "p", "points": ""}, []),
        # Nothing but that somebody is there.
        ({"event": "g", "customer": "p", "email": "p"}, []),
    ],
)
def test_a_mart_without_personal_data_keeps_its_grain_or_is_left_out(columns, shown):
    assert [column.name for column in without_personal_data(_columns(**columns))] == shown
