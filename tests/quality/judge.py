"""Draw articles and extractions from other collections, and count what people judged of them.

    python tests/quality/judge.py articles FOLDER SET        ten articles, to be marked beforehand
    python tests/quality/judge.py sample FOLDER SET          100 extractions, to be judged
    python tests/quality/judge.py report FOLDER              precision and recall from ``judged/``

FOLDER holds the collections, SET is one of them. A collection's texts belong to others, so that
``judged/`` keeps ids, offsets and judgements only:

    SET.marked.jsonl   {"id", "text": hash, "attributions": [{"source", "cue", "content"}]}
    SET.judged.jsonl   {"id", "text": hash, "source", "cue", "content", "right", "note"}
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from claimtrack.evaluation import Count, agreement
from claimtrack.extract import Extractor
from claimtrack.models import AttributionClaim, Span
from claimtrack.text import normal_text

JUDGED = Path(__file__).parent / "judged"
TRAINING = Path(__file__).parents[2] / "training"
TRAINED = (TRAINING / "other" / "labels.jsonl", TRAINING / "nested_labels.jsonl")
SETS = {
    "coverage_2014_2015": "articles.jsonl.gz",
    "events_ecbplus": "ecbplus.jsonl",
    "events_gunviolence": "gva_incidents.jsonl.gz",
}
SEED = 20  # of the articles that are marked
SAMPLE_SEED = 76  # of the extractions; drawn anew since rules were made on earlier samples
_ARTICLES, _EXTRACTIONS = 10, 100
_SHORTEST = 60  # words; shorter ones hold hardly an attribution


def texts(folder: Path, name: str) -> dict[str, str]:
    """The texts of a collection by id, in the normal form of a revision."""
    path = folder / name / SETS[name]
    data = path.read_bytes()
    lines = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    found = {str(r["id"]): normal_text(r.get("title"), r.get("body_text")) for r in rows}
    return {key: text for key, text in sorted(found.items()) if len(text.split()) >= _SHORTEST}


def draw_articles(folder: Path, name: str) -> list[tuple[str, str]]:
    """Ten articles by chance."""
    found = texts(folder, name)
    return [(k, found[k]) for k in random.Random(SEED).sample(sorted(found), _ARTICLES)]


def draw_extractions(folder: Path, name: str, extractor: Extractor) -> Iterator[dict[str, Any]]:
    """A hundred extractions by chance, each of another article; ``context`` is for the judge.

    Articles of which anything was labelled for training are left out; nested claims are drawn, too.
    """
    chance = random.Random(SAMPLE_SEED)
    labelled = {row["id"] for path in TRAINED for row in _read(path)}
    found = {key: text for key, text in texts(folder, name).items() if key not in labelled}
    drawn = 0
    for key in chance.sample(sorted(found), len(found)):
        claims = extractor.extract(found[key]).claims
        if claims and drawn < _EXTRACTIONS:
            drawn += 1
            yield _row(key, found[key], chance.choice(claims))
        if drawn == _EXTRACTIONS:
            return


def _row(key: str, text: str, claim: AttributionClaim) -> dict[str, Any]:
    start = min(s.start for s in (*claim.cue, *claim.content))
    end = max(s.end for s in (*claim.cue, *claim.content))
    parts = {p: [[s.start, s.end] for s in getattr(claim, p)] for p in ("source", "cue", "content")}
    words = {f"{p}_words": [text[a:b] for a, b in spans] for p, spans in parts.items()}
    context = text[max(0, start - 300) : end + 200]
    return {"id": key, "text": text_hash(text), **parts, **words, "context": context}


def text_hash(text: str) -> str:
    """So that offsets are not read into another text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]


def report(folder: Path) -> Iterator[str]:
    """A line a collection: precision as judged, recall of what was marked beforehand."""
    extractor = Extractor.load()
    for name in SETS:
        judged = _read(JUDGED / f"{name}.judged.jsonl")
        right = sum(row["right"] for row in judged)
        marked, found = _read(JUDGED / f"{name}.marked.jsonl"), texts(folder, name)
        count, outer, nested = recall(marked, found, extractor)
        yield (
            f"{name:22} judged right {right} of {len(judged)}, "
            f"found {nested.right} of {nested.gold} marked ({nested.recall:.3f}), "
            f"{count.right} without nested ones ({count.recall:.3f}), "
            f"{outer.right} of {outer.gold} not inside another's content ({outer.recall:.3f})"
        )


def recall(
    marked: Sequence[dict[str, Any]], found: dict[str, str], extractor: Extractor
) -> tuple[Count, Count, Count]:
    """Marked attributions whose content and source were found.

    By the outermost: all, and those in no other's content; with nested ones: all.
    """
    total, outer, nested = Count(), Count(), Count()
    for row in marked:
        text = found[row["id"]]
        assert text_hash(text) == row["text"], f"{row['id']} is another text now"
        gold = [AttributionClaim(**{p: _spans(a[p]) for p in a}) for a in row["attributions"]]
        extraction = extractor.extract(text)
        nested.add(agreement(text, gold, extraction.claims).counts["triple"])
        agreed = agreement(text, gold, extraction.attributions)
        total.add(agreed.counts["triple"])
        for number, claim in enumerate(gold):
            if not _is_inside(claim, gold):
                outer.add(Count(right=number in agreed.gold["triple"], gold=1))
    return total, outer, nested


def _is_inside(claim: AttributionClaim, gold: Sequence[AttributionClaim]) -> bool:
    """Whether another one's content holds the cue."""
    place = (claim.cue or claim.content)[0].start
    contents = (span for other in gold if other is not claim for span in other.content)
    return any(span.start <= place < span.end for span in contents)


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple(Span(start=a, end=b) for a, b in pairs)


def _read(path: Path) -> list[dict[str, Any]]:
    return (
        [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []
    )


def main(arguments: Sequence[str]) -> None:
    """Print what was asked for, as JSON lines."""
    match arguments:
        case ["articles", folder, name]:
            for key, text in draw_articles(Path(folder), name):
                print(json.dumps({"id": key, "text": text_hash(text), "words": text}))
        case ["sample", folder, name]:
            for row in draw_extractions(Path(folder), name, Extractor.load()):
                print(json.dumps(row, ensure_ascii=False))
        case ["report", folder]:
            for line in report(Path(folder)):
                print(line)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
