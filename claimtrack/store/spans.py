"""Spans as columns hold them."""

from __future__ import annotations

import json

from ..models import Span


def spans_of(text: str | None) -> tuple[Span, ...]:
    """The spans that a column of spans holds, whether one or many."""
    found = json.loads(text) if text else []
    pairs = [found] if found and isinstance(found[0], int) else found
    return tuple(Span(start=start, end=end) for start, end in pairs)
