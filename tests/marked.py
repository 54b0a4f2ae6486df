"""Sentences with their parts marked: (source), {cue}, [content]."""

from __future__ import annotations

import re
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from claimtrack.attribution import quotation_of
from claimtrack.attribution.encode import inside_quotes
from claimtrack.extract import _load_spacy
from claimtrack.models import AttributionClaim, Span

PARTS = {"(": "source", "{": "cue", "[": "content"}
CLOSING = {"(": ")", "{": "}", "[": "]"}


@cache
def language() -> Language:
    """The model, loaded once for all tests."""
    return _load_spacy()


def read(marked: str) -> tuple[str, AttributionClaim]:
    """The plain text and the claim that the marks show."""
    spans: dict[str, list[Span]] = {part: [] for part in PARTS.values()}
    text, opened = "", []
    for character in marked:
        if character in PARTS:
            opened.append((character, len(text)))
        elif opened and character == CLOSING[opened[-1][0]]:
            mark, start = opened.pop()
            spans[PARTS[mark]].append(Span(start=start, end=len(text)))
        else:
            text += character
    parts = {part: tuple(found) for part, found in spans.items()}
    quotation = quotation_of(parts["content"], text, inside_quotes(text))
    return text, AttributionClaim(quotation=quotation, **parts)


def parse(text: str) -> Doc:
    """As the extractor parses: paragraph by paragraph."""
    docs = [language()(part) for part in re.findall(r"[^\n]*\n*", text) if part]
    return Doc.from_docs(docs, ensure_whitespace=False) if len(docs) > 1 else docs[0]
