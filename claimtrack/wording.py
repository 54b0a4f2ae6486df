"""The words of a claim's content: as they stand, and with every name in its fullest form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .models import Mention, Span, Spans


def plain_words(text: str, spans: Spans) -> str:
    """The words of a content as they stand."""
    return " ".join(text[s.start : s.end] for s in spans)


def resolved_words(text: str, spans: Spans, mentions: Iterable[Mention]) -> str:
    """The words of a content with every name in its fullest form."""
    named = sorted(mentions, key=lambda m: m.span)
    return " ".join(_resolved(text, span, named) for span in spans)


def said_words(source: str | None, cue: str, content: str) -> str:
    """Who says it, how, and what, in this order."""
    return " ".join(part for part in (source, cue, content) if part)


def _resolved(text: str, span: Span, mentions: Sequence[Mention]) -> str:
    words, place = "", span.start
    for one in mentions:
        if place <= one.span.start and one.span.end <= span.end:
            words += text[place : one.span.start] + one.name
            place = one.span.end
    return words + text[place : span.end]
