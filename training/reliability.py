"""How far confidence can be believed: a table in ten bins and two curves, written to docs/.

    python -m training.reliability CORPUS

CORPUS must be one that neither weights nor confidence were fitted on. A claim is right where its
content overlaps the gold's by half or more and its source too (the measure "triple").
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from claimtrack.attribution import find_attributions
from claimtrack.attribution.weights import load_model, weights_hash
from claimtrack.evaluation import agreement, read_corpus

DOCS = Path(__file__).resolve().parent.parent / "docs"
_BINS = 10
_WIDTH, _HEIGHT, _EDGE = 340, 300, 44  # of one plot, in pixels


def judged(corpus: Path) -> tuple[np.ndarray, np.ndarray, int]:
    """Confidence of every claim, whether it is right, and how many there are in the gold."""
    model = load_model(threads=2)
    confidence: list[float] = []
    right: list[bool] = []
    gold_claims = 0
    for _, text, gold in read_corpus(corpus):
        found = find_attributions(text, model)
        agreed = agreement(text, gold, found)
        confidence += [claim.confidence or 0.0 for claim in found]
        right += [number in agreed.found["triple"] for number in range(len(found))]
        gold_claims += agreed.counts["triple"].gold
    return np.array(confidence), np.array(right), gold_claims


def bins(confidence: np.ndarray, right: np.ndarray) -> Iterator[tuple[int, int, float, float]]:
    """Number of the bin, claims in it, mean confidence, share of right ones."""
    places = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    for number in range(_BINS):
        inside = places == number
        if inside.any():
            yield number, int(inside.sum()), confidence[inside].mean(), right[inside].mean()


def error(confidence: np.ndarray, right: np.ndarray) -> float:
    """Expected calibration error (Naeini et al., 2015)."""
    table = bins(confidence, right)
    return float(sum(n * abs(said - was) for _, n, said, was in table) / len(right))


def thresholds(
    confidence: np.ndarray, right: np.ndarray, gold: int
) -> list[tuple[float, float, float]]:
    """Threshold, precision and recall."""
    rows = []
    for threshold in np.arange(0, 1, 0.05):
        kept = confidence >= threshold
        if kept.any():
            rows.append((float(threshold), right[kept].mean(), right[kept].sum() / gold))
    return rows


def page(confidence: np.ndarray, right: np.ndarray, gold: int) -> Iterator[str]:
    """The lines of docs/confidence.md."""
    yield "# What confidence means"
    yield ""
    yield "The probability that an annotator agrees with content and source of an attribution."
    yield f"Measured with the weights {weights_hash()} on PolNeAR dev, on which they were not"
    yield f"fitted (`python -m training.reliability`): {len(right)} claims, expected calibration"
    yield f"error {error(confidence, right):.3f}."
    yield ""
    yield "![Reliability, and precision against recall](confidence.svg)"
    yield ""
    yield "| confidence | claims | mean confidence | right |"
    yield "|---|---|---|---|"
    for number, n, said, was in bins(confidence, right):
        yield f"| {number / _BINS:.1f}–{(number + 1) / _BINS:.1f} | {n} | {said:.3f} | {was:.3f} |"
    yield ""
    yield "A threshold trades precision for recall:"
    yield ""
    yield "| at least | precision | recall |"
    yield "|---|---|---|"
    for threshold, precision, recall in thresholds(confidence, right, gold)[::2]:
        yield f"| {threshold:.2f} | {precision:.3f} | {recall:.3f} |"


# --- plots --------------------------------------------------------------------------------------


def svg(confidence: np.ndarray, right: np.ndarray, gold: int) -> str:
    """Both curves side by side; no script, readable in print."""
    table = list(bins(confidence, right))
    curve = thresholds(confidence, right, gold)
    left = _plot(
        0,
        ("predicted", "observed", "Reliability"),
        [(said, was) for _, _, said, was in table],
        diagonal=True,
    )
    other = _plot(
        _WIDTH, ("recall", "precision", "Threshold from 0 to 0.95"), [(r, p) for _, p, r in curve]
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDTH} {_HEIGHT}" '
        'font-family="sans-serif" font-size="12" role="img">'
        "<title>Reliability of confidence, and precision against recall</title>"
        f'<rect width="100%" height="100%" fill="#fff"/>{left}{other}</svg>\n'
    )


def _plot(
    left: int,
    words: tuple[str, str, str],
    points: list[tuple[float, float]],
    *,
    diagonal: bool = False,
) -> str:
    def x(value: float) -> float:
        return round(left + _EDGE + value * (_WIDTH - _EDGE - 16), 1)

    def y(value: float) -> float:
        return round(_HEIGHT - _EDGE - value * (_HEIGHT - _EDGE - 30), 1)

    parts = [f'<text x="{x(0.5)}" y="18" text-anchor="middle" font-weight="bold">{words[2]}</text>']
    for tick in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<path d="M{x(tick)} {y(0)}V{y(1)}M{x(0)} {y(tick)}H{x(1)}" stroke="#ddd"/>')
        parts.append(f'<text x="{x(tick)}" y="{y(0) + 16}" text-anchor="middle">{tick}</text>')
        parts.append(f'<text x="{x(0) - 6}" y="{y(tick) + 4}" text-anchor="end">{tick}</text>')
    parts.append(f'<text x="{x(0.5)}" y="{_HEIGHT - 8}" text-anchor="middle">{words[0]}</text>')
    parts.append(f'<text x="{x(0) + 4}" y="{y(1) + 12}">{words[1]}</text>')
    if diagonal:
        parts.append(f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#888" stroke-dasharray="4"/>')
    line = "L".join(f"{x(a)} {y(b)}" for a, b in points)
    parts.append(f'<path d="M{line}" fill="none" stroke="#0b5cad" stroke-width="2"/>')
    parts += [f'<circle cx="{x(a)}" cy="{y(b)}" r="3" fill="#0b5cad"/>' for a, b in points]
    return "".join(parts)


def main(arguments: list[str]) -> None:
    """Measure and write."""
    found = judged(Path(arguments[0]))
    (DOCS / "confidence.md").write_text("\n".join(page(*found)) + "\n", "utf-8")
    (DOCS / "confidence.svg").write_text(svg(*found), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
