"""Scores the extractor on a corpus in brat standoff, in the layout and by the measures of PolNeAR.

::

    CORPUS/text/NAME.txt                       the article
    CORPUS/attributions/NAME_ANNOTATOR.ann     its attributions; the first annotator's are the gold

Attributions are paired one to one, best overlap of contents first (Newell et al., LREC 2018).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .attribution import quotation_of
from .attribution.encode import Ints, inside_quotes
from .errors import InputError
from .models import AttributionClaim, Span, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from .extract import Extractor

_ENDS = " \t\r\n\"'“”‘’.,;:!?—–-()[]"
_PAIRED = 0.5  # intersection over union from which contents, and sources, count as the same
_SPEECH = re.compile(
    r"\b(?:say|says|said|saying|tell|tells|told|telling|according)\b", re.IGNORECASE
)
_MEASURES = ("content", "content_exact", "cue", "triple")

Gold = AttributionClaim
"""A gold attribution: only the spans are filled."""


@dataclass(slots=True)
class Count:
    """Right ones of so many in the gold and so many predicted."""

    right: int = 0
    gold: int = 0
    predicted: int = 0

    def add(self, other: Count) -> None:
        """Add the counts of ``other`` to these."""
        self.right += other.right
        self.gold += other.gold
        self.predicted += other.predicted

    @property
    def precision(self) -> float:
        """Right ones among the predicted."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """Right ones among the gold."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.gold + self.predicted
        return 2 * self.right / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Agreement:
    """Gold and found attributions of one text: counts by measure, and which are right by number."""

    counts: dict[str, Count]
    gold: dict[str, set[int]]
    found: dict[str, set[int]]


def evaluate(corpus: Path, extractor: Extractor) -> Iterator[str]:
    """Yield the lines of a table: each measure, then recall by class of gold attribution."""
    counts = {name: Count() for name in _MEASURES}
    classes: dict[str, dict[str, Count]] = {}
    documents = [(text, gold) for _, text, gold in read_corpus(corpus)]
    found = extractor.extract_many(text for text, _ in documents)
    for (text, gold), extraction in zip(documents, found, strict=True):
        agreed = agreement(text, gold, extraction.attributions)
        for name, count in agreed.counts.items():
            counts[name].add(count)
        _count_classes(extractor.nlp(text), gold, agreed, classes)
    yield f"{len(documents)} articles, {counts['content'].gold} attributions, {extractor.version}"
    yield f"{'':24}{'P':>8}{'R':>8}{'F1':>8}"
    for name, count in counts.items():
        yield f"{name:24}{count.precision:8.3f}{count.recall:8.3f}{count.f1:8.3f}"
    yield ""
    yield f"{'recall by class':24}{'n':>8}" + "".join(f"{name:>15}" for name in _MEASURES)
    for label, table in sorted(classes.items()):
        figures = "".join(f"{table[name].recall:15.3f}" for name in _MEASURES)
        yield f"{label:24}{table['content'].gold:8}{figures}"


def read_corpus(corpus: Path) -> Iterator[tuple[str, str, tuple[Gold, ...]]]:
    """Name, text and gold attributions of every annotated article.

    Raises :class:`InputError` where there is none.
    """
    is_empty = True
    for path in sorted((corpus / "text").glob("*.txt")):
        annotations = sorted((corpus / "attributions").glob(f"{path.stem}_[0-9a-f]*.ann"))
        if annotations:
            is_empty = False
            text = path.read_bytes().decode("utf-8")
            yield path.stem, text, tuple(read_brat(annotations[0].read_text("utf-8")))
    if is_empty:
        raise InputError(f"{corpus}: holds no text/NAME.txt with attributions/NAME_ANNOTATOR.ann")


def read_brat(text: str) -> Iterator[Gold]:
    """The attributions of one brat file; lines that are broken by a line end are joined again."""
    spans: dict[str, Spans] = {}
    events = []
    for line in text.splitlines():
        key, _, rest = line.partition("\t")
        if re.fullmatch(r"T\d+", key):
            offsets = rest.partition("\t")[0].split(" ", 1)[1]
            spans[key] = tuple(_span(part) for part in offsets.split(";"))
        elif re.fullmatch(r"E\d+", key):
            events.append(rest)
    for event in events:
        parts: dict[str, list[Span]] = {"source": [], "cue": [], "content": []}
        for argument in event.split():
            role, _, key = argument.partition(":")
            name = re.sub(r"\d+$", "", role).lower()
            if name in parts:
                parts[name] += spans.get(key, ())
        if parts["content"] or parts["cue"]:
            source, cue, content = (tuple(sorted(parts[name])) for name in parts)
            yield Gold(source=source, cue=cue, content=content)


def _span(text: str) -> Span:
    start, end = text.split()
    return Span(start=int(start), end=int(end))


# --- scoring ------------------------------------------------------------------------------------


def agreement(text: str, gold: Sequence[Gold], found: Sequence[AttributionClaim]) -> Agreement:
    """Pair gold and found attributions and count what is right, by each measure."""
    right = {name: set[tuple[int, int]]() for name in _MEASURES}
    contents = [_core(g.content, text) for g in gold]
    for i, j, overlap in _pairs(contents, [_core(p.content, text) for p in found]):
        if overlap >= _PAIRED:
            right["content"].add((i, j))
            source = _characters(gold[i].source)
            if not source or _overlap(source, _characters(found[j].source)) >= _PAIRED:
                right["triple"].add((i, j))
        if overlap == 1.0:
            right["content_exact"].add((i, j))
    cues = [_characters(g.cue) for g in gold]
    right["cue"] = {(i, j) for i, j, _ in _pairs(cues, [_characters(p.cue) for p in found])}
    counts = {
        name: Count(
            right=len(right[name]),
            gold=sum(map(bool, cues if name == "cue" else contents)),
            predicted=sum(bool(p.cue if name == "cue" else p.content) for p in found),
        )
        for name in _MEASURES
    }
    return Agreement(
        counts=counts,
        gold={name: {i for i, _ in pairs} for name, pairs in right.items()},
        found={name: {j for _, j in pairs} for name, pairs in right.items()},
    )


def _count_classes(
    doc: Doc,
    gold: Sequence[Gold],
    agreed: Agreement,
    classes: dict[str, dict[str, Count]],
) -> None:
    quoted = inside_quotes(doc.text)
    for i, claim in enumerate(gold):
        for label in _classes(claim, doc.text, quoted, doc) if claim.content else ():
            table = classes.setdefault(label, {name: Count() for name in _MEASURES})
            for name in _MEASURES:
                table[name].add(Count(right=i in agreed.gold[name], gold=1))


def _classes(gold: Gold, text: str, quoted: Ints, doc: Doc) -> set[str]:
    """To which classes a gold attribution belongs."""
    words = " ".join(text[s.start : s.end] for s in gold.cue)
    labels = {f"quotation {quotation_of(gold.content, text, quoted)}"}
    labels.add("cue say, tell, according" if _SPEECH.search(words) else "cue any other")
    if not gold.source:
        labels.add("source none")
    if len(gold.content) > 1:
        labels.add("content split")
    cue = _words_at(doc, gold.cue)
    sentences = {token.sent.start for token in _words_at(doc, gold.content)}
    if len(sentences) > 1:
        labels.add("content many sentences")
    if cue and not {token.sent.start for token in cue} & sentences:
        labels.add("cue in another sentence")
    if cue and cue[0].doc[cue[0].i : cue[-1].i + 1].root.pos_ in ("NOUN", "PROPN"):
        labels.add("cue a noun")
    return labels


def _words_at(doc: Doc, spans: Spans) -> list[Token]:
    """The words that the spans touch, without punctuation and space."""
    found = (doc.char_span(s.start, s.end, alignment_mode="expand") for s in spans)
    return [t for words in found if words for t in words if not (t.is_punct or t.is_space)]


def _pairs(gold: Sequence[set[int]], found: Sequence[set[int]]) -> Iterator[tuple[int, int, float]]:
    """One to one, best overlap first."""
    table = [
        (overlap, i, j)
        for i, a in enumerate(gold)
        for j, b in enumerate(found)
        if (overlap := _overlap(a, b))
    ]
    seen_gold: set[int] = set()
    seen_found: set[int] = set()
    for overlap, i, j in sorted(table, reverse=True):
        if i not in seen_gold and j not in seen_found:
            seen_gold.add(i)
            seen_found.add(j)
            yield i, j, overlap


def _characters(spans: Spans) -> set[int]:
    return {place for span in spans for place in range(span.start, span.end)}


def _core(spans: Spans, text: str) -> set[int]:
    """The characters of the spans without space, and without marks at the outer ends."""
    inside = sorted(_characters(spans))
    while inside and text[inside[0]] in _ENDS:
        inside.pop(0)
    while inside and text[inside[-1]] in _ENDS:
        inside.pop()
    return {place for place in inside if not text[place].isspace()}


def _overlap(a: set[int], b: set[int]) -> float:
    return len(a & b) / len(a | b) if a and b else 0.0
