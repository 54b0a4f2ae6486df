"""Pieces → characters: spans that begin and end with words, and quotation marks in pairs."""

from __future__ import annotations

from collections.abc import Iterable

from ..models import Span, Spans
from .encode import Ints

_PAIRS = {"“": "”", '"': '"', "‘": "’"}
_CLOSING = frozenset(_PAIRS.values())
_LOOSE = frozenset(",;:")  # what may stand between the end of a content and its quotation mark


def to_spans(ranges: Iterable[tuple[int, int]], offsets: Ints, text: str) -> Spans:
    """Character spans of ranges of pieces, in order, none empty, none ending in a space."""
    spans = (trimmed(int(offsets[s][0]), int(offsets[e - 1][1]), text) for s, e in ranges)
    return tuple(sorted(span for span in spans if span))


def trimmed(start: int, end: int, text: str) -> Span | None:
    """The span without space at its ends; None if nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start=start, end=end) if start < end else None


def pair_quotes(spans: Spans, text: str) -> Spans:
    """Take in the quotation mark next to a content that holds only its partner."""
    widened = []
    for span in spans:
        start, end = span.start, span.end
        inside = text[start:end]
        before, after = text[start - 1 : start], text[end : end + 1]
        if before in _PAIRS and _PAIRS[before] in inside and before not in inside[:-1]:
            start -= 1
        elif after in _CLOSING and inside[0] in _PAIRS and _PAIRS[inside[0]] == after:
            end += after not in inside[1:]
        widened.append(Span(start=start, end=end))
    return tuple(widened)
