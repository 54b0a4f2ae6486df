"""How spans, reasons and hedges stand in a column: as JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import TypeVar

from ..models import Hedge, HedgeKind, Reason, Span, Spans, Voice

# The columns of spans that each kind of claim has.
SPANS = {
    "claims": ("source_spans", "cue_spans", "content_spans"),
    "responsibility_claims": ("accused_span", "act_span", "target_span", "accuser_span"),
}
_Word = TypeVar("_Word", bound=StrEnum)


def words_of(text: str, spans: Spans) -> str | None:
    """The words of a part; where it is broken in two, with an ellipsis between; None if absent."""
    return " … ".join(text[s.start : s.end] for s in spans) or None


def spans_of(text: str | None) -> Spans:
    """The spans that a column of spans holds, whether one or many."""
    found = json.loads(text) if text else []
    pairs = [found] if found and isinstance(found[0], int) else found
    return tuple(Span(start=start, end=end) for start, end in pairs)


def spans_text(spans: Sequence[Span]) -> str:
    return json.dumps([[s.start, s.end] for s in spans])


def span_text(span: Span | None) -> str | None:
    return None if span is None else json.dumps([span.start, span.end])


def to_span(text: str | None) -> Span | None:
    if text is None:
        return None
    start, end = json.loads(text)
    return Span(start=start, end=end)


def to_spans(text: str) -> Spans:
    return tuple(Span(start=start, end=end) for start, end in json.loads(text))


def why_text(why: Iterable[Reason]) -> str:
    rows = ({"field": r.field, "rule": r.rule, "confidence": r.confidence} for r in why)
    return json.dumps(list(rows), ensure_ascii=False)


def to_why(text: str) -> tuple[Reason, ...]:
    return tuple(Reason(**row) for row in json.loads(text))


def hedges_text(hedges: Iterable[Hedge]) -> str:
    rows = [
        {"start": h.span.start, "end": h.span.end, "class": h.kind, "whose": h.whose}
        for h in hedges
    ]
    return json.dumps(rows)


def to_hedges(text: str) -> tuple[Hedge, ...]:
    return tuple(
        Hedge(
            span=Span(start=row["start"], end=row["end"]),
            kind=HedgeKind(row["class"]),
            whose=Voice(row["whose"]),
        )
        for row in json.loads(text)
    )


def word_of(words: type[_Word], value: str | None) -> _Word | None:
    return None if value is None else words(value)
