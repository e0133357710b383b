"""Records and files with something wrong in them, made from good ones and a seed."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

from tests.unit.ingest.shapes import places

HOSTILE_TEXTS = (
    "",
    " ",
    "\u200b",
    "\x00",
    "\x1f",
    "a\x00b",
    "first\nsecond",
    "first\r\nsecond",
    "\u2028\u2029\x85\x0b\x0c",
    "'; DROP TABLE events; --",
    "' OR '1'='1",
    '"; SELECT * FROM staged; --',
    "$1",
    "$columns",
    "${columns}",
    "{{ 1 / 0 }}",
    "{% raw %}",
    "{# #}",
    "<script>alert('x')</script>",
    "<!-- ",
    "&lt;",
    "=1+1",
    '=HYPERLINK("http://x.invalid","y")',
    "+1",
    "-1",
    "+SUM(A1)",
    "-SUM(A1)",
    "@SUM(A1)",
    "\t=1",
    "../../etc/passwd",
    "..\\..\\x",
    "/dev/null",
    "*",
    "%",
    "_",
    "[a-z]?",
    "\\",
    "\\\\",
    '\\"',
    "\\u0000",
    "\\ud800",
    '"',
    '""',
    "'",
    "''",
    "`",
    ",",
    '","',
    "|",
    "NULL",
    "null",
    "nan",
    "NaN",
    "Infinity",
    "-0",
    "1e400",
    "0x10",
    "1_000",
    "true",
    "\u202eabc\u202c",
    "\u2066x\u2069",
    "e\u0301",
    "\ufb01",
    "\ud55c\uae00",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467",
    "\ufeff",
    "\ufffe",
    "\U0010ffff",
    "{}",
    "[]",
    "{",
    "[",
    '{"a":1,}',
    '{"a":' * 60 + "1" + "}" * 60,
    "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999999Z",
    "2026-10-31T23:59:60Z",
    "2026-10-31T00:00:00+14:00",
    "2026-10-31T00:00:00-23:59",
    "2026-02-30T00:00:00Z",
    "infinity",
    "epoch",
    "generated-",
    "9876543210_1",
    "DE.0123456789",
    "x" * 5000,
)
"""What may stand in any text field; each of them has once hurt some program."""

HOSTILE_VALUES: tuple[Any, ...] = (
    *HOSTILE_TEXTS,
    None,
    True,
    False,
    0,
    -1,
    1,
    10**18,
    2**63,
    -(2**63) - 1,
    10**40,
    1.5,
    -0.0,
    1e308,
    5e-324,
    1760000000,
    1760000000000,
    {},
    [],
    [None],
    [[]],
    {"": ""},
    {"a": None},
    [{"a": [1, {}]}],
    {"id": 1, "type": [], "payload": {"payload": {"payload": []}}},
)
_TOKENS = (
    *(b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\xaf"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xe2\x80\xa8", b"\x1a", b"\x1b[2J", b"\x7f"),
    *(b"{", b"}", b"[", b"]", b'"', b"'", b",", b":", b"\\", b"\\u", b"\\u0000", b"\\ud83d"),
    *(b"\\x41", b"/*", b"//", b"#", b"NaN", b"-Infinity", b"1e400", b"-", b"0", b"00", b"."),
    *(b"null", b"true", b"{}", b"[]", b'""', b'"":', b'"a":1,', b"\r", b"\r\n", b"\n", b"\n\n"),
    *(b"\t", b" ", b";", b"%", b"$", b"9" * 400, b"[" * 300, b'{"a":' * 300),
)


def at(value: Any, path: tuple) -> Any:
    """Return what stands at a path."""
    for key in path:
        value = value[key]
    return value


def mutated_record(random: Random, record: dict, others: list[dict]) -> Any:
    """Return the record with one to four places changed, or another value altogether."""
    if random.random() < 0.01:
        return random.choice(HOSTILE_VALUES)
    result = copy.deepcopy(record)
    for _ in range(random.randint(1, 4)):
        paths = places(result)
        if paths:
            path = random.choice(paths)
            random.choice(_RECORD_MUTATIONS)(random, at(result, path[:-1]), path[-1], others)
    return result


def _replaced(random: Random, holder: Any, key: Any, _: list[dict]) -> None:
    holder[key] = copy.deepcopy(random.choice(HOSTILE_VALUES))


def _removed(_: Random, holder: Any, key: Any, __: list[dict]) -> None:
    del holder[key]


def _taken_over(random: Random, holder: Any, key: Any, others: list[dict]) -> None:
    other = random.choice(others)
    holder[key] = copy.deepcopy(at(other, random.choice(places(other))))


def _wrapped(random: Random, holder: Any, key: Any, _: list[dict]) -> None:
    value = holder[key]
    holder[key] = random.choice(([value], {"payload": value}, json.dumps(value), [value, value]))


def _retyped(random: Random, holder: Any, key: Any, _: list[dict]) -> None:
    value = holder[key]
    if isinstance(value, str):
        holder[key] = random.choice((len(value), value.encode().hex(), value * 50, value[::-1]))
        if value.isdigit():
            holder[key] = random.choice((int(value), float(value[:300]), -int(value)))
    elif isinstance(value, int | float):
        holder[key] = random.choice((str(value), bool(value), value * 1000, value + 0.5))
    else:
        holder[key] = json.dumps(value)


def _renamed(random: Random, holder: Any, key: Any, _: list[dict]) -> None:
    if not isinstance(holder, dict):
        holder.append(copy.deepcopy(holder[key]))
        return
    name = random.choice((key.upper(), key + " ", "\ufeff" + key, "", key + "\x00", "$." + key))
    holder[name] = holder.pop(key)


def _spliced(random: Random, holder: Any, key: Any, _: list[dict]) -> None:
    value = holder[key]
    if isinstance(value, str):
        cut = random.randint(0, len(value))
        holder[key] = value[:cut] + random.choice(HOSTILE_TEXTS) + value[cut:]
    else:
        holder[key] = random.choice(HOSTILE_TEXTS)


_RECORD_MUTATIONS: tuple[Callable[[Random, Any, Any, list[dict]], None], ...] = (
    _replaced,
    _replaced,
    _removed,
    _taken_over,
    _wrapped,
    _retyped,
    _renamed,
    _spliced,
)


def mutated_bytes(random: Random, data: bytes) -> bytes:
    """Return the bytes with one to three of them, or stretches of them, changed."""
    for _ in range(random.randint(1, 3)):
        data = random.choice(_BYTE_MUTATIONS)(random, data)
    return data


def _stretch(random: Random, data: bytes) -> tuple[int, int]:
    begin = random.randint(0, len(data))
    return begin, min(len(data), begin + random.choice((1, 1, 2, 4, 16, 200)))


def _flipped(random: Random, data: bytes) -> bytes:
    if not data:
        return data
    index = random.randrange(len(data))
    return data[:index] + bytes([data[index] ^ (1 << random.randrange(8))]) + data[index + 1 :]


def _cut_out(random: Random, data: bytes) -> bytes:
    begin, end = _stretch(random, data)
    return data[:begin] + data[end:]


def _cut_short(random: Random, data: bytes) -> bytes:
    return data[: random.randint(0, len(data))]


def _with_token(random: Random, data: bytes) -> bytes:
    begin, end = _stretch(random, data)
    end = random.choice((begin, end))
    return data[:begin] + random.choice(_TOKENS) + data[end:]


def _with_noise(random: Random, data: bytes) -> bytes:
    begin, _ = _stretch(random, data)
    return data[:begin] + random.randbytes(random.choice((1, 2, 8, 64))) + data[begin:]


def _repeated(random: Random, data: bytes) -> bytes:
    begin, end = _stretch(random, data)
    return data[:end] + data[begin:end] * random.choice((1, 1, 3, 50)) + data[end:]


def _recoded(random: Random, data: bytes) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(random.choice(("utf-16", "utf-16-le", "latin-1", "utf-7", "utf-8-sig")),
                       "replace")  # fmt: skip


_BYTE_MUTATIONS: tuple[Callable[[Random, bytes], bytes], ...] = (
    _flipped,
    _flipped,
    _cut_out,
    _cut_short,
    _with_token,
    _with_token,
    _with_token,
    _with_noise,
    _repeated,
    _recoded,
)
