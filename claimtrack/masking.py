"""Withdrawn words, known by their hashes alone: found again in any text, and blotted out.

A mark is the hash of some words in a row, or of an address or name taken whole. Blotting keeps the
length of a text, so that every offset into it holds. Words are compared without case, typography
and punctuation; other words for the same thing are not found. Decides only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from .models import AttributionClaim, Extraction, Span, digest

BLOT = "▒"
HIDDEN = "withdrawn:"  # before the hash of an address that is itself withdrawn
EVERYWHERE = 8  # a content of so many words is blotted out in every article, copies too
_SHORT = 4  # fewer words say little by themselves: a mark takes in what stands between them
_TOKEN = re.compile(r"[^\W_]+")
_HASH = 32  # hex digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What is withdrawn. ``length`` is its number of words, 0 for an address or name taken whole.

    ``article`` limits it to the article of this hash, ``beside`` to texts that hold those words.
    """

    hash: str
    length: int = 0
    article: str | None = None
    beside: str | None = None


def mark_words(words: str, *, article: str | None = None, beside: str | None = None) -> Mark | None:
    """The mark of ``words``; None where there is no word in them."""
    tokens = words_of(words)
    if not tokens:
        return None
    return Mark(hash=_hash(tokens), length=len(tokens), article=article, beside=beside)


def mark_whole(kind: str, value: str) -> Mark:
    """The mark of an address, or of an outlet's name."""
    return Mark(hash=hash_whole(kind, value))


def hash_whole(kind: str, value: str) -> str:
    """The hash of an address or name; that of a hidden address is what it holds."""
    if value.startswith(HIDDEN):
        return value.removeprefix(HIDDEN)
    return digest(kind, _fold(value))[:_HASH]


def hidden(address: str) -> str:
    """What stands in place of an address that must not be told, and still tells it from others."""
    return HIDDEN + hash_whole("address", address)


def is_short(words: str) -> bool:
    """Whether ``words`` are too few to be blotted out wherever they stand."""
    return len(words_of(words)) < _SHORT


def as_row(mark: Mark) -> dict[str, object]:
    """A mark to be kept as JSON."""
    return {name: value for name, value in asdict(mark).items() if value is not None}


def words_of(text: str) -> list[str]:
    """The words of ``text`` as marks compare them."""
    return [token for token, _ in _tokens(text)]


def _fold(text: str) -> str:
    if text.isascii():  # as most are; the same, in a tenth of the time
        return text.lower()
    return unicodedata.normalize("NFKC", text).casefold()


def _tokens(text: str) -> Iterator[tuple[str, Span]]:
    for match in _TOKEN.finditer(text):
        yield _fold(match.group()), Span(start=match.start(), end=match.end())


def _hash(tokens: Iterable[str]) -> str:
    return digest("words", *tokens)[:_HASH]


class Marks:
    """Many marks at once. Without any, nothing is looked at.

    ``hints`` are rows of words; every text to be found holds one of them. To know them saves
    hashing, which takes a hundred times as long.
    """

    def __init__(self, marks: Iterable[Mark] = (), *, hints: Iterable[Sequence[str]] = ()) -> None:
        self._hints = tuple(tuple(map(_fold, hint)) for hint in hints)
        self._whole: set[str] = set()
        self._words: dict[int, dict[str, list[Mark]]] = {}
        for mark in marks:
            if mark.length == 0:
                self._whole.add(mark.hash)
            else:
                self._words.setdefault(mark.length, {}).setdefault(mark.hash, []).append(mark)

    def __bool__(self) -> bool:
        return bool(self._whole or self._words)

    @property
    def has_words(self) -> bool:
        """Whether any mark is of words."""
        return bool(self._words)

    def holds(self, kind: str, value: str | None) -> bool:
        """Whether the address or name ``value`` is withdrawn."""
        return bool(value and self._whole) and hash_whole(kind, value or "") in self._whole

    def found(self, text: str) -> frozenset[str]:
        """The hashes of all marked words in ``text``, whatever else they depend on."""
        return frozenset(mark.hash for mark, _ in self._hits(text))

    def spans(
        self, text: str | None, *, article: str | None = None, around: frozenset[str] | None = None
    ) -> list[Span]:
        """Where withdrawn words stand in ``text``. ``around`` is what the whole article holds."""
        if not text or not self._words:
            return []
        hits = list(self._hits(text))
        present = {mark.hash for mark, _ in hits} | (around or frozenset())
        return [
            span
            for mark, span in hits
            if mark.article in (None, article) and (mark.beside is None or mark.beside in present)
        ]

    def may_hold(self, text: str) -> bool:
        """Whether ``text`` is worth looking at; False only where it holds no marked words."""
        if not (self._words and self._hints):
            return bool(self._words)
        folded = _fold(text)
        likely = [hint for hint in self._hints if all(word in folded for word in hint)]
        words = f" {' '.join(_TOKEN.findall(folded))} " if likely else ""
        return any(f" {' '.join(hint)} " in words for hint in likely)

    def _hits(self, text: str) -> Iterator[tuple[Mark, Span]]:
        tokens = list(_tokens(text)) if self.may_hold(text) else []
        for length, marks in self._words.items():
            for first in range(len(tokens) - length + 1):
                window = tokens[first : first + length]
                for mark in marks.get(_hash(token for token, _ in window), ()):
                    yield mark, Span(start=window[0][1].start, end=window[-1][1].end)

    def blotted(
        self, text: str, *, article: str | None = None, around: frozenset[str] | None = None
    ) -> str:
        """``text`` with withdrawn words blotted out; of an address that holds some, the hash."""
        spans = self.spans(text, article=article, around=around)
        if spans and is_address(text):
            return hidden(text)
        return blot(text, spans)


def is_address(text: str) -> bool:
    """Whether ``text`` is an address or an id and no prose."""
    is_json = text[:1] in ("[", "{")
    return not (is_json or re.search(r"\s", text)) and bool(re.search(r"[:/]", text))


def blot(text: str, spans: Iterable[Span]) -> str:
    """``text`` of the same length with the spans blotted out; lines stay."""
    for span in spans:
        gone = re.sub(r"[^\n]", BLOT, text[span.start : span.end])
        text = text[: span.start] + gone + text[span.end :]
    return text


def is_blotted(text: str, spans: Iterable[Span]) -> bool:
    """Whether any of the spans holds a blot."""
    return any(BLOT in text[span.start : span.end] for span in spans)


def without_blots(text: str, extraction: Extraction) -> Extraction:
    """Without what touches withdrawn words: a claim of which a part is gone is none."""
    if BLOT not in text:
        return extraction
    return Extraction(
        mentions=tuple(m for m in extraction.mentions if not is_blotted(text, (m.span,))),
        attributions=_legible(text, extraction.attributions),
        nested=_legible(text, extraction.nested),
        responsibility=tuple(
            c
            for c in extraction.responsibility
            if not is_blotted(text, filter(None, (c.accused, c.act, c.target, c.accuser)))
        ),
    )


def _legible(text: str, claims: Iterable[AttributionClaim]) -> tuple[AttributionClaim, ...]:
    return tuple(c for c in claims if not is_blotted(text, (*c.source, *c.cue, *c.content)))


def marks_of(rows: Iterable[Mapping[str, object]]) -> list[Mark]:
    """The marks that :func:`as_row` made rows of."""
    return [Mark(**row) for row in rows]  # type: ignore[arg-type]
