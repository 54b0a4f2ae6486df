"""What a withdrawal costs over a large invented database, each kind, and a review beside it.

    python benchmarks/datasette.py make FILE 20000
    python benchmarks/withdraw.py FILE

Works on a copy of FILE. Prints seconds, and the most memory that was held. Every text is given its
own words first: those of the generator are too short for articles.
"""

from __future__ import annotations

import random
import resource
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from datasette import words
from sqlite_utils import Database

from claimtrack.following import follow
from claimtrack.models import Judgement, Withdrawable
from claimtrack.reviews import Review
from claimtrack.store import Signed, open_database, save_review
from claimtrack.withdrawing import withdraw

_WORDS = 350  # of an article
_NAMED = 200  # one article in so many names the person
_BY = Signed(who="ann", at=datetime.now(UTC), reason="measured")


def lengthen(db: Database) -> None:
    """Give texts the length of articles."""
    rng = random.Random(3)
    pool = [words(rng, _WORDS) for _ in range(500)]
    for (number,) in db.execute("select id from revisions order by id").fetchall():
        more = f"{pool[number % 500]} {'Ute Varga ' * (number % _NAMED == 0)}end {number}"
        db.execute("update revisions set text = text || ' ' || ? where id = ?", [more, number])
    db.conn.commit()


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long it took."""
    started = time.monotonic()
    yield
    print(f"{what:28}{time.monotonic() - started:8.1f} s", flush=True)


def main() -> None:
    source = Path(sys.argv[1])
    path = source.with_name("withdrawn.db")
    shutil.copyfile(source, path)
    with open_database(path) as db:
        lengthen(db)
        articles = db.execute("select count(*) from articles").fetchone()[0]
        print(f"{articles:,} articles, {path.stat().st_size / 1e6:,.0f} MB")
        for table in ("stale_stories", "unlinked", "stale_groups"):
            db.execute(f"delete from {table}")
        db.conn.commit()
        with timed("review"):
            save_review(db, path, "11", Review(judgement=Judgement.WRONG), _BY)
            follow(db, at=_BY.at)
        for kind, what in (
            (Withdrawable.CLAIM, "21"),
            (Withdrawable.PERSON, "Ute Varga"),
            (Withdrawable.ARTICLE, "5000"),
            (Withdrawable.OUTLET, "Outlet 60"),
        ):
            with timed(f"withdraw {kind}"):
                done = withdraw(db, path, kind, what, _BY)
            print(f"    {done.articles} articles, {done.texts} texts, {done.claims} claims")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{memory:.0f} MB held at most")


if __name__ == "__main__":
    main()
