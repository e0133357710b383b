"""The texts of one row that an erasure affects, each as the kind of its column asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestration.ingest.sources import Column
from orchestration.privacy.lookup import Lookup
from orchestration.privacy.payloads import rewritten
from orchestration.privacy.personal_keys import PERSON_KEYS, TRACES, is_personal
from orchestration.privacy.tokens import replaced


@dataclass(frozen=True)
class AffectedRow:
    """What is known of a row: `pseudonyms` are those of its own person, by identifier as given."""

    tenant_id: str
    record_time: datetime
    event_name: str | None
    is_own: bool
    pseudonyms: dict[str, str]


def rewrite_row(
    lookup: Lookup, row: AffectedRow, columns: Sequence[Column], texts: Sequence[str | None]
) -> list[str | None]:
    """Return the texts of a row, one for each of the columns, without the people erased."""
    rewriting = _Rewriting(lookup, row)
    return [
        None if text is None else rewriting.text_of(column, text)
        for column, text in zip(columns, texts, strict=True)
    ]


class _Rewriting:
    def __init__(self, lookup: Lookup, row: AffectedRow) -> None:
        self.lookup = lookup
        self.row = row
        self.shapes = lookup.shapes(row.tenant_id)

    def text_of(self, column: Column, text: str) -> str | None:
        if column.personal == "payload":
            return rewritten(text, self._under_key, self._is_removed, TRACES)
        if column.personal == "datum" and self.row.is_own:
            return None
        if column.personal in ("record_id", "contact"):
            return self._plain(self._without_own_ids(text))
        return self._plain(text)

    def _plain(self, text: str) -> str:
        return replaced(text, self.shapes, self._pseudonym)

    def _pseudonym(self, normal: str) -> str | None:
        return self.lookup.pseudonym(self.row.tenant_id, normal, self.row.record_time)

    def _under_key(self, key: str | None, text: str) -> str:
        if key is not None and key.lower() in PERSON_KEYS and text in self.row.pseudonyms:
            return self.row.pseudonyms[text]
        return self._plain(text)

    def _is_removed(self, key: str) -> bool:
        return self.row.is_own and is_personal(key, self.row.event_name)

    def _without_own_ids(self, text: str) -> str:
        """Replace the ids of the row's own person, however short and joined to whatever."""
        for value in sorted(self.row.pseudonyms, key=len, reverse=True):
            if value in text:
                pattern = rf"(?<![^\W_]){re.escape(value)}(?![^\W_])"
                text = re.sub(pattern, self.row.pseudonyms[value], text)
        return text
