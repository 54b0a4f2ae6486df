"""A run may be killed at any instant: the next one goes on, and the rows are as if undisturbed."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from pathlib import Path

import pytest
from fakes import Answer
from newsroom import Newsroom

from claimtrack.errors import StoreError
from claimtrack.store import open_database, run_lock

HERE = Path(__file__).parent
ARTICLES = 24
KILLS_A_DATABASE = 5

# What must be the same however often a run was cut off: not row numbers, times, runs and fetches.
SAME = {
    "articles": "select key, url, outlet, title, published_at, words, revisions, claims,"
    " responsibility_claims, text_kind, language from articles order by key",
    "urls": "select u.url, a.key from article_urls u join articles a on a.id = u.article"
    " order by 1",
    "entries": "select e.key, e.hash, e.url, e.state, a.key, f.url from feed_entries e"
    " join feeds f on f.id = e.feed left join articles a on a.id = e.article order by 6, 1",
    "revisions": "select a.key, r.hash, r.text from revisions r join articles a on a.id = r.article"
    " order by 1, 2",
    "claims": "select key, current, source, cue, content, why from claims order by key",
    "blame": "select key, current, accused, act, target from responsibility_claims order by key",
    "mentions": "select r.hash, coalesce(m.name, e.name), m.span_start, m.span_end from mentions m"
    " join revisions r on r.id = m.revision join entities e on e.id = m.entity order by 1, 2, 3",
    "sources": "select name, type, claims, articles, outlets from sources order by 1",
    "outlets": "select name, articles, claims from outlets",
    "gaps": "select url, outcome from gaps",
    "search": "select rowid from claims_fts where claims_fts match 'hackers'",
}


def content(path: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(path)) as db:
        found = {name: db.execute(sql).fetchall() for name, sql in SAME.items()}
    found["search"] = [(len(found["search"]),)]
    return found


def assert_sound(path: Path) -> None:
    if not path.exists():
        return
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("pragma integrity_check").fetchall() == [("ok",)]
        assert db.execute("pragma foreign_key_check").fetchall() == []


class Ingester:
    """Runs of the pipeline in processes of their own; see ingester.py."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "ingester.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, path: Path, *, kill_after: float | None = None) -> int:
        """The exit code of a run; -9 where it was killed in time."""
        self.process.stdin.write(f"{path} {self.url}\n")
        self.process.stdin.flush()
        number = int(self.process.stdout.readline())
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it was done before
                os.kill(number, signal.SIGKILL)
        return int(self.process.stdout.readline().removeprefix("done "))

    def close(self) -> str:
        """Stop; what was said on stderr."""
        _, said = self.process.communicate(timeout=30)
        return said


@pytest.fixture
def ingester(web, clock):
    newsroom = Newsroom(web, clock)
    newsroom.publish(*(f"p{n}" for n in range(ARTICLES)))
    for number in range(ARTICLES):
        page = newsroom.page(
            f"p{number}", f"The bureau said that hackers attacked the studio {number}. " * 9
        )
        page.delay = 0.01
        web.pages[f"/p{number}"] = page
    web.pages["/atom"] = Answer(
        f"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>x</id><title>On p1</title><link "
        f"href='{web.url}/p1'/></entry><entry><id>tag:y</id><title>Nothing</title></entry></feed>".encode()
    )
    runs = Ingester(web.url)
    yield runs
    if runs.process.poll() is None:
        runs.close()


def kill_and_compare(ingester: Ingester, folder: Path, kills: int, seed: int) -> int:
    """Kill runs at random moments; returns how many were indeed cut off."""
    chance = random.Random(seed)
    calm = folder / "calm.db"
    ingester.run(calm)  # the first run is the slowest: it makes the schema
    started = time.monotonic()
    assert ingester.run(folder / "measure.db") == 0
    whole = time.monotonic() - started
    killed = 0
    for number in range(kills // KILLS_A_DATABASE):
        path = folder / f"killed{number}.db"
        for _ in range(KILLS_A_DATABASE):
            code = ingester.run(path, kill_after=chance.uniform(0, whole * 0.5))
            killed += code == -signal.SIGKILL
            assert code in (0, -signal.SIGKILL)
            assert_sound(path)
        assert ingester.run(path) == 0
        assert content(path) == content(calm)
    return killed


def test_runs_killed_at_random_moments_leave_the_rows_of_an_undisturbed_one(ingester, tmp_path):
    killed = kill_and_compare(ingester, tmp_path, 20, seed=random.randrange(10**6))

    assert len(content(tmp_path / "calm.db")["articles"]) == ARTICLES
    assert len(content(tmp_path / "calm.db")["claims"]) >= ARTICLES
    assert killed >= 10
    assert ingester.close() == ""


@pytest.mark.slow
def test_two_hundred_runs_killed(ingester, tmp_path):
    assert kill_and_compare(ingester, tmp_path, 200, seed=random.randrange(10**6)) >= 100


def test_what_a_killed_run_left_open_is_told(ingester, tmp_path, web):
    path = tmp_path / "x.db"
    web.pages["/p1"].delay = 0.4
    killed = ingester.run(path, kill_after=0.5)
    ingester.run(path)
    with closing(sqlite3.connect(path)) as db:
        states = [row[0] for row in db.execute("select state from runs order by id")]

    assert killed == -signal.SIGKILL
    assert states[-1] == "done"
    assert set(states[:-1]) <= {"interrupted"}


def test_the_second_of_two_runs_says_so_and_ends(ingester, tmp_path):
    path = tmp_path / "x.db"
    with run_lock(path):
        code = ingester.run(path)
    after = ingester.run(path)
    said = ingester.close()

    assert (code, after) == (1, 0)
    assert f"another run (process {os.getpid()}) is writing to it" in said


def test_the_command_says_so_too(tmp_path):
    path = tmp_path / "x.db"
    (tmp_path / "feeds.yaml").write_text("outlets: []")
    command = [sys.executable, "-m", "claimtrack", "ingest", "--db", str(path)]
    with run_lock(path):
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr.startswith(f"claimtrack: {path}: another run")
    assert len(done.stderr.splitlines()) == 1


# --- disk and database --------------------------------------------------------------------------


def run_with(newsroom, path: Path, pragma: str) -> None:
    with open_database(path) as db:
        db.execute(pragma)
        newsroom.run(db)


def test_a_full_disk_ends_the_run_with_a_sentence_and_harms_nothing(db, newsroom, tmp_path):
    newsroom.publish(*(f"p{n}" for n in range(30)))
    path = tmp_path / "small.db"
    with open_database(path) as small:
        pages = small.execute("pragma page_count").fetchone()[0]
    with pytest.raises(StoreError, match="the disk is full"):
        run_with(newsroom, path, f"pragma max_page_count = {pages + 8}")
    assert_sound(path)
    with open_database(path) as small:
        newsroom.run(small)
    newsroom.run(db)

    assert content(path) == content(tmp_path / "test.db")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits of this kind")
def test_a_disk_that_takes_no_more_bytes_is_told(tmp_path, web):
    """As on a full disk, the write itself fails."""
    item = "<item><guid>{0}</guid><title>{0} " + "word " * 300 + "</title></item>"
    items = "".join(item.format(n) for n in range(800))
    web.pages["/rss"] = Answer(f"<rss version='2.0'><channel>{items}</channel></rss>".encode())
    (tmp_path / "feeds.yaml").write_text(
        "settings: {allow_private: [127.0.0.1], host_gap: 0s}\n"
        f"outlets: [{{name: A, domain: a.example, feeds: ['{web.url}/rss']}}]\n"
    )
    code = (
        "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (900_000, resource.RLIM_INFINITY));"
        "from claimtrack.cli import main; main(['ingest', '--db', 'x.db'])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, timeout=120
    )
    assert_sound(tmp_path / "x.db")

    assert done.returncode == 1
    assert done.stderr.startswith("claimtrack: x.db: ")
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path):
    (tmp_path / "closed").mkdir(mode=0o500)
    with (
        pytest.raises(StoreError, match="cannot be used as a database"),
        run_lock(tmp_path / "closed/x.db"),
    ):
        pass


def test_a_read_only_database_is_told(tmp_path, newsroom):
    newsroom.publish("one")
    path = tmp_path / "x.db"
    with pytest.raises(StoreError, match="is read-only; change its permissions"):
        run_with(newsroom, path, "pragma query_only = on")

    assert_sound(path)


def test_a_clock_that_jumps_backwards_loses_and_doubles_nothing(db, newsroom):
    newsroom.publish("one", "two")
    newsroom.run(db)
    newsroom.clock.now = newsroom.clock.now.replace(year=2019)
    newsroom.publish("one", "two", "three")
    counts = newsroom.run(db, only_due=True)
    again = newsroom.run(db, only_due=True)

    assert (counts.feeds, counts.articles) == (1, 1)
    assert counts.revisits == 2
    assert (again.feeds, again.revisits) == (0, 0)
