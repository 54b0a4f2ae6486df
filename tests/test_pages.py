"""Pages for readers: the real Datasette over the sample newsroom and over hostile articles."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from urllib.parse import quote_plus

import pytest
from datasette.app import Datasette
from factories import AT, TEXT, extraction, sighting
from visitors import Seen, ask, get, row

from claimtrack import store
from claimtrack.coverage import Report
from claimtrack.decisions import decide
from claimtrack.models import Extraction, GroupAction, Revision
from claimtrack.pages import CAUTION, ArticleLine
from claimtrack.plugin import desk
from claimtrack.plugin.asking import MATCH_ROUTES
from claimtrack.plugin.routes import ROUTES, asset, home
from claimtrack.render.timeline import story_timeline
from claimtrack.schema import VIEWS

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;"
EDITED = "select id from articles where revisions = 2"
BLAMED = "select article from responsibility_claims where current = 1 group by article"
PAGES = (
    "/",
    "/-/search?q=halden",
    "/-/source?name=Owen+Tate",
    "/-/outlet?name=The+Daily+Ledger",
    "/-/dictionary",
    "/-/match?q=the+letter+was+hidden",
    "/-/article/1",
    "/-/story/7",
)


def save(path, *, text=TEXT, found=None, **values):
    """Save one article with its claims into the database at ``path``; its number."""
    with store.open_database(path) as db:
        run = store.start_run(db, "test", version="1", at=AT)
        saved = store.save_sighting(db, run, sighting(text=text, **values))
        store.use_extractor(db, "1", at=AT)
        for batch in store.load_pending(db, None):
            for pending in batch:
                claims = extraction(text) if found is None else found
                store.save_extraction(db, run, pending.id, "1", claims, at=AT)
        store.refresh_summaries(db)
        store.finish_run(db, run, store.RunCounts(articles=1), at=AT)
    return saved.article


@pytest.fixture
def hostile(tmp_path):
    """A database of an article whose every word from outside is hostile."""
    path = tmp_path / "hostile.db"
    text = f"{HOSTILE}\n\nThe bureau said that hackers attacked the studio {HOSTILE}."
    url = "javascript:alert(3)"
    save(path, text=text, title=HOSTILE, outlet=HOSTILE, url=url)
    with sqlite3.connect(path) as connection:
        connection.execute("update articles set byline = ?, language = ?", [HOSTILE, HOSTILE])
        connection.execute("update claims set source = ?, cue = ?", [HOSTILE, HOSTILE])
        connection.execute("update responsibility_claims set accused = ?", [HOSTILE])
        connection.execute("insert into about values ('banner', ?)", [HOSTILE])
        connection.execute("update outlets set terms_url = ?, owner = ?", [url, HOSTILE])
        connection.execute("insert into stale_sources values (?)", [HOSTILE])
        connection.execute(
            "insert into stories (id, title, articles, copies, outlets, independent_outlets)"
            " values (1, ?, 2, 0, 1, 1)",
            [HOSTILE],
        )
        for table in ("articles", "claims", "responsibility_claims"):
            connection.execute(f"update {table} set story = 1")
    with store.open_database(path) as db:
        decide(db, GroupAction.CREATE, store.Judgement(who=HOSTILE, at=AT), claims=[1])
        store.refresh_summaries(db)
    return path


# --- every page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("url", PAGES)
def test_every_page_is_whole_and_runs_nothing(demo_db, url):
    answer = get(demo_db, url)
    seen = Seen(answer.text)
    sources = [v for _, values in seen.tags for k, v in values.items() if k in ("src", "style")]
    handlers = [k for _, values in seen.tags for k in values if k.startswith("on")]

    assert seen.unclosed == []
    assert len(seen.ids) == len(set(seen.ids))
    assert not [tag for tag, _ in seen.tags if tag in ("script", "style", "iframe", "object")]
    assert sources == handlers == []
    assert [tag for tag, _ in seen.tags].count("h1") == 1
    assert "script-src" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "These articles are invented" in seen.text


@pytest.mark.parametrize("url", PAGES)
def test_links_of_every_page_lead_somewhere(demo_db, url):
    seen = Seen(get(demo_db, url).text)
    own = sorted({link.split("#")[0] for link in seen.links if link.startswith("/")})
    answers = ask(demo_db, *own[:60])

    assert len(own) > 8
    assert [
        (u, a.status_code) for u, a in zip(own, answers, strict=False) if a.status_code != 200
    ] == []
    assert {link[1:] for link in seen.links if link.startswith("#")} <= {*seen.ids}


@pytest.mark.parametrize(
    "url",
    [
        "/",
        "/-/article/1",
        "/-/search?q=alert",
        "/-/search?q=" + quote_plus(HOSTILE),
        "/-/source?name=" + quote_plus(HOSTILE),
        "/-/outlet?name=" + quote_plus(HOSTILE),
        "/-/claim/1",
        "/-/story/1",
        "/-/group/1",
        "/hostile/claim_list",
        "/hostile/responsibility_list",
        "/hostile/article_list",
        "/-/source?name=<script>nobody</script>",
    ],
)
def test_hostile_words_are_inert(hostile, url):
    (answer,) = ask(hostile, url)
    seen = Seen(answer.text)

    assert answer.status_code in (200, 404)
    assert "<script>alert" not in answer.text
    assert not [v for _, v in seen.tags if "onerror" in v]
    assert not [link for link in seen.links if link.lower().startswith("javascript")]
    assert "alert(" in seen.text or "nobody" in seen.text


def test_every_answer_carries_security_headers(demo_db):
    for answer in ask(
        demo_db, "/", "/demo", "/demo/claim_list", "/demo/claim_list.json", "/nowhere"
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert "object-src 'none'" in answer.headers["content-security-policy"]


# A page, and a table that it reads.
READS = [
    ("/-/article/1", "revisions"),
    ("/-/article/1", "responsibility_claims"),
    ("/-/claim/1", "claims"),
    ("/-/source?name=Owen+Tate", "sources"),
    ("/-/source?name=Owen+Tate", "entity_aliases"),
    ("/-/source?name=Owen+Tate", "gap_days"),
    ("/-/source.atom?name=Owen+Tate", "claims"),
    ("/-/story/7", "stories"),
    ("/-/story/7", "timeline"),
    ("/-/story.atom?id=7", "claims"),
    ("/-/group/1", "claim_groups"),
    ("/-/group.atom?id=1", "claim_group_members"),
    ("/-/outlet?name=The+Daily+Ledger", "feeds"),
    ("/-/outlet.atom?name=The+Daily+Ledger", "claims"),
    ("/-/search?q=halden", "revisions"),
    ("/-/search.atom?q=halden", "claims"),
    ("/-/match", "claims"),
    ("/-/export/claim_list.csv", "claim_list"),
    ("/-/dictionary", "about"),
    ("/-/faults", "corrections"),
]


@pytest.mark.parametrize(("url", "table"), READS)
def test_a_page_is_closed_to_who_may_not_view_a_table_of_it(demo_db, url, table):
    config = {"databases": {"demo": {"tables": {table: {"allow": {"id": "editor"}}}}}}
    (anonymous,) = ask(demo_db, url, config=config)
    (editor,) = ask(demo_db, url, config=config, actor={"id": "editor"})

    assert anonymous.status_code == 403
    assert editor.status_code == 200


def test_no_route_is_without_a_test_that_it_is_closed():
    elsewhere = {home, asset, desk.reviews, desk.ruling, desk.verdicts}  # test_desk, and below
    asked = [url.split("?")[0] for url, _ in READS]

    assert [
        pattern
        for pattern, view in [*ROUTES, *MATCH_ROUTES]
        if view not in elsewhere and not any(re.match(pattern, url) for url in asked)
    ] == []


def test_the_home_page_is_datasettes_own_where_ours_may_not_be_seen(demo_db, tmp_path):
    config = {"databases": {"demo": {"allow": {"id": "editor"}}}}
    (closed,) = ask(demo_db, "/", config=config)
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("create table t (id integer)").connection.commit()
    (foreign,) = ask(other, "/")

    assert closed.status_code == foreign.status_code == 200
    assert "Contested now" not in closed.text
    assert "Owen Tate" not in closed.text
    assert '<a href="/other">' in foreign.text


@pytest.mark.parametrize(
    "url",
    [
        "/-/article/999",
        "/-/article/1?revision=999",
        "/-/claim/abcdef",
        "/-/story/999",
        "/-/story.atom?id=x",
        "/-/group/999",
        "/-/verdicts",
        "/-/source?name=Nobody+At+All",
        "/-/source",
        "/-/outlet?name=None",
        "/-/export/claims.csv",
        "/-/claimtrack/none.css",
    ],
)
def test_what_is_not_there_is_not_found(demo_db, url):
    (answer,) = ask(demo_db, url)

    assert answer.status_code == 404


def test_stylesheets_are_kept_for_long_and_change_their_address(demo_db):
    links = re.findall(r'href="(/-/claimtrack/[^"]+)"', get(demo_db, "/").text)
    style = get(demo_db, links[0])

    assert "immutable" in style.headers["cache-control"]
    assert style.headers["content-type"].startswith("text/css")
    assert re.search(r"\?v=[0-9a-f]{12}$", links[0])


# --- article ------------------------------------------------------------------------------------


def marks_by_place(html, text):
    """The classes around every character of ``text``, as the page shows it."""
    seen = Seen(re.sub(r'<sup class="number".*?</sup>', "", html))
    shown = [(c, around) for words, around in seen.pieces if "paragraph" in around for c in words]
    places = [place for place, c in enumerate(text) if c != "\n"]
    assert "".join(c for c, _ in shown) == text.replace("\n", "")
    return dict(zip(places, (around for _, around in shown), strict=True))


@pytest.mark.parametrize("article", [1, 10, 25, 27])
def test_an_article_shows_its_whole_text_with_every_part_marked(demo_db, article):
    sql = "from revisions r join articles a on a.revision = r.id where a.id = ?"
    text, revision = row(demo_db, f"select r.text, r.id {sql}", article)
    around = marks_by_place(get(demo_db, f"/-/article/{article}").text, text)
    claims = sqlite3.connect(demo_db).execute(
        "select source_spans, cue_spans, content_spans from claims where revision = ?", [revision]
    )
    marked = 0
    for spans in claims:
        for kind, part in zip(("source", "cue", "content"), spans, strict=True):
            for start, end in json.loads(part):
                for place in range(start, end):
                    if text[place] != "\n":
                        assert any(name.startswith(kind) for name in around[place])
                        marked += 1

    assert marked > 1000
    assert any(not names & {"source", "cue", "content1"} for names in around.values())


def test_each_claim_of_an_article_has_a_note_with_its_reasons(demo_db):
    html = get(demo_db, "/-/article/1").text
    seen = Seen(html)
    connection = sqlite3.connect(demo_db)
    keys = [k for (k,) in connection.execute("select key from claims where article = 1")]

    assert len(keys) > 5
    assert {f"c-{key}" for key in keys} <= set(seen.ids)
    assert {f"/-/claim/{key}" for key in keys} <= set(seen.links)
    described = {v["aria-describedby"] for t, v in seen.tags if "aria-describedby" in v}
    assert described <= set(seen.ids)
    assert "attribution model" in " ".join(seen.marked("why"))


def test_an_edit_is_shown_with_what_it_did_to_the_claims(demo_db):
    (article,) = row(demo_db, EDITED)
    page = get(demo_db, f"/-/article/{article}")
    first, second = (
        r
        for (r,) in sqlite3.connect(demo_db).execute(
            "select id from revisions where article = ? order by id", [article]
        )
    )
    old = Seen(get(demo_db, f"/-/article/{article}?revision={first}").text)

    assert re.search(r"<del>.*?Deadly.*?</del>", page.text)
    assert re.search(r"<ins>.*?May Not Have Disclosed.*?</ins>", page.text)
    assert "stayed word for word" in page.text
    assert "that it sent the data to the regulator" in " ".join(Seen(page.text).marked("added"))
    assert "This is a former state of the article" in old.text
    assert "Halden Hid Test Data" in " ".join(old.marked("paragraph"))
    assert second


def test_responsibility_is_always_said_by_somebody_somewhere_at_some_time(demo_db):
    connection = sqlite3.connect(demo_db)
    articles = [a for (a,) in connection.execute(BLAMED)]
    for article in articles:
        seen = Seen(get(demo_db, f"/-/article/{article}").text)
        said = connection.execute(
            "select statement, outlet, published_at, accuser, voice, source"
            " from responsibility_list where article = ?",
            [article],
        ).fetchall()
        for statement, outlet, published_at, accuser, voice, source in said:
            who = accuser or source or ("the article itself" if voice == "author" else "a source")
            assert statement in seen.text
            assert f", according to {who}" in statement
            assert statement.endswith(f", in {outlet}, {published_at[:10]}")
        assert seen.text.count(CAUTION) > len(said)

    assert len(articles) > 10


@pytest.mark.parametrize(
    "view", ["/-/export/responsibility_list.csv", "/demo/responsibility_list.json?_size=max"]
)
def test_exports_of_responsibility_carry_statement_and_caution(demo_db, view):
    (count,) = row(demo_db, "select count(*) from responsibility_list")
    text = get(demo_db, view).text

    assert text.count(CAUTION) >= count
    assert text.count("according to") >= count


def test_a_denial_stands_beside_what_it_denies(demo_db):
    article, statement = row(
        demo_db,
        "select a.article, d.statement from responsibility_list a join responsibility_list d"
        " on d.accused = a.accused and d.stance = 'denies' where a.stance = 'asserts'"
        " and a.accused_name is not null",
    )
    seen = Seen(get(demo_db, f"/-/article/{article}").text)

    assert statement in " ".join(" ".join(seen.marked("denied")).split())


def test_text_that_was_not_analysed_says_so(tmp_path):
    path = tmp_path / "x.db"
    article = save(path, language="de", found=Extraction())
    seen = Seen(get(path, f"/-/article/{article}").text)

    assert "not analysed: it is not in English" in seen.text


def test_an_article_without_text_shows_passages_instead(tmp_path):
    path = tmp_path / "x.db"
    article = save(path)
    with sqlite3.connect(path) as connection:
        connection.execute("update revisions set text = ''")
    seen = Seen(get(path, f"/-/article/{article}").text)

    assert "The full text is not kept here" in seen.text
    assert "hackers attacked the studio" in seen.text


def test_contents_that_overlap_are_told_apart(demo_db):
    (article,) = row(
        demo_db,
        "select article from claims where current = 1 and cue in"
        " ('were told', 'denies') group by article order by count(*) desc",
    )
    pages = [Seen(get(demo_db, f"/-/article/{a}").text) for a in {article, *range(1, 12)}]

    assert any(page.marked("content2") for page in pages)
    for page in pages:
        assert not [t for t, v in page.tags if t == "mark" and not v.get("class")]


# --- claim, source, outlet ----------------------------------------------------------------------


def test_a_claim_is_cited_with_run_extractor_and_hash(demo_db):
    key, extractor, text_hash, run = row(
        demo_db,
        "select c.key, c.extractor, r.hash, r.run from claims c"
        " join revisions r on r.id = c.revision",
    )
    seen = Seen(get(demo_db, f"/-/claim/{key}").text)

    assert extractor in seen.text
    assert text_hash in seen.text
    assert f"run {run}" in seen.text
    assert CAUTION in seen.text


def test_a_source_has_its_counts_aliases_and_claims(demo_db):
    seen = Seen(get(demo_db, "/-/source?name=Owen+Tate").text)
    claims, direct = row(
        demo_db, "select sum(claims), sum(direct) from sources where name = 'Owen Tate'"
    )

    assert f"reported to have said {claims}" in seen.text
    assert f"quoted word for word {direct}" in seen.text
    assert "“Tate” named" in seen.text
    assert len([i for i in seen.tags if i[1].get("class") == "claim"]) == claims


def test_a_source_shows_the_names_of_its_entity_with_their_evidence(demo_db):
    seen = Seen(get(demo_db, "/-/source?name=Norvania").text)
    plain = Seen(get(demo_db, "/-/source?name=Owen+Tate").text)
    start = seen.text.index("Names, and why they are taken for one")
    names = seen.text[start : seen.text.index("Held responsible, or said not")]
    (first,) = row(demo_db, "select title from alias_list where name = 'Norvania' limit 1")

    assert "its own name" in names
    assert "one article has the name as of both kinds" in names
    assert first in names
    assert "Names, and why" not in plain.text


def test_counts_say_which_gaps_touch_them(demo_db, tmp_path):
    path = tmp_path / "copy.db"
    path.write_bytes(demo_db.read_bytes())
    with store.open_database(path) as db:
        feeds = "select id, outlet, url, ?, ?, 1, 'timeout' from feeds where outlet = ?"
        for outlet in ("Harbor Wire", "The Current"):
            db.execute(
                "insert into gaps (feed, outlet, url, since, until, attempts, outcome) " + feeds,
                ["2026-03-10T23:00:00Z", "2026-03-12T01:00:00Z", outlet],
            )
        store.refresh_summaries(db)
        days = db.execute("select day, outlet, gaps, up_to from gap_days").fetchall()
        story = db.execute("select gaps from story_list where story = 7").fetchone()
        source = "select gap_days from source_list where source = 'Norvania'"
        source = db.execute(source).fetchone()
        claims = "select distinct gaps from claim_list where outlet = ? and story = 7"
        told = [db.execute(claims, [n]).fetchall() for n in ("The Daily Ledger", "Alta Tribune")]
    page, all_, one, other = (
        Seen(answer.text)
        for answer in ask(
            path,
            "/-/source?name=Norvania",
            "/copy/claim_list",
            "/copy/claim_list?outlet=Harbor+Wire",
            "/copy/claim_list?outlet=Circuitry",
        )
    )

    assert days == [
        (f"2026-03-{10 + n // 2}", ("Harbor Wire", "The Current")[n % 2], 1, n + 1)
        for n in range(6)
    ]
    assert (story, source, told) == ((2,), (6,), [[(0,)], [(0,)]])
    assert "2 outlets could not be read on some day from first to last, 6 days in all" in page.text
    assert "Counts may be short: 2 outlets could not be read at times, 2 gaps in all" in all_.text
    assert "Counts may be short: Harbor Wire could not be read at times, one gap in all" in one.text
    assert "Counts may be short" not in other.text


def test_a_source_who_only_is_accused_has_a_page(tmp_path):
    path = tmp_path / "x.db"
    save(path)
    seen = Seen(get(path, "/-/source?name=hackers").text)

    assert "hackers held responsible for “attacked”" in seen.text
    assert "No article here reports anything that hackers said" in seen.text


def test_a_long_list_of_claims_comes_in_pages(tmp_path, monkeypatch):
    from claimtrack.store.reading import source

    monkeypatch.setattr(source, "PAGE", 2)
    path = tmp_path / "x.db"
    for number in range(5):
        save(path, url=f"https://a.example/{number}", key=f"https://a.example/{number}")
    pages = [Seen(get(path, f"/-/source?name=National+Bureau&page={n}").text) for n in (1, 2, 3)]
    shown = [len([t for t in p.tags if t[1].get("class") == "claim"]) for p in pages]

    assert shown == [2, 2, 1]
    assert "older →" in pages[0].text
    assert "older →" not in pages[2].text


def test_an_outlet_tells_its_sourcing_with_the_numbers_behind(demo_db):
    seen = Seen(get(demo_db, "/-/outlet?name=The+Daily+Ledger").text)
    n, total = row(
        demo_db,
        "select sum(source_type = 'anonymous'), count(*) from claim_list"
        " where outlet = 'The Daily Ledger' and text_kind = 'full'",
    )

    assert f"{100 * n / total:.0f} % {n} of {total}" in seen.text
    assert f"Of {total} claims in" in seen.text


def test_summaries_do_not_count_for_an_outlets_sourcing(tmp_path):
    from claimtrack.models import TextKind

    path = tmp_path / "x.db"
    save(path, text_kind=TextKind.SUMMARY)
    seen = Seen(get(path, "/-/outlet?name=Alpha").text)

    assert "No full text of this outlet was analysed yet" in seen.text


def test_a_feed_that_fails_is_told(demo_db, tmp_path):
    path = tmp_path / "copy.db"
    path.write_bytes(demo_db.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute(
            "update feeds set failures = 3, outcome = 'timeout', detail = 'no answer'"
            " where outlet = 'The Daily Ledger'"
        )
        connection.execute(
            "insert into gaps (feed, outlet, url, since, attempts, outcome) select id, outlet, url,"
            " '2026-07-01T00:00:00Z', 3, 'timeout' from feeds where outlet = 'The Daily Ledger'"
        )
    outlet, home = (Seen(get(path, url).text) for url in ("/-/outlet?name=The+Daily+Ledger", "/"))

    assert "✗ timeout, 3 failures in a row: no answer" in outlet.text
    assert "still open" in outlet.text
    assert "The Daily Ledger" in home.text
    assert "still open" in home.text


# --- story --------------------------------------------------------------------------------------


def all_rows(path, sql, *values):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(sql, values).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("story", [6, 7])
def test_a_story_lists_and_draws_every_report_in_time(demo_db, story):
    html = get(demo_db, f"/-/story/{story}").text
    seen = Seen(html)
    articles = all_rows(
        demo_db,
        "select a.id, c.original from articles a left join copies c on c.article = a.id"
        " where a.story = ? order by a.published_at",
        story,
    )
    drawn = [v["class"] for tag, v in seen.tags if tag == "g"]

    assert [i for i in seen.ids if i.startswith("a-")] == [f"a-{a}" for a, _ in articles]
    assert len(drawn) == len(articles)
    assert drawn.count("copy") == len([1 for _, original in articles if original]) > 0
    assert html.count("○ copy") == drawn.count("copy")
    (svg,) = [v for tag, v in seen.tags if tag == "svg" and "timeline" in (v["class"] or "")]
    assert svg["role"] == "img"
    assert set(svg["aria-labelledby"].split()) <= set(seen.ids)


def test_a_story_tells_every_responsibility_claim_with_who_where_and_when(demo_db):
    seen = Seen(get(demo_db, "/-/story/7").text)
    entries = all_rows(
        demo_db, "select statement, denied_by from responsibility_timeline where story = 7"
    )
    told = " ".join(seen.text.split())

    assert len(entries) > 10
    for statement, denied_by in entries:
        assert " ".join(statement.split()) in told
        assert not denied_by or f"by {denied_by}" in told
    assert told.count(CAUTION) > len(entries)
    assert "confidence" in told


def test_a_story_names_sources_that_only_one_outlet_hears(demo_db):
    (name,) = row(
        demo_db,
        "select source from claims where story = 7 and current = 1 and source_name is not null"
        " and source_type = 'person' group by source having count(distinct outlet) > 2",
    )
    seen = Seen(get(demo_db, "/-/story/7").text)
    table = seen.text[seen.text.index("Sources that no other") : seen.text.index("Own: no earlier")]

    assert name not in table
    assert f"{name} " in seen.text[seen.text.index("Who is heard") :]


def test_a_story_has_a_feed(demo_db):
    (answer,) = ask(demo_db, "/-/story.atom?id=7")

    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert answer.text.count("<entry>") == 50


def report(at, precision="second", outlet="Alpha", copy_of=None):
    line = ArticleLine(id=1, title=HOSTILE, outlet=outlet, published_at=at, url=None)
    return Report(
        article=line,
        precision=precision,
        text_kind="full",
        claims=1,
        responsibility_claims=0,
        sources=0,
        own_sources=(),
        copy_of=copy_of,
    )


def test_a_timeline_draws_a_day_as_a_bar_and_hostile_words_inert():
    svg = story_timeline(
        (report("2026-03-01T10:00:00Z"), report("2026-03-02", "day", "An outlet of a long name &")),
        HOSTILE,
    )

    assert svg.count("<circle") == svg.count("<rect") == 1
    assert "<script" not in svg
    assert "An outlet of a long nam…" in svg
    assert "2 reports of 2 outlets, 0 of them copies" in svg


@pytest.mark.parametrize("times", [(), ("2026-03-01T10:00:00Z",), (None, None)])
def test_a_timeline_of_fewer_than_two_dates_is_none(times):
    assert story_timeline([report(at) for at in times], "x") == ""


@pytest.mark.parametrize(
    ("last", "ticks"),
    [("2026-03-01T10:00:00Z", 1), ("2026-03-01T16:00:00Z", 6), ("2027-03-01T10:00:00Z", 5)],
)
def test_a_timeline_has_ticks_that_can_be_read(last, ticks):
    svg = story_timeline((report("2026-03-01T10:00:00Z"), report(last)), "x")

    assert ticks <= svg.count('class="tick"') <= 10


# --- home and search ----------------------------------------------------------------------------


def test_home_counts_truly(demo_db):
    seen = Seen(get(demo_db, "/").text)
    for table in (
        "article_list",
        "claim_list",
        "responsibility_list",
        "source_list",
        "outlet_list",
    ):
        (count,) = row(demo_db, f"select count(*) from {table}")
        assert re.search(rf"\b{count:,}\b", " ".join(seen.text.split()[:140]))

    assert "Norvania" in seen.text[seen.text.index("Contested now") :]


def test_an_empty_database_has_a_home_page_that_says_what_to_do(tmp_path):
    path = tmp_path / "empty.db"
    with store.open_database(path):
        pass
    seen = Seen(get(path, "/").text)

    assert "Nothing was collected yet" in seen.text
    assert "No article yet." in seen.text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("halden data", True),
        ('"study 114"', True),
        ("denied", True),
        ("norvania OR halden", False),  # no operators: "or" is a word like any other
        ("zebra", False),
        ('"', False),
        ("*", False),
        ("source:Halden", False),
        ("' union select 1 --", False),
    ],
)
def test_search_takes_words_and_phrases_and_nothing_else(demo_db, question, found):
    seen = Seen(get(demo_db, "/-/search?q=" + quote_plus(question)).text)

    assert bool(seen.marked("hit")) == found
    assert found or "No claim holds all these words" in seen.text


def test_search_ranks_and_finds_what_stands_only_in_a_text(demo_db):
    page = Seen(get(demo_db, "/-/search?q=mailroom+marked").text)

    assert "No claim holds all these words" in page.text
    assert {h.lower() for h in page.marked("hit")} == {"mailroom"}


def test_search_finds_current_words_only(demo_db):
    seen = Seen(get(demo_db, "/-/search?q=" + quote_plus('"Halden Hid Test Data on Deadly"')).text)

    assert "No article holds all these words" in seen.text


def test_a_search_of_very_many_hits_ranks_the_newest(demo_db, monkeypatch):
    from claimtrack.store.reading import search

    monkeypatch.setattr(search, "_RANKED", 10)
    seen = Seen(get(demo_db, "/-/search?q=the").text)

    assert "of which the newest are ranked" in seen.text
    assert len([t for t in seen.tags if t[1].get("class") == "claim"]) > 5


# --- take along ---------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS, ids=lambda v: v.name)
def test_every_view_is_exported_in_full(demo_db, view, monkeypatch):
    import csv
    import io

    from claimtrack.store.reading import whole

    monkeypatch.setattr(whole, "_BATCH", 7)
    forms = ("csv", "json", "jsonl")
    csv_, json_, lines = ask(demo_db, *(f"/-/export/{view.name}.{form}" for form in forms))
    (count,) = row(demo_db, f"select count(*) from {view.name}")
    rows = list(csv.DictReader(io.StringIO(csv_.text)))

    assert len(rows) == count
    assert json_.json() == [json.loads(line) for line in lines.text.splitlines()]
    assert [[*r.values()] for r in rows] == [
        ["" if v is None else str(v) for v in r.values()] for r in json_.json()
    ]
    assert f"demo-{view.name}.csv" in csv_.headers["content-disposition"]


ATOMS = (
    "/-/source.atom?name=Owen+Tate",
    "/-/outlet.atom?name=The+Daily+Ledger",
    "/-/search.atom?q=data",
)


@pytest.mark.parametrize("url", ATOMS)
def test_feeds_are_valid_atom_with_ids_that_stay(demo_db, url):
    import feedparser

    first, again = ask(demo_db, url, url + "&x=1")
    feed, other = feedparser.parse(first.content), feedparser.parse(again.content)
    ids = [entry.id for entry in feed.entries]

    assert first.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert not feed.bozo
    assert feed.version == "atom10"
    assert len(ids) == len(set(ids)) > 2
    assert all(i.startswith("urn:uuid:") for i in [feed.feed.id, *ids])
    assert (feed.feed.id, ids) == (other.feed.id, [entry.id for entry in other.entries])
    assert all(CAUTION in entry.content[0].value for entry in feed.entries)
    assert [entry.updated for entry in feed.entries] == sorted(
        (entry.updated for entry in feed.entries), reverse=True
    )
    link = feed.entries[0].links[0].href.removeprefix("http://localhost")
    assert get(demo_db, link)


def test_a_feed_without_entries_is_no_error(demo_db):
    import feedparser

    feed = feedparser.parse(get(demo_db, "/-/search.atom?q=zebra").content)

    assert not feed.bozo
    assert feed.entries == []
    assert feed.feed.updated


def test_a_feed_of_hostile_words_is_still_xml(hostile):
    import feedparser

    with sqlite3.connect(hostile) as connection:
        connection.execute("update claims set content = ?", [f"{HOSTILE}\x00\x0b\ud7ff]]>"])
    feed = feedparser.parse(get(hostile, "/-/source.atom?name=" + quote_plus(HOSTILE)).content)

    assert not feed.bozo
    assert len(feed.entries) == 1


def test_the_ids_of_claims_outlive_the_database(tmp_path):
    first, second = tmp_path / "a.db", tmp_path / "b.db"
    save(second, url="https://a.example/other", key="https://a.example/other")
    for path in (first, second):
        save(path)
    keys = [
        {k for (k,) in sqlite3.connect(path).execute("select key from claims where url like '%/1'")}
        for path in (first, second)
    ]

    assert keys[0] == keys[1] != set()


# --- stored queries and dictionary --------------------------------------------------------------


def _stored():
    from claimtrack.queries.stored import STORED

    return STORED


@pytest.mark.parametrize("query", _stored(), ids=lambda q: q.name)
def test_every_stored_query_answers(demo_db, query):
    values = {
        "words": "halden",
        "accused": "Norvania",
        "outlet": "The Daily Ledger",
        "source": "Owen Tate",
        "story": "7",
    }
    wanted = {name: values[name] for name in re.findall(r":(\w+)", query.sql)}
    url = f"/demo/{query.name}.json?_shape=array&" + "&".join(
        f"{name}={quote_plus(value)}" for name, value in wanted.items()
    )
    html, data = ask(demo_db, f"/demo/{query.name}", url)
    empty = {"denied_within_a_day", "lost_their_hedge", "when_we_were_blind"}

    assert html.status_code == data.status_code == 200
    assert query.title in html.text
    assert data.json() or query.name in empty
    if "responsibility_list" in query.sql:
        assert "statement" in query.sql


def test_stored_queries_answer_without_the_right_to_write_sql(demo_db):
    (answer, sql) = ask(
        demo_db,
        "/demo/who_first_said.json?words=halden&_shape=array",
        "/demo/-/query?sql=select+1",
        default_allow_sql=False,
    )

    assert answer.json()
    assert sql.status_code == 403


def test_the_denial_query_finds_a_denial(tmp_path):
    from dataclasses import replace

    from factories import moment

    from claimtrack.models import Stance

    path = tmp_path / "x.db"
    claim = extraction().responsibility[0]
    named = replace(claim, accused_name="Hackers")
    save(path, found=replace(extraction(), responsibility=(named,)))
    later = moment("2026-03-01T20:00:00+00:00")
    denial = replace(named, stance=Stance.DENIES)
    save(
        path,
        url="https://a.example/2",
        key="https://a.example/2",
        published=later,
        page_published=later,
        found=replace(extraction(), responsibility=(denial,)),
    )
    rows = get(path, "/x/denied_within_a_day.json?_shape=array").json()

    assert [(r["published_at"], r["denied_at"]) for r in rows] == [
        ("2026-03-01T10:00:00Z", "2026-03-01T20:00:00Z")
    ]


def test_the_hedge_query_finds_a_lost_hedge(tmp_path):
    from dataclasses import replace

    from claimtrack.models import Stance

    path = tmp_path / "x.db"
    claim = extraction().attributions[0]
    hedged = replace(claim, stance=Stance.HEDGES)
    save(path, found=replace(extraction(), attributions=(hedged,)))
    edited = TEXT.replace("quiet", "loud")
    save(path, text=edited, revision=Revision(title="Studio was hacked", byline="", text=edited))
    rows = get(path, "/x/lost_their_hedge.json?_shape=array").json()

    assert [(r["stance_before"], r["stance_after"]) for r in rows] == [("hedges", "asserts")]


def test_the_dictionary_explains_every_column_of_every_view(demo_db):
    html = get(demo_db, "/-/dictionary").text
    seen = Seen(html)

    for view in VIEWS:
        assert view.name in seen.ids
    assert not re.search(r"<code>\w+</code></th><td></td>", html)
    assert "Known faults" in seen.text


# --- Datasette's own pages ----------------------------------------------------------------------


def test_tables_link_to_our_pages(demo_db):
    seen = Seen(get(demo_db, "/demo/claim_list?_size=5").text)

    assert [link for link in seen.links if re.match(r"/-/article/\d+$", link)]
    assert [link for link in seen.links if link.startswith("/-/source?name=")]
    assert "/-/export/claim_list.csv" in seen.links


def test_an_operator_may_replace_a_template(demo_db, tmp_path):
    (tmp_path / "claimtrack").mkdir()
    (tmp_path / "claimtrack" / "search.html").write_text("mine: {{ page.question }}")

    async def run():
        datasette = Datasette([str(demo_db)], template_dir=str(tmp_path))
        await datasette.invoke_startup()
        return await datasette.client.get("/-/search?q=x")

    assert asyncio.run(run()).text == "mine: x"


def test_a_page_that_takes_too_long_says_so(demo_db, monkeypatch):
    from claimtrack.plugin import site

    monkeypatch.setattr(site, "_LIMIT_MS", 0)
    (answer,) = ask(demo_db, "/-/search?q=the")

    assert answer.status_code == 503
    assert "took too long" in answer.text
