"""Fit the sieve of attributions inside the content of others, and say how well it does.

    python -m training.nested COLLECTIONS [--write]

``nested_labels.jsonl`` holds a line an article: {"set", "id", "text": hash, "claims": [[source,
cue, content, 1 or 0]]}: what was found in it inside contents, and whether a reader called it right.
It keeps ids and offsets, for the texts belong to others. The figures are of ten-fold
cross-validation by article; the weights are then fitted on all articles. They name features only.
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

from claimtrack.attribution import load_model, read_part
from claimtrack.attribution.nesting import find_candidates
from claimtrack.attribution.sieve import features, log_odds
from claimtrack.extract import Extractor
from claimtrack.models import AttributionClaim
from claimtrack.text import normal_text

from .other import read_rows

LABELS = Path(__file__).parent / "nested_labels.jsonl"
FOLDS, STEPS = 10, 25
RARE = 3  # a feature seen less often says nothing
PENALTY, PENALTY_OF_CONFIDENCE, PENALTY_OF_BIAS = 4.0, 0.3, 0.001
SMALL = 0.005
THRESHOLDS = (0.4, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
CONSTANTS = ("bias", "confidence")

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim found inside a content: its article, features, log-odds, and whether it is right."""

    article: str
    features: frozenset[str]
    log_odds: float
    is_right: bool


def read(collections: Path) -> Iterator[Candidate]:
    """The labelled claims that are found again. Raises ValueError where a text is another."""
    extractor, model = Extractor.load(), load_model()
    rows = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    texts = _texts(collections, {row["set"] for row in rows})
    for row in rows:
        text = texts[row["set"], str(row["id"])]
        if hashlib.sha256(text.encode()).hexdigest()[:16] != row["text"]:
            raise ValueError(f"{row['set']}: the text of {row['id']} is not the labelled one")
        labels = {json.dumps(claim[:3]): bool(claim[3]) for claim in row["claims"]}
        doc = next(extractor.parse([text]))
        found = extractor.extract(text).attributions
        for outer, claim in find_candidates(text, doc, found, lambda part: read_part(part, model)):
            is_right = labels.get(_key(claim))
            if is_right is not None:
                named = frozenset(features(claim, outer, text, doc))
                yield Candidate(str(row["id"]), named, log_odds(claim), is_right)


def _key(claim: AttributionClaim) -> str:
    parts = (claim.source, claim.cue, claim.content)
    return json.dumps([[[span.start, span.end] for span in spans] for spans in parts])


def _texts(collections: Path, names: set[str]) -> dict[tuple[str, str], str]:
    return {
        (name, str(row["id"])): normal_text(row.get("title"), row.get("body_text"))
        for name in names
        for row in read_rows(collections / name)
    }


def design(candidates: Sequence[Candidate]) -> tuple[list[str], Floats]:
    """The names of the columns, and a row of them for each candidate."""
    counts = Counter(name for candidate in candidates for name in candidate.features)
    names = [*CONSTANTS, *sorted(name for name, count in counts.items() if count >= RARE)]
    rows = [
        [1.0, candidate.log_odds, *(float(name in candidate.features) for name in names[2:])]
        for candidate in candidates
    ]
    return names, np.array(rows)


def fit(rows: Floats, wanted: Floats) -> Floats:
    """Logistic regression with a quadratic penalty, by Newton's method."""
    width = rows.shape[1] - len(CONSTANTS)
    penalty = np.array([PENALTY_OF_BIAS, PENALTY_OF_CONFIDENCE, *[PENALTY] * width])
    weights = np.zeros(len(penalty))
    for _ in range(STEPS):
        likely = likelihoods(rows, weights)
        slope = rows.T @ (likely - wanted) + penalty * weights
        bend = (rows * (likely * (1 - likely))[:, None]).T @ rows + np.diag(penalty)
        weights -= np.linalg.solve(bend, slope)
    return weights


def likelihoods(rows: Floats, weights: Floats) -> Floats:
    """How likely each row is right."""
    likely: Floats = 1 / (1 + np.exp(-rows @ weights))
    return likely


def cross_validate(candidates: Sequence[Candidate]) -> Floats:
    """The likelihood of each candidate by weights that have not seen its article."""
    _, rows = design(candidates)
    wanted = np.array([candidate.is_right for candidate in candidates], float)
    articles = list(dict.fromkeys(candidate.article for candidate in candidates))
    fold = np.array([articles.index(candidate.article) % FOLDS for candidate in candidates])
    likely = np.zeros(len(candidates))
    for number in range(FOLDS):
        held_out = fold == number
        likely[held_out] = likelihoods(rows[held_out], fit(rows[~held_out], wanted[~held_out]))
    return likely


def report(candidates: Sequence[Candidate]) -> Iterator[str]:
    """By threshold: how many of what is kept are right, and how many of the right ones are kept."""
    likely = cross_validate(candidates)
    right = np.array([candidate.is_right for candidate in candidates])
    yield f"{len(candidates)} claims, {int(right.sum())} of them right"
    for threshold in THRESHOLDS:
        kept = likely >= threshold
        share, found = right[kept].mean(), right[kept].sum() / right.sum()
        yield f"threshold {threshold:.2f}  right {share:.3f}  of the right ones {found:.3f}"


def write(candidates: Sequence[Candidate]) -> None:
    """Replace the weights by those of all articles."""
    names, rows = design(candidates)
    fitted = fit(rows, np.array([candidate.is_right for candidate in candidates], float))
    weights: dict[str, Any] = {
        name: round(float(weight), 3)
        for name, weight in zip(names, fitted, strict=True)
        if name in CONSTANTS or abs(weight) >= SMALL
    }
    target = Path(str(files("claimtrack.attribution").joinpath("nested.json")))
    target.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", "utf-8")


def main(arguments: Sequence[str]) -> None:
    """Print the cross-validated figures; with ``--write`` replace the weights."""
    [collections] = [Path(argument) for argument in arguments if argument != "--write"]
    candidates = list(read(collections))
    for line in report(candidates):
        print(line)
    if "--write" in arguments:
        write(candidates)


if __name__ == "__main__":
    main(sys.argv[1:])
