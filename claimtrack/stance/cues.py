"""The words of a cue, looked up in word lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token

from ..lexicon import entries
from ..models import Spans

NEGATION = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A field's value and the rule that decided it."""

    value: str
    rule: str


def lemmas_of(doc: Doc, spans: Spans) -> tuple[str, ...]:
    """The lemmas of the spans in lower case, every negation as "not"."""
    return tuple(
        NEGATION if token.lower_ in entries("words_negation") else token.lemma_.lower()
        for token in tokens_of(doc, spans)
        if not token.is_punct and not token.is_space
    )


def tokens_of(doc: Doc, spans: Spans) -> Iterator[Token]:
    """The tokens of the spans, those that they only touch too."""
    for span in spans:
        words = doc.char_span(span.start, span.end, alignment_mode="expand")
        if words:
            yield from words


def matches(lemmas: Sequence[str], name: str) -> Iterator[str]:
    """Entries of the list that stand in ``lemmas``, words in order with gaps of at most one."""
    index = _by_first_word(name)
    for place, lemma in enumerate(lemmas):
        for words in index.get(lemma, ()):
            if _stands(words[1:], lemmas[place + 1 :]):
                yield " ".join(words)


def _stands(words: tuple[str, ...], lemmas: Sequence[str]) -> bool:
    place = 0
    for word in words:
        window = list(lemmas[place : place + 2])
        if word not in window:
            return False
        place += window.index(word) + 1
    return True


@cache
def _by_first_word(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for entry in sorted(entries(name)):
        words = tuple(entry.split())
        index.setdefault(words[0], []).append(words)
    return {first: tuple(found) for first, found in index.items()}
