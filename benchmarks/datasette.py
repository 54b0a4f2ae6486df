"""Latency of the pages over a large invented database, quiet and while an ingest writes.

    python benchmarks/datasette.py make FILE [ARTICLES]     100,000 articles with 10 claims each
    python benchmarks/datasette.py measure FILE [ROUNDS]

Prints p50 and p95 in milliseconds of one client after a warm-up, the processor time that the server
took for each, p95 while an ingest writes, and the limit. Names, outlets and words are drawn as
unevenly as in news: the most heard source has thousands of claims. A facet page counts only if all
its facets are complete.
"""

from __future__ import annotations

import json
import os
import random
import socket
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote_plus

import numpy as np

from claimtrack.match.encoder import load_encoder
from claimtrack.match.vectors import SIZE
from claimtrack.store import open_database, refresh_summaries

_OUTLETS = 120
_PER_ARTICLE = 10
_BIG_STORY, _STORY = 400, 8  # articles of the first story, and of every other one
_AT_ONCE = 2_000  # articles in one transaction
_GROUP = 40_041  # of four reports
_GAPS = 2_000  # of three feeds an outlet, over a year
_VOCABULARY = [
    f"{a}{b}"
    for a in "ba ce di fo gu la me ni po ru sa te".split()
    for b in "ran lim tor net vas del kin mor pel sud tan wes zor".split()
]
_TYPES = (
    ["person"] * 9 + ["organization"] * 5 + ["official", "anonymous", "group", "document", None]
)
_STANCES = ["asserts"] * 14 + ["hedges", "denies", "questions", "directs", "evaluates", None]
_WHY = json.dumps([{"field": "content", "rule": "attribution model", "confidence": 0.9}])


def story_of(number: int) -> int:
    """The story of an article, which is the number of its first article."""
    return 1 if number <= _BIG_STORY else number - (number - 1) % _STORY


def day_of(story: int, rng: random.Random) -> date:
    """A day of a story, which lasts four days, the first one a month."""
    last = 30 if story == 1 else 3
    return date(2026, 1, 1) + timedelta(days=story * 7919 % 330 + rng.randint(0, last))


# What comparing would find: stories, copies, groups of claims that say the same, timelines.
_RELATED = """
insert into stories (id, title, first_published_at, last_published_at, articles, copies, outlets,
  independent_outlets)
select story, min(title), min(published_at), max(published_at), count(*), count(*) / 5,
  count(distinct outlet), max(1, count(distinct outlet) - 1)
from articles group by story;
insert into copies select id, story, 0.9, 'plain', '90% of its words in order' from articles
where id % 5 = 0 and id <> story;
insert into claim_groups (id, story) select id, story from claims where id % 10 = 1 and id > 10;
insert into claim_group_members (claim_group, claim, article, quote, state, score, why)
select c.id - (c.id - 1) % 40 + 10 * (c.id % 10), c.id, c.article, c.content, 'suggested', 0.9,
  'alike' from claims c where c.id > 40 and c.id % 10 < 4;
delete from claim_groups where id not in (select claim_group from claim_group_members);
update claim_groups set (first_claim, first_published_at, last_published_at, claims, articles,
  outlets, independent_outlets) = (
  select min(m.claim), min(c.published_at), max(c.published_at), count(*),
    count(distinct m.article), count(distinct c.outlet), count(distinct c.outlet)
  from claim_group_members m join claims c on c.id = m.claim where m.claim_group = claim_groups.id),
  stances = '{"asserts": 3, "denies": 1}', denied = 1, opposed = id % 1000 < 20;
insert into timeline (key, story, matter, responsibility_claim, article, outlet, published_at,
  published_precision, title, url, accused, act, accuser, stance, voice, first_outlet, articles,
  outlets, independent_outlets, subtracted, state, claims)
select key, story, story || accused, id, article, outlet, published_at, 'second', title, url,
  accused, act, accuser, stance, voice, outlet, 1, 1, 1, '[]',
  iif(id % 3 = 0, 'contested', 'unanswered'), '[' || id || ']' from responsibility_claims
"""


def relate(conn: sqlite3.Connection) -> None:
    """Put the articles into stories and their claims into groups."""
    for statement in _RELATED.split(";\n"):
        conn.execute(statement)


def blind(conn: sqlite3.Connection, rng: random.Random) -> None:
    """Feeds, and times in which they could not be read."""
    for number in range(3 * _OUTLETS):
        conn.execute(
            "insert into feeds (id, outlet, url, interval_seconds) values (?, ?, ?, 900)",
            [number + 1, f"Outlet {number // 3}", f"https://o.example/{number}.xml"],
        )
    for _ in range(_GAPS):
        feed = rng.randint(1, 3 * _OUTLETS)
        day = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        conn.execute(
            "insert into gaps (feed, outlet, url, since, until, attempts, outcome)"
            " select id, outlet, url, ?, ?, 3, 'timeout' from feeds where id = ?",
            [f"{day}T03:00:00Z", f"{day}T09:00:00Z", feed],
        )


def place(conn: sqlite3.Connection) -> None:
    """Give every claim a vector, at random."""
    version = load_encoder().version
    rng = np.random.default_rng(5)
    (last,) = conn.execute("select max(id) from claims").fetchone()
    for first in range(1, last + 1, 10_000):
        numbers = range(first, min(first + 10_000, last + 1))
        whole = rng.integers(-90, 91, (len(numbers), SIZE), np.int8)
        scale = np.float32(0.001).tobytes()
        keys = [number.to_bytes(16, "big") for number in numbers]
        conn.executemany(
            "insert into vectors values (?, ?, ?)",
            [(key, version, scale + row.tobytes()) for key, row in zip(keys, whole, strict=True)],
        )
        conn.executemany(
            "insert into grouped values (?, '1', ?, ?)",
            [(number, version, key) for number, key in zip(numbers, keys, strict=True)],
        )


def words(rng: random.Random, n: int) -> str:
    """Some words, common ones often."""
    return " ".join(_VOCABULARY[int(len(_VOCABULARY) * rng.random() ** 2)] for _ in range(n))


def name(rng: random.Random) -> str:
    """A source; the first ones are heard again and again."""
    return f"Person {int(60_000 * rng.random() ** 6)}"


def make(path: Path, articles: int) -> None:
    """Write the database."""
    rng = random.Random(7)
    started = time.monotonic()
    with open_database(path) as db:
        db.execute("pragma synchronous = off")
        db.execute("pragma cache_size = -400000")
        outlets = [(f"Outlet {n}", f"o{n}.example", "US") for n in range(_OUTLETS)]
        db.conn.executemany("insert into outlets (name, domain, country) values (?, ?, ?)", outlets)
        db.execute("insert into extractors values ('1', '2026-01-01T00:00:00Z')")
        db.execute(
            "insert into runs (command, version, started_at, state) values ('ingest', '1',"
            " '2026-01-01T00:00:00Z', 'done')"
        )
        indexes = dict(
            db.execute("select name, sql from sqlite_master where type = 'index' and sql <> ''")
        )
        for index in indexes:  # made anew at the end, which takes a fraction of the time
            db.execute(f"drop index [{index}]")
        db.conn.commit()
        for first in range(1, articles + 1, _AT_ONCE):
            with db.atomic():
                insert(db.conn, rng, range(first, min(first + _AT_ONCE, articles + 1)))
            print(f"{first - 1:,} articles, {time.monotonic() - started:.0f} s", flush=True)
        for sql in indexes.values():
            db.execute(sql)
        print(f"indexed, {time.monotonic() - started:.0f} s")
        with db.atomic():
            relate(db.conn)
            blind(db.conn, rng)
            place(db.conn)
        print(f"related, {time.monotonic() - started:.0f} s")
        with db.atomic():
            db.execute("insert or ignore into stale_sources select distinct source from claims")
        refresh_summaries(db)
        db.execute("pragma wal_checkpoint(truncate)")
    print(f"{path.stat().st_size / 1e9:.2f} GB in {time.monotonic() - started:.0f} s")


def insert(conn: sqlite3.Connection, rng: random.Random, numbers: range) -> None:
    """Insert articles with their revisions and claims."""
    for number in numbers:
        outlet = f"Outlet {int(_OUTLETS * rng.random() ** 2)}"
        at = f"{day_of(story_of(number), rng)}T{rng.randint(0, 23):02}:00:00Z"
        title, text = words(rng, 8), words(rng, 150)
        url = f"https://o.example/{number}"
        conn.execute(
            "insert into articles (id, key, url, outlet, country, title, published_at,"
            " published_precision, first_seen_at, language, text_kind, words, claims, story)"
            " values (?, ?, ?, ?, 'US', ?, ?, 'second', ?, 'en', 'full', 150, ?, ?)",
            [number, url, url, outlet, title, at, at, _PER_ARTICLE, story_of(number)],
        )
        conn.execute(
            "insert into revisions (id, article, hash, text_hash, title, byline, text, text_kind,"
            " language, origin, words, seen_at, run) values (?, ?, ?, ?, ?, '', ?, 'full', 'en',"
            " 'page', 150, ?, 1)",
            [number, number, str(number), str(number), title, f"{title}\n\n{text}", at],
        )
        conn.execute("update articles set revision = id where id = ?", [number])
        conn.execute(
            "insert into analyses (revision, extractor, at, run) values (?, '1', ?, 1)",
            [number, at],
        )
        home = (number, number, "1", outlet, "US", at, "second", title, url, "full")
        home += (story_of(number),)
        conn.executemany(_CLAIM, [claim(rng, home, n) for n in range(_PER_ARTICLE)])
        if number % 3 == 0:
            conn.execute(
                _BLAME,
                [
                    f"r{number}",
                    *home,
                    name(rng),
                    "attack",
                    name(rng),
                    rng.choice(_STANCES),
                    "source",
                    _WHY,
                ],
            )


_HOME = (
    "article, revision, extractor, outlet, country, published_at, published_precision, title,"
    " url, text_kind, story"
)
_CLAIM = (
    f"insert into claims (key, {_HOME}, current, source, source_words, source_name, source_type,"
    " cue, content, quotation, stance, tone, confidence, source_spans, cue_spans, content_spans,"
    f" why) values (?, {', '.join('?' * 11)}, 1, {', '.join('?' * 14)})"
)
_BLAME = (
    f"insert into responsibility_claims (key, {_HOME}, current, accused, act, accuser, stance,"
    " voice, why, accused_name) values"
    f" (?, {', '.join('?' * 11)}, 1, ?13, ?14, ?15, ?16, ?17, ?18, ?13)"
)


def claim(rng: random.Random, home: tuple[object, ...], n: int) -> tuple[object, ...]:
    """A row of claims."""
    who = name(rng)
    start = 80 * n
    return (
        f"{home[0]:x}c{n}", *home, who, who, who, rng.choice(_TYPES),
        rng.choice(["said", "says", "told", "according to", "denied", "claimed"]), words(rng, 14),
        rng.choice(["direct", "indirect", "mixed"]), rng.choice(_STANCES),
        rng.choice(["neutral"] * 8 + ["distancing", "endorsing"]), round(rng.random(), 3),
        f"[[{start}, {start + 8}]]", f"[[{start + 9}, {start + 13}]]",
        f"[[{start + 14}, {start + 70}]]", _WHY,
    )  # fmt: skip


# What is asked, with its limit in milliseconds.
def addresses(db: str) -> dict[str, tuple[str, int]]:
    """Label → address and limit."""
    facets = "_facet=outlet&_facet=source_type&_facet=stance"
    outlet = quote_plus("Outlet 3")
    return {
        "claims, three facets": (f"/{db}/claim_list?{facets}", 300),
        "claims, a filter and three facets": (f"/{db}/claim_list?outlet={outlet}&{facets}", 800),
        "home": ("/", 300),
        "article": ("/-/article/4242", 300),
        "claim": ("/-/claim/4242", 300),
        "source heard most": ("/-/source?name=Person+0", 300),
        "source heard little": ("/-/source?name=Person+30000", 300),
        "outlet": (f"/-/outlet?name={outlet}", 300),
        "story": ("/-/story/4001", 300),
        "story, the largest": ("/-/story/1", 300),
        "compare": (f"/-/group/{_GROUP}", 300),
        "stories": (f"/{db}/story_list", 300),
        "sources": (f"/{db}/source_list", 300),
        "outlets": (f"/{db}/outlet_list", 300),
        "verdicts": ("/-/verdicts", 300),
        "search, two words": ("/-/search?q=zorran+teran", 300),
        "search, common word": ("/-/search?q=baran", 300),
        "match": ("/-/match?q=zorran+teran+ruran+belim+gumor+tevas", 300),
        "atom of a source": ("/-/source.atom?name=Person+0", 300),
        "question: who first said": (f"/{db}/who_first_said?words=teran+sator", 1000),
        "question: held responsible": (f"/{db}/who_first_held_responsible?accused=Person+0", 1000),
        "question: anonymous sources": (f"/{db}/anonymous_sources_by_outlet", 1000),
        "question: denied within a day": (f"/{db}/denied_within_a_day", 1000),
        "question: distancing": (f"/{db}/distancing_by_outlet", 1000),
        "question: cues of a source": (f"/{db}/cues_of_a_source?source=Person+0", 1000),
        "question: lost their hedge": (f"/{db}/lost_their_hedge", 1000),
        "question: own voice": (f"/{db}/in_the_articles_own_voice", 1000),
        "question: only in one outlet": (f"/{db}/only_in_one_outlet?outlet={outlet}", 1000),
        "question: most widely heard": (f"/{db}/most_widely_heard", 1000),
    }


def measure(path: Path, rounds: int) -> None:
    """Serve the database and ask."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "claimtrack", "serve", "--db", str(path), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    site = f"http://127.0.0.1:{port}"
    try:
        _wait(site)
        quiet = dict(_timings(site, path.stem, rounds, server.pid))
        stop = threading.Event()
        writer = threading.Thread(target=_write, args=(path, stop))
        writer.start()
        try:
            busy = dict(_timings(site, path.stem, rounds, server.pid))
        finally:
            stop.set()
            writer.join()
    finally:
        server.terminate()
        server.wait(20)
    print(f"{'ms':36}{'p50':>7}{'p95':>7}{'cpu':>7}{'busy':>7}{'limit':>7}")
    for label, (_, limit) in addresses(path.stem).items():
        found, during = quiet[label], busy[label].p95
        verdict = "" if found.p95 <= limit and during <= 2 * limit else "  over"
        figures = (found.p50, found.p95, found.cpu, during, limit)
        print(f"{label:36}{''.join(f'{figure:7.0f}' for figure in figures)}{verdict}")


def _wait(site: str) -> None:
    for _ in range(400):
        try:
            urllib.request.urlopen(site, timeout=60).close()
        except OSError:
            time.sleep(0.25)
        else:
            return


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Milliseconds of one address: as a client sees them, and of the server's processor."""

    p50: float
    p95: float
    cpu: float


_FAILED = Timing(p50=float("inf"), p95=float("inf"), cpu=float("inf"))


def _timings(site: str, db: str, rounds: int, pid: int) -> Iterator[tuple[str, Timing]]:
    for label, (url, _) in addresses(db).items():
        found, cpu = [], 0.0
        for number in range(rounds + 2):
            if number == 2:
                cpu = _processor_ms(pid)
            started = time.perf_counter()
            if not _is_whole(site + url, label):
                yield label, _FAILED
                break
            if number >= 2:
                found.append(1000 * (time.perf_counter() - started))
        else:
            found.sort()
            yield (
                label,
                Timing(
                    p50=statistics.median(found),
                    p95=found[min(len(found) - 1, round(0.95 * len(found)))],
                    cpu=(_processor_ms(pid) - cpu) / rounds,
                ),
            )


def _is_whole(url: str, label: str) -> bool:
    """Whether the address answers, with every facet complete."""
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            body = answer.read()
    except urllib.error.HTTPError as error:
        print(f"{label}: {error}")
        return False
    if b"facet" in body and b"timed out" in body:
        print(f"{label}: a facet is not complete")
        return False
    return True


def _processor_ms(pid: int) -> float:
    """What the process has taken so far; Linux only."""
    values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return 1000 * (int(values[11]) + int(values[12])) / os.sysconf("SC_CLK_TCK")


def _write(path: Path, stop: threading.Event) -> None:
    """Write as an ingest does: an article with its claims in one transaction, ten a second."""
    rng = random.Random(8)
    with open_database(path) as db:
        row = db.execute("select max(id) from articles").fetchone()
        number = int(row[0]) + 1
        while not stop.is_set():
            with db.atomic():
                insert(db.conn, rng, range(number, number + 1))
            number += 1
            time.sleep(0.1)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", path, *rest]:
            make(Path(path), int(rest[0]) if rest else 100_000)
        case ["measure", path, *rest]:
            measure(Path(path), int(rest[0]) if rest else 20)
        case _:
            sys.exit(__doc__)
