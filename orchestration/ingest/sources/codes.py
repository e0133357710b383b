"""Lists of codes that were uploaded for experiences: coupons to hand out, codes to be entered."""

from __future__ import annotations

from orchestration.ingest.sources.model import PROVENANCE, TENANT_ID, Column, Field, Source

_FIELDS = (
    Field("tenant_id", required=True),
    Field("process_id", required=True),
    Field("code", required=True),
    Field("uploaded_at", kind="time", required=True),
)
_PROCESS_ID = Column(
    "process_id", "VARCHAR", "Experience the code was uploaded for.", personal="none"
)
_CODE_KEY = Column(
    "code_key",
    "BIGINT",
    "Hash of tenant, experience and code, for joins and sorting.",
    key_of=("tenant_id", "process_id", "code"),
)
_UPLOADED_AT = Column("uploaded_at", "TIMESTAMP", "When it was uploaded (UTC).", record_time="utc")

COUPONS = Source(
    name="coupons",
    kind="record",
    description="Uploaded coupon codes, to be handed out by experiences.",
    fields=_FIELDS,
    tables={
        "coupons": (
            *PROVENANCE,
            TENANT_ID,
            _PROCESS_ID,
            Column("code", "VARCHAR", "The coupon code.", personal="record_id"),
            _CODE_KEY,
            _UPLOADED_AT,
        )
    },
)

CODES = Source(
    name="codes",
    kind="record",
    description="Uploaded codes, to be entered by customers.",
    fields=(
        *_FIELDS,
        Field("points", kind="number"),
        Field("is_win", kind="boolean"),
    ),
    tables={
        "codes": (
            *PROVENANCE,
            TENANT_ID,
            _PROCESS_ID,
            Column("code", "VARCHAR", "The code.", personal="record_id"),
            _CODE_KEY,
            _UPLOADED_AT,
            Column("points", "DOUBLE", "Points that the code is worth; not given is NULL."),
            Column("is_win", "BOOLEAN", "Whether one wins with the code; not given is NULL."),
        )
    },
)
