"""Landing files of the source `chat_events`, faults included."""

from __future__ import annotations

import json
import math
from datetime import date

import numpy as np
import pyarrow as pa

from orchestration.sample.calendar import LocalTime, Window
from orchestration.sample.chats import ChatEvents
from orchestration.sample.files import BAD_BYTE, Fault, LandingWriter, csv_lines, weave
from orchestration.sample.truth import SampleTruth

SOURCE = "chat_events"
COLUMNS = (
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
)
_PLATFORMS = ("rest", "whatsapp", "facebook")
_POINTS_EVENTS = ("loyalty_points_emitted", "loyalty_points_spent")
_LATE_TENANT = "five-boroughs-bikes"
_WITHOUT_IDS_TENANT = "fjord-outdoor"
_WITHOUT_ID_EVERY = 50


def format_times(moments_ms: np.ndarray, style: str, local: LocalTime) -> list[str]:
    """Times as text in one of the styles of `Tenant.time_style`, with milliseconds."""
    if style == "offset":
        wall = np.datetime_as_string(local.wall(moments_ms).astype("datetime64[ms]")).tolist()
        hours = (local.offsets(moments_ms) // 3_600_000).tolist()
        return [f"{text}{hour:+03d}:00" for text, hour in zip(wall, hours, strict=True)]
    texts = np.datetime_as_string(moments_ms.astype("datetime64[ms]")).tolist()
    if style == "zulu":
        return [f"{text}Z" for text in texts]
    return [f"{text[:10]} {text[11:]} UTC" for text in texts]


class ChatRenderer:
    """Writes the events of one tenant as JSON lines, or as rows in the order of `COLUMNS`."""

    def __init__(self, chats: ChatEvents, window: Window) -> None:
        self.chats = chats
        tenant = chats.tenant
        self._local = LocalTime(tenant.timezone, window)
        self._visits = [
            self._visit_fields(*fields)
            for fields in zip(
                range(len(chats.visits.session)),
                chats.visits.session.tolist(),
                chats.visits.customer.tolist(),
                chats.visits.process.tolist(),
                chats.visits.platform.tolist(),
                strict=True,
            )
        ]
        self._visit_texts = [_members(fields) for fields in self._visits]
        self._modules = [
            [
                {"module_id": module.module_id, "module_name": module.name,
                 "module_type": module.type}
                for module in process.modules
            ] + [{}]
            for process in tenant.processes
        ]  # fmt: skip
        self._module_texts = [[_members(module) for module in row] for row in self._modules]
        self._has_no_id = tenant.tenant_id == _WITHOUT_IDS_TENANT

    def _visit_fields(
        self, instance: int, session: int, customer: int, process: int, platform: int
    ) -> dict[str, str]:
        tenant = self.chats.tenant
        fields = {}
        if customer >= 0:
            fields["customer_id"] = f"{tenant.tenant_id}-{customer:06d}"
        elif instance % 3 == 0:
            fields["customer_id"] = "" if instance % 2 else "  "
        fields["session_id"] = f"{tenant.tenant_id[:2]}-s{session:07d}"
        fields["process_instance_id"] = f"{tenant.tenant_id[:2]}-p{instance:07d}"
        fields["process_id"] = tenant.processes[process].process_id
        fields["process_name"] = tenant.processes[process].name
        fields["platform"] = _PLATFORMS[platform]
        return fields

    def _columns(self, chosen: np.ndarray) -> zip:
        """Per event: position, id, name, time, visit, process, module, amount, payload."""
        chats = self.chats
        instance = chats.instance[chosen]
        payload = chats.payload[chosen]
        amount = np.full(len(chosen), np.nan)
        if chats.tenant.points_as_amount:
            codes = [chats.names.index(name) for name in _POINTS_EVENTS if name in chats.names]
            is_points = np.isin(chats.name[chosen], codes)
            amount[is_points] = chats.value[chosen][is_points]
            payload[is_points] = ""
        return zip(
            chosen.tolist(),
            chats.event_id[chosen].tolist(),
            [chats.names[code] for code in chats.name[chosen].tolist()],
            format_times(chats.moment[chosen], chats.tenant.time_style, self._local),
            instance.tolist(),
            chats.visits.process[instance].tolist(),
            chats.module[chosen].tolist(),
            amount.tolist(),
            payload.tolist(),
            strict=True,
        )

    def lines(self, chosen: np.ndarray) -> list[str]:
        """The chosen events as JSON objects, one text each."""
        tenant = f'"tenant_id":"{self.chats.tenant.tenant_id}",'
        visits, modules = self._visit_texts, self._module_texts
        return [
            f'{{{self._id_member(position, number)}{tenant}"event_name":"{name}",'
            f'"occurred_at":"{time}"{visits[instance]}{modules[process][module]}'
            f"{_amount_member(amount)}{_payload_member(payload)}}}"
            for position, number, name, time, instance, process, module, amount, payload
            in self._columns(chosen)
        ]  # fmt: skip

    def rows(self, chosen: np.ndarray) -> list[tuple]:
        """The chosen events as tuples in the order of `COLUMNS`; None where there is no value."""
        tenant_id = self.chats.tenant.tenant_id
        rows = []
        for columns in self._columns(chosen):
            position, number, name, time, instance, process, module, amount, payload = columns
            fields = self._visits[instance] | self._modules[process][module]
            fields |= {"tenant_id": tenant_id, "event_name": name, "occurred_at": time}
            if self._has_id(position):
                fields["event_id"] = f"{number:016x}"
            row = [fields.get(column) for column in COLUMNS]
            row[-2] = None if math.isnan(amount) else amount
            row[-1] = payload or None
            rows.append(tuple(row))
        return rows

    def _has_id(self, position: int) -> bool:
        return not (self._has_no_id and position % _WITHOUT_ID_EVERY == 7)

    def _id_member(self, position: int, number: int) -> str:
        return f'"event_id":"{number:016x}",' if self._has_id(position) else ""


class ChatDay:
    """The events of all tenants that one file delivers, in order of time."""

    def __init__(self, parts: list[tuple[ChatRenderer, np.ndarray]]) -> None:
        self._parts = parts
        times = [renderer.chats.moment[chosen] for renderer, chosen in parts]
        self.moments = np.concatenate(times)
        self._order = np.argsort(self.moments, kind="stable").tolist()

    def __len__(self) -> int:
        return len(self._order)

    def lines(self) -> list[str]:
        """JSON lines."""
        texts = [text for renderer, chosen in self._parts for text in renderer.lines(chosen)]
        return [texts[number] for number in self._order]

    def rows(self) -> list[tuple]:
        """Rows in the order of `COLUMNS`."""
        rows = [row for renderer, chosen in self._parts for row in renderer.rows(chosen)]
        return [rows[number] for number in self._order]

    def table(self) -> pa.Table:
        """An Arrow table; times are real timestamps, as a warehouse would export them."""
        columns = dict(zip(COLUMNS, zip(*self.rows(), strict=True), strict=True))
        columns["occurred_at"] = np.sort(self.moments).astype("datetime64[ms]")
        types = {"amount": pa.float64(), "occurred_at": pa.timestamp("us", tz="UTC")}
        return pa.table(
            {
                name: pa.array(values, type=types.get(name, pa.string()))
                for name, values in columns.items()
            }
        )


def write_chat_day(
    writer: LandingWriter,
    truth: SampleTruth,
    window: Window,
    index: int,
    renderers: list[ChatRenderer],
    generator: np.random.Generator,
) -> None:
    """Write every chat file of landing day `index` (late and redelivered ones included)."""
    landing_day = window.day(index)
    day = ChatDay([(renderer, _chosen(renderer, window, index)) for renderer in renderers])
    if len(day):
        _write_regular(writer, truth, window, index, day, generator)
    resent = window.slot(1, plus=2)
    if resent is not None and index == resent:
        _write_resent(writer, truth, window, renderers, landing_day)
    if index == window.slot(1):
        writer.write_lines(SOURCE, landing_day, "events-empty.jsonl", [])
    late = window.slot(2, plus=3)
    if late is not None and index == late:
        origin = window.slot(2)
        parts = [(renderer, _late(renderer, window, origin)) for renderer in renderers]
        lines = ChatDay(parts).lines()
        if lines:
            writer.write_lines(SOURCE, landing_day, "events-late.jsonl.gz", lines)
            truth.late.append(
                {
                    "source": SOURCE,
                    "landing_day": landing_day.isoformat(),
                    "file_name": "events-late.jsonl.gz",
                    "records": len(lines),
                }
            )
    if index == window.slot(2):
        half = b'{"event_id":"half","tenant_id":"north-roast","event_na'
        writer.write_ignored(SOURCE, landing_day, "events-next.jsonl.tmp", half)


def _write_regular(
    writer: LandingWriter,
    truth: SampleTruth,
    window: Window,
    index: int,
    day: ChatDay,
    generator: np.random.Generator,
) -> None:
    landing_day = window.day(index)
    if index == window.slot(3):
        rows = weave(csv_lines(day.rows()), _csv_faults(landing_day), generator)
        writer.write_lines(SOURCE, landing_day, "events.csv", rows, header=",".join(COLUMNS))
    elif index == window.slot(4):
        writer.write_table(SOURCE, landing_day, "events.parquet", day.table())
    elif index == window.slot(5):
        writer.write_lines(SOURCE, landing_day, "events.jsonl.zst", day.lines())
    elif index == window.slot(6):
        lines = day.lines()
        again = lines[:: max(1, len(lines) // 25)]
        writer.write_lines(SOURCE, landing_day, "events-again.jsonl.gz", again)
        truth.add_duplicates(SOURCE, landing_day, len(again))
        # As a Windows machine would write it.
        woven = weave(lines, ["", "", ""], generator)
        writer.write_lines(
            SOURCE, landing_day, "events.jsonl", woven, line_end="\r\n", byte_order_mark=True
        )
    elif index == window.slot(0):
        lines = day.lines()
        twice = lines[-3:]
        truth.add_duplicates(SOURCE, landing_day, len(twice))
        woven = weave([*lines, *twice], [*_json_faults(landing_day), ""], generator)
        writer.write_lines(SOURCE, landing_day, "events.jsonl.gz", woven)
    else:
        writer.write_lines(SOURCE, landing_day, "events.jsonl.gz", day.lines())


def _write_resent(
    writer: LandingWriter,
    truth: SampleTruth,
    window: Window,
    renderers: list[ChatRenderer],
    landing_day: date,
) -> None:
    """Deliver some lines again two days later, a few of them with another event name."""
    origin = window.slot(1)
    day = ChatDay([(renderer, _chosen(renderer, window, origin)) for renderer in renderers])
    lines = [line for line in day.lines() if '"event_id"' in line][:40]
    for number, line in enumerate(lines[:2]):
        fields = json.loads(line) | {"event_name": "changed_on_redelivery"}
        lines[number] = json.dumps(fields, separators=(",", ":"))
    if lines:
        writer.write_lines(SOURCE, landing_day, "events-resent.jsonl.gz", lines)
        truth.add_duplicates(SOURCE, landing_day, len(lines))


def _chosen(renderer: ChatRenderer, window: Window, index: int) -> np.ndarray:
    """Positions of the events that land on day `index`, those of the late file left out."""
    moments = renderer.chats.moment
    begin, end = _bounds(window, index)
    chosen = np.arange(*np.searchsorted(moments, [begin, end]))
    if index == window.slot(2) and window.slot(2, plus=3) is not None:
        chosen = np.setdiff1d(chosen, _late(renderer, window, index), assume_unique=True)
    return chosen


def _late(renderer: ChatRenderer, window: Window, index: int) -> np.ndarray:
    """Positions of the events of that day's second half which one tenant delivers late."""
    if renderer.chats.tenant.tenant_id != _LATE_TENANT:
        return np.array([], dtype=np.int64)
    begin, end = _bounds(window, index)
    noon = (begin + end) // 2
    return np.arange(*np.searchsorted(renderer.chats.moment, [noon, end]))


def _bounds(window: Window, index: int) -> tuple[int, int]:
    begin = window.start_ms + index * 86_400_000
    return begin, begin + 86_400_000


def _members(fields: dict[str, str]) -> str:
    """The fields as members of a JSON object, each with a comma in front."""
    return "".join(f',"{name}":{json.dumps(value)}' for name, value in fields.items())


def _amount_member(amount: float) -> str:
    return "" if math.isnan(amount) else f',"amount":{amount}'


def _payload_member(payload: str) -> str:
    return f',"payload":{payload}' if payload else ""


def _json_faults(landing_day: date) -> list[Fault]:
    day = landing_day.isoformat()
    good = {
        "event_id": "bad",
        "tenant_id": "north-roast",
        "event_name": "start",
        "occurred_at": f"{day}T09:30:00Z",
        "process_id": "autumn-game",
    }

    def changed(reason: str, **fields: object) -> Fault:
        merged = {name: value for name, value in (good | fields).items() if value is not None}
        return Fault(json.dumps(merged), reason)

    return [
        Fault(json.dumps(good)[:60], "broken JSON"),
        Fault(json.dumps([good]), "a list instead of an object"),
        Fault(json.dumps(good).replace("start", f"st{BAD_BYTE}art"), "invalid UTF-8"),
        changed("no tenant", tenant_id=None),
        changed("blank tenant", tenant_id="   "),
        changed("no event name", event_name=None),
        changed("no time", occurred_at=None),
        changed("unreadable time", occurred_at="yesterday"),
        changed("impossible date", occurred_at="2026-02-30T09:30:00Z"),
        changed("time after the landing day", occurred_at="2042-01-01T00:00:00Z"),
        changed("time before the year 2000", occurred_at="1999-12-31T23:59:59Z"),
        changed("score out of range", event_name="nps_survey_score_11"),
        changed("amount is no number", amount="many"),
        changed("payload is no object", payload=[1, 2]),
        changed("object where text belongs", customer_id={"id": "x"}),
    ]


def _csv_faults(landing_day: date) -> list[Fault]:
    day = landing_day.isoformat()
    rest = ["", "", "", "bean-adviser", "Find your coffee", "", "", "", "rest", "", ""]
    good = ["bad", "north-roast", "start", f"{day} 09:30:00 UTC", *rest]
    unreadable = ["bad", "north-roast", "start", f"{day} 25:00:00 UTC", *rest]
    faults = {
        "one field too many": [*good, "more"],
        "fields missing": good[:6],
        "unreadable time": unreadable,
    }
    texts = csv_lines(faults.values())
    return [Fault(text, reason) for reason, text in zip(faults, texts, strict=True)]
