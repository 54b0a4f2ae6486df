"""Attributions inside the content of others: "Finch said {the mason (claims) the wall fell}".

Each content that was found is read as a text of its own, without the "that" or quotation mark at
its beginning and the mark at its end. PolNeAR, on which the encoder was trained,
marks none of these, so that they are found only where they are asked for; how often they are right
is told in the model card.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from ..models import AttributionClaim, Span, Spans, touch

_BEGINNING = re.compile(r"[\"“]|that (?=\w)")
_END = re.compile(r"[,;]?[\"”]$")

Read = Callable[[str], Iterable[AttributionClaim]]


def find_nested(
    text: str, found: Sequence[AttributionClaim], read: Read
) -> Iterator[AttributionClaim]:
    """What ``read`` finds in each content of ``found``, once, and with no cue that is known."""
    known = [span for claim in found for span in claim.cue]
    contents = dict.fromkeys(_bare(span, text) for claim in found for span in claim.content)
    for content in contents:
        for claim in read(text[content.start : content.end]):
            moved = _moved(claim, content.start)
            if not touch(moved.cue, known):
                known += moved.cue
                yield moved


def _bare(content: Span, text: str) -> Span:
    start, end = content.start, content.end
    if match := _BEGINNING.match(text, start, end):
        start = match.end()
    if match := _END.search(text[start:end]):
        end = start + match.start()
    return Span(start=start, end=end)


def _moved(claim: AttributionClaim, shift: int) -> AttributionClaim:
    source, cue, content = (
        _shifted(spans, shift) for spans in (claim.source, claim.cue, claim.content)
    )
    return replace(claim, source=source, cue=cue, content=content)


def _shifted(spans: Spans, shift: int) -> Spans:
    return tuple(Span(start=span.start + shift, end=span.end + shift) for span in spans)
