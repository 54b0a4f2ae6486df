"""Claim groups against ten events read by hand: precision and recall of pairs not word for word.

    python benchmarks/groups.py FOLDER            measure
    python benchmarks/groups.py FOLDER --weights  fit the weights of claimtrack.groups anew

FOLDER holds events_basil. What was judged stands in tests/quality/judged/groups.jsonl: claims by
article and offsets, pairs that state the same, and pairs of which it is unclear; these count for
nothing. Half of the events are tuned on, with those of training/group_labels.jsonl, judged in the
same way for nothing but that. Fitting needs scikit-learn, which nothing else does.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any

from claimtrack import groups
from claimtrack.extract import Extractor
from claimtrack.grouping import make_statements
from claimtrack.groups import Statement
from claimtrack.imports import parse_line
from claimtrack.match.encoder import load_encoder

_HOME = Path(__file__).parent.parent
JUDGED = _HOME / "tests/quality/judged/groups.jsonl"
LABELS = _HOME / "training/group_labels.jsonl"
_LEAST_OVERLAP = 0.5  # of the characters of two contents that are taken for one


def read(folder: Path, judged: Path = JUDGED) -> Iterator[tuple[dict[str, Any], list[Statement]]]:
    """Each judged event, with the claims now found in its articles, in order of date."""
    lines = (folder / "events_basil/basil.jsonl").read_bytes().splitlines()
    sightings = [parse_line(line, n, seen_at=datetime.now(UTC)) for n, line in enumerate(lines)]
    known = {s.external_id: s for s in sightings}
    extractor, encoder = Extractor.load(), load_encoder()
    for line in judged.read_text("utf-8").splitlines():
        event = json.loads(line)
        articles = [known[id] for id in dict.fromkeys(c["id"] for c in event["claims"])]
        articles.sort(key=lambda s: s.published.at)
        found = extractor.extract_many([s.revision.text for s in articles])
        texts = zip(articles, found, strict=True)
        yield (
            event,
            make_statements([(s.external_id, s.revision.text, x) for s, x in texts], encoder),
        )


def aligned(event: dict[str, Any], statements: list[Statement]) -> dict[int, Statement]:
    """The statement now found for each judged claim, by overlap of content."""
    found = {}
    for number, claim in enumerate(event["claims"]):
        best = max(statements, key=lambda s: _overlap(s, claim), default=None)
        if best and _overlap(best, claim) >= _LEAST_OVERLAP:
            found[number] = best
    return found


def _overlap(one: Statement, claim: dict[str, Any]) -> float:
    if one.article != claim["id"]:
        return 0.0
    own = {n for s in one.content for n in range(s.start, s.end)}
    theirs = {n for start, end in claim["content"] for n in range(start, end)}
    return len(own & theirs) / len(own | theirs)


def judged_pairs(
    event: dict[str, Any], found: dict[int, Statement]
) -> Iterator[tuple[int, int, bool]]:
    """Pairs that were judged clearly and are not word for word the same."""
    same, unclear = ({tuple(p) for p in event[k]} for k in ("same", "unclear"))
    for a, b in combinations(range(len(event["claims"])), 2):
        equal = a in found and b in found and found[a].words == found[b].words
        if (a, b) not in unclear and not equal:
            yield a, b, (a, b) in same


@dataclass(kw_only=True)
class Pairs:
    """How many pairs were wanted, could be found as both claims were extracted, and were."""

    wanted: int = 0
    extracted: int = 0
    claimed: int = 0
    right: int = 0


def measure(events: list[tuple[dict[str, Any], list[Statement]]]) -> Pairs:
    """What grouping finds of the pairs that were judged."""
    pairs = Pairs()
    for event, statements in events:
        group = dict(
            zip((s.id for s in statements), groups.group_statements(statements), strict=True)
        )
        found = aligned(event, statements)
        for a, b, same in judged_pairs(event, found):
            both = a in found and b in found
            together = both and found[a] != found[b] and group[found[a].id] == group[found[b].id]
            pairs.wanted += same
            pairs.extracted += same and both
            pairs.claimed += together
            pairs.right += same and together
    return pairs


def fit(events: list[tuple[dict[str, Any], list[Statement]]]) -> None:
    """Print the weights of a logistic regression over the judged pairs."""
    from sklearn.linear_model import LogisticRegression

    values, labels = [], []
    for event, statements in events:
        found = aligned(event, statements)
        for a, b, same in judged_pairs(event, found):
            if a in found and b in found and groups.is_compared(found[a], found[b]):
                values.append(groups.measure(found[a], found[b]))
                labels.append(same)
    model = LogisticRegression(C=1, max_iter=5000).fit(values, labels)
    print(dict(zip(groups.WEIGHTS, model.coef_[0].round(2).tolist(), strict=True)))
    print("bias", model.intercept_.round(2))


def main() -> None:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", action="store_true")
    options = parser.parse_args()
    events = list(read(options.folder))
    halves = {h: [e for e in events if e[0]["half"] == h] for h in ("tune", "check")}
    if options.weights:
        fit([*halves["tune"], *read(options.folder, LABELS)])
        return
    for half, own in halves.items():
        pairs = measure(own)
        precision, recall = pairs.right / max(1, pairs.claimed), pairs.right / pairs.wanted
        print(
            f"groups {half} {precision:.3f} {recall:.3f} precision, recall; "
            f"{pairs.wanted} pairs, of {pairs.extracted} both claims are extracted"
        )


if __name__ == "__main__":
    main()
