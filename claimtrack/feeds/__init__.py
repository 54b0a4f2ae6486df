"""Bytes of a feed → its entries: RSS, RDF and Atom by feedparser, JSON Feed 1.x by ourselves.

Never touches the network and never opens a file. Entries come out in the feed's order, each as the
feed said it; nothing is dropped, an entry without a link has ``url`` None.

| module | what it does |
|---|---|
| xml | RSS, RDF and Atom |
| jsonfeed | JSON Feed |
| entities | whether entities declared in it would grow without bound |
| values | lines, texts, moments and keys, for both |
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import html as lxml_html
from lxml.etree import LxmlError

from ..errors import NotAFeed
from ..limits import TookTooLong, time_limit
from ..models import FeedEntry, ParsedFeed
from ..urls import canonical_url
from .entities import is_bomb
from .jsonfeed import parse_json
from .xml import parse_xml

__all__ = ["find_feeds", "keep_entry", "parse_feed"]

_WORD = re.compile(r"[^\W_]+")
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
# What feedparser raises by mistake on some malformed feeds; one of them must not stop a run.
_STUMBLES = (
    *(AttributeError, AssertionError, LookupError, TypeError, ValueError),
    *(OverflowError, RecursionError),
)
_SECONDS = 10  # of processor time; the slowest of 300 real feeds takes two
_HEAD = 4_096  # bytes in which a page shows that it is one


def parse_feed(
    body: bytes, *, url: str = "", content_type: str | None = None, seconds: float = _SECONDS
) -> ParsedFeed:
    """Read a feed that was fetched from ``url``.

    Raises :class:`NotAFeed` for anything else, with the feeds that an HTML page links to, and for
    what would take too much time or memory. What the parser had to overlook (bad XML) is told in
    ``problem``. ``seconds`` of processor time are the most that reading may take.
    """
    try:
        with time_limit(seconds):
            return _parse(body, url, content_type)
    except _STUMBLES as error:
        raise NotAFeed(f"makes the parser fail: {type(error).__name__}: {error}"[:300]) from error
    except TookTooLong as error:
        raise NotAFeed(
            f"takes more than {seconds:g} seconds to read; it is no usual feed"
        ) from error


def _parse(body: bytes, url: str, content_type: str | None) -> ParsedFeed:
    if not body.strip():
        raise NotAFeed("is empty")
    if is_bomb(body):
        raise NotAFeed("declares entities that would become too large; it is an attack")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return parse_json(body, url)
    feed = parse_xml(body, url, content_type)
    if feed is None:
        raise NotAFeed(_what_it_is(body, url))
    return feed


def keep_entry(entry: FeedEntry, topics: Iterable[str]) -> bool:
    """Whether an entry belongs to one of ``topics``: by its categories, or words of its title.

    No topics keep everything.
    """
    wanted = [topic.casefold() for topic in topics]
    if not wanted:
        return True
    said = [topic.casefold() for topic in entry.topics]
    words = " ".join(_WORD.findall((entry.title or "").casefold()))
    return any(topic in said or f" {topic} " in f" {words} " for topic in wanted)


def _what_it_is(body: bytes, url: str) -> str:
    if not _HTML.search(body[:_HEAD]):
        return "is no feed of a known form"
    links = find_feeds(body, url)
    if links:
        return f"is an HTML page, not a feed; it links to {', '.join(links[:3])}"
    return "is an HTML page, not a feed, and links to none"


def find_feeds(body: bytes, url: str) -> list[str]:
    """The feeds that an HTML page names in its head, in its order."""
    try:
        tree = lxml_html.document_fromstring(body[:1_000_000])
    except (LxmlError, ValueError):
        return []
    found = (
        canonical_url(link.get("href"), base=url or None)
        for link in tree.iter("link")
        if "alternate" in (link.get("rel") or "").lower()
        and (link.get("type") or "").lower() in _FEED_TYPES
    )
    return list(dict.fromkeys(href for href in found if href))
