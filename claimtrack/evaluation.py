"""Scores the extractor on a corpus in brat standoff, in the layout and by the measures of PolNeAR.

::

    CORPUS/text/NAME.txt                       the article
    CORPUS/attributions/NAME_ANNOTATOR.ann     its attributions; the first annotator's are the gold

Attributions are paired one to one, best overlap of contents first (Newell et al., LREC 2018).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .attribution import quotation_of
from .attribution.encode import inside_quotes
from .errors import InputError
from .models import AttributionClaim, Span, Spans

if TYPE_CHECKING:
    from .extract import Extractor

_ENDS = " \t\r\n\"'“”‘’.,;:!?—–-()[]"
_PAIRED = 0.5  # intersection over union from which contents, and sources, count as the same
_SPEECH = re.compile(
    r"\b(?:say|says|said|saying|tell|tells|told|telling|according)\b", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[.!?][\"”’']?\s+[A-Z“\"]")
_MEASURES = ("content", "content_exact", "cue", "triple")

Gold = AttributionClaim
"""A gold attribution: only the spans are filled."""


@dataclass(slots=True)
class Count:
    """Right ones of so many in the gold and so many predicted."""

    right: int = 0
    gold: int = 0
    predicted: int = 0

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


def evaluate(corpus: Path, extractor: Extractor) -> Iterator[str]:
    """Yield the lines of a table: each measure, then recall by class of gold attribution."""
    counts = {name: Count() for name in _MEASURES}
    classes: dict[str, dict[str, Count]] = {}
    documents = read_corpus(corpus)
    found = extractor.extract_many(text for text, _ in documents)
    for (text, gold), extraction in zip(documents, found, strict=True):
        _score(text, gold, extraction.attributions, counts, classes)
    yield f"{len(documents)} articles, {counts['content'].gold} attributions, {extractor.version}"
    yield f"{'':24}{'P':>8}{'R':>8}{'F1':>8}"
    for name, count in counts.items():
        yield f"{name:24}{count.precision:8.3f}{count.recall:8.3f}{count.f1:8.3f}"
    yield ""
    yield f"{'recall by class':24}{'n':>8}" + "".join(f"{name:>15}" for name in _MEASURES)
    for label, table in classes.items():
        figures = "".join(f"{table[name].recall:15.3f}" for name in _MEASURES)
        yield f"{label:24}{table['content'].gold:8}{figures}"


def read_corpus(corpus: Path) -> list[tuple[str, tuple[Gold, ...]]]:
    """The texts and their gold attributions."""
    documents = []
    for path in sorted((corpus / "text").glob("*.txt")):
        annotations = sorted((corpus / "attributions").glob(f"{path.stem}_[0-9a-f]*.ann"))
        if annotations:
            text = path.read_bytes().decode("utf-8")
            documents.append((text, tuple(read_brat(annotations[0].read_text("utf-8")))))
    if not documents:
        raise InputError(f"{corpus}: holds no text/NAME.txt with attributions/NAME_ANNOTATOR.ann")
    return documents


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


def _score(
    text: str,
    gold: Sequence[Gold],
    found: Sequence[AttributionClaim],
    counts: dict[str, Count],
    classes: dict[str, dict[str, Count]],
) -> None:
    right = {name: set[int]() for name in _MEASURES}
    contents = [_core(g.content, text) for g in gold]
    predicted = [_core(p.content, text) for p in found]
    for i, j, overlap in _pairs(contents, predicted):
        if overlap >= _PAIRED:
            right["content"].add(i)
            source = _characters(gold[i].source)
            if not source or _overlap(source, _characters(found[j].source)) >= _PAIRED:
                right["triple"].add(i)
        if overlap == 1.0:
            right["content_exact"].add(i)
    cues = [_characters(g.cue) for g in gold]
    right["cue"] = {i for i, _, _ in _pairs(cues, [_characters(p.cue) for p in found])}
    for name in _MEASURES:
        asked = cues if name == "cue" else contents
        given = [p.cue if name == "cue" else p.content for p in found]
        _add(counts[name], right[name], [i for i, part in enumerate(asked) if part])
        counts[name].predicted += sum(map(bool, given))
    labels = [_classes(g, text) for g in gold]
    for label in sorted({label for own in labels for label in own}):
        table = classes.setdefault(label, {name: Count() for name in _MEASURES})
        members = [i for i, own in enumerate(labels) if label in own and contents[i]]
        for name in _MEASURES:
            _add(table[name], right[name], members)


def _add(count: Count, right: set[int], members: Iterable[int]) -> None:
    for i in members:
        count.gold += 1
        count.right += i in right


def _classes(gold: Gold, text: str) -> set[str]:
    """To which classes a gold attribution belongs."""
    words = " ".join(text[s.start : s.end] for s in gold.cue)
    content = " ".join(text[s.start : s.end] for s in gold.content)
    labels = {f"quotation {quotation_of(gold.content, text, inside_quotes(text))}"}
    labels.add("cue say, tell, according" if _SPEECH.search(words) else "cue any other")
    if not gold.source:
        labels.add("source none")
    if len(gold.content) > 1:
        labels.add("content split")
    if _SENTENCE_END.search(content):
        labels.add("content many sentences")
    return labels


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
