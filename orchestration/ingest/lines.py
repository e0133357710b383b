"""Text files as lines: decompressed, numbered and checked byte by byte in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa

MAX_LINE_BYTES = 16 * 1024 * 1024
KEPT_OF_OVERLONG_LINE = 64 * 1024
# Some thousand records: DuckDB works on vectors of 2048, of which the last of a batch is a rest.
CHUNK_BYTES = 4 * 1024 * 1024

BATCH_SCHEMA = pa.schema([("line", pa.int64()), ("raw", pa.string()), ("problem", pa.string())])
"""What is handed to DuckDB: a record, its first physical line, and why its bytes are unusable."""

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_NEWLINE = 10
_IS_SPACE = np.zeros(256, dtype=bool)
_IS_SPACE[[9, 10, 11, 12, 13, 32]] = True


@dataclass(frozen=True)
class Block:
    """Whole lines, line ends included; only the last line of a file may lack its end.

    `starts` are the offsets of the lines within `data`.
    """

    first_line: int
    data: bytes | memoryview
    starts: np.ndarray

    @property
    def lines(self) -> np.ndarray:
        """The physical lines, one for each start."""
        return np.arange(self.first_line, self.first_line + len(self.starts), dtype=np.int64)


@dataclass(frozen=True)
class OverlongLine:
    """A line longer than we read: its beginning and its length in bytes."""

    line: int
    beginning: bytes
    length: int


def read_blocks(stream: BinaryIO) -> Iterator[Block | OverlongLine]:
    """Cut a byte stream into blocks of whole lines; a byte order mark at its start is dropped."""
    rest, line = b"", 1
    is_first, is_end = True, False
    while not is_end:
        data, is_end = _read_on(rest, stream)
        if is_first and data[: len(_BYTE_ORDER_MARK)] == _BYTE_ORDER_MARK:
            data = data[len(_BYTE_ORDER_MARK) :]
        is_first = False
        starts = _starts_after_ends(data)
        end = int(starts[-1])
        if is_end and end < len(data):
            end = len(data)
        else:
            starts = starts[:-1]
        if end:
            yield Block(line, data[:end], starts)
            line += len(starts)
        rest = data[end:]
        if len(rest) > MAX_LINE_BYTES:
            beginning = bytes(rest[:KEPT_OF_OVERLONG_LINE])
            rest, length = _skip_line(stream, len(rest))
            yield OverlongLine(line, beginning, length)
            line += 1


def _read_on(rest: bytes | memoryview, stream: BinaryIO) -> tuple[memoryview, bool]:
    """Return the rest with the next chunk behind it, and whether the stream ends there."""
    # Arrow's allocator keeps the memory of earlier blocks at hand; bytes objects of this size
    # would be mapped anew each time.
    data = memoryview(pa.allocate_buffer(len(rest) + CHUNK_BYTES)).cast("B")
    filled = len(rest)
    data[:filled] = rest
    while filled < len(data):
        count = stream.readinto(data[filled:])
        if not count:
            return data[:filled], True
        filled += count
    return data, False


def _skip_line(stream: BinaryIO, length: int) -> tuple[bytes, int]:
    """Read past the end of a line; return what follows it and the line's whole length."""
    while chunk := stream.read(CHUNK_BYTES):
        end = chunk.find(b"\n")
        if end >= 0:
            return chunk[end + 1 :], length + end
        length += len(chunk)
    return b"", length


def _starts_after_ends(data: bytes | memoryview) -> np.ndarray:
    """Return 0 and the offset behind each line end."""
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == _NEWLINE)
    starts = np.zeros(len(ends) + 1, dtype=np.int64)
    np.add(ends, 1, out=starts[1:])
    return starts


def line_starts(data: bytes) -> np.ndarray:
    """Return where each line starts."""
    starts = _starts_after_ends(data)
    return starts[:-1] if starts[-1] == len(data) else starts


def readable_text(data: bytes) -> str:
    """Show bytes that may be no text: invalid ones and NUL as `\\xNN`, without the line end."""
    text = data.rstrip(b"\r\n").decode("utf-8", "backslashreplace")
    return text.replace("\0", "\\x00")


def overlong_problem(length: int) -> str:
    """Say that a line is too long to be read."""
    return f"the line is {length} bytes long, more than {MAX_LINE_BYTES}"


def rejected_batch(lines: list[int], raws: list[str], problems: list[str]) -> pa.RecordBatch:
    """Build a batch of records whose bytes are unusable."""
    return pa.record_batch(
        [pa.array(lines, pa.int64()), pa.array(raws, pa.string()), pa.array(problems, pa.string())],
        schema=BATCH_SCHEMA,
    )


def overlong_batch(overlong: OverlongLine) -> pa.RecordBatch:
    """Build the batch of one overlong line."""
    return rejected_batch(
        [overlong.line],
        [readable_text(overlong.beginning)],
        [overlong_problem(overlong.length)],
    )


def batches_of(
    data: bytes | memoryview, starts: np.ndarray, line_numbers: np.ndarray
) -> Iterator[pa.RecordBatch]:
    """Turn the records of a block into batches; blank records vanish.

    `starts` are the offsets of the records, each ending where the next starts, `line_numbers`
    their physical lines. Usable records share the block's memory; the others follow as copies.
    """
    if len(starts) == 0:
        return
    offsets = np.empty(len(starts) + 1, dtype=np.int32)
    offsets[:-1] = starts
    offsets[-1] = len(data)
    raws = pa.StringArray.from_buffers(len(starts), pa.py_buffer(offsets), pa.py_buffer(data))
    bytes_of_block = np.frombuffer(data, dtype=np.uint8)

    is_usable = None
    if _IS_SPACE[bytes_of_block[starts]].any():
        is_usable = ~np.logical_and.reduceat(_IS_SPACE[bytes_of_block], starts)
    problems = _byte_problems(data, bytes_of_block, offsets, raws)
    if problems:
        is_usable = np.ones(len(starts), dtype=bool) if is_usable is None else is_usable
        # A blank record stays blank: none of its bytes can be the reason of a problem.
        is_usable[list(problems)] = False

    if is_usable is not None:
        raws = raws.filter(pa.array(is_usable))
        usable_numbers = line_numbers[is_usable]
    else:
        usable_numbers = line_numbers
    yield pa.record_batch(
        [pa.array(usable_numbers), raws, pa.nulls(len(raws), pa.string())], schema=BATCH_SCHEMA
    )
    if problems:
        yield rejected_batch(
            [int(line_numbers[index]) for index in problems],
            [
                readable_text(bytes(data[offsets[index] : offsets[index + 1]][:limit]))
                for index, (_, limit) in problems.items()
            ],
            [problem for problem, _ in problems.values()],
        )


def _byte_problems(
    data: bytes | memoryview, bytes_of_block: np.ndarray, offsets: np.ndarray, raws: pa.StringArray
) -> dict[int, tuple[str, int | None]]:
    """Find records that are too long, hold a NUL byte or are no UTF-8: index -> reason, limit.

    In the order of the records.
    """
    problems: dict[int, tuple[str, int | None]] = {}
    starts = offsets[:-1]
    if len(data) > MAX_LINE_BYTES:
        for index in np.flatnonzero(np.diff(offsets) > MAX_LINE_BYTES):
            length = len(bytes(data[offsets[index] : offsets[index + 1]]).rstrip(b"\r\n"))
            if length > MAX_LINE_BYTES:
                problems[int(index)] = (overlong_problem(length), KEPT_OF_OVERLONG_LINE)
    if bytes_of_block.min() == 0:
        for index in np.flatnonzero(np.logical_or.reduceat(bytes_of_block == 0, starts)):
            problems.setdefault(int(index), ("the line holds a NUL byte", None))
    if bytes_of_block.max() >= 128 and not _is_utf8(raws):
        for index in np.flatnonzero(np.logical_or.reduceat(bytes_of_block >= 128, starts)):
            try:
                bytes(data[offsets[index] : offsets[index + 1]]).decode()
            except UnicodeDecodeError:
                problems.setdefault(int(index), ("the line is no valid UTF-8", None))
    return dict(sorted(problems.items()))


def _is_utf8(raws: pa.StringArray) -> bool:
    try:
        raws.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def json_batches(stream: BinaryIO) -> Iterator[pa.RecordBatch]:
    """Read a JSON Lines stream: every line that is not blank is a record."""
    for block in read_blocks(stream):
        if isinstance(block, OverlongLine):
            yield overlong_batch(block)
            continue
        yield from batches_of(block.data, block.starts, block.lines)
