"""Fit the model that sifts responsibility claims, and say how well it does on unseen articles.

    python -m training.responsibility COLLECTIONS TEXT_DIR GOLD.jsonl [TEXT_DIR …] [--write]

GOLD.jsonl holds a line an article: {"doc": NAME, "responsibility": [{"accused": [start, end],
"act": [start, end], …}]}. A found pair is right where both its parts overlap a gold claim's. The
figures are of ten-fold cross-validation by article, for each gold file; the weights are then fitted
on all articles. They name features only, no text.

``responsibility_labels.jsonl`` adds articles of COLLECTIONS: they are trained on and never measured
on. Of those without ``full`` only the pairs were judged that an earlier sieve held for at least a
little likely, so that forms which came later are left out there. It keeps ids, offsets and a hash
of the text up to ``end``, for the texts belong to others.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

from claimtrack.extract import Extractor
from claimtrack.models import AttributionClaim
from claimtrack.responsibility.forms import find_forms
from claimtrack.responsibility.found import Found
from claimtrack.responsibility.parties import phrase
from claimtrack.responsibility.sift import features, is_sure, surroundings

from .other import read_rows

LABELS = Path(__file__).parent / "responsibility_labels.jsonl"
FOLDS = 10
RARE = 5  # a feature seen less often says nothing
PENALTY, PENALTY_OF_LEMMAS = 3.0, 4.0
STEPS = 7
SOLVING, TINY = 25, 1e-8  # steps of conjugate gradients, and what is near enough
SMALL = 0.005
LATER = frozenset({"done"})  # forms that no judge of pairs has seen
FLAT = 0.003  # thresholds this close in F1 are as good; of them the one that finds most is taken
THRESHOLDS = (0.12, 0.15, 0.18, 0.21, 0.24, 0.27, 0.3, 0.35)

Weights = dict[str, float]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pair:
    """A found pair: its features, the gold claims that it overlaps, its act, its form."""

    features: frozenset[str]
    right: tuple[int, ...]
    act: int
    form: str
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Article:
    """The pairs of one article and how many claims its gold has."""

    pairs: tuple[Pair, ...]
    gold: int


def read(extractor: Extractor, folder: Path, gold: Path) -> Iterator[Article]:
    """The articles of one gold file."""
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines() if line]
    texts = [(folder / f"{row['doc']}.txt").read_bytes().decode("utf-8") for row in rows]
    yield from _articles(extractor, rows, texts)


def read_judged(extractor: Extractor, collections: Path) -> Iterator[Article]:
    """The articles of LABELS. Raises ValueError where a text is not the judged one."""
    rows = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    known = _texts(collections, {row["set"] for row in rows})
    texts = [known[row["set"], row["doc"]][: row["end"]] for row in rows]
    for row, text in zip(rows, texts, strict=True):
        if hashlib.sha256(text.encode()).hexdigest()[:16] != row["text"]:
            raise ValueError(f"{row['set']}: the text of {row['doc']} is not the judged one")
    articles = _articles(extractor, rows, texts)
    for row, item in zip(rows, articles, strict=True):
        pairs = (pair for pair in item.pairs if row.get("full") or pair.form not in LATER)
        yield Article(tuple(pairs), item.gold)


def _texts(collections: Path, names: set[str]) -> dict[tuple[str, str], str]:
    texts = {}
    for name in names:
        for row in read_rows(collections / name):
            texts[name, row["id"]] = f"{row['title']}\n\n{row['body_text']}"
        for path in (collections / name / "text").glob("*.txt"):
            texts[name, path.stem] = path.read_bytes().decode("utf-8")
    return texts


def _articles(
    extractor: Extractor, rows: Sequence[dict[str, Any]], texts: Sequence[str]
) -> Iterator[Article]:
    for row, text, doc in zip(rows, texts, extractor.parse(texts), strict=True):
        yield article(doc, extractor.extract(text).attributions, row["responsibility"])


def article(
    doc: Doc, attributions: Sequence[AttributionClaim], gold: Sequence[dict[str, list[int]]]
) -> Article:
    """The pairs of one article, each with the gold claims that it overlaps."""
    found = list(find_forms(doc))
    around = surroundings(doc, found, attributions)
    pairs = (
        Pair(frozenset(features(f, around)), _right(f, gold), f.act.i, f.form, is_sure(f, around))
        for f in found
    )
    return Article(tuple(pairs), len(gold))


def _right(found: Found, gold: Sequence[dict[str, list[int]]]) -> tuple[int, ...]:
    accused = phrase(found.accused)
    act = (found.act.idx, found.act.idx + len(found.act))
    return tuple(
        place
        for place, claim in enumerate(gold)
        if _overlap((accused.start, accused.end), claim["accused"]) and _overlap(act, claim["act"])
    )


def _overlap(a: Sequence[int], b: Sequence[int] | None) -> bool:
    return b is not None and max(a[0], b[0]) < min(a[1], b[1])


def fit(articles: Sequence[Article]) -> Weights:
    """Logistic regression with a quadratic penalty, by Newton's method.

    Each step is solved by conjugate gradients: a pair has some forty features of thousands.
    """
    pairs = [pair for article in articles for pair in article.pairs]
    counts = Counter(name for pair in pairs for name in pair.features)
    names = sorted(name for name, count in counts.items() if count >= RARE)
    present = _places(pairs, {name: number for number, name in enumerate(names)})
    wanted = np.array([bool(pair.right) for pair in pairs], float)
    penalty = np.array([*map(_penalty, names), 1.0])
    weights = np.zeros(len(names) + 1)
    for _ in range(STEPS):
        likely = 1 / (1 + np.exp(-weights[present].sum(1)))
        slope = _by_feature(present, likely - wanted, len(weights)) + penalty * weights
        slope[-1] = 0
        weights -= _solve(present, likely * (1 - likely) + 1e-6, penalty, slope)
    return dict(zip(names, weights.tolist(), strict=False))


def _places(pairs: Sequence[Pair], place: dict[str, int]) -> Ints:
    """The numbers of each pair's features, a row a pair, filled up with one that has no weight."""
    rows = [[place[name] for name in pair.features if name in place] for pair in pairs]
    present = np.full((len(rows), max(map(len, rows), default=0)), len(place), np.int64)
    for number, row in enumerate(rows):
        present[number, : len(row)] = row
    return present


def _by_feature(present: Ints, values: Floats, total: int) -> Floats:
    """The sum of the values of the pairs that have it, for each feature."""
    return np.bincount(present.ravel(), np.repeat(values, present.shape[1]), total)


def _solve(present: Ints, spread: Floats, penalty: Floats, slope: Floats) -> Floats:
    """The step that Newton's method takes from ``slope``; the last feature has none."""
    scale = _by_feature(present, spread, len(slope)) + penalty
    step, rest = np.zeros(len(slope)), slope.copy()
    way = toward = rest / scale
    for _ in range(SOLVING):
        bent = _by_feature(present, spread * toward[present].sum(1), len(slope))
        bent += penalty * toward
        bent[-1] = 0
        before = rest @ way
        if before < TINY:
            break
        length = before / (toward @ bent)
        step, rest = step + length * toward, rest - length * bent
        way = rest / scale
        toward = way + (rest @ way) / before * toward
    return step


def _penalty(name: str) -> float:
    if name == "bias":
        return 0.01
    return PENALTY_OF_LEMMAS if name.startswith("lemma ") else PENALTY


def likelihood(weights: Weights, pair: Pair) -> float:
    """How likely the pair is a claim."""
    total = sum(weights.get(name, 0.0) for name in pair.features)
    return float(1 / (1 + np.exp(-total)))


def f1(articles: Sequence[Article], likely: Sequence[Sequence[float]], threshold: float) -> float:
    """F1 of found claims, counted one to one."""
    hits = given = 0
    for article, chances in zip(articles, likely, strict=True):
        used: set[int] = set()
        acts: set[int] = set()
        for chance, number in sorted(((c, n) for n, c in enumerate(chances)), reverse=True):
            pair = article.pairs[number]
            if chance < threshold and not pair.is_sure:
                continue
            if pair.form == "near" and pair.act in acts:
                continue
            acts.add(pair.act)
            given += 1
            if free := [place for place in pair.right if place not in used]:
                used.add(free[0])
                hits += 1
    return 2 * hits / max(given + sum(article.gold for article in articles), 1)


def cross_validate(
    articles: Sequence[Article], judged: Sequence[Article] = ()
) -> list[list[float]]:
    """The likelihoods of every article's pairs by weights that have not seen it."""
    likely: list[list[float]] = [[] for _ in articles]
    for fold in range(FOLDS):
        seen = [a for number, a in enumerate(articles) if number % FOLDS != fold]
        weights = fit([*seen, *judged])
        for number in range(fold, len(articles), FOLDS):
            likely[number] = [likelihood(weights, pair) for pair in articles[number].pairs]
    return likely


def main(arguments: Sequence[str]) -> None:
    """Print the cross-validated figures; with ``--write`` replace the weights."""
    collections, *names = [Path(argument) for argument in arguments if argument != "--write"]
    extractor = Extractor.load()
    golds = [list(read(extractor, *pair)) for pair in zip(names[::2], names[1::2], strict=True)]
    judged = list(read_judged(extractor, collections))
    best = report(golds, judged)
    if "--write" in arguments:
        write([*(a for gold in golds for a in gold), *judged], best)


def report(golds: Sequence[Sequence[Article]], judged: Sequence[Article]) -> float:
    """Print F1 of each gold file by threshold; the lowest threshold that is as good as the best."""
    articles = [article for gold in golds for article in gold]
    likely = cross_validate(articles, judged)
    means = {}
    for threshold in THRESHOLDS:
        start, scores = 0, []
        for gold in golds:
            end = start + len(gold)
            scores.append(f1(gold, likely[start:end], threshold))
            start = end
        means[threshold] = sum(scores) / len(scores)
        print(f"threshold {threshold:.2f}  F1 " + "  ".join(f"{score:.4f}" for score in scores))
    return min(t for t, score in means.items() if score >= max(means.values()) - FLAT)


def write(articles: Sequence[Article], threshold: float) -> None:
    """Replace the weights by those of all articles."""
    weights = {n: round(w, 3) for n, w in fit(articles).items() if abs(w) >= SMALL}
    weights["threshold"] = threshold
    target = Path(str(files("claimtrack.responsibility").joinpath("weights.json")))
    target.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
