"""claimtrack.urls: one form for every URL."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.urls import canonical_url, host_of, site_of

ODD = st.text(
    alphabet=st.one_of(
        st.sampled_from('/:?#&=%.@[]\\;+ \t\n"<>aZ09é漢\u200b\ud800'), st.characters(codec="utf-8")
    ),
    max_size=60,
)
URLS = st.one_of(
    ODD, st.builds("http://{}".format, ODD), st.builds("https://a.example/{}".format, ODD)
)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        # scheme and host in lower case, default port, fragment, credentials
        ("HTTP://News.Example:80/a#top", "http://news.example/a"),
        ("https://news.example:443", "https://news.example/"),
        ("https://news.example:8443/a", "https://news.example:8443/a"),
        ("https://reader:secret@news.example/a", "https://news.example/a"),
        ("https://news.example./a", "https://news.example/a"),
        ("http://[2001:DB8::1]/a", "http://[2001:db8::1]/a"),
        # tracking goes, the rest stays in its order
        ("https://news.example/a?utm_source=rss&id=7&fbclid=x", "https://news.example/a?id=7"),
        ("https://news.example/a?b=2&a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?b=2&amp;utm_medium=rss&amp;a=1", "https://news.example/a?b=2&a=1"),
        ("https://news.example/a?cmpid=mail&gclid=1&ref=rss", "https://news.example/a"),
        ("https://news.example/?p=12&source=rss", "https://news.example/?p=12"),
        # the same names with values that may choose the article
        ("https://news.example/?source=12", "https://news.example/?source=12"),
        ("https://news.example/story.php?cid=12", "https://news.example/story.php?cid=12"),
        ("https://news.example/story?cid=social_feed", "https://news.example/story"),
        # hosts and paths in other scripts
        ("https://zürich.example/é", "https://xn--zrich-kva.example/%C3%A9"),
        ("https://news.example/%7euser/%c3%a9", "https://news.example/~user/%C3%A9"),
        ("https://news.example/a%2fb", "https://news.example/a%2Fb"),
        ("https://news.example/caf%e9", "https://news.example/caf%e9"),
        ("https://news.example/a/../b/./c//d", "https://news.example/b/c/d"),
        ("https://news.example/a/%2e%2e/b", "https://news.example/b"),
        # dirt
        ("  https://news.example/a \r\n", "https://news.example/a"),
        ("https://news.example/\n    long-name", "https://news.example/long-name"),
        ("https://news.example/two words", "https://news.example/two%20words"),
        ('https://news.example/a">', "https://news.example/a"),
        ("https://news.example/a\u200b\x00", "https://news.example/a"),
        ("file:///srv/mirror/page one.html", "file:///srv/mirror/page%20one.html"),
    ],
)
def test_one_form(given: str, expected: str) -> None:
    """Every way to write a URL ends in the same absolute form."""
    assert expected == canonical_url(given)


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "  ",
        "javascript:void(0)",
        "mailto:desk@news.example",
        "data:text/html,hello",
        "ftp://news.example/a",
        "/only/a/path",
        "//news.example/a",
        "http://",
        "http:///a",
        "http://two words.example/",
        "http://news.example:port/",
        "http://[::1/",
        "https://" + "a" * 5000,
        "file:",
        "file:.",
        "tag:news.example,2014:1",
        "Read the story",
    ],
)
def test_no_url(given: str | None) -> None:
    """What names no page that can be fetched is None."""
    assert canonical_url(given) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("/a", "https://news.example/a"),
        ("a", "https://news.example/world/a"),
        ("//cdn.example/a", "https://cdn.example/a"),
        ("?page=2", "https://news.example/world/index.html?page=2"),
        ("https://other.example/a", "https://other.example/a"),
    ],
)
def test_relative(given: str, expected: str) -> None:
    """A relative link is resolved against the page it stands on."""
    assert expected == canonical_url(given, base="https://news.example/world/index.html")


@given(URLS)
def test_idempotent(url: str) -> None:
    """The form of a form is itself, whatever the text; nothing raises."""
    once = canonical_url(url)

    assert once is None or once == canonical_url(once)


@given(ODD, ODD)
def test_any_base(url: str, base: str) -> None:
    """A broken base never raises, and what comes out is in its one form."""
    once = canonical_url(url, base=base)

    assert once is None or once == canonical_url(once)


@pytest.mark.parametrize(
    ("url", "host", "site"),
    [
        ("https://www.news.example.co.uk/a", "www.news.example.co.uk", "example.co.uk"),
        ("https://Edition.News.com:8000/a", "edition.news.com:8000", "news.com"),
        ("http://localhost:8001/a", "localhost:8001", "localhost:8001"),
        ("file:///srv/mirror/a.html", "", ""),
        ("nonsense", "", ""),
        ("http://[::1/", "", ""),
    ],
)
def test_host_and_site(url: str, host: str, site: str) -> None:
    """The host is what the URL names, the site the domain that somebody registered."""
    assert (host, site) == (host_of(url), site_of(url))


@given(URLS)
def test_host_and_site_of_anything(url: str) -> None:
    """Host and site of any text are texts."""
    assert isinstance(host_of(url), str)
    assert isinstance(site_of(url), str)
