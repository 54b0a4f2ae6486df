"""What is still held of a text that was deleted: the words of its claims, at their places.

The rest is blank. It is shorter than the text was, so that no more is quoted of it than before.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database

from .columns import spans_of

# Column of words → column of its spans.
_PARTS = {
    "claims": {"source_words": "source_spans", "cue": "cue_spans", "content": "content_spans"},
    "responsibility_claims": {
        "accused_words": "accused_span",
        "act": "act_span",
        "target_words": "target_span",
        "accuser_words": "accuser_span",
    },
}


def pieced_text(db: Database, revision: int) -> str:
    """The text of a revision as far as its claims tell it; blanks elsewhere."""
    places: dict[int, str] = {}
    for table, parts in _PARTS.items():
        for row in db.query(f"select * from {table} where revision = ?", [revision]):
            for words, spans in parts.items():
                places |= _letters(row, words, spans)
    return "".join(places.get(place, " ") for place in range(max(places, default=-1) + 1))


def _letters(row: dict[str, Any], words: str, spans: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for span, part in zip(spans_of(row[spans]), (row[words] or "").split(" … "), strict=False):
        found |= {span.start + n: letter for n, letter in enumerate(part[: span.end - span.start])}
    return found
