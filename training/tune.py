"""Choose the decoder's numbers and the confidence on what is held out from training.

Every :data:`.train.HELD_OUT`-th article of the corpus, and the paragraphs of other domains that
are marked so; both sets count the same.

One number at a time, up and down a few times, for the sum of four F1; then a logistic regression of
"content and source are right" on the decoder's evidence, and the least confidence that serves the
same sum best. Writes decoder.json anew. ``noun_bias`` stays as it is: it gives a little precision
for the recall of a rare class, which that sum would never do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from claimtrack.attribution import find_in, score_paragraphs
from claimtrack.attribution.decode import TAGS, Weights
from claimtrack.attribution.encode import Pieces, encode
from claimtrack.attribution.weights import Model, load_model
from claimtrack.attribution.windows import Scores
from claimtrack.evaluation import Count, Gold, agreement, read_corpus

from .other import LABELS, read_other
from .train import HELD_OUT

_STEPS = {
    "cue": (-0.4, -0.2, 0.2, 0.4),
    "source": (-0.6, -0.3, 0.3, 0.6),
    "content": (-0.3, -0.15, 0.15, 0.3),
    "transition_weight": (-0.2, -0.1, 0.1, 0.2),
    "no_source_bias": (-1.0, -0.5, 0.5, 1.0),
    "edge_tags": (-1.0, -0.4, 0.4, 1.0, 2.0),
}
_LEAST = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)  # confidence; finer is noise
_ROUNDS = 3
_RIDGE = 1.0  # against overfitting some hundred claims


@dataclass(frozen=True, slots=True)
class Case:
    """A held-out article, scored once."""

    text: str
    scored: tuple[tuple[Pieces, Scores], ...]
    gold: tuple[Gold, ...]


def tune(corpus: Path, folder: Path, other: Path | None = None) -> None:
    """Choose and write; ``other`` holds the collections with labelled paragraphs."""
    model = load_model(folder, threads=2)
    texts = [(text, gold) for _, text, gold in list(read_corpus(corpus))[::HELD_OUT]]
    sets = [[_case(text, gold, model) for text, gold in texts]]
    if other:
        held = read_other(other, LABELS, held_out=True)
        sets.append([_case(text, gold, model) for _, text, gold in held])
    weights = replace(model.weights, least_confidence=0.0)
    best = quality(sets, weights)
    print(f"{[len(cases) for cases in sets]} texts; untuned {best:.4f}", flush=True)
    for _ in range(_ROUNDS):
        for name in _STEPS:
            for candidate in neighbours(weights, name):
                if (found := quality(sets, candidate)) > best:
                    weights, best = candidate, found
            print(f"{name}: {best:.4f}", flush=True)
    weights = replace(weights, confidence=calibrate([c for cases in sets for c in cases], weights))
    tried = [replace(weights, least_confidence=least) for least in _LEAST]
    weights = max(tried, key=lambda candidate: quality(sets, candidate))
    _write(folder / "decoder.json", weights)
    print(f"tuned {best:.4f}", *(describe(cases, weights) for cases in sets), sep="\n")


def _case(text: str, gold: tuple[Gold, ...], model: Model) -> Case:
    scored = score_paragraphs(encode(text, model.tokenizer), model.session)
    return Case(text, tuple(scored), gold)


def neighbours(weights: Weights, name: str) -> Iterator[Weights]:
    """The same weights with one number moved."""
    for step in _STEPS[name]:
        if name in ("cue", "source", "content"):
            moved = weights.tag_bias.copy()
            moved[[tag.endswith(name) for tag in TAGS]] += step
            yield replace(weights, tag_bias=moved)
        else:
            yield replace(weights, **{name: round(getattr(weights, name) + step, 3)})


def quality(sets: Sequence[Sequence[Case]], weights: Weights) -> float:
    """Sum of the F1 of content, exact content, cue and triple over the sets."""
    return sum(count.f1 for cases in sets for count in counts(cases, weights).values())


def counts(cases: Sequence[Case], weights: Weights) -> dict[str, Count]:
    """The four counts over all cases."""
    totals: dict[str, Count] = {}
    for case in cases:
        found = [c for c, _ in find_in(case.text, case.scored, weights)]
        for name, count in agreement(case.text, case.gold, found).counts.items():
            totals.setdefault(name, Count()).add(count)
    return totals


def describe(cases: Sequence[Case], weights: Weights) -> str:
    """The four F1 in words."""
    return " ".join(f"{name} {c.f1:.4f}" for name, c in counts(cases, weights).items())


# --- confidence ---------------------------------------------------------------------------------


def calibrate(cases: Sequence[Case], weights: Weights) -> np.ndarray:
    """Logistic regression by Newton's method."""
    signs, right = evidence_of(cases, weights)
    table = np.column_stack((signs, np.ones(len(signs))))
    factors = np.zeros(table.shape[1])
    ridge = np.diag([_RIDGE] * (table.shape[1] - 1) + [0.0])
    for _ in range(30):
        p = 1 / (1 + np.exp(-table @ factors))
        gradient = table.T @ (p - right) + ridge @ factors
        factors -= np.linalg.solve((table * (p * (1 - p))[:, None]).T @ table + ridge, gradient)
    return factors.astype(np.float32)


def evidence_of(cases: Sequence[Case], weights: Weights) -> tuple[np.ndarray, np.ndarray]:
    """The evidence of every claim found [n, 5], and whether it is right [n]."""
    signs: list[tuple[float, ...]] = []
    right: list[bool] = []
    for case in cases:
        found = list(find_in(case.text, case.scored, weights))
        good = agreement(case.text, case.gold, [c for c, _ in found]).found["triple"]
        signs += [piece.evidence for _, piece in found]
        right += [number in good for number in range(len(found))]
    return np.array(signs), np.array(right, float)


def _write(path: Path, weights: Weights) -> None:
    numbers = json.loads(path.read_text("utf-8"))
    for name in ("transition_weight", "no_source_bias", "edge_tags", "least_confidence"):
        numbers[name] = getattr(weights, name)
    numbers["tag_bias"] = {
        part: round(float(weights.tag_bias[TAGS.index(f"B-{part}")]), 3)
        for part in ("source", "cue", "content")
    }
    numbers["confidence"] = [round(float(x), 5) for x in weights.confidence]
    path.write_text(json.dumps(numbers) + "\n", "utf-8")
