"""Real feeds and pages, where they lie beside the checkout: all goes through, floors hold."""

from __future__ import annotations

import gzip
import json
import sys
from pathlib import Path

import feedparser
import pytest

from claimtrack.articles import parse_page
from claimtrack.feeds import parse_feed

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "data"
sys.path.append(str(ROOT / "benchmarks"))
from pages import fold, token_f1  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not CORPORA.is_dir(),
        reason="the corpora may not be passed on; they lie beside few checkouts",
    ),
]


def rows(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def content(path: Path) -> bytes:
    data = path.read_bytes()
    return gzip.decompress(data) if path.suffix == ".gz" else data


def test_every_item_of_every_real_feed_comes_out():
    folder = CORPORA / "feeds_real"
    short = []
    for row in rows(folder / "index.jsonl"):
        data = content(folder / row["file"])
        items = len(feedparser.parse(data).entries)
        if len(parse_feed(data, url=row.get("link") or "").entries) < items:
            short.append(row["file"])

    assert short == []


@pytest.mark.parametrize(
    ("name", "body", "title"),
    [
        ("articles_fundus", 0.955, 0.85),
        ("articles_newspaper4k", 0.975, 0),
        ("articles_readability", 0.95, 0),
    ],
)
def test_pages_keep_their_floors(name, body, title):
    bodies, titles, days = [], [], []
    for row in rows(CORPORA / name / "gold.jsonl"):
        if row.get("lang", "en") != "en":
            continue
        page = parse_page(content(CORPORA / name / row["file"]), row.get("url") or "")
        if row.get("body_text"):
            bodies.append(token_f1(row["body_text"], page.body_text))
        if row.get("title"):
            titles.append(fold(row["title"]) == fold(page.title or ""))
        if day := (row.get("publishing_date") or row.get("date") or "")[:10]:
            days.append(bool(page.published) and page.published.at.date().isoformat() == day)

    assert sum(bodies) / len(bodies) >= body
    assert sum(titles) / len(titles) >= title
    assert sum(days) / len(days) >= 0.96
