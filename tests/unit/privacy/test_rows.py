"""What becomes of the rows of every source once somebody in them was erased."""

from __future__ import annotations

import json
import re
from datetime import date, datetime

import duckdb
import pytest

from orchestration.ingest import LAKE_SOURCES
from orchestration.ingest.engine import Engine
from orchestration.ingest.sources import QUARANTINE_COLUMNS
from orchestration.privacy.lookup import prepare_lookup
from orchestration.privacy.transformation import pseudonymised
from tests.unit.ingest.conftest import event

from .conftest import DAY, cloud_body, cloud_message, glific, journey_event, user_event

PERSON = [
    ("customer_id", "c42"),
    ("customer_id", "customer-0001"),
    ("email", "anna@example.org"),
    ("phone", "491701234567"),
    ("contact_id", "7"),
]


def test_every_text_column_says_what_personal_data_it_may_hold():
    for source in LAKE_SOURCES.values():
        for table, columns in {**source.tables, "rejected": QUARANTINE_COLUMNS}.items():
            for column in columns:
                place = f"{source.name}/{table}.{column.name}"
                assert (column.personal is not None) == (column.type == "VARCHAR"), place
            assert sum(column.record_time is not None for column in columns) <= 1
            names = {column.name for column in columns}
            assert all(set(column.key_of) <= names for column in columns)


def test_an_empty_register_changes_nothing(home):
    rows = home.loaded(
        "chat_events", [event(customer_id="c42", payload={"email": "a@example.org"})]
    )
    assert rows[0]["customer_id"] == "c42"
    assert not home.settings.privacy.exists()


def test_a_chat_event_keeps_nothing_of_its_person(home):
    to = home.erase(*PERSON)
    payload = {
        "email": "Anna@Example.org", "name": "Anna", "seconds": 12, "url": "https://example.org/",
        "customer_id": "c42",
        "deep": [{"city": "Berlin", "step": 1.25, "note": "of customer-0001"}],
    }  # fmt: skip
    (row,) = home.loaded(
        "chat_events",
        [event(event_id="e_c42_1", customer_id="c42", session_id="c42", payload=payload)],
    )
    assert row["customer_id"] == row["session_id"] == to["c42"]
    assert row["event_id"] == f"e_{to['c42']}_1"
    assert json.loads(row["payload"]) == {
        "seconds": 12,
        "url": "https://example.org/",
        "customer_id": to["c42"],
        "deep": [{"step": 1.25, "note": f"of {to['customer-0001']}"}],
    }
    with duckdb.connect() as connection:
        (key,) = connection.execute(
            "SELECT (md5_number_lower(? || chr(31) || ?) >> 1)::BIGINT", ["acme", row["event_id"]]
        ).fetchall()[0]
    assert row["event_key"] == key


def test_the_payload_alone_may_say_whose_event_it_is(home):
    home.erase(*PERSON)
    rows = home.loaded(
        "chat_events",
        [
            event(event_id="1", payload={"email": " ANNA@example.org", "first_name": "Anna"}),
            event(event_id="2", payload={"phone": "+49 170 1234567", "first_name": "Anna"}),
            event(event_id="3", payload={"phone": 491701234567, "first_name": "Anna"}),
            event(event_id="4", payload={"friend": {"email": "anna@example.org", "city": "X"}}),
        ],
    )
    assert [json.loads(row["payload"]) for row in rows[:3]] == [{}, {}, {}]
    assert json.loads(rows[3]["payload"])["friend"]["city"] == "X"


@pytest.mark.parametrize(
    ("event_name", "kept"),
    [("variable_set", ["name"]), ("data_collection_variable_set", ["name"]),
     ("quiz_answer", ["answer"]), ("quiz_answer_freetext", []), ("start", ["answer"])],
)  # fmt: skip
def test_names_of_variables_and_chosen_answers_are_not_personal(home, event_name, kept):
    home.erase(*PERSON)
    payload = {"name": "colour", "answer": "blue", "value": "x", "text": "y"}
    (row,) = home.loaded(
        "chat_events", [event(event_name=event_name, customer_id="c42", payload=payload)]
    )
    expected = kept if "name" in kept else [key for key in kept if key != "name"]
    if event_name.endswith("variable_set"):
        expected = ["name", "answer"]
    assert sorted(json.loads(row["payload"])) == sorted(expected)


@pytest.mark.parametrize(
    ("payload", "kept"),
    [
        ({"file_url": "x", "file_name": 7}, {"erased_file_url": True, "erased_file_name": True}),
        ({"n": 1, "message": "x", "m": 2}, {"n": 1, "erased_message": True, "m": 2}),
        ({"message": " \u200b", "file_url": None, "file_name": {"a": "b"}}, {}),
        ({"inner": {"message": "x"}}, {"inner": {}}),
        ({"Message": "x"}, {}),
        ({"erased_message": True}, {"erased_message": True}),
    ],
)
def test_what_made_an_event_a_row_of_a_register_leaves_a_trace(home, payload, kept):
    home.erase(*PERSON)
    (row,) = home.loaded("chat_events", [event(customer_id="c42", payload=payload)])
    assert json.loads(row["payload"]) == kept


@pytest.mark.parametrize(
    ("payload", "kept"),
    [
        ('{"message": null, "message": "x"}', {}),
        ('{"message": "x", "message": null}', {"erased_message": True}),
    ],
)
def test_the_first_of_a_repeated_key_leaves_the_trace(home, payload, kept):
    home.erase(*PERSON)
    record = json.dumps(event(customer_id="c42"))[:-1] + f', "payload": {payload}}}'
    (row,) = home.loaded("chat_events", [record])
    assert json.loads(row["payload"]) == kept


def test_texts_of_others_lose_whole_tokens_only(home):
    to = home.erase(*PERSON)
    text = (
        "anna@example.org, +49 (170) 123-4567, customer-0001, customer-00012, c42,"
        " joanna@example.org"
    )
    (row,) = home.loaded(
        "chat_events",
        [event(customer_id="other", session_id="c42", process_name="for anna@example.org",
               payload={"text": text, "first_name": "Bob", "n": 491701234567})],
    )  # fmt: skip
    email, phone, customer = (to[v] for v in ("anna@example.org", "491701234567", "customer-0001"))
    assert json.loads(row["payload"]) == {
        "text": f"{email}, {phone}, {customer}, customer-00012, c42, joanna@example.org",
        "first_name": "Bob",
        "n": phone,
    }
    assert row["process_name"] == f"for {email}"
    assert (row["customer_id"], row["session_id"]) == ("other", "c42")


@pytest.mark.parametrize(
    "payload",
    [
        '{"note": "anna\\u0040example.org"}',
        '{"note": "{\\"to\\": \\"anna\\\\u0040example.org\\"}"}',
        '{"anna@example.org": 1}',
        '{"note": ["x", {"y": "\\nanna@example.org"}]}',
        '{"note": "\\u0061nna@example.org \\ud83d\\ude00"}',
    ],
)
def test_json_escapes_hide_nobody(home, payload):
    to = home.erase(*PERSON)
    record = json.dumps(event(customer_id="other"))[:-1] + f', "payload": {payload}}}'
    (row,) = home.loaded("chat_events", [record])
    assert "nna" not in row["payload"]
    assert to["anna@example.org"] in row["payload"]
    json.loads(row["payload"])


@pytest.mark.parametrize(
    ("time", "is_erased"),
    [
        ("2026-01-01T23:59:59.999999Z", True),
        ("2026-01-02T00:00:00Z", True),
        ("2026-01-02T00:00:00.000001Z", False),
    ],
)
def test_an_erasure_reaches_to_the_end_of_its_day(home, time, is_erased):
    home.erase(*PERSON)
    payload = {"text": "by customer-0001"}
    rows = home.loaded(
        "chat_events",
        [
            event(event_id="own", customer_id="c42", occurred_at=time, payload={"city": "X"}),
            event(event_id="other", occurred_at=time, payload=payload),
        ],
    )
    assert (rows[0]["customer_id"] != "c42") is is_erased
    assert (rows[0]["payload"] == "{}") is is_erased
    assert ("customer-0001" not in rows[1]["payload"]) is is_erased


def test_a_second_erasure_is_another_person(home):
    first = home.erase(("customer_id", "c42"))
    second = home.erase(("customer_id", "c42"), until=datetime(2026, 1, 3))
    rows = home.loaded(
        "chat_events",
        [
            event(event_id=str(day), customer_id="c42", occurred_at=f"2026-01-0{day}T00:00:00Z")
            for day in (1, 2)
        ]
        + [event(event_id="3", customer_id="c42", occurred_at="2026-01-02T10:00:00Z")],
    )
    assert [row["customer_id"] for row in rows] == [first["c42"], first["c42"], second["c42"]]


def test_another_tenant_with_the_same_ids_is_left_alone(home):
    home.erase(*PERSON)
    record = event(tenant_id="other", customer_id="c42", payload={"email": "anna@example.org"})
    (row,) = home.loaded("chat_events", [record])
    assert row["customer_id"] == "c42"
    assert json.loads(row["payload"]) == {"email": "anna@example.org"}


def test_generated_ids_tell_nothing_and_stay_equal_and_different(home):
    records = [event(customer_id="c42", platform=platform) for platform in ("a", "a", "b")]
    for record in records:
        del record["event_id"]
    before = [row["event_id"] for row in home.loaded("chat_events", records)]
    home.erase(*PERSON)
    home.deliver("chat_events", records, day=date(2026, 1, 2))
    home.load()
    after = [row["event_id"] for row in home.rows("chat_events")[3:]]
    assert after[0] == after[1] != after[2]
    assert all(re.fullmatch("generated-[0-9a-f]{64}", id_) for id_ in after)
    assert not set(before) & set(after)


def test_pseudonyms_are_the_same_in_every_load(home):
    home.erase(*PERSON)
    records = [event(customer_id="c42"), event(event_id="2", payload={"n": "customer-0001"})]
    first = home.loaded("chat_events", records)
    home.deliver("chat_events", [*records, event(event_id="3")])
    home.load()
    assert home.rows("chat_events")[:2] == first


def test_what_was_pseudonymised_is_not_touched_again(home):
    home.erase(*PERSON)
    records = [
        event(customer_id="c42", payload={"email": "anna@example.org", "n": "customer-0001"}),
        {**event(customer_id="c42"), "event_id": None},
    ]
    home.loaded("chat_events", records)
    path = home.settings.lake / "chat_events" / f"dt={DAY}" / "events.parquet"
    spill = home.settings.home
    with Engine(spill, threads=1, memory_limit="500MB") as engine, engine.session(DAY) as session:
        lookup = prepare_lookup(session, home.settings)
        relation = f"SELECT * FROM read_parquet('{path}', hive_partitioning = FALSE)"
        assert pseudonymised(session, lookup, "chat_events", "events", relation) is None


def test_journey_events_and_user_events(home):
    to = home.erase(("customer_id", "user-0001"), ("email", "anna@example.org"))
    rows = home.loaded(
        "journey_events",
        [
            journey_event(user_id="user-0001", entry_id="entry-user-0001-3",
                          trigger_event_id="user-0001:9", payload={"email": "anna@example.org"}),
            journey_event(event_id="j2", reason="refused by anna@example.org"),
        ],
    )  # fmt: skip
    user = to["user-0001"]
    assert rows[0]["user_id"] == user
    assert rows[0]["entry_id"] == f"entry-{user}-3"
    assert rows[0]["trigger_event_id"] == f"{user}:9"
    assert rows[0]["payload"] == "{}"
    assert rows[1]["reason"] == f"refused by {to['anna@example.org']}"
    rows = home.loaded(
        "user_events",
        [
            user_event(user_id="user-0001", attributes={"city": "Berlin", "size": 3}),
            user_event(event_id="u2", attributes={"by": "user-0001"}),
        ],
    )
    assert (rows[0]["user_id"], json.loads(rows[0]["attributes"])) == (user, {"size": 3})
    assert json.loads(rows[1]["attributes"]) == {"by": user}


@pytest.mark.parametrize("with_tenant", [True, False])
def test_webhooks_belong_to_the_tenant_of_their_account(home, with_tenant):
    to = home.erase(*PERSON, tenant="acme" if with_tenant else "waba")
    if with_tenant:
        home.deliver("tenants", [{"tenant_id": "acme", "whatsapp_business_account_id": "waba"}])
    messages = [
        cloud_message("491701234567", "hello", "wamid.491701234567"),
        cloud_message("491709999999", "ask +49 170 1234567", "wamid.2"),
    ]
    status = {"id": "wamid.3", "status": "read", "timestamp": "1767261600",
              "recipient_id": "491701234567"}  # fmt: skip
    preference = {"wa_id": "491701234567", "category": "marketing_messages", "value": "stop",
                  "timestamp": 1767261600}  # fmt: skip
    body = cloud_body("waba", messages=messages, statuses=[status])
    choice = cloud_body("waba", user_preferences=[preference])
    choice["entry"][0]["changes"][0]["field"] = "user_preferences"
    foreign = cloud_body("elsewhere", messages=messages[:1])
    rows = home.loaded("whatsapp_cloud", [body, choice, foreign], "messages")
    phone = to["491701234567"]
    assert [row["contact_phone"] for row in rows] == [phone, "491709999999", "491701234567"]
    assert [row["body"] for row in rows] == [None, f"ask {phone}", "hello"]
    assert rows[0]["message_id"] == f"wamid.{phone}"
    assert rows[0]["message_key"] != rows[2]["message_key"]
    for table in ("statuses", "preferences"):
        assert home.rows("whatsapp_cloud", table)[0]["contact_phone"] == phone


def test_simulators_stay_simulators(home):
    to = home.erase(("phone", "98765432101"))
    (row,) = home.loaded(
        "whatsapp_cloud", [cloud_body("acme", messages=[cloud_message("98765432101", "x")])],
        "messages",
    )  # fmt: skip
    assert row["contact_phone"] == to["98765432101"]
    assert re.fullmatch("9876543210[0-9]{30}", row["contact_phone"])


def test_gupshup(home):
    to = home.erase(("phone", "491701234567"), tenant="shop")

    def callback(kind, **payload):
        return {"app": "shop", "timestamp": 1767261600000, "type": kind, "payload": payload}

    callbacks = [
        callback("message", id="m1", source="491701234567", type="text"),
        callback("message-event", id="m2", type="sent", destination="491701234567",
                 payload={"ts": 1767261600}),
        callback("user-event", type="opted-in", phone="491701234567"),
    ]  # fmt: skip
    home.deliver("gupshup", callbacks)
    home.load()
    for table in ("messages", "statuses", "opt_events"):
        (row,) = home.rows("gupshup", table)
        assert row["contact_phone"] == to["491701234567"]


def test_glific(home):
    to = home.erase(*PERSON)
    phone, contact = to["491701234567"], to["7"]
    home.deliver("tenants", [{"tenant_id": "acme", "reporting_timezone": "Asia/Kolkata"}])
    (row,) = home.loaded(
        "glific_messages",
        [glific(flow="inbound", sender_phone="491701234567", receiver_phone="491701234567")],
        "messages",
    )
    assert row["sender_phone"] == row["receiver_phone"] == row["contact_phone"] == phone
    rows = home.loaded(
        "glific_contacts",
        [glific(id="7", phone="491701234567"), glific(id="8", phone="4917099999")],
        "contacts",
    )  # fmt: skip
    assert [(row["id"], row["phone"]) for row in rows] == [(contact, phone), ("8", "4917099999")]
    # The end of the day in UTC is 05:30 of the next in Kolkata.
    rows = home.loaded(
        "glific_flow_contexts",
        [
            glific(id="1", contact_id="7", inserted_at="2026-01-02 05:30:00"),
            glific(id="2", contact_id="7", inserted_at="2026-01-02 05:30:01"),
            glific(id="7", contact_id="8", inserted_at="2026-01-01 05:30:01"),
        ],
        "flow_contexts",
    )
    assert [(row["id"], row["contact_id"]) for row in rows] == [
        ("1", contact), ("2", "7"), ("7", "8")
    ]  # fmt: skip
    (row,) = home.loaded(
        "glific_contact_histories", [glific(phone="491701234567")], "contact_histories"
    )
    assert row["phone"] == phone
    (row,) = home.loaded(
        "glific_message_conversations", [glific(phone="491701234567")], "message_conversations"
    )
    assert row["phone"] == phone


def test_tables_without_people_lose_what_they_mention(home):
    to = home.erase(*PERSON)
    (row,) = home.loaded(
        "journeys",
        [{"tenant_id": "acme", "journey_id": "w", "journey_name": "For anna@example.org",
          "conversion_event": "order", "stop_counting_after_exit_seconds": 1}],
        "definitions",
    )  # fmt: skip
    assert row["journey_name"] == f"For {to['anna@example.org']}"
    (row,) = home.loaded(
        "coupons",
        [{"tenant_id": "acme", "process_id": "p", "code": "customer-0001",
          "uploaded_at": "2026-01-01T10:00:00Z"}],
        "coupons",
    )  # fmt: skip
    assert row["code"] == to["customer-0001"]


@pytest.mark.parametrize(
    ("record", "is_removed"),
    [
        ({"tenant_id": "acme", "customer_id": "c42"}, True),
        ({"tenant_id": "acme", "payload": {"text": "by Anna@example.org!"}}, True),
        ({"tenant_id": "acme", "note": '{"to": "anna\\u0040example.org"}'}, True),
        ({"tenant_id": "acme", "amount": 42, "customer_id": "c43"}, False),
        ({"tenant_id": "other", "customer_id": "c42"}, False),
        ({"customer_id": "c42"}, True),
        ('{"customer_id": "c42", "tenant_id": "acme"', True),
        ('{"text": "anna@example.org", "tenant_id": ', True),
    ],
)
def test_the_quarantine_keeps_no_text_of_an_erased_person(home, record, is_removed):
    home.erase(*PERSON)
    home.deliver("chat_events", [record])
    home.load()
    (row,) = home.rejected()
    assert (row["raw"] is None) is is_removed
    assert row["reason"]


def test_rejected_webhooks_and_csv_rows_are_those_of_their_tenant(home):
    home.erase(*PERSON)
    home.deliver("tenants", [{"tenant_id": "acme", "whatsapp_business_account_id": "waba"}])
    home.deliver("whatsapp_cloud", [{"entry": {"id": "waba", "from": "491701234567"}}])
    csv = "tenant_id,customer_id,event_name,occurred_at\nacme,c42,start,never\nacme,c43,start,never"
    home.deliver("chat_events", csv.splitlines(), name="file.csv")
    home.load()
    rows = {(row["source"], row["line"]): row["raw"] for row in home.rejected()}
    assert rows == {
        ("chat_events", 2): None,
        ("chat_events", 3): "acme,c43,start,never",
        ("whatsapp_cloud", 1): None,
    }
