"""Rewriting the text of a JSON value: keys taken out, texts replaced, everything else as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

_PIECE = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)
_BLANK = re.compile(r"[\s\u200b\ufeff]*")
_DEEPEST = 8
"""Levels of JSON within texts of JSON that are taken apart."""

ReplaceText = Callable[[str | None, str], str]
"""Gives what is to stand for a text, by the key it stands under."""


def rewritten(
    text: str,
    replace: ReplaceText,
    is_removed: Callable[[str], bool] = lambda _: False,
    traces: Mapping[str, str] = MappingProxyType({}),
) -> str:
    """Return a JSON text without the keys that `is_removed` and with the other texts replaced.

    Keys are texts as well. A number that is replaced becomes a text. What nothing is done to
    keeps its spelling, but for white space between values. A key of `traces` that is removed from
    the outermost object, and had a value to show, leaves the key that is its trace, true.
    """
    return _Rewriting(text, replace, is_removed, traces).run()


def holds_json(text: str) -> bool:
    """Whether a text is that of a JSON object or array."""
    if not text.lstrip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class _Rewriting:
    """One pass over the pieces of a text; a stack instead of recursion, however deep it is."""

    def __init__(
        self,
        text: str,
        replace: ReplaceText,
        is_removed: Callable[[str], bool],
        traces: Mapping[str, str],
        depth: int = 0,
    ) -> None:
        self.pieces = _PIECE.findall(text)
        self.replace = replace
        self.is_removed = is_removed
        self.depth = depth
        # What is left of a key that repeats is decided by the first, which is the one that counts.
        self.traces = dict(traces)
        self.out: list[str] = []
        # Of each open object or array: how many members were written, and the key of the last.
        self.members: list[int] = []
        self.keys: list[str | None] = []

    def run(self) -> str:
        position = 0
        while position < len(self.pieces):
            position = self._step(position)
        return "".join(self.out)

    def _step(self, position: int) -> int:
        piece = self.pieces[position]
        if piece == ",":
            return position + 1
        if piece in ("}", "]"):
            self.out.append(piece)
            self.members.pop()
            self.keys.pop()
            return position + 1
        if self.pieces[position + 1 : position + 2] == [":"]:
            return self._key(position)
        if self.out and self.out[-1] != ":":
            self._begin_member()
        if piece in ("{", "["):
            self.out.append(piece)
            self.members.append(0)
            self.keys.append(self.keys[-1] if self.keys and piece == "[" else None)
        else:
            self.out.append(self._scalar(piece))
        return position + 1

    def _key(self, position: int) -> int:
        key = _decoded(self.pieces[position])
        if self.is_removed(key):
            self._leave_trace(key, self.pieces[position + 2])
            return self._after_value(position + 2)
        self._begin_member()
        self.keys[-1] = key
        self.out += [_encoded(self.pieces[position], key, self.replace(None, key)), ":"]
        return position + 2

    def _leave_trace(self, key: str, value: str) -> None:
        if len(self.members) != 1:
            return
        trace = self.traces.pop(key, None)
        if trace is not None and _shows(value):
            self._begin_member()
            self.out += [json.dumps(trace), ":", "true"]

    def _begin_member(self) -> None:
        if self.members:
            if self.members[-1]:
                self.out.append(",")
            self.members[-1] += 1

    def _after_value(self, position: int) -> int:
        open_brackets = 0
        while position < len(self.pieces):
            piece = self.pieces[position]
            open_brackets += (piece in ("{", "[")) - (piece in ("}", "]"))
            position += 1
            if open_brackets == 0:
                break
        return position

    def _scalar(self, piece: str) -> str:
        key = self.keys[-1] if self.keys else None
        if not piece.startswith('"'):
            return _encoded(piece, piece, self.replace(key, piece))
        text = _decoded(piece)
        if self.depth < _DEEPEST and holds_json(text):
            inner = _Rewriting(text, self.replace, self.is_removed, {}, self.depth + 1)
            return _encoded(piece, text, inner.run())
        return _encoded(piece, text, self.replace(key, text))


def _shows(value: str) -> bool:
    """Whether the piece at which a value begins is one that a mart shows."""
    if value.startswith('"'):
        return _BLANK.fullmatch(_decoded(value)) is None
    return value not in ("null", "{", "[")


def _decoded(piece: str) -> str:
    return json.loads(piece, strict=False)


def _encoded(piece: str, old: str, new: str) -> str:
    if new == old:
        return piece
    # Half a character cannot be written as it is.
    return json.dumps(new, ensure_ascii=any("\ud800" <= sign <= "\udfff" for sign in new))
