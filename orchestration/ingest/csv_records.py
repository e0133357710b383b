"""CSV files as records: cut at line ends outside quotes, so that one bad quote loses one line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from orchestration.ingest.lines import (
    MAX_LINE_BYTES,
    Block,
    OverlongLine,
    batches_of,
    line_starts,
    overlong_batch,
    read_blocks,
    readable_text,
    rejected_batch,
)

NEVER_CLOSED = "a quoted field is never closed"

# A line that ends inside a quoted field: complete fields, then an opening quote without its end.
_OPENS_QUOTE = re.compile(
    rb'(?:(?:"(?:[^"]|"")*+"|[^",]*+),)*+"(?:[^"]|"")*+\Z', re.DOTALL
)  # possessive: no backtracking over long lines
_QUOTE = ord('"')


@dataclass(frozen=True)
class Header:
    """The names in a CSV header; `problem` says why no row can be read by it."""

    names: list[str]
    problem: str | None


@dataclass(frozen=True)
class _Cut:
    """Records of a stretch of lines: where they start, and their physical lines.

    `never_closed` are the records whose quoted field has no end; `carried` is where a record
    starts that may end in the next block.
    """

    starts: np.ndarray
    lines: np.ndarray
    never_closed: list[int]
    carried: int


class CsvRecords:
    """A CSV stream as header and batches of records; read it once."""

    def __init__(self, stream: BinaryIO) -> None:
        self._blocks = self._read(stream)
        self._first, header = _without_header(next(self._blocks, []))
        self.header = _header(header)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Yield the records after the header."""
        yield from self._first
        for batches in self._blocks:
            yield from batches

    def _read(self, stream: BinaryIO) -> Iterator[list[pa.RecordBatch]]:
        """Yield the batches of each block that has any records, in the order of the blocks."""
        carried, first_line = b"", 1
        for piece in read_blocks(stream):
            if isinstance(piece, OverlongLine):
                if carried:
                    yield from _if_any(_whole(_block(first_line, carried), is_final=True)[0])
                    carried = b""
                yield [overlong_batch(piece)]
                continue
            if not carried:
                first_line = piece.first_line
            block = _block(first_line, carried + bytes(piece.data))
            batches, rest = _whole(block, is_final=False)
            yield from _if_any(batches)
            carried = block.data[rest:]
            first_line += int(np.searchsorted(block.starts, rest))
        if carried:
            yield from _if_any(_whole(_block(first_line, carried), is_final=True)[0])


def _block(first_line: int, data: bytes) -> Block:
    return Block(first_line, data, line_starts(data))


def _if_any(batches: Iterator[pa.RecordBatch]) -> Iterator[list[pa.RecordBatch]]:
    found = [batch for batch in batches if batch.num_rows]
    if found:
        yield found


def _without_header(
    batches: list[pa.RecordBatch],
) -> tuple[list[pa.RecordBatch], pa.RecordBatch | None]:
    """Take the record with the lowest line out of the batches; each is in order of its lines."""
    if not batches:
        return [], None
    first = min(range(len(batches)), key=lambda index: batches[index]["line"][0].as_py())
    header = batches[first].slice(0, 1)
    rest = [batch.slice(1) if index == first else batch for index, batch in enumerate(batches)]
    return rest, header


def _whole(block: Block, *, is_final: bool) -> tuple[Iterator[pa.RecordBatch], int]:
    """Return the batches of a block's complete records and where the rest starts."""
    cut = _cut(block, is_final=is_final)
    return _batches(block, cut), cut.carried


def _batches(block: Block, cut: _Cut) -> Iterator[pa.RecordBatch]:
    data = block.data if cut.carried == len(block.data) else block.data[: cut.carried]
    if not cut.never_closed:
        yield from batches_of(data, cut.starts, cut.lines)
        return
    # Rare: the records before, between and after the broken lines are batches of their own.
    bounds = np.append(cut.starts, len(data))
    previous = 0
    for broken in [*cut.never_closed, len(cut.starts)]:
        if broken > previous:
            begin, end = bounds[previous], bounds[broken]
            yield from batches_of(
                data[begin:end], cut.starts[previous:broken] - begin, cut.lines[previous:broken]
            )
        if broken < len(cut.starts):
            yield rejected_batch(
                [int(cut.lines[broken])],
                [readable_text(data[bounds[broken] : bounds[broken + 1]])],
                [NEVER_CLOSED],
            )
        previous = broken + 1


def _cut(block: Block, *, is_final: bool) -> _Cut:
    data = block.data
    starts, numbers = block.starts, block.lines
    bounds = np.append(starts, len(data))
    if b'"' not in data:
        return _Cut(starts, numbers, [], len(data))

    is_quote = np.frombuffer(data, dtype=np.uint8) == _QUOTE
    odd_lines = np.flatnonzero(np.add.reduceat(is_quote, starts, dtype=np.int64) & 1)
    is_start = np.ones(len(starts), dtype=bool)
    broken_lines: list[int] = []
    opened: int | None = None
    for line in odd_lines:
        if opened is not None:
            if bounds[line + 1] - starts[opened] <= MAX_LINE_BYTES:
                is_start[opened + 1 : line + 1] = False
                opened = None
                continue
            broken_lines.append(opened)
            opened = None
        if _OPENS_QUOTE.match(data[bounds[line] : bounds[line + 1]]):
            opened = int(line)

    carried = len(data)
    if opened is not None:
        if is_final or len(data) - starts[opened] > MAX_LINE_BYTES:
            # No later line has an odd count of quotes: they are all records of their own.
            broken_lines.append(opened)
        else:
            carried = int(starts[opened])
            is_start[opened:] = False
    index_of_record = np.cumsum(is_start) - 1
    return _Cut(
        starts[is_start],
        numbers[is_start],
        [int(index_of_record[line]) for line in broken_lines],
        carried,
    )


def _header(first: pa.RecordBatch | None) -> Header:
    """Read the names from the first record."""
    if first is None:
        return Header([], None)
    if first["problem"][0].is_valid:
        return Header([], "the CSV header cannot be read: " + first["problem"][0].as_py())
    text = first["raw"][0].as_py().rstrip("\r\n")
    csv.field_size_limit(MAX_LINE_BYTES)
    try:
        names = next(csv.reader([text], strict=True), [])
    except csv.Error:
        return Header([], "the quotes of the CSV header are not closed or stand inside a name")
    return Header(names, None)
