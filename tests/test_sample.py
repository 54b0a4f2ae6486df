"""claimtrack.sample and the demo: a newsroom whose feeds and pages hold what the stories say."""

from __future__ import annotations

from collections import Counter

import pytest
from click.testing import CliRunner

from claimtrack.articles import parse_page
from claimtrack.cli import main
from claimtrack.config import load_config
from claimtrack.feeds import parse_feed
from claimtrack.models import TextKind
from claimtrack.sample import BANNER, load_stories, write_newsroom
from claimtrack.sample.outlets import OUTLETS
from claimtrack.store import load_groups, open_database

STORIES = load_stories()
ORIGINALS = [story for story in STORIES if not story.is_later]
BY_SLUG = {outlet.slug: outlet for outlet in OUTLETS}


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory):
    folder = tmp_path_factory.mktemp("newsroom")
    return folder, *write_newsroom(folder)


def test_the_newsroom_is_of_the_promised_size():
    outlets = Counter(story.outlet for story in ORIGINALS)
    copies = [story for story in ORIGINALS if story.copy_of]

    assert len(ORIGINALS) >= 45
    assert len(outlets) >= 8
    assert outlets.keys() <= BY_SLUG.keys()
    assert len(copies) >= 3
    assert sum(story.is_later for story in STORIES) == 1
    assert len({story.key for story in ORIGINALS}) == len(ORIGINALS)


@pytest.mark.parametrize("story", STORIES, ids=lambda s: f"{s.outlet}/{s.slug}")
def test_every_article_has_its_length(story):
    assert 250 <= sum(len(p.split()) for p in story.paragraphs) <= 700


def test_every_feed_lists_its_articles(newsroom):
    folder, first, _ = newsroom
    config = load_config(first)
    entries = {}
    for outlet in config.outlets:
        (feed,) = outlet.feeds
        path = (
            folder / "later" / outlet.domain.removesuffix(".example") / feed.url.rpartition("/")[2]
        )
        parsed = parse_feed(path.read_bytes(), url=feed.url)
        assert parsed.problem is None
        entries |= {e.url: e for e in parsed.entries if e.url}

    assert entries.keys() == {BY_SLUG[s.outlet].url(s.slug, s.date) for s in ORIGINALS}
    assert all(entry.published and entry.summary for entry in entries.values())


@pytest.mark.parametrize("story", ORIGINALS, ids=lambda s: f"{s.outlet}/{s.slug}")
def test_every_page_gives_its_article_back(newsroom, story):
    folder, _, _ = newsroom
    outlet = BY_SLUG[story.outlet]
    states = [folder / state / outlet.slug for state in ("pages", "later")]
    paths = [s / (outlet.path(story.slug, story.date).lstrip("/") + ".html") for s in states]
    path = next(path for path in paths if path.exists())
    page = parse_page(path.read_bytes(), outlet.url(story.slug, story.date))
    body = page.body_text.split("\n\n")

    assert page.title == story.title
    assert page.published.at.date() == story.date.date()
    assert page.text_kind == TextKind.FULL
    assert body == [" ".join(p.split()) for p in story.paragraphs]


def test_the_demo_ingests_both_states_and_twice_changes_nothing(tmp_path):
    db = tmp_path / "demo.db"
    first = CliRunner().invoke(main, ["demo", "--db", str(db)])
    with open_database(db) as database:
        sql = "select a.title from articles a where a.revisions = 2"
        edited = database.execute(sql).fetchall()
        notice = database.execute("select count(*) from feed_entries where state = 'no_link'")
        banner = database.execute("select value from about where key = 'banner'").fetchone()
        counts = _counts(database)
        dated = database.execute(
            "select count(*) from article_list where published_precision = 'second'"
        ).fetchone()

        assert notice.fetchone() == (1,)
    second = CliRunner().invoke(main, ["demo", "--db", str(db)])
    with open_database(db) as database:
        again = _counts(database)

    assert first.exit_code == second.exit_code == 0
    assert f"{len(ORIGINALS)} articles, {len(STORIES)} revisions" in first.stdout
    assert [title for (title,) in edited] == [s.title for s in STORIES if s.is_later]
    assert banner == (BANNER,)
    assert dated == (len(ORIGINALS),)
    assert counts == again
    assert counts["claims"] > 10 * len(ORIGINALS)


def _counts(database) -> dict[str, int]:
    tables = (
        "articles",
        "revisions",
        "claims",
        "responsibility_claims",
        "mentions",
        "feed_entries",
    )
    return {t: database.execute(f"select count(*) from {t}").fetchone()[0] for t in tables}


def test_the_demo_keeps_off_real_articles(tmp_path):
    db = tmp_path / "real.db"
    line = '{"id": 1, "title": "Real", "body_text": ""}'
    CliRunner().invoke(main, ["import", "-", "--db", str(db)], input=line)
    result = CliRunner().invoke(main, ["demo", "--db", str(db)])

    assert result.exit_code == 1
    assert "holds real articles" in result.stderr


def test_the_newsroom_shows_stories_and_copies(tmp_path):
    db = tmp_path / "demo.db"
    CliRunner().invoke(main, ["demo", "--db", str(db)])
    with open_database(db) as database:
        stories = database.execute("select articles, outlets from story_list").fetchall()
        alone = database.execute("select count(*) from stories where articles = 1").fetchone()
        copies = database.execute(
            "select a.url, o.url from copies c join articles a on a.id = c.article"
            " join articles o on o.id = c.original"
        ).fetchall()
        less = database.execute(
            "select count(*) from story_list where independent_outlets < outlets"
        ).fetchone()

    written = {(s.key, tuple(s.copy_of.split("/"))) for s in ORIGINALS if s.copy_of}
    urls = {s.key: BY_SLUG[s.outlet].url(s.slug, s.date) for s in ORIGINALS}
    assert len(stories) == 5
    assert alone == (0,)
    assert sum(articles for articles, _ in stories) == len(ORIGINALS)
    assert {(urls[a], urls[b]) for a, b in written} <= set(copies)
    assert less[0] >= 2


def test_the_newsroom_shows_a_contested_matter_and_numbers_that_differ(demo_db):
    with open_database(demo_db) as database:
        (matter,) = database.execute(
            "select matter from responsibility_timeline where accused = 'Norvania'"
            " and stance = 'denies' and act = 'attack'"
        ).fetchone()
        rows = database.execute(
            "select stance, accuser, state, denied_by from responsibility_timeline"
            " where matter = ? order by published_at",
            [matter],
        ).fetchall()
        own = database.execute(
            "select accused, state from responsibility_timeline where stance = 'self_claims'"
        ).fetchall()
        numbers = database.execute(
            "select count(*), count(distinct story) from difference_list where kind = 'number'"
        ).fetchone()

    stances = {stance for stance, *_ in rows}
    assert {"asserts", "denies", "questions"} <= stances
    assert any("bureau" in (accuser or "") for _, accuser, *_ in rows)
    assert {state for _, _, state, _ in rows} == {"contested"}
    assert {denied_by for stance, _, _, denied_by in rows if stance == "asserts"} == {"Norvania"}
    assert ("Red Lantern", "contested") in own
    assert numbers[0] >= 10
    assert numbers[1] >= 2


def test_the_newsroom_shows_claims_of_one_thing_asserted_and_denied(demo_db):
    with open_database(demo_db) as database:
        opposed = [group for group in load_groups(database) if group.is_opposed]
        (listed,) = database.execute(
            "select count(*) from claim_group_list where opposed = 1"
        ).fetchone()
    found = [{m.stance: m.source for m in group.members} for group in opposed]

    assert listed == len(opposed) >= 1
    assert any(
        "Norvanian" in (sources.get("denies") or "") and "asserts" in sources for sources in found
    )
    assert all(group.counts.outlets >= 2 for group in opposed)
