"""claimtrack.articles.walls: a request that ended on consent or sign-in brought no article."""

from __future__ import annotations

import pytest

from claimtrack.articles import find_notice, find_wall, parse_page

ARTICLE = "https://news.example/2026/privacy-law-passed"


@pytest.mark.parametrize(
    ("came", "outcome"),
    [
        (ARTICLE, None),
        ("https://www.news.example/2026/privacy-law-passed", None),
        ("https://news.example/world/2026/sign-in-the-sky", None),
        ("https://news.example/2026/subscribers-angry", None),
        ("https://consent.news.example/v2?to=x", "consent"),
        ("https://login.news.example/", "paywall"),
        ("https://news.example/consent?to=/2026", "consent"),
        ("https://news.example/account/sign-in", "paywall"),
        ("https://news.example/subscribe", "paywall"),
        ("http://[", None),
    ],
)
def test_walls_are_told_by_where_a_request_ended(came, outcome):
    wall = find_wall(ARTICLE, came)

    assert (wall.outcome if wall else None) == outcome


def test_who_asked_for_such_a_page_gets_it():
    assert find_wall("https://login.example/a", "https://login.example/b") is None


def page(*paragraphs: str):
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = f"<html><head><title>Harbour reopens</title></head><body>{body}</body></html>"
    return parse_page(html.encode(), ARTICLE)


NOTICE = (
    "We value your privacy. We and our 61 partners store and/or access information on a device.",
    "Some rely on legitimate interest. You may withdraw your consent. Accept all. Reject all.",
)
REPORT = [
    f"The harbour of town {n} opened again on Monday after {n} days, the office said, and ships "
    f"that had waited outside came in one by one, the first of them with {n} tons of grain."
    for n in range(2, 14)
]


def test_a_notice_on_cookies_at_the_articles_own_address_is_no_article():
    assert find_notice(page(*NOTICE)).outcome == "consent"


@pytest.mark.parametrize(
    "paragraphs",
    [
        REPORT,
        [*REPORT, *NOTICE],
        ["The court said that shops must let people reject all cookies.", *REPORT[:2]],
    ],
    ids=["report", "report above a notice", "report on cookies"],
)
def test_an_article_is_an_article_whatever_notice_stands_below_it(paragraphs):
    assert find_notice(page(*paragraphs)) is None


def test_a_page_that_shows_its_first_words_alone_says_that_it_is_gated():
    gate = "Subscribe to continue reading this story. Already a subscriber? Sign in."

    assert page(REPORT[0], gate).is_gated
    assert not page(*REPORT, gate).is_gated
    assert not page(REPORT[0], "More on harbours.").is_gated
