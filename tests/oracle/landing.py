"""Landing zones held as Python objects, and how they are written as files."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyarrow

_GLIFIC_COLUMNS = (
    "tenant_id",
    "id",
    "bq_uuid",
    "bq_inserted_at",
    "inserted_at",
    "updated_at",
)
_CODE_COLUMNS = ("tenant_id", "process_id", "code", "uploaded_at")
CSV_COLUMNS = {
    "tenants": (
        "tenant_id",
        "tenant_name",
        "reporting_timezone",
        "whatsapp_business_account_id",
    ),
    "chat_events": (
        "event_id",
        "tenant_id",
        "event_name",
        "occurred_at",
        "customer_id",
        "session_id",
        "process_instance_id",
        "process_id",
        "process_name",
        "module_id",
        "module_name",
        "module_type",
        "platform",
        "amount",
        "payload",
    ),
    "loyjoy_facts": ("amount", "created_at", "entity_id", "event_type", "id", "tenant_id"),
    "loyjoy_dimensions": (
        "entity_id",
        "tenant_id",
        "tenant_name",
        "bot_id",
        "bot_name",
        "process_id",
        "process_name",
    ),
    "glific_messages": (
        *_GLIFIC_COLUMNS,
        "type",
        "flow",
        "status",
        "bsp_status",
        "errors",
        "sender_phone",
        "receiver_phone",
        "contact_phone",
        "body",
        "sent_at",
        "is_hsm",
    ),
    "glific_contacts": (
        *_GLIFIC_COLUMNS,
        "name",
        "phone",
        "provider_status",
        "status",
        "optin_time",
        "optout_time",
    ),
    "glific_contact_histories": (
        *_GLIFIC_COLUMNS,
        "event_type",
        "event_label",
        "event_datetime",
        "phone",
    ),
    "glific_flow_contexts": (
        *_GLIFIC_COLUMNS,
        "flow_id",
        "flow_name",
        "contact_id",
        "contact_phone",
        "results",
        "status",
        "parent_id",
        "wa_group_id",
        "flow_broadcast_id",
        "message_broadcast_id",
        "is_killed",
        "completed_at",
        "reason",
    ),
    "glific_message_conversations": (
        *_GLIFIC_COLUMNS,
        "conversation_uuid",
        "deduction_type",
        "is_billable",
        "message_id",
        "phone",
    ),
    "glific_stats": (
        *_GLIFIC_COLUMNS,
        "period",
        "date",
        "hour",
        "conversations",
        "inbound",
    ),
    "journeys": (
        "tenant_id",
        "journey_id",
        "journey_name",
        "valid_from",
        "conversion_event",
        "conversion_filters",
        "stop_counting_after_exit_seconds",
        "steps",
    ),
    "journey_events": (
        "event_id",
        "tenant_id",
        "journey_id",
        "user_id",
        "entry_id",
        "event_type",
        "occurred_at",
        "step_id",
        "channel",
        "platform",
        "action_name",
        "trigger_event_id",
        "reason",
        "payload",
    ),
    "user_events": (
        "event_id",
        "tenant_id",
        "user_id",
        "event_name",
        "occurred_at",
        "attributes",
    ),
    "coupons": _CODE_COLUMNS,
    "codes": (*_CODE_COLUMNS, "points", "is_win"),
}
COMPRESSIONS = (".gz", ".zst")


@dataclass(frozen=True)
class LandingFile:
    """One delivered file.

    `records` holds one object per line: a dict is written as JSON (or as a CSV row), `bytes` are
    written as they are, which is how malformed and blank lines get in. The ending of `name` says
    the format: `.jsonl`, `.ndjson` or `.csv`, each also with `.gz` or `.zst`.
    """

    source: str
    landing_day: date
    name: str
    records: tuple[dict | bytes, ...]

    @property
    def is_csv(self) -> bool:
        """Whether the file is CSV with a header (else JSON Lines)."""
        return any(self.name.endswith(".csv" + ending) for ending in ("", *COMPRESSIONS))

    @property
    def is_ignored(self) -> bool:
        """Whether the name marks a half-written file, which is nobody's business."""
        return self.name.startswith(("_", ".")) or self.name.endswith(".tmp")

    @property
    def path(self) -> Path:
        """The path below the landing folder."""
        return Path(self.source) / f"dt={self.landing_day.isoformat()}" / self.name

    def content(self) -> bytes:
        """The bytes of the file; the same records always give the same bytes."""
        lines = list(self._csv_lines() if self.is_csv else self._json_lines())
        plain = b"".join(line + b"\n" for line in lines)
        if self.name.endswith(".gz"):
            return gzip.compress(plain, mtime=0)
        if self.name.endswith(".zst"):
            sink = pyarrow.BufferOutputStream()
            with pyarrow.CompressedOutputStream(sink, "zstd") as stream:
                stream.write(plain)
            return sink.getvalue().to_pybytes()
        return plain

    def _json_lines(self) -> Iterator[bytes]:
        for record in self.records:
            if isinstance(record, bytes):
                yield record
            else:
                yield json.dumps(record, ensure_ascii=False, allow_nan=False).encode()

    def _csv_lines(self) -> Iterator[bytes]:
        columns = CSV_COLUMNS[self.source]
        yield ",".join(columns).encode()
        for record in self.records:
            if isinstance(record, bytes):
                yield record
                continue
            row = io.StringIO()
            texts = as_csv_texts(record)
            csv.writer(row, lineterminator="\r\n").writerow(
                ["" if texts.get(column) is None else texts[column] for column in columns]
            )
            yield row.getvalue().removesuffix("\r\n").encode()


@dataclass(frozen=True)
class LandingZone:
    """The files of a landing folder; at most one file per source, landing day and name."""

    files: tuple[LandingFile, ...] = ()

    def __post_init__(self) -> None:
        paths = [file.path for file in self.files]
        if len(set(paths)) != len(paths):
            raise ValueError("a landing zone holds each path once")

    def of(self, source: str) -> list[LandingFile]:
        """The files of one source that count, by landing day, then by name, bytewise."""
        files = [file for file in self.files if file.source == source and not file.is_ignored]
        return sorted(files, key=lambda file: (file.landing_day, file.name.encode()))

    def with_file(self, added: LandingFile) -> LandingZone:
        """This zone with a file added, or replaced where one has its path."""
        others = tuple(file for file in self.files if file.path != added.path)
        return LandingZone((*others, added))

    def without_file(self, removed: LandingFile) -> LandingZone:
        """This zone without the file of that path."""
        return LandingZone(tuple(file for file in self.files if file.path != removed.path))


def landing_zone(*files: tuple[str, date | str, str, list[dict | bytes]]) -> LandingZone:
    """A landing zone from plain tuples (source, landing day, file name, records)."""
    return LandingZone(
        tuple(
            LandingFile(
                source,
                date.fromisoformat(day) if isinstance(day, str) else day,
                name,
                tuple(records),
            )
            for source, day, name, records in files
        )
    )


def as_csv_texts(record: dict) -> dict[str, str | None]:
    """What a CSV row can hold of a record: texts, nothing for an empty one."""
    texts = {}
    for column, value in record.items():
        if value is None or value == "":
            texts[column] = None
        elif isinstance(value, str):
            texts[column] = value
        else:
            texts[column] = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return texts


def write(zone: LandingZone, folder: Path) -> list[Path]:
    """Make `folder` hold the zone's files and nothing else; returns the changed relative paths.

    Files whose bytes stay the same are not touched, so that successive zones of one history look
    to a scanner like the additions, changes and removals that they are.
    """
    folder = Path(folder)
    wanted = {file.path: file.content() for file in zone.files}
    present = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    changed = []
    for path in sorted(present - wanted.keys()):
        (folder / path).unlink()
        changed.append(path)
    for path, content in wanted.items():
        target = folder / path
        if path in present and target.read_bytes() == content:
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        changed.append(path)
    return changed
