"""claimtrack.articles.walls: a request that ended on consent or sign-in brought no article."""

from __future__ import annotations

import pytest

from claimtrack.articles import find_wall

ARTICLE = "https://news.example/2026/privacy-law-passed"


@pytest.mark.parametrize(
    ("came", "is_wall"),
    [
        (ARTICLE, False),
        ("https://www.news.example/2026/privacy-law-passed", False),
        ("https://news.example/world/2026/sign-in-the-sky", False),
        ("https://news.example/2026/subscribers-angry", False),
        ("https://consent.news.example/v2?to=x", True),
        ("https://login.news.example/", True),
        ("https://news.example/consent?to=/2026", True),
        ("https://news.example/account/sign-in", True),
        ("https://news.example/subscribe", True),
        ("http://[", False),
    ],
)
def test_walls_are_told_by_where_a_request_ended(came, is_wall):
    assert (find_wall(ARTICLE, came) is not None) is is_wall


def test_who_asked_for_such_a_page_gets_it():
    assert find_wall("https://login.example/a", "https://login.example/b") is None
