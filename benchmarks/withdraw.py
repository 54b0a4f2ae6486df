"""What a withdrawal costs over a large invented database, each kind, and a review beside it.

    python benchmarks/datasette.py make FILE 20000
    python benchmarks/withdraw.py FILE

Works on a copy of FILE. Prints seconds, those at work, and the most memory held. Every text is
given words of its own first: those of the generator are too short for articles.
"""

from __future__ import annotations

import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from datasette import words
from sqlite_utils import Database

from claimtrack.copies import sketch
from claimtrack.following import follow
from claimtrack.models import ComparedArticle, Judgement, Withdrawable
from claimtrack.reviews import Review
from claimtrack.store import Signed, open_database, save_review
from claimtrack.stories import StoryIndex
from claimtrack.withdrawing import withdraw

_WORDS = 350  # of an article
_NAMED = 2_000  # one article in so many names the person
_BY = Signed(who="ann", at=datetime.now(UTC), reason="measured")


def lengthen(db: Database) -> None:
    """Give texts the length of articles."""
    rng = random.Random(3)
    pool = [words(rng, _WORDS) for _ in range(500)]
    for (number,) in db.execute("select id from revisions order by id").fetchall():
        more = f"{pool[number % 500]} {'Ute Varga ' * (number % _NAMED == 0)}end {number}"
        db.execute("update revisions set text = text || ' ' || ? where id = ?", [more, number])
    db.conn.commit()


def compare(db: Database) -> None:
    """Note all articles as compared, by little: real features would take an hour to make."""
    index, little = StoryIndex(), sighted("none")
    _, features = index.add(little)
    db.execute(
        "insert or ignore into compared (article, story, method, features, sketch)"
        " select id, story, '1', ?, ? from articles order by id",
        [features.pack(), sketch(little).pack()],
    )
    for table in ("stale_stories", "unlinked", "stale_groups"):
        db.execute(f"delete from {table}")
    db.conn.commit()


def sighted(title: str) -> ComparedArticle:
    """An article of a title alone."""
    return ComparedArticle(id="0", title=title, body="", host="o.example", day=None, byline="")


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long it took, and how long the processor worked."""
    started, worked = time.monotonic(), time.process_time()
    yield
    worked, started = time.process_time() - worked, time.monotonic() - started
    print(f"{what:24}{started:8.1f} s, at work {worked:6.1f} s", flush=True)


def main() -> None:
    source = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(dir=source.parent) as folder:
        path = Path(folder) / "x.db"
        shutil.copyfile(source, path)
        measure(path)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{memory:.0f} MB held at most")


def measure(path: Path) -> None:
    """A review, then a withdrawal of each kind."""
    with open_database(path) as db:
        lengthen(db)
        articles = db.execute("select count(*) from articles").fetchone()[0]
        print(f"{articles:,} articles, {path.stat().st_size / 1e6:,.0f} MB")
        compare(db)
        with timed("review"):
            save_review(db, path, "60011", Review(judgement=Judgement.WRONG), _BY)
            follow(db, at=_BY.at)
        for kind, what in (
            (Withdrawable.CLAIM, "60021"),
            (Withdrawable.PERSON, "Ute Varga"),
            (Withdrawable.ARTICLE, "5000"),
            (Withdrawable.OUTLET, "Outlet 60"),
        ):
            with timed(f"withdraw {kind}"):
                done = withdraw(db, path, kind, what, _BY)
            print(f"    {done.articles} articles, {done.texts} texts, {done.claims} claims")


if __name__ == "__main__":
    main()
