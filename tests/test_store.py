"""claimtrack.store: every save twice changes nothing; what is loaded is what was saved."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
from factories import AT, TEXT, entry, extraction, moment, sighting
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from claimtrack import store
from claimtrack.errors import InputError, StoreError
from claimtrack.models import Feed, Fetched, Outcome, Outlet, OutletKind, ParsedFeed, Precision
from claimtrack.polling import find_news, plan_poll
from claimtrack.schema import DICTIONARY, VIEWS
from claimtrack.schema.migrations import migrations

OUTLET = Outlet(
    name="Alpha",
    domain="a.example",
    country="US",
    language="en",
    kind=OutletKind.PAPER,
    feeds=(Feed(url="https://a.example/rss"),),
)


def dump(db) -> list[str]:
    """Every row but those of runs and fetches, and of the inner tables of full-text search."""
    inner = ('INSERT INTO "runs"', 'INSERT INTO "fetches"')
    return [x for x in db.conn.iterdump() if not x.startswith(inner) and "_fts" not in x]


def started(db) -> int:
    return store.start_run(db, "test", version="1", at=AT)


def fetched(outcome: Outcome = Outcome.OK, **values) -> Fetched:
    defaults = {"url": "https://a.example/rss", "final_url": "https://a.example/rss", "at": AT}
    return Fetched(**defaults | {"outcome": outcome, "seconds": 0.1} | values)


def feed_state(db) -> store.FeedState:
    return next(store.load_feed_states(db, OUTLET.feeds))


def parsed(*entries) -> ParsedFeed:
    return ParsedFeed(form="rss20", title="A", link=None, language="en", entries=entries)


def poll(db, answer: Fetched, feed: ParsedFeed | None = None, **values) -> store.Poll:
    """A poll as the pipeline would plan it."""
    state = feed_state(db)
    entries = feed.entries if feed else ()
    known = store.load_known_entries(db, state.feed.url, entries)
    news = find_news(entries, known, since=state.succeeded_at, now=answer.at)
    plan = plan_poll(state.schedule, answer, has_news=news.new > 0, rolled_over=news.lost)
    return store.Poll(fetched=answer, plan=plan, news=news, parsed=feed, **values)


def save_poll(db, run: int, answer: Fetched, feed: ParsedFeed | None = None, **values) -> int:
    made = poll(db, answer, feed, **values)
    store.save_poll(db, run, feed_state(db), made)
    return made.news.new


def rows(db, sql: str) -> list[tuple]:
    return db.execute(sql).fetchall()


# --- articles and claims ------------------------------------------------------------------------


def test_an_article_is_saved_once(db):
    first = store.save_sighting(db, started(db), sighting())
    before = dump(db)
    second = store.save_sighting(db, started(db), sighting())

    assert (first.is_new_article, first.is_new_revision) == (True, True)
    assert (second.is_new_article, second.is_new_revision) == (False, False)
    assert dump(db) == before


def test_changed_words_are_a_new_revision_and_changed_links_are_not(db):
    run = started(db)
    store.save_sighting(db, run, sighting())
    moved = store.save_sighting(db, run, sighting(aliases=("https://a.example/amp/1",)))
    edited = store.save_sighting(db, run, sighting(text=TEXT + " More."))

    assert (moved.is_new_revision, edited.is_new_revision) == (False, True)
    assert edited.is_new_article is False
    assert rows(db, "select revisions from article_list") == [(2,)]


def test_an_article_is_known_by_all_its_urls(db):
    run = started(db)
    store.save_sighting(db, run, sighting(aliases=("https://a.example/amp/1",)))
    again = sighting(key="https://a.example/amp/1", url="https://a.example/amp/1")

    assert store.save_sighting(db, run, again).is_new_article is False


def test_claims_come_back_as_they_were_saved(db):
    run = started(db)
    store.save_sighting(db, run, sighting())
    store.use_extractor(db, "1", at=AT)
    ((pending,),) = store.load_pending(db, None)
    store.save_extraction(db, run, pending.id, "1", extraction(), at=AT)
    before = dump(db)
    store.save_extraction(db, run, pending.id, "1", extraction(), at=AT)

    assert store.load_extraction(db, pending.id) == extraction()
    assert dump(db) == before
    assert store.count_pending(db, None) == 0
    assert store.count_pending(db, "2") == 1
    assert rows(db, "select outlet, source, cue, content, stance from claim_list") == [
        ("Alpha", "National Bureau", "said", "hackers attacked the studio", "asserts")
    ]
    assert rows(db, "select accused, act, target, accuser, cue from responsibility_list") == [
        ("hackers", "attacked", "the studio", "National Bureau", "said")
    ]


def test_the_claims_of_an_earlier_revision_stay_but_are_not_listed(db):
    run = started(db)
    store.use_extractor(db, "1", at=AT)
    for text in (TEXT, TEXT + " More."):
        store.save_sighting(db, run, sighting(text=text))
        for batch in store.load_pending(db, None):
            for pending in batch:
                store.save_extraction(db, run, pending.id, "1", extraction(), at=AT)

    assert rows(db, "select count(*) from claims") == [(2,)]
    assert rows(db, "select count(*) from claim_list") == [(1,)]


def test_the_same_text_at_two_outlets_is_analysed_once_and_claimed_twice(db):
    run = started(db)
    store.use_extractor(db, "1", at=AT)
    for name in ("a", "b"):
        url = f"https://{name}.example/1"
        store.save_sighting(db, run, sighting(url=url, key=url, outlet=name.upper()))
    ((one, two),) = store.load_pending(db, None)
    store.save_extraction(db, run, one.id, "1", extraction(), at=AT)

    assert one.text_hash == two.text_hash
    assert store.stored_extraction(db, two.text_hash, "1") == extraction()


@given(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
)
def test_any_words_can_be_stored(tmp_path_factory, title, text):
    with store.open_database(tmp_path_factory.mktemp("s") / "x.db") as db:
        saved = store.save_sighting(db, started(db), sighting(title=title, text=text))

        assert saved.is_new_article
        assert rows(db, "select title, text from revisions") == [(title, text)]


# --- feeds --------------------------------------------------------------------------------------


def test_a_poll_is_saved_with_its_entries(db):
    run = started(db)
    store.save_outlets(db, [OUTLET])
    entries = (
        entry(published=moment()),
        entry(key="2", url=None, title="A notice"),
        entry(key="3", url="https://a.example/3"),
    )
    answer = fetched(etag='"1"', body=b"x")
    made = poll(db, answer, parsed(*entries), off_topic=frozenset("3"))
    store.save_poll(db, run, feed_state(db), made)
    before = dump(db)
    store.save_poll(db, run, feed_state(db), made)
    again = poll(db, answer, parsed(*entries)).news
    (pending,) = store.load_pending_entries(db)

    assert (made.news.new, again.entries) == (3, ())
    assert dump(db) == before
    assert feed_state(db).etag == '"1"'
    assert (pending.url, pending.outlet, pending.country) == (entries[0].url, "Alpha", "US")
    assert pending.entry.published.precision == Precision.SECOND
    assert rows(db, "select key, state from feed_entries order by key") == [
        ("1", "pending"),
        ("2", "no_link"),
        ("3", "off_topic"),
    ]


def test_a_changed_entry_is_looked_at_again(db):
    run = started(db)
    store.save_outlets(db, [OUTLET])
    save_poll(db, run, fetched(), parsed(entry()))
    store.save_sighting(db, run, sighting())
    settled = store.count_pending_entries(db)
    changed = entry(title="Studio may have been hacked")
    save_poll(db, run, fetched(), parsed(changed))

    assert (settled, store.count_pending_entries(db)) == (0, 1)


def test_a_gap_opens_with_the_first_failure_and_closes_with_success(db):
    run = started(db)
    store.save_outlets(db, [OUTLET])
    save_poll(db, run, fetched(), parsed())
    for status in (500, 502):
        save_poll(db, run, fetched(Outcome.HTTP, status=status))
    opened = rows(db, "select outlet, since, until, attempts, outcome from gap_list")
    save_poll(db, run, fetched(Outcome.NOT_MODIFIED))
    closed = rows(db, "select until is not null, attempts from gap_list")

    assert opened == [("Alpha", "2026-03-01T12:00:00Z", None, 2, "http")]
    assert closed == [(1, 2)]
    assert rows(db, "select failures, outcome from feed_health") == [(0, "not_modified")]


def test_a_page_that_cannot_be_had_stays_pending_until_it_is_given_up(db):
    run = started(db)
    store.save_outlets(db, [OUTLET])
    save_poll(db, run, fetched(), parsed(entry()))
    store.save_entry_failure(db, run, entry().url, fetched(Outcome.TIMEOUT), is_final=False)
    (pending,) = store.load_pending_entries(db)
    store.save_entry_failure(db, run, entry().url, fetched(Outcome.TIMEOUT), is_final=True)

    assert pending.attempts == 1
    assert list(store.load_pending_entries(db)) == []
    assert rows(db, "select count(*) from fetches where kind = 'page'") == [(2,)]


def test_a_feed_taken_out_of_the_file_is_kept_and_not_polled(db):
    store.save_outlets(db, [OUTLET])
    store.save_outlets(db, [replace(OUTLET, feeds=())])

    assert rows(db, "select url, active from feed_health") == [("https://a.example/rss", 0)]
    assert store.load_feed_health(db) == []


# --- runs, state, files -------------------------------------------------------------------------


def test_a_run_left_open_by_a_crash_is_marked(db):
    crashed = started(db)
    store.finish_run(db, started(db), store.RunCounts(articles=2), at=AT)
    states = {run.id: run.state for run in store.load_runs(db)}

    assert states == {crashed: "interrupted", crashed + 1: "done"}
    assert store.unfinished_since(db, "test") is None


def test_the_status_counts_what_is_there(db):
    run = started(db)
    store.save_outlets(db, [OUTLET])
    save_poll(db, run, fetched(Outcome.DNS, detail="no address"))
    store.save_sighting(db, run, sighting())
    status = store.load_status(db)

    assert (status.articles, status.claims, status.pending_texts, status.open_gaps) == (1, 0, 1, 1)
    assert [feed.detail for feed in status.failing] == ["no address"]


def test_an_article_is_found_by_number_or_url(db):
    store.save_sighting(db, started(db), sighting())
    revision = store.find_revision(db, "1")

    assert revision == store.find_revision(db, "https://a.example/1")
    assert store.load_text(db, revision) == TEXT
    with pytest.raises(InputError, match="no article with this number or URL"):
        store.find_revision(db, "7")


def test_files_that_are_no_database_are_told(tmp_path):
    text = tmp_path / "text.db"
    text.write_text("hello" * 1000)
    folder = tmp_path / "folder.db"
    folder.mkdir()

    with pytest.raises(StoreError, match="not a SQLite database"), store.open_database(text):
        pass
    with pytest.raises(StoreError, match="cannot be opened"), store.open_database(folder):
        pass
    with (
        pytest.raises(StoreError, match="no such database"),
        store.open_database(tmp_path / "none.db", create=False),
    ):
        pass
    assert not (tmp_path / "none.db").exists()


def test_every_table_view_and_column_is_described(db):
    tables = {row[0] for row in rows(db, "select name from sqlite_master where type = 'table'")}
    views = {view.name for view in VIEWS}
    ours = {t for t in tables if not t.startswith(("sqlite_", "_")) and "_fts" not in t}
    undescribed = [
        f"{name}.{column}"
        for name in sorted(ours | views)
        for (column,) in rows(db, f"select name from pragma_table_info('{name}')")
        if name not in DICTIONARY or not DICTIONARY[name].note(column)
    ]

    assert undescribed == []


def test_foreign_keys_hold(db):
    with pytest.raises(sqlite3.IntegrityError):
        db.execute("insert into revisions (article, run, hash) values (99, 99, 'x')")


OLD_ARTICLE = """
insert into articles (id, key, title, published_precision, first_seen_at, text_kind, words)
values (1, 'k', 'Old', 'unknown', '2026-01-01T00:00:00Z', 'full', 2)
"""
OLD_REVISIONS = """
insert into revisions (id, article, hash, text_hash, title, byline, text, text_kind, origin, words,
  seen_at)
values (1, 1, 'a', 'a', 'Old', '', 'Old' || char(10, 10) || 'One', 'full', 'page', 2, '2026'),
  (2, 1, 'b', 'b', 'Old', '', 'x', 'full', 'page', 1, '2026')
"""


def test_an_older_database_is_brought_up_to_date_with_its_rows(tmp_path):
    """Every earlier schema, with rows in it, becomes the present one."""
    names = [migration.name for migration in migrations.pending(Database(memory=True))]
    with store.open_database(tmp_path / "new.db") as db:
        present = {
            row["name"]: row["sql"] for row in db.query("select name, sql from sqlite_master")
        }
    for number, name in enumerate(names[1:]):
        path = tmp_path / f"{number}.db"
        old = Database(sqlite3.connect(path), execute_plugins=False)
        migrations.apply(old, stop_before=name)
        old.execute("insert into outlets (name) values ('Alpha')")
        old.execute("insert into feeds (outlet, url, interval_seconds) values ('Alpha', 'u', 900)")
        old.execute(OLD_ARTICLE)
        old.execute(OLD_REVISIONS)
        old.conn.commit()
        old.conn.close()
        with store.open_database(path) as db:
            found = {
                row["name"]: row["sql"] for row in db.query("select name, sql from sqlite_master")
            }

            assert found == present
            assert rows(db, "select outlet, url, failures, moves from feeds") == [
                ("Alpha", "u", 0, 0)
            ]
            assert rows(
                db,
                "select a.title, r.id, r.text from articles a join revisions r on"
                " r.article = a.id order by r.id",
            ) == [("Old", 1, "Old\n\nOne"), ("Old", 2, "x")]
            assert rows(db, "select rowid from revisions_fts where revisions_fts match 'one'") == [
                (1,)
            ]
            if name <= "m050_succession":
                assert rows(db, "select from_revision from revisions") == [(None,), (1,)]
            assert rows(db, "pragma foreign_key_check") == []
            assert rows(db, "pragma integrity_check") == [("ok",)]
