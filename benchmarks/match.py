"""Match against CheckThat 2020 task 2: tweets to verified claims, MAP@5.

    python benchmarks/match.py FOLDER [dev]

FOLDER holds claims_checkthat2020. Prints the figure for the bank of claims with their titles and
for the bank of claims alone. Nothing was trained on tweets.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from claimtrack.match.encoder import load_encoder
from claimtrack.matching import match_texts

_DEPTH = 5


def rows(path: Path) -> list[list[str]]:
    """The rows of a TSV file without its head."""
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines, delimiter="\t"))[1:]


def relevant(path: Path) -> dict[str, set[str]]:
    """For each tweet the claims it repeats."""
    found: dict[str, set[str]] = {}
    for line in path.read_text("utf-8").splitlines():
        query, _, claim, _ = line.split()
        found.setdefault(query, set()).add(claim)
    return found


def average_precision(ranked: list[str], wanted: set[str]) -> float:
    """Of the first five."""
    hits, total = 0, 0.0
    for place, id in enumerate(ranked[:_DEPTH], 1):
        if id in wanted:
            hits += 1
            total += hits / place
    return total / min(len(wanted), _DEPTH)


def measure(queries: Mapping[str, str], bank: Mapping[str, str], gold: dict[str, set[str]]) -> None:
    """Print MAP@5 and how long it took."""
    started = time.perf_counter()
    ranked = {id: [m.id for m in found] for id, found in match_texts(queries, bank, load_encoder())}
    scores = [average_precision(ranked[id], wanted) for id, wanted in gold.items()]
    took = time.perf_counter() - started
    print(f"match {sum(scores) / len(scores):.4f} MAP@5, {len(scores)} tweets, {took:.0f} s")


def main() -> None:
    """Measure both banks."""
    folder = Path(sys.argv[1]) / "claims_checkthat2020"
    part = folder / (sys.argv[2] if len(sys.argv) > 2 else "dev")
    queries = {row[0]: row[1] for row in rows(part / "tweets.queries.tsv")}
    gold = relevant(part / "tweet-vclaim-pairs.qrels")
    claims = rows(folder / "verified_claims.docs.tsv")
    measure(queries, {id: f"{title}. {claim}" for id, claim, title in claims}, gold)
    measure(queries, {id: claim for id, claim, _ in claims}, gold)


if __name__ == "__main__":
    main()
