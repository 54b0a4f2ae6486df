"""Text → pieces for the encoder: ids, offsets, and what an uncased vocabulary loses.

A piece is a word or part of one. Paragraph breaks are pieces of their own. Beside its id each piece
has the form of its letters (0 none, 1 lower case, 2 capitalised, 3 capitals) and whether it stands
inside quotation marks (0 or 1), a state that every paragraph begins anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

Ints = NDArray[np.int64]

PARAGRAPH = 1  # the vocabulary's first unused id
_BLOCK = re.compile(r"[^\n]+|\n+")
_OPENING, _CLOSING, _STRAIGHT = "“", "”", '"'


@dataclass(frozen=True, slots=True)
class Pieces:
    """``ids`` [n], ``offsets`` [n, 2] in characters of the text, ``features`` [n, 2]."""

    ids: Ints
    offsets: Ints
    features: Ints

    def paragraphs(self) -> Iterator[tuple[int, int]]:
        """Ranges of the pieces of each paragraph, without the breaks; none is empty."""
        begin = 0
        for place in [*np.flatnonzero(self.ids == PARAGRAPH).tolist(), len(self.ids)]:
            if begin < place:
                yield begin, place
            begin = place + 1

    def part(self, start: int, end: int) -> Pieces:
        """The pieces ``start`` to ``end``; their offsets stay those of the whole text."""
        return Pieces(self.ids[start:end], self.offsets[start:end], self.features[start:end])


def encode(text: str, tokenizer: Tokenizer) -> Pieces:
    """Cut ``text`` into pieces. Any text will do; one without words gives none."""
    ids: list[int] = []
    offsets: list[tuple[int, int]] = []
    shapes: list[int] = []
    for block in _BLOCK.finditer(text):
        base = block.start()
        if block.group()[0] == "\n":
            if ids and ids[-1] != PARAGRAPH:
                ids.append(PARAGRAPH)
                offsets.append(block.span())
                shapes.append(0)
            continue
        encoded = tokenizer.encode(block.group(), add_special_tokens=False)
        ids += encoded.ids
        for start, end in encoded.offsets:
            offsets.append((base + start, base + end))
            shapes.append(_shape(text[base + start : base + end]))
    starts = np.array(offsets, np.int64).reshape(-1, 2)
    quoted = inside_quotes(text)[starts[:, 0]] if len(starts) else np.zeros(0, np.int64)
    quoted = np.where(np.array(ids, np.int64) == PARAGRAPH, 0, quoted)
    features = np.stack([np.array(shapes, np.int64), quoted], axis=1)
    return Pieces(np.array(ids, np.int64), starts, features)


def _shape(word: str) -> int:
    if word.isupper() and len(word) > 1:
        return 3
    return 2 if word[:1].isupper() else 1 if word[:1].isalpha() else 0


def inside_quotes(text: str) -> Ints:
    """For each character 1 if it stands inside double quotation marks, the marks included."""
    state = np.zeros(max(len(text), 1), np.int64)
    start = 0
    for paragraph in text.split("\n"):
        opened: int | None = None
        for match in _MARK.finditer(paragraph):
            place, mark = start + match.start(), match.group()
            closes = mark == _CLOSING or (mark == _STRAIGHT and opened is not None)
            if closes:
                state[place if opened is None else opened : place + 1] = 1
                opened = None
            elif opened is None:
                opened = place
        if opened is not None:
            state[opened : start + len(paragraph)] = 1
        start += len(paragraph) + 1
    return state


_MARK = re.compile(f"[{_OPENING}{_CLOSING}{_STRAIGHT}]")
