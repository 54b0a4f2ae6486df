"""A corpus in brat standoff → windows of pieces with their labels."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from claimtrack.attribution.decode import TAGS
from claimtrack.attribution.encode import Ints, Pieces, encode
from claimtrack.attribution.windows import SIZE
from claimtrack.evaluation import read_brat
from claimtrack.models import AttributionClaim, Span

NONE = -1  # no such label in this window
_CLS, _SEP = 101, 102
_SHORTEST = 4  # pieces; shorter paragraphs teach nothing


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of one annotator: ``tags`` [n]; for each attribution the pieces of its parts.

    ``links``: (head of the cue, head of the source or NONE, starts of contents, their last pieces).
    """

    tags: Ints
    links: tuple[tuple[int, int, tuple[int, ...], tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Document:
    """An article in pieces, with the labels of each of its annotators."""

    name: str
    pieces: Pieces
    labels: tuple[Labels, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One example: [CLS] pieces [SEP]; places count [CLS] as 0."""

    ids: Ints
    features: Ints
    tags: Ints
    links: tuple[tuple[int, int, tuple[int, ...], tuple[int, ...]], ...]


def load_documents(corpus: Path, tokenizer: Tokenizer) -> list[Document]:
    """All articles that have annotations."""
    documents = []
    for path in sorted((corpus / "text").glob("*.txt")):
        annotations = sorted((corpus / "attributions").glob(f"{path.stem}_[0-9a-f]*.ann"))
        if not annotations:
            continue
        pieces = encode(path.read_bytes().decode("utf-8"), tokenizer)
        gold = [tuple(read_brat(a.read_text("utf-8"))) for a in annotations]
        documents.append(Document(path.stem, pieces, tuple(labels_of(pieces, g) for g in gold)))
    return documents


def labels_of(pieces: Pieces, gold: tuple[AttributionClaim, ...]) -> Labels:
    """The labels of one annotator: where parts overlap, tags of the later one."""
    tags = np.zeros(len(pieces.ids), np.int64)
    links = []
    for claim in gold:
        for part in ("content", "source", "cue"):
            for span in getattr(claim, part):
                places = _places(pieces, span)
                if len(places):
                    begin = TAGS.index(f"B-{part}")
                    tags[places] = begin + 1
                    tags[places[0]] = begin
        cue = _heads(pieces, claim.cue)
        source = _heads(pieces, claim.source)
        starts = tuple(p[0] for span in claim.content if len(p := _places(pieces, span)))
        ends = tuple(p[-1] for span in claim.content if len(p := _places(pieces, span)))
        if cue and starts:
            links.append((cue[0], source[0] if source else NONE, starts, ends))
    return Labels(tags, tuple(links))


def _heads(pieces: Pieces, spans: tuple[Span, ...]) -> list[int]:
    return [int(p[0]) for span in spans if len(p := _places(pieces, span))]


def _places(pieces: Pieces, span: Span) -> NDArray[np.int64]:
    starts, ends = pieces.offsets[:, 0], pieces.offsets[:, 1]
    return np.where((ends > span.start) & (starts < span.end))[0]


def cut(document: Document, chance: random.Random) -> Iterator[Window]:
    """The windows of an article for one pass: its paragraphs, with the labels of one annotator.

    A paragraph longer than a window is cut at an offset by chance.
    """
    labels = chance.choice(document.labels)
    for begin, end in document.pieces.paragraphs():
        start = begin - (chance.randrange(SIZE // 2) if end - begin > SIZE else 0)
        while start < end:
            a, b = max(start, begin), min(start + SIZE, end)
            if b - a >= _SHORTEST:
                yield _window(document.pieces, labels, a, b)
            start += SIZE


def _window(pieces: Pieces, labels: Labels, a: int, b: int) -> Window:
    edge = np.zeros((1, 2), np.int64)
    links = tuple(
        (
            cue - a + 1,
            source - a + 1 if source >= 0 else 0,
            tuple(s - a + 1 for s in starts),
            tuple(e - a + 1 for e in ends),
        )
        for cue, source, starts, ends in labels.links
        if a <= cue < b and (source < 0 or a <= source < b) and a <= starts[0] and ends[-1] < b
    )
    return Window(
        ids=np.concatenate(([_CLS], pieces.ids[a:b], [_SEP])),
        features=np.concatenate((edge, pieces.features[a:b], edge)),
        tags=np.concatenate(([-100], labels.tags[a:b], [-100])),
        links=links,
    )
