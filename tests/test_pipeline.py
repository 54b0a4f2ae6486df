"""claimtrack.pipeline: from feeds to claims over real HTTP; runs can be repeated and cut off."""

from __future__ import annotations

import json
import threading

import pytest
from factories import ScriptedExtractor
from fakes import Answer
from newsroom import WORDS

from claimtrack.config import Config
from claimtrack.errors import WeightsMissing
from claimtrack.models import Feed, Outlet
from claimtrack.pipeline import MAX_ATTEMPTS, Tools, import_articles, ingest, reextract
from claimtrack.store import unfinished_since


def count(db, table: str) -> int:
    return db.execute(f"select count(*) from {table}").fetchone()[0]


TABLES = ("articles", "revisions", "claims", "responsibility_claims", "mentions", "feed_entries")


def test_feeds_become_articles_and_claims(db, newsroom):
    newsroom.publish("one", "two")
    counts = newsroom.run(db)

    assert (counts.feeds, counts.pages, counts.articles, counts.claims) == (1, 2, 2, 2)
    assert count(db, "claim_list") == 2
    assert newsroom.progress.notes == []


def test_the_second_run_adds_only_its_run_and_fetches(db, newsroom):
    newsroom.publish("one", "two")
    newsroom.run(db)
    before = {table: count(db, table) for table in TABLES}
    asked = len(newsroom.web.paths())
    counts = newsroom.run(db)

    assert {table: count(db, table) for table in TABLES} == before
    assert (counts.feeds_unchanged, counts.pages, counts.articles) == (1, 0, 0)
    assert newsroom.web.paths()[asked:] == ["/rss"]
    assert newsroom.loads == 1


def test_texts_are_read_while_other_pages_are_still_waited_for(db, newsroom):
    newsroom.publish("one", "two")
    second, began = newsroom.web.pages["/two"], threading.Event()

    class Telling(ScriptedExtractor):
        def extract_many(self, texts):
            began.set()
            return super().extract_many(texts)

    def when_read(seen):
        return second if began.wait(20) else Answer(status=500)

    newsroom.extractor = Telling()
    newsroom.web.pages["/two"] = when_read
    counts = newsroom.run(db)

    assert (counts.pages_failed, counts.articles, counts.claims) == (0, 2, 2)
    assert newsroom.loads == 1


def test_the_same_text_at_two_addresses_is_read_once(db, newsroom):
    newsroom.publish("one", "two")
    newsroom.web.pages["/two"] = newsroom.page("one")
    newsroom.run(db)

    assert count(db, "claims") == 2
    assert len(newsroom.extractor.texts) == 1


def test_broken_feeds_and_pages_stop_nothing(db, newsroom):
    newsroom.publish("one", "two", "three")
    newsroom.web.pages["/two"] = Answer(status=404)
    newsroom.web.pages["/three"] = Answer(b"\x00\xff" * 50, headers={"Content-Type": "text/html"})
    feeds = [f"{newsroom.web.url}/{name}" for name in ("rss", "none", "text")]
    newsroom.web.pages["/text"] = Answer(b"<html><body>a page")
    outlet = Outlet(name="A", domain="a.example", feeds=tuple(Feed(url=u) for u in feeds))
    newsroom.config = Config(outlets=(outlet,))
    counts = newsroom.run(db)
    kinds = dict(db.execute("select title, text_kind from article_list").fetchall())
    outcomes = sorted(r[0] for r in db.execute("select outcome from feed_health").fetchall())

    assert (counts.feeds, counts.feeds_failed, counts.pages_failed) == (3, 2, 2)
    assert kinds == {"On one": "full", "On two": "summary", "On three": "summary"}
    assert outcomes == ["http", "not_a_feed", "ok"]
    assert count(db, "gap_list") == 2
    assert len(newsroom.progress.notes) == 4


def test_a_page_that_fails_for_a_time_is_tried_again(db, newsroom):
    newsroom.publish("one")
    newsroom.web.pages["/one"] = Answer(status=503)
    newsroom.run(db)
    none_yet = count(db, "articles")
    newsroom.web.pages["/one"] = newsroom.page("one")
    counts = newsroom.run(db)

    assert none_yet == 0
    assert (counts.pages, counts.articles) == (1, 1)


def test_after_some_attempts_the_feeds_own_words_are_kept(db, newsroom):
    newsroom.publish("one")
    newsroom.web.pages["/one"] = Answer(status=500)
    for _ in range(MAX_ATTEMPTS + 1):
        newsroom.run(db)
    found = db.execute("select title, text_kind from article_list").fetchall()

    assert found == [("On one", "summary")]
    assert newsroom.web.paths().count("/one") == MAX_ATTEMPTS


def test_a_changed_entry_brings_a_new_revision(db, newsroom):
    newsroom.publish("one")
    newsroom.run(db)
    newsroom.publish("one", words=WORDS.replace("quiet", "loud"))
    feed = newsroom.web.pages["/rss"]
    feed.body = feed.body.replace(b"On one", b"On one, again")
    counts = newsroom.run(db)

    assert (counts.articles, counts.revisions) == (0, 1)
    assert count(db, "claims") == 2
    assert count(db, "claim_list") == 1


def test_without_weights_all_is_collected_and_read_later(db, newsroom):
    newsroom.publish("one")

    def missing():
        raise WeightsMissing("the attribution weights are missing")

    working, newsroom.load = newsroom.load, missing
    with pytest.raises(WeightsMissing):
        newsroom.run(db)
    newsroom.load = working
    counts = newsroom.run(db)

    assert count(db, "articles") == 1
    assert (counts.articles, counts.claims) == (0, 1)
    assert [r[0] for r in db.execute("select state from run_list order by run")] == [
        "failed",
        "done",
    ]


def test_texts_in_other_languages_are_stored_and_not_read(db, newsroom):
    german = "Der Minister sagte am Montag, dass die Regierung den Haushalt ändern werde. " * 15
    newsroom.publish("one", words=german)
    newsroom.run(db)

    assert db.execute("select language from article_list").fetchall() == [("de",)]
    assert newsroom.loads == 0


def test_a_bug_while_fetching_is_raised(db, newsroom):
    async def broken(requests):
        for request in requests:
            raise RuntimeError(request.url)
            yield

    newsroom.publish("one")
    tools = newsroom.tools()
    tools = Tools(
        clock=tools.clock,
        fetch_all=broken,
        load_extractor=tools.load_extractor,
        progress=tools.progress,
    )
    with pytest.raises(RuntimeError):
        ingest(db, newsroom.config, tools)

    assert count(db, "articles") == 0


# --- import and reextract -----------------------------------------------------------------------

LINES = [
    {"id": 1, "outlet": "A", "title": "One", "date": "2014-12-01", "body_text": WORDS},
    {"id": "2", "url": "https://a.example/2", "title": "Two", "body_text": WORDS, "more": [1]},
]


def load(db, newsroom, lines):
    bad = []
    counts = import_articles(db, lines, newsroom.tools(), report=bad.append)
    return counts, [(line.number, line.problem) for line in bad]


def encoded(rows) -> list[bytes]:
    return [json.dumps(row).encode() for row in rows]


def test_an_import_goes_in_once(db, newsroom):
    first, _ = load(db, newsroom, encoded(LINES))
    second, _ = load(db, newsroom, encoded(LINES))

    assert (first.articles, first.claims) == (2, 2)
    assert (second.articles, second.revisions, second.claims) == (0, 0, 0)


def test_bad_lines_are_told_by_number_and_the_rest_goes_in(db, newsroom):
    lines = [b"{", b"", b"[]", *encoded([{"title": "x"}, {"id": 3}, LINES[0]]), b"\xff"]
    counts, bad = load(db, newsroom, lines)

    assert counts.articles == 1
    assert [number for number, _ in bad] == [1, 3, 4, 5, 7]
    assert [problem.split(":")[0] for _, problem in bad] == [
        "is not JSON",
        "is no JSON object",
        "has neither 'id' nor a usable 'url'",
        "has neither a title nor a text",
        "is not UTF-8",
    ]


def test_reextract_swaps_the_claims_of_every_article(db, newsroom):
    newsroom.publish("one", "two")
    newsroom.run(db)
    newsroom.extractor = ScriptedExtractor("2")
    stale = reextract(db, newsroom.tools(), only_stale=True)
    nothing = reextract(db, newsroom.tools(), only_stale=True)
    everything = reextract(db, newsroom.tools())

    assert (stale.claims, nothing.claims, everything.claims) == (2, 0, 2)
    assert db.execute("select distinct extractor from claims").fetchall() == [("2",)]
    assert count(db, "claims") == 2


def test_reextract_goes_on_where_it_was_cut_off(db, newsroom):
    newsroom.publish(*(f"p{n}" for n in range(100)))
    for number in range(100):
        newsroom.web.pages[f"/p{number}"] = newsroom.page(str(number), f"{WORDS} {number}.")
    newsroom.run(db)

    class Killed(ScriptedExtractor):
        def extract_many(self, texts):
            for found in super().extract_many(texts):
                if len(self.texts) > 80:
                    raise KeyboardInterrupt
                yield found

    newsroom.extractor = Killed("2")
    with pytest.raises(KeyboardInterrupt):
        reextract(db, newsroom.tools())
    done = db.execute("select count(*) from analyses where extractor = '2'").fetchone()[0]
    left_over = unfinished_since(db, "reextract") is not None
    newsroom.extractor = ScriptedExtractor("2")
    reextract(db, newsroom.tools())

    assert 0 < done < 100
    assert left_over
    assert len(newsroom.extractor.texts) == 100 - done
    assert db.execute("select count(*) from analyses where extractor = '2'").fetchone()[0] == 100
