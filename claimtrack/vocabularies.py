"""Which closed vocabulary a column holds the words of."""

from __future__ import annotations

from enum import StrEnum

from .models import (
    AttributionKind,
    Basis,
    Outcome,
    Precision,
    Quotation,
    SourceType,
    Stance,
    TextKind,
    Tone,
    Voice,
)
from .verdicts import Rating, Ruling

# A column of this name, in any table.
_COLUMNS: dict[str, type[StrEnum]] = {
    "source_type": SourceType,
    "quotation": Quotation,
    "stance": Stance,
    "tone": Tone,
    "voice": Voice,
    "basis": Basis,
    "published_precision": Precision,
    "text_kind": TextKind,
    "outcome": Outcome,
    "rating": Rating,
    "ruling": Ruling,
}
# A column whose name means other things elsewhere.
_OWN: dict[tuple[str, str], type[StrEnum]] = {("responsibility_list", "kind"): AttributionKind}

VOCABULARIES = [
    *((name, list(words)) for name, words in _COLUMNS.items()),
    *((f"{column} ({table})", list(words)) for (table, column), words in _OWN.items()),
]


def values_of(table: str, column: str) -> tuple[str, ...]:
    """The values that a column may have besides null; empty where it is not closed."""
    words = _OWN.get((table, column)) or _COLUMNS.get(column)
    return tuple(words) if words else ()
