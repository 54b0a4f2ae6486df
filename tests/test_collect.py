"""claimtrack.collect: polls and visits over real HTTP, through what feeds and sites do in years."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fakes import Answer
from newsroom import WORDS

from claimtrack.config import Config
from claimtrack.models import Feed, Outlet
from claimtrack.polling import MOVES_TO_BELIEVE
from claimtrack.store import load_status, resume_feed


def rows(db, sql: str) -> list[tuple]:
    return db.execute(sql).fetchall()


def feed(db, columns: str) -> tuple:
    return rows(db, f"select {columns} from feed_health")[0]


def later(newsroom, **values) -> None:
    newsroom.clock.now += timedelta(**values)


def items(newsroom, *triples: tuple[str, str, str]) -> Answer:
    """A feed of (id, slug, date)."""
    text = "".join(
        f"<item><guid isPermaLink='false'>{key}</guid><link>{newsroom.web.url}/{slug}</link>"
        f"<title>On {slug}</title><pubDate>{date}</pubDate></item>"
        for key, slug, date in triples
    )
    for _, slug, _ in triples:
        newsroom.web.pages[f"/{slug}"] = newsroom.page(slug)
    return Answer(f"<rss version='2.0'><channel>{text}</channel></rss>".encode())


def config_of(*urls: str) -> Config:
    feeds = tuple(Feed(url=url) for url in urls)
    return Config(outlets=(Outlet(name="A", domain="a.example", feeds=feeds),))


DATE = "Sun, 01 Mar 2026 10:00:00 GMT"


# --- polls --------------------------------------------------------------------------------------


def test_only_feeds_whose_time_has_come_are_asked(db, newsroom):
    newsroom.publish("one")
    newsroom.run(db, only_due=True)
    early = newsroom.run(db, only_due=True)
    later(newsroom, hours=1)
    due = newsroom.run(db, only_due=True)

    assert (early.feeds, early.feeds_waiting) == (0, 1)
    assert (due.feeds, due.feeds_waiting) == (1, 0)
    assert newsroom.web.paths().count("/rss") == 2


def test_a_feed_that_is_gone_is_not_asked_until_it_is_resumed(db, newsroom):
    newsroom.web.pages["/rss"] = Answer(status=410)
    for _ in range(3):
        newsroom.run(db)
        later(newsroom, days=30)
    asked = newsroom.web.paths().count("/rss")
    stopped = feed(db, "trouble, stopped_at is not null, next_poll_at")
    newsroom.publish("one")
    resume_feed(db, f"{newsroom.web.url}/rss")
    counts = newsroom.run(db)

    assert asked == 1
    assert stopped == ("gone", 1, None)
    assert (counts.feeds, counts.articles) == (1, 1)
    assert feed(db, "trouble, stopped_at") == (None, None)


def test_who_asks_to_wait_is_left_alone_even_without_due(db, newsroom):
    newsroom.web.pages["/rss"] = Answer(status=429, headers={"Retry-After": "7200"})
    newsroom.run(db)
    newsroom.run(db)
    asked = newsroom.web.paths().count("/rss")
    later(newsroom, hours=3)
    newsroom.publish("one")
    counts = newsroom.run(db)

    assert asked == 1
    assert counts.articles == 1
    assert rows(db, "select outcome, until is not null from gap_list") == [("http", 1)]


def test_a_feed_that_fails_backs_off_and_comes_back(db, newsroom):
    newsroom.web.pages["/rss"] = Answer(status=404)
    waits = []
    for _ in range(3):
        newsroom.run(db, only_due=True)
        polled, following = feed(db, "unixepoch(polled_at), unixepoch(next_poll_at)")
        waits.append(round((following - polled) / 3600))
        later(newsroom, seconds=following - polled + 5)
    newsroom.publish("one")
    newsroom.run(db, only_due=True)

    assert waits[0] < waits[1] < waits[2]
    assert feed(db, "trouble, failures, outcome") == (None, 0, "ok")


def test_a_permanent_redirect_is_believed_after_some_polls(db, newsroom):
    newsroom.publish("one")
    newsroom.web.pages["/new"] = newsroom.web.pages["/rss"]
    newsroom.web.pages["/rss"] = Answer(status=301, headers={"Location": "/new"})
    for _ in range(MOVES_TO_BELIEVE):
        newsroom.run(db)
    asked = len(newsroom.web.paths())
    newsroom.run(db)

    assert newsroom.web.paths()[asked:] == ["/new"]
    assert feed(db, "url, fetch_url") == (f"{newsroom.web.url}/rss", f"{newsroom.web.url}/new")


def test_a_new_address_that_is_lost_is_given_up_for_the_old(db, newsroom):
    test_a_permanent_redirect_is_believed_after_some_polls(db, newsroom)
    newsroom.web.pages["/new"] = Answer(status=404)
    newsroom.publish("one", "two")
    newsroom.run(db)
    counts = newsroom.run(db)

    assert counts.articles == 1
    assert feed(db, "fetch_url, moves, outcome") == (None, 0, "ok")


def test_one_temporary_redirect_or_two_permanent_ones_change_nothing(db, newsroom):
    newsroom.publish("one")
    real = newsroom.web.pages["/new"] = newsroom.web.pages["/rss"]
    for status in (301, 301, 302, 301):
        newsroom.web.pages["/rss"] = Answer(status=status, headers={"Location": "/new"})
        newsroom.run(db)
    newsroom.web.pages["/rss"] = real
    newsroom.run(db)

    assert feed(db, "fetch_url, moves, moved_to") == (None, 0, None)


def test_two_feeds_that_moved_to_one_address_are_both_kept(db, newsroom):
    newsroom.publish("one")
    url = newsroom.web.url
    newsroom.web.pages["/old"] = Answer(status=301, headers={"Location": "/rss"})
    newsroom.config = config_of(f"{url}/rss", f"{url}/old")
    for _ in range(MOVES_TO_BELIEVE + 1):
        counts = newsroom.run(db)

    assert (counts.feeds, counts.feeds_failed) == (2, 0)
    assert rows(db, "select count(*) from feed_health where fetch_url is not null") == [(0,)]


def test_a_window_that_rolled_over_is_a_gap(db, newsroom):
    newsroom.web.pages["/rss"] = items(newsroom, ("1", "one", DATE))
    newsroom.run(db)
    later(newsroom, hours=5)
    newsroom.web.pages["/rss"] = items(newsroom, ("9", "nine", "Sun, 01 Mar 2026 16:00:00 GMT"))
    newsroom.run(db)
    gaps = rows(db, "select outcome, until > since, lost is not null, attempts from gap_list")

    assert gaps == [("rolled_over", 1, 1, 0)]
    assert feed(db, "every_seconds") == (450,)


def test_the_gap_after_a_failure_tells_whether_anything_was_lost(db, newsroom):
    newsroom.web.pages["/rss"] = good = items(newsroom, ("1", "one", DATE))
    newsroom.run(db)
    newsroom.web.pages["/rss"] = Answer(status=500)
    newsroom.run(db)
    newsroom.web.pages["/rss"] = good
    newsroom.run(db)
    newsroom.web.pages["/rss"] = Answer(status=500)
    newsroom.run(db)
    newsroom.web.pages["/rss"] = items(newsroom, ("9", "nine", "Mon, 02 Mar 2026 16:00:00 GMT"))
    newsroom.run(db)
    lost = [row[0] for row in rows(db, "select lost from gap_list order by gap")]

    assert [text.partition(":")[0] for text in lost] == [
        "nothing",
        "entries between the two polls",
    ]


def test_gaps_are_counted_where_a_count_may_be_short(db, newsroom):
    newsroom.publish("one")
    newsroom.run(db)
    newsroom.web.pages["/rss"] = Answer(status=500)
    newsroom.run(db)
    today = f"{newsroom.clock.now:%Y-%m-%d}T10:00:00Z"
    story = "update stories set articles = 2, first_published_at = ?, last_published_at = ?"
    db.execute(story, ["2026-03-01", today])
    during = rows(db, "select gaps from story_list")
    db.execute(story, ["2025-01-01", "2025-02-01"])
    before = rows(db, "select gaps from story_list")
    state = load_status(db)

    assert (during, before) == ([(1,)], [(0,)])
    assert rows(db, "select gaps, open_gaps from outlet_list") == [(1, 1)]
    assert feed(db, "gaps") == (1,)
    assert (state.gaps, state.open_gaps, state.lossy_gaps) == (1, 1, 0)
    assert state.last_failures == (("http", 1),)


def test_a_feed_that_dates_all_its_items_anew_brings_nothing(db, newsroom):
    newsroom.web.pages["/rss"] = items(newsroom, ("1", "one", DATE))
    newsroom.run(db)
    for hour in (11, 12):
        date = f"Sun, 01 Mar 2026 {hour}:00:00 GMT"
        newsroom.web.pages["/rss"] = items(newsroom, ("1", "one", date))
        newsroom.run(db)

    assert newsroom.web.paths().count("/one") == 1
    assert rows(db, "select redated from feed_entries") == [(2,)]
    assert rows(db, "select feed_published_at from article_list") == [("2026-03-01T10:00:00Z",)]


def test_changed_and_reused_ids_lose_no_article_and_double_none(db, newsroom):
    newsroom.web.pages["/rss"] = items(newsroom, ("1", "one", DATE))
    newsroom.run(db)
    newsroom.web.pages["/rss"] = items(newsroom, ("1", "two", DATE), ("new-1", "one", DATE))
    newsroom.run(db)
    newsroom.run(db)

    assert rows(db, "select title from article_list order by title") == [("On one",), ("On two",)]
    assert newsroom.web.paths().count("/one") == 1
    assert newsroom.web.paths().count("/two") == 1


def test_one_article_in_two_feeds_and_twice_in_one_is_one(db, newsroom):
    newsroom.web.pages["/rss"] = items(newsroom, ("1", "one", DATE), ("1", "one", DATE))
    newsroom.web.pages["/too"] = items(newsroom, ("x", "one?utm_source=rss", DATE))
    url = newsroom.web.url
    newsroom.config = config_of(f"{url}/rss", f"{url}/too")
    newsroom.run(db)

    assert rows(db, "select count(*) from article_list") == [(1,)]
    assert newsroom.web.paths().count("/one") == 1


def test_an_article_that_moved_is_the_same_article(db, newsroom):
    newsroom.web.pages["/rss"] = items(newsroom, ("1", "one", DATE))
    newsroom.run(db)
    newsroom.web.pages["/moved"] = newsroom.web.pages.pop("/one")
    moved = newsroom.web.pages["/rss"]
    moved.body = moved.body.replace(b"/one<", b"/moved<")
    counts = newsroom.run(db)
    urls = rows(db, "select url from article_urls order by url")

    assert (counts.pages, counts.pages_failed, counts.articles, counts.revisions) == (1, 0, 0, 0)
    assert urls == [(f"{newsroom.web.url}/moved",), (f"{newsroom.web.url}/one",)]
    assert rows(db, "select state from feed_entries") == [("done",)]


def test_a_date_ahead_of_the_clock_is_not_believed(db, newsroom):
    newsroom.web.pages["/rss"] = items(newsroom, ("1", "one", "Fri, 01 Mar 2999 10:00:00 GMT"))
    newsroom.run(db)
    found = rows(
        db, "select published_origin, published_precision, feed_published_at from article_list"
    )

    assert found == [("seen", "unknown", "2999-03-01T10:00:00Z")]


def test_a_page_of_consent_is_no_article(db, newsroom):
    newsroom.publish("one")
    newsroom.web.pages["/one"] = Answer(status=302, headers={"Location": "/consent?to=one"})
    newsroom.web.pages["/consent?to=one"] = newsroom.page("consent")
    newsroom.run(db)

    assert rows(db, "select outcome from fetches where kind = 'page'") == [("consent",)]
    assert rows(db, "select count(*) from article_list") == [(0,)]


def test_an_article_behind_a_paywall_is_kept_as_far_as_it_is_shown(db, newsroom):
    newsroom.publish("one", "two")
    gate = "The harbour was closed. Subscribe to continue reading this story."
    newsroom.web.pages["/one"] = newsroom.page("one", gate)
    newsroom.web.pages["/two"] = Answer(status=302, headers={"Location": "/subscribe"})
    newsroom.web.pages["/subscribe"] = newsroom.page("subscribe")
    newsroom.run(db)
    found = rows(db, "select outcome from fetches where kind = 'page'")
    kinds = rows(db, "select title, text_kind, visits from article_list order by title")

    assert found == [("paywall",), ("paywall",)]
    assert kinds == [("On one", "truncated", 1), ("On two", "summary", 0)]


# --- visits -------------------------------------------------------------------------------------


def test_an_article_is_looked_at_again_after_an_hour_a_day_and_a_week(db, newsroom):
    newsroom.publish("one")
    visits = []
    for age in (0, 0.5, 1.1, 2, 25, 30, 169, 400):
        newsroom.clock.now = type(newsroom.clock)().now + timedelta(hours=age)
        newsroom.run(db)
        visits.append(newsroom.web.paths().count("/one"))

    assert visits == [1, 1, 2, 2, 3, 3, 4, 4]
    assert rows(db, "select visits, revisit_at, revisions from article_list") == [(4, None, 1)]


def test_a_silent_edit_is_a_new_revision_and_furniture_is_none(db, newsroom):
    newsroom.publish("one")
    newsroom.run(db)
    later(newsroom, hours=2)
    newsroom.web.pages["/one"] = newsroom.page("one", f"{WORDS}</p><p>5 minutes ago")
    furniture = newsroom.run(db)
    later(newsroom, days=2)
    newsroom.web.pages["/one"] = newsroom.page("one", WORDS.replace("said", "denied"))
    edit = newsroom.run(db)

    assert (furniture.revisits, furniture.revisions) == (1, 0)
    assert (edit.revisits, edit.revisions, edit.articles) == (1, 1, 0)


def test_an_unchanged_page_is_asked_with_its_etag_and_not_read(db, newsroom):
    newsroom.publish("one")
    page = newsroom.page("one")
    page.headers["ETag"] = '"p1"'

    def answer(seen):
        return Answer(status=304) if seen.headers.get("If-None-Match") == '"p1"' else page

    newsroom.web.pages["/one"] = answer
    newsroom.run(db)
    later(newsroom, hours=2)
    newsroom.run(db)
    outcomes = rows(db, "select outcome from fetches where kind = 'page' order by id")

    assert outcomes == [("ok",), ("not_modified",)]
    assert rows(db, "select visits from article_list") == [(2,)]


@pytest.mark.parametrize(
    "answer",
    [
        Answer(status=404),
        Answer(status=503),
        Answer(b"<html><p>Subscribe to read."),
        Answer(b"\x00\xff" * 99, headers={"Content-Type": "text/html"}),
    ],
    ids=["404", "503", "wall", "binary"],
)
def test_a_look_that_fails_keeps_what_is_known(db, newsroom, answer):
    newsroom.publish("one")
    newsroom.run(db)
    before = rows(db, "select title, words, revisions from article_list")
    newsroom.web.pages["/one"] = answer
    later(newsroom, hours=2)
    counts = newsroom.run(db)

    assert (counts.revisits, counts.revisions) == (1, 0)
    assert rows(db, "select title, words, revisions from article_list") == before
    assert rows(db, "select visit_failures, revisit_at is not null from articles") == [(1, 1)]


def test_a_feed_that_tells_of_a_change_has_the_page_looked_at_soon(db, newsroom):
    def atom(updated: str) -> Answer:
        link = f"<link href='{newsroom.web.url}/one'/><updated>{updated}</updated>"
        entry = f"<entry><id>1</id><title>On one</title>{link}</entry>"
        return Answer(f"<feed xmlns='http://www.w3.org/2005/Atom'>{entry}</feed>".encode())

    newsroom.web.pages["/one"] = newsroom.page("one")
    newsroom.web.pages["/rss"] = atom("2026-03-01T10:00:00Z")
    newsroom.run(db)
    newsroom.run(db)
    later(newsroom, hours=12)
    newsroom.web.pages["/rss"] = atom("2026-03-01T23:00:00Z")
    counts = newsroom.run(db)

    assert counts.revisits == 1
