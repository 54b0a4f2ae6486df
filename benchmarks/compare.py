"""Stories and copies for many articles: time, memory, and the cost of a thousand more.

    python benchmarks/compare.py FOLDER [--articles 10000 30000 100000] [--more 1000]

FOLDER holds events_gunviolence and coverage_2014_2015 as JSONL. They are extended to the size asked
for: each further round tells the same articles with other names, numbers and days, and with other
words of like rank, so that lengths, furniture, events and copies stay as they were and nothing is
told twice. Each size runs in a process of its own, against a database of its own; comparing alone
is timed. What a full regroup takes stands beside what ``--more`` articles take afterwards.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import resource
import tempfile
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import count, islice
from pathlib import Path

from stories import read

from claimtrack.comparing import compare_new, regroup
from claimtrack.lexicon import pairs
from claimtrack.models import ComparedArticle
from claimtrack.store import open_database

SETS = ("events_gunviolence", "coverage_2014_2015")
LIMITS = {"minutes": 20, "GB": 2, "share": 0.02}
_COMMON = 150  # words as common as these stay
_NEAR = 0.2  # a word is replaced by one whose rank is so much higher or lower at most
_DAYS = 3650
_FURNITURE = 3  # a line in so many articles of one host stays as it is
_WORD = re.compile(r"[A-Za-z]{3,}|\d{2,}")
_SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve wi zo ka le mo nu ra so".split()


def extended(folder: Path) -> Iterator[ComparedArticle]:
    """The articles of the sets, again and again, each round with other words."""
    articles = [a for name in SETS for a, _ in read(folder, name) if a.body]
    hosts = Counter((a.host, line) for a in articles for line in set(a.body.split("\n")))
    for number in count():
        shift = timedelta(random.Random(number).randrange(_DAYS) if number else 0)
        for article in articles:
            yield _told_anew(article, number, shift, hosts)


def _told_anew(
    article: ComparedArticle, number: int, shift: timedelta, hosts: Counter[tuple[str | None, str]]
) -> ComparedArticle:
    def lines() -> Iterator[str]:
        for line in article.body.split("\n"):
            common = hosts[article.host, line] >= _FURNITURE
            yield line if common or not number else _other_words(line, number)

    return ComparedArticle(
        id=f"{article.id}-{number}",
        title=_other_words(article.title, number) if number else article.title,
        body="\n".join(lines()),
        host=article.host,
        day=(article.day or date(2015, 1, 1)) + shift,
    )


def _other_words(text: str, number: int) -> str:
    return _WORD.sub(lambda m: _other(m.group(), number), text)


def _other(word: str, number: int) -> str:
    seed = zlib.crc32(f"{number}:{word.lower()}".encode())
    if word.isdigit():
        return str(seed)[: len(word)]
    words, ranks = _vocabulary()
    rank = ranks.get(word.lower(), len(words))
    if rank <= _COMMON:
        return word
    if word[0].isupper():
        return "".join(_SYLLABLES[seed >> (5 * n) & 15] for n in range(3)).title()
    low, high = int(rank * (1 - _NEAR)), int(min(rank * (1 + _NEAR) + 2, len(words)))
    return words[low + seed % max(1, high - low)]


@cache
def _vocabulary() -> tuple[list[str], dict[str, int]]:
    ranks = {word: int(rank) for word, rank in pairs("word_ranks").items()}
    return sorted(ranks, key=ranks.__getitem__), ranks


def fill(path: Path, articles: Iterator[ComparedArticle]) -> None:
    """Put the articles into the database, unread."""
    with open_database(path) as db, db.atomic():
        known = {row["name"] for row in db.query("select name from outlets")}
        start = db.execute("select coalesce(max(id), 0) from articles").fetchone()[0]
        db.execute(
            "insert into runs (command, version, started_at, state) values ('import', '1',"
            " '2026-01-01T00:00:00Z', 'done')"
        )
        for place, article in enumerate(articles, start + 1):
            outlet = article.host or "unknown"
            if outlet not in known:
                db.execute("insert into outlets (name) values (?)", [outlet])
                known.add(outlet)
            _insert(db, place, outlet, article)


def _insert(db, place: int, outlet: str, article: ComparedArticle) -> None:  # type: ignore[no-untyped-def]
    url, text = f"https://{outlet}/{article.id}", f"{article.title}\n\n{article.body}"
    db.execute(
        "insert into articles (id, key, url, outlet, title, published_at, published_precision,"
        " published_origin, first_seen_at, language, text_kind, words) values (?, ?, ?, ?, ?, ?,"
        " 'day', 'page', '2026-01-01T00:00:00Z', 'en', 'full', 1)",
        [place, url, url, outlet, article.title, str(article.day)],
    )
    db.execute(
        "insert into revisions (id, article, hash, text_hash, title, byline, text, text_kind,"
        " language, origin, words, seen_at, run) values (?, ?, ?, ?, ?, '', ?, 'full', 'en',"
        " 'page', 1, '2026-01-01T00:00:00Z', 1)",
        [place, place, url, url, article.title, text],
    )
    db.execute("update articles set revision = ? where id = ?", [place, place])


def run(folder: Path, articles: int, more: int) -> None:
    """Fill, regroup, add more, print."""
    told = extended(folder)
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "scale.db"
        fill(path, islice(told, articles))
        with open_database(path) as db:
            whole = _timed(lambda: regroup(db))
            counts = db.execute(
                "select (select count(*) from stories), (select count(*) from copies)"
            ).fetchone()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        fill(path, islice(told, more))
        with open_database(path) as db:
            added = _timed(lambda: compare_new(db))
    last = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        f"{articles:,} articles: {whole[0]:.0f} s ({whole[1]:.0f} s of processor,"
        f" {1000 * whole[1] / articles:.1f} ms each), peak {peak:.2f} GB; {counts[0]:,} stories,"
        f" {counts[1]:,} copies; {more:,} more: {added[0]:.1f} s ({added[1]:.1f} s of processor,"
        f" {added[1] / whole[1]:.1%}), peak {last:.2f} GB",
        flush=True,
    )


def _timed(work) -> tuple[float, float]:  # type: ignore[no-untyped-def]
    clock, own = time.monotonic(), time.process_time()
    work()
    return time.monotonic() - clock, time.process_time() - own


def main() -> None:
    """Each size in a fresh process, so that its peak of memory is its own."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 30_000, 100_000])
    parser.add_argument("--more", type=int, default=1000)
    options = parser.parse_args()
    fresh = multiprocessing.get_context("spawn")
    for articles in options.articles:
        process = fresh.Process(target=run, args=(options.folder, articles, options.more))
        process.start()
        process.join()
    print(
        f"limits: {LIMITS['minutes']} minutes and {LIMITS['GB']} GB at 100,000 articles,"
        f" 1,000 more at most {LIMITS['share']:.0%} of a full regroup"
    )


if __name__ == "__main__":
    main()
