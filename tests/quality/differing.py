"""Differences against what was marked by reading, before any was looked for.

    python tests/quality/differing.py FOLDER         precision and recall, by half
    python tests/quality/differing.py FOLDER pairs   each difference found, with its words

FOLDER holds events_basil. ``judged/differences.jsonl`` holds ids, offsets and kinds only: a line
an article with the hash of its text and its half (``tuned``: thresholds were chosen on it), then a
line a difference. A difference found is right where one of its kind was marked and both sides meet.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from claimtrack.comparison import Difference, DifferingArticle, Side
from claimtrack.differences import find_differences
from claimtrack.evaluation import Count
from claimtrack.extract import Extractor
from claimtrack.match.encoding import encode
from claimtrack.text import normal_text

JUDGED = Path(__file__).parent / "judged" / "differences.jsonl"
HALVES = ("tuned", "checked")


def read_judged() -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]]]:
    """The articles by id, and the differences marked."""
    rows = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    return {r["id"]: r for r in rows if "half" in r}, [r for r in rows if "kind" in r]


def read_events(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The judged articles by event, with their text; raises where a text is another one now."""
    articles, _ = read_judged()
    events: dict[str, list[dict[str, Any]]] = {}
    for line in (folder / "events_basil" / "basil.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if row["id"] in articles:
            row["text"] = normal_text(row["title"], row["body_text"])
            told = hashlib.sha256(row["text"].encode("utf-8")).hexdigest()[:16]
            assert told == articles[row["id"]]["text"], f"{row['id']} is another text now"
            events.setdefault(row["event_id"], []).append(row)
    return events


def find(rows: Sequence[dict[str, Any]], extractor: Extractor) -> Iterator[Difference]:
    """The differences of one event."""
    ordered = sorted(rows, key=lambda r: (r["date"], r["id"]))
    found = extractor.extract_many(r["text"] for r in ordered)
    return find_differences(
        [
            DifferingArticle(
                id=row["id"],
                text=row["text"],
                title=row["title"],
                found=extraction,
                day=date.fromisoformat(row["date"][:10]),
            )
            for row, extraction in zip(ordered, found, strict=True)
        ],
        encode,
    )


def measure(folder: Path, extractor: Extractor) -> dict[str, tuple[Count, Count]]:
    """By half: of those found, how many were marked; of those marked, how many were found."""
    articles, marked = read_judged()
    counts = {half: (Count(), Count()) for half in HALVES}
    for rows in read_events(folder).values():
        half = articles[rows[0]["id"]]["half"]
        ids = {row["id"] for row in rows}
        wanted = [m for m in marked if m["a"]["id"] in ids]
        found = list(find(rows, extractor))
        right = sum(any(_is_same(f, m) for m in wanted) for f in found)
        met = sum(any(_is_same(f, m) for f in found) for m in wanted)
        counts[half][0].add(Count(right=right, predicted=len(found)))
        counts[half][1].add(Count(right=met, gold=len(wanted)))
    return counts


def _is_same(found: Difference, marked: dict[str, Any]) -> bool:
    sides = [(found.a, found.b), (found.b, found.a)]
    return found.kind == marked["kind"] and any(
        _meets(a, marked["a"]) and _meets(b, marked["b"]) for a, b in sides
    )


def _meets(side: Side, marked: dict[str, Any]) -> bool:
    span = side.span
    return (
        side.article == marked["id"] and marked["start"] < span.end and span.start < marked["end"]
    )


def main(arguments: Sequence[str]) -> None:
    """Print the figures, or each pair."""
    folder, extractor = Path(arguments[0]), Extractor.load()
    if arguments[1:] == ["pairs"]:
        for rows in read_events(folder).values():
            texts = {row["id"]: row["text"] for row in rows}
            for one in find(rows, extractor):
                sides = [texts[s.article][s.span.start : s.span.end] for s in (one.a, one.b)]
                print(json.dumps([one.kind, *sides], ensure_ascii=False))
        return
    for half, (found, marked) in measure(folder, extractor).items():
        print(
            f"{half:8} right {found.right} of {found.predicted} found, "
            f"met {marked.right} of {marked.gold} marked"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
