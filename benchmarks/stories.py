"""Stories and copies against corpora: B-cubed F1 fed one by one, precision and recall of pairs.

    python benchmarks/stories.py FOLDER             measure
    python benchmarks/stories.py FOLDER --weights   fit the weights of claimtrack.stories anew
    python benchmarks/stories.py FOLDER --held-out  measure topics with weights of others

FOLDER holds events_gunviolence, events_ecbplus, events_basil and coverage_2014_2015 as JSONL.
Each set is told by date and in other orders. Fitting needs scikit-learn, which nothing else
does. B-cubed after Bagga and Baldwin 1998.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from claimtrack import stories
from claimtrack.copies import find_copies
from claimtrack.models import ComparedArticle

FILES = {
    "events_gunviolence": "gva_incidents.jsonl.gz",
    "events_ecbplus": "ecbplus.jsonl",
    "events_basil": "basil.jsonl",
    "coverage_2014_2015": "articles.jsonl.gz",
}
EVENTS = list(FILES)[:3]
SHARES = (0.6, 0.3, 0.1)  # of each set of events in a fit, however many pairs it has
ORDERS = 3  # beside that by date
FOLDS = 5
JUDGED = Path(__file__).parent.parent / "tests/quality/judged/copies.jsonl"
_PAIRS = 40_000  # as many as there are, to the regression
Articles = list[tuple[ComparedArticle, str | None]]
_DAY = re.compile(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def read(folder: Path, name: str) -> Articles:
    """The articles of a set with their events, by date, undated last, doubled ids once."""
    path = folder / name / FILES[name]
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        rows = {(row := json.loads(line))["id"]: row for line in lines}
    pairs = [(_article(row), row.get("event_id")) for row in rows.values()]
    return sorted(pairs, key=lambda p: (str(p[0].day or "9999"), p[0].id))


def _article(row: dict[str, Any]) -> ComparedArticle:
    host = urlsplit(row.get("url") or "").hostname
    return ComparedArticle(
        id=row["id"],
        title=row["title"] or "",
        body=row["body_text"] or " ".join(row.get("sentences", ())[1:]),
        host=host.removeprefix("www.") if host else row.get("outlet"),
        day=_day(row.get("date_best") or row.get("date"), row.get("date_raw")),
    )


def _day(iso: str | None, words: str | None) -> date | None:
    if iso:
        return date.fromisoformat(iso[:10])
    found = _DAY.search((words or "").title())
    try:
        return datetime.strptime(" ".join(found.groups()), "%b %d %Y").date() if found else None
    except ValueError:
        return None


def orders(articles: Articles) -> list[Articles]:
    """By date, and some others."""
    others = [random.Random(n).sample(articles, len(articles)) for n in range(1, ORDERS + 1)]
    return [articles, *others]


def bcubed(found: Sequence[object], gold: Sequence[object]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    return averaged(shares(found, gold))


def shares(found: Sequence[object], gold: Sequence[object]) -> list[tuple[float, float]]:
    """For each article, precision and recall of its story."""
    pairs = list(zip(found, gold, strict=True))
    both, ours, theirs = Counter(pairs), Counter(found), Counter(gold)
    return [(both[f, g] / ours[f], both[f, g] / theirs[g]) for f, g in pairs]


def averaged(of_articles: Sequence[tuple[float, float]]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    precision, recall = (sum(part) / len(of_articles) for part in zip(*of_articles, strict=True))
    return precision, recall, 2 * precision * recall / (precision + recall)


def measure_copies(folder: Path) -> tuple[float, float, int]:
    """Precision, recall, and number of judged pairs."""
    judged = [json.loads(line) for line in JUDGED.read_text("utf-8").splitlines()]
    right = claimed = copied = 0
    for name in sorted({row["set"] for row in judged}):
        original = {c.id: c.copy_of for c in find_copies(a for a, _ in read(folder, name))}
        for row in (r for r in judged if r["set"] == name):
            same = _root(original, row["a"]) == _root(original, row["b"])
            right += same and row["copy"]
            claimed += same
            copied += row["copy"]
    return right / claimed, right / copied, len(judged)


def _root(original: dict[str, str], article: str) -> str:
    while article in original:
        article = original[article]
    return article


def fold(event: str | None) -> int:
    """Of the topic of an event: "25_ecb" and "25_ecbplus" are of one."""
    return zlib.crc32(str(event).removesuffix("_ecb").removesuffix("_ecbplus").encode()) % FOLDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """What is measured of an article and a candidate; whether they are of one event."""

    values: list[float]
    same: bool
    folds: set[int]


def pairs_of(articles: Articles) -> Iterator[Pair]:
    """Every article with each of its candidates."""
    index, events = stories.StoryIndex(), list[str | None]()
    for article, event in articles:
        features = stories.describe(article, index.counts)
        tables = stories.Tables(features)
        for number in index.candidates(features):
            other = events[number]
            values = stories.measure(tables, index.tables(number))
            yield Pair(values=values, same=other == event, folds={fold(event), fold(other)})
        index.keep(features)
        events.append(event)


def fitted(sets: dict[str, list[Articles]]) -> list[list[Pair]]:
    """The pairs of each set, by date and in one other order."""
    return [[p for articles in told[:2] for p in pairs_of(articles)] for told in sets.values()]


def fit(sets: Sequence[Sequence[Pair]], without: int | None = None) -> None:
    """Put the weights of a logistic regression in place, over pairs of other folds."""
    from sklearn.linear_model import LogisticRegression

    used = [[pair for pair in pairs if without not in pair.folds] for pairs in sets]
    weights = [share / len(p) for share, p in zip(SHARES, used, strict=True) for _ in p]
    chosen = [pair for pairs in used for pair in pairs]
    model = LogisticRegression(max_iter=5000).fit(
        [pair.values for pair in chosen],
        [pair.same for pair in chosen],
        sample_weight=[weight * _PAIRS for weight in weights],
    )
    stories.WEIGHTS.update(zip(stories.WEIGHTS, model.coef_[0].round(2).tolist(), strict=True))
    stories.BIAS = round(float(model.intercept_[0]), 2)


def measure(sets: dict[str, list[Articles]], only: int | None = None) -> dict[str, list[Any]]:
    """For each set and order, precision and recall of articles, those of one fold if so told."""
    found = {name: list[Any]() for name in sets}
    for name, told in sets.items():
        for articles in told:
            events = [event for _, event in articles]
            groups = stories.group_stories(article for article, _ in articles)
            of_articles = zip(events, shares(groups, events), strict=True)
            found[name].append([s for e, s in of_articles if only in (None, fold(e))])
    return found


def measure_held_out(sets: dict[str, list[Articles]]) -> dict[str, list[Any]]:
    """As :func:`measure`, each fold with weights fitted on the others; two orders suffice."""
    sets = {name: told[:2] for name, told in sets.items()}
    pairs = fitted(sets)
    whole = {name: [list[Any]() for _ in told] for name, told in sets.items()}
    for number in range(FOLDS):
        fit(pairs, number)
        for name, told in measure(sets, number).items():
            for place, part in enumerate(told):
                whole[name][place] += part
    return whole


def main() -> None:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", action="store_true")
    parser.add_argument("--held-out", action="store_true")
    options = parser.parse_args()
    sets = {name: orders(read(options.folder, name)) for name in EVENTS}
    if options.weights:
        fit(fitted(sets))
        print(stories.WEIGHTS, "bias", stories.BIAS)
    found = measure_held_out(sets) if options.held_out else measure(sets)
    for name, (by_date, *others) in found.items():
        scores = " ".join(f"{s:.3f}" for s in averaged(by_date))
        other = " ".join(f"{averaged(o)[2]:.3f}" for o in others)
        print(f"{name} {scores} precision, recall, F1; in other orders {other}; {len(by_date)}")
    if options.held_out:
        return
    precision, recall, pairs = measure_copies(options.folder)
    print(f"copies {precision:.3f} {recall:.3f} precision, recall over {pairs} judged pairs")


if __name__ == "__main__":
    main()
