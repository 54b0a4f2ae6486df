"""Rights of the sources: what may be stored, what is reserved, what is gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fakes import Answer
from newsroom import WORDS
from test_withdrawing import rows

from claimtrack import store
from claimtrack.models import ReservationPolicy, StorePolicy
from claimtrack.reservations import forbids_mining, of_headers, of_page, of_tdmrep

BODY = "Shopkeeper number 7 opened"


def outlet(newsroom, **values):
    (one,) = newsroom.config.outlets
    newsroom.config = replace(newsroom.config, outlets=(replace(one, **values),))


def ingest(newsroom, path):
    with store.open_database(path) as db:
        newsroom.run(db)
    return path


def page(slug="one", words=WORDS, head="", **headers):
    html = f"<html><head>{head}</head><h1>On {slug}</h1><article><p>{words}</p></article></html>"
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(html.encode(), headers={"Content-Type": "text/html", **names})


# --- store, keep_days ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "content"), [("full", "hackers attacked the studio"), ("none", "")]
)
def test_only_what_feeds_yaml_allows_is_stored(newsroom, tmp_path, policy, content):
    newsroom.publish("one")
    outlet(newsroom, store=StorePolicy(policy))
    path = ingest(newsroom, tmp_path / "x.db")
    is_held = BODY.encode() in path.read_bytes()

    assert is_held == (policy == "full")
    sql = "select content, stance, content_spans <> '[]' from claim_list"
    assert rows(path, sql) == [(content, "asserts", 1)]
    sql = "select length(hash), claims, r.words > 100 from articles a, revisions r"
    assert rows(path, sql) == [(64, 1, 1)]


def test_excerpts_are_what_may_be_published(newsroom, tmp_path):
    newsroom.publish("one")
    outlet(newsroom, store=StorePolicy.EXCERPT)
    path = ingest(newsroom, tmp_path / "x.db")

    assert BODY.encode() not in path.read_bytes()
    assert rows(path, "select content from claim_list") == [("hackers attacked the studio",)]
    assert rows(path, "select text from revisions") == [("",)]


def test_texts_are_deleted_when_their_days_are_over(newsroom, tmp_path):
    newsroom.publish("one")
    outlet(newsroom, keep_days=2)
    path = ingest(newsroom, tmp_path / "x.db")
    held = rows(path, "select text <> '' from revisions")
    newsroom.clock.now = newsroom.clock.now.replace(day=5)
    ingest(newsroom, path)

    assert held == [(1,)]
    assert rows(path, "select text, expired_at is not null from revisions") == [("", 1)]
    assert rows(path, "select count(*) from claim_list") == [(1,)]


def test_a_text_that_was_deleted_does_not_come_back(newsroom, tmp_path):
    newsroom.publish("one")
    outlet(newsroom, store=StorePolicy.EXCERPT)
    path = ingest(newsroom, tmp_path / "x.db")
    newsroom.publish("one", "two")
    ingest(newsroom, path)

    assert rows(path, "select text from revisions") == [("",), ("",)]
    assert rows(path, "select count(*) from change_list") == [(0,)]


# --- reservations -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "rights"),
    [
        (page(X_Robots_Tag="noindex, noai"), "noai (X-Robots-Tag)"),
        (page(tdm_reservation="1"), "tdm (header)"),
        (page(head="<meta name='robots' content='noai, noimageai'>"), "noai (meta robots)"),
        (page(head='<meta content=1 name="tdm-reservation">'), "tdm (meta)"),
    ],
)
def test_a_page_that_may_not_be_mined_is_not_read(newsroom, tmp_path, answer, rights):
    newsroom.publish("one")
    newsroom.web.pages["/one"] = answer
    path = ingest(newsroom, tmp_path / "x.db")

    assert BODY.encode() not in path.read_bytes()
    assert rows(path, "select title, text_kind, claims, rights from article_list") == [
        ("On one", "headline", 0, rights)
    ]
    assert rows(path, "select outcome, rights from fetches where kind = 'page'") == [
        ("reserved", rights)
    ]
    assert newsroom.extractor.texts == []


def test_a_site_reserves_by_tdmrep(newsroom, tmp_path):
    newsroom.publish("one", "two")
    newsroom.web.pages["/.well-known/tdmrep.json"] = Answer(
        b'[{"location": "/two", "tdm-reservation": 0}, {"location": "/", "tdm-reservation": 1}]'
    )
    path = ingest(newsroom, tmp_path / "x.db")
    kinds = "select title, text_kind, rights from article_list order by title"

    assert rows(path, kinds) == [
        ("On one", "headline", "tdm (tdmrep.json)"),
        ("On two", "full", None),
    ]


def test_a_page_that_may_not_be_archived_is_read_and_not_kept(newsroom, tmp_path):
    newsroom.publish("one")
    newsroom.web.pages["/one"] = page(X_Robots_Tag="noarchive")
    path = ingest(newsroom, tmp_path / "x.db")

    assert BODY.encode() not in path.read_bytes()
    assert rows(path, "select claims, rights from article_list") == [
        (1, "noarchive (X-Robots-Tag)")
    ]


def test_with_a_licence_reservations_are_stored_and_no_more(newsroom, tmp_path):
    newsroom.publish("one")
    newsroom.web.pages["/one"] = page(X_Robots_Tag="noai")
    outlet(newsroom, reservations=ReservationPolicy.RECORD)
    path = ingest(newsroom, tmp_path / "x.db")

    assert rows(path, "select text_kind, claims from article_list") == [("full", 1)]
    assert rows(path, "select rights from fetches where kind = 'page'") == [
        ("noai (X-Robots-Tag)",)
    ]


def test_a_text_is_deleted_when_its_page_reserves_it_later(newsroom, tmp_path):
    newsroom.publish("one")
    path = ingest(newsroom, tmp_path / "x.db")
    newsroom.web.pages["/one"] = page(X_Robots_Tag="noai")
    newsroom.clock.now = newsroom.clock.now.replace(hour=15)
    ingest(newsroom, path)

    assert rows(path, "select text from revisions") == [("",)]
    assert rows(path, "select rights from article_list") == [("noai (X-Robots-Tag)",)]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("noarchive", ("noarchive (X-Robots-Tag)",)),
        ("NoAI, nosnippet", ("noai (X-Robots-Tag)", "noarchive (X-Robots-Tag)")),
        ("claimtrack: noai", ("noai (X-Robots-Tag)",)),
        ("otherbot: noai", ()),
        ("noindex, nofollow, max-snippet:20", ()),
        ("", ()),
    ],
)
def test_robots_tags_for_us_count(value, expected):
    assert of_headers([("X-Robots-Tag", value)]) == expected


@pytest.mark.parametrize(
    ("body", "path", "is_reserved"),
    [
        (b'[{"location": "/*", "tdm-reservation": 1}]', "/a", True),
        (b'[{"location": "/news/*.html$", "tdm-reservation": 1}]', "/news/a.html", True),
        (b'[{"location": "/news/*.html$", "tdm-reservation": 1}]', "/news/a.html?x", True),
        (b'[{"location": "/news", "tdm-reservation": 1}]', "/sport", False),
        (b'[{"location": "/", "tdm-reservation": 0}]', "/a", False),
        (b'{"location": "/"}', "/a", False),
        (b"not json", "/a", False),
        (b"[" * 100_000, "/a", False),
    ],
)
def test_a_tdmrep_is_read_by_its_first_rule_that_matches(body, path, is_reserved):
    assert forbids_mining(of_tdmrep(body, f"https://a.example{path}")) == is_reserved


def test_metas_of_other_agents_do_not_count():
    assert of_page(b"<meta name=googlebot content=noarchive><meta name=robots>") == ()


# --- gone ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (Answer(b"", status=404), "gone"),
        (Answer(b"", status=410), "gone"),
        (page(words=f"This article has been retracted.</p><p>{WORDS}"), "retracted"),
        (page(words=f"The court said the complaint was withdrawn. {WORDS}"), None),
        (Answer(b"", status=500), None),
    ],
)
def test_an_article_that_is_gone_or_retracted_says_so_and_since_when(
    newsroom, tmp_path, answer, state
):
    newsroom.publish("one")
    path = ingest(newsroom, tmp_path / "x.db")
    newsroom.web.pages["/one"] = answer
    newsroom.clock.now = newsroom.clock.now.replace(hour=15)
    ingest(newsroom, path)
    ((found, since),) = rows(path, "select state, state_at from article_list")

    assert found == state
    assert (since is not None) == (state is not None)
    assert rows(path, "select count(*) from claim_list") == [(1,)]
