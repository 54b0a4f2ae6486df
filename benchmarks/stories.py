"""Stories and copies against corpora: B-cubed F1 fed one by one, precision and recall of pairs.

    python benchmarks/stories.py FOLDER            measure
    python benchmarks/stories.py FOLDER --weights  fit the weights of claimtrack.stories anew

FOLDER holds events_gunviolence, events_ecbplus, events_basil and coverage_2014_2015 as JSONL.
Fitting needs scikit-learn, which nothing else does. B-cubed after Bagga and Baldwin 1998.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
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
JUDGED = Path(__file__).parent.parent / "tests/quality/judged/copies.jsonl"
_DAY = re.compile(r"([A-Z][a-z]{2})[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")


def read(folder: Path, name: str) -> list[tuple[ComparedArticle, str | None]]:
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


def bcubed(found: Sequence[object], gold: Sequence[object]) -> tuple[float, float, float]:
    """Precision, recall and F1."""
    both, ours, theirs = Counter(zip(found, gold, strict=True)), Counter(found), Counter(gold)
    precision = sum(n * n / ours[f] for (f, _), n in both.items()) / len(gold)
    recall = sum(n * n / theirs[g] for (_, g), n in both.items()) / len(gold)
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


def fit(sets: Iterable[list[tuple[ComparedArticle, str | None]]]) -> None:
    """Print the weights of a logistic regression over the pairs that are candidates."""
    from sklearn.linear_model import LogisticRegression

    values, same = [], []
    for articles in sets:
        index, events = stories.StoryIndex(), []
        for article, event in articles:
            features = stories.describe(article, index.counts)
            tables = stories.Tables(features)
            for number in index.candidates(features):
                values.append(stories.measure(tables, index.tables(number)))
                same.append(events[number] == event)
            index.keep(features)
            events.append(event)
    model = LogisticRegression(max_iter=5000).fit(values, same)
    print(dict(zip(stories.WEIGHTS, model.coef_[0].round(2).tolist(), strict=True)))
    print("bias", model.intercept_.round(2))


def main() -> None:
    """Measure, or fit."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--weights", action="store_true")
    options = parser.parse_args()
    sets = {name: read(options.folder, name) for name in EVENTS}
    if options.weights:
        fit(sets.values())
        return
    for name, articles in sets.items():
        found = stories.group_stories(article for article, _ in articles)
        scores = bcubed(found, [event for _, event in articles])
        print(name, *(f"{s:.3f}" for s in scores), "precision, recall, F1", len(articles))
    precision, recall, pairs = measure_copies(options.folder)
    print(f"copies {precision:.3f} {recall:.3f} precision, recall over {pairs} judged pairs")


if __name__ == "__main__":
    main()
