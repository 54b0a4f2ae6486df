"""The quality gate: our own gold paragraphs, and F1 floors that no change may fall below.

    python tests/quality/gate.py        prints the figures of the installed extractor

``gold.txt`` holds paragraphs with marked parts, ``baseline.json`` floors and the hash of the gold.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claimtrack.evaluation import Count, Gold, agreement
from claimtrack.extract import Extractor
from claimtrack.models import AttributionClaim, Span

FOLDER = Path(__file__).parent
GOLD = FOLDER / "gold.txt"
_MARK = re.compile(r"\[([sct])(\d) |\]")
_PARTS = {"s": "source", "c": "cue", "t": "content"}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the gold: its class, its words, its attributions."""

    label: str
    text: str
    gold: tuple[Gold, ...]


def read_gold() -> Iterator[Paragraph]:
    """The paragraphs of ``gold.txt``."""
    label = ""
    for line in GOLD.read_text("utf-8").splitlines():
        if line.startswith("# "):
            label = line[2:]
        elif line:
            yield _paragraph(label, line)


def _paragraph(label: str, marked: str) -> Paragraph:
    text = ""
    open_marks: list[tuple[str, str, int]] = []
    parts: dict[str, dict[str, list[Span]]] = {}
    place = 0
    for mark in _MARK.finditer(marked):
        text += marked[place : mark.start()]
        place = mark.end()
        if mark[1]:
            open_marks.append((mark[1], mark[2], len(text)))
        else:
            letter, number, start = open_marks.pop()
            own = parts.setdefault(number, {part: [] for part in _PARTS.values()})
            own[_PARTS[letter]].append(Span(start=start, end=len(text)))
    text += marked[place:]
    assert not open_marks, marked
    gold = tuple(
        AttributionClaim(**{part: tuple(sorted(spans)) for part, spans in parts[number].items()})
        for number in sorted(parts)
    )
    return Paragraph(label, text, gold)


def measure(extractor: Extractor) -> tuple[dict[str, Count], dict[str, Count]]:
    """Counts by measure over all paragraphs, and of the measure ``triple`` by class."""
    totals: dict[str, Count] = {}
    classes: dict[str, Count] = {}
    paragraphs = list(read_gold())
    found = extractor.extract_many(paragraph.text for paragraph in paragraphs)
    for paragraph, extraction in zip(paragraphs, found, strict=True):
        agreed = agreement(paragraph.text, paragraph.gold, extraction.attributions)
        for name, count in agreed.counts.items():
            totals.setdefault(name, Count()).add(count)
        classes.setdefault(paragraph.label, Count()).add(agreed.counts["triple"])
    return totals, classes


def gold_hash() -> str:
    """Of the gold, so that floors and gold change together."""
    return hashlib.sha256(GOLD.read_bytes()).hexdigest()[:16]


def floors() -> dict[str, float]:
    """The F1 below which no measure may fall. Raises ValueError where the gold is another one."""
    baseline = json.loads((FOLDER / "baseline.json").read_text("utf-8"))
    if baseline["gold"] != gold_hash():
        raise ValueError("gold.txt changed: measure anew and set the floors in baseline.json")
    return dict(baseline["floors"])


def main() -> None:
    """Print the figures."""
    totals, classes = measure(Extractor.load())
    print(f"gold {gold_hash()}")
    for name, count in {**totals, **classes}.items():
        print(f"{name:28}{count.precision:7.3f}{count.recall:7.3f}{count.f1:7.3f}{count.gold:5}")


if __name__ == "__main__":
    main()
