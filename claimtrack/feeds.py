"""Bytes of a feed → its entries: RSS, RDF and Atom by feedparser, JSON Feed 1.x by ourselves.

Never touches the network and never opens a file. Entries come out in the feed's order, each as the
feed said it; nothing is dropped, an entry without a link has ``url`` None.
"""

from __future__ import annotations

import calendar
import io
import json
import re
import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import feedparser
from lxml import html as lxml_html
from lxml.etree import LxmlError

from .errors import NotAFeed
from .models import FeedEntry, Moment, Origin, ParsedFeed, Precision, digest
from .text import clean, clean_line
from .urls import canonical_url

_TIME = re.compile(r"\d{1,2}[:.]\d{2}|T\d{4}")  # a date as written holds a time of day
_WORD = re.compile(r"[^\W_]+")
_EARLIEST = 1990  # earlier years are the zero of some clock, not a date of news
_FEED_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml"}
)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEAD = 4_096  # bytes in which a page shows that it is one
_LONGEST_LINE = 2_000  # code points kept of a title; longer ones are attacks or lost markup
_LONGEST_TEXT = 2_000_000


def parse_feed(body: bytes, *, url: str = "", content_type: str | None = None) -> ParsedFeed:
    """Read a feed that was fetched from ``url``.

    Raises :class:`NotAFeed` for anything else, with the feeds that an HTML page links to. What the
    parser had to overlook (bad XML, a wrong encoding) is told in ``problem``.
    """
    if not body.strip():
        raise NotAFeed("is empty")
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return _parse_json(body, url)
    headers = {"content-location": url} if url else {}
    if content_type:
        headers["content-type"] = content_type
    parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    if not parsed.version and not parsed.entries:
        raise NotAFeed(_what_it_is(body, url))
    channel = parsed.feed
    return ParsedFeed(
        form=parsed.version or "unknown",
        title=_line(channel.get("title")),
        link=canonical_url(channel.get("link"), base=url or None),
        language=_line(channel.get("language")),
        entries=_with_keys(_entry(entry, url) for entry in parsed.entries),
        problem=_problem(parsed),
    )


def _problem(parsed: Any) -> str | None:
    """What was overlooked; that a type or encoding was not declared as it is matters to nobody."""
    error = parsed.get("bozo_exception")
    harmless = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)
    return None if error is None or isinstance(error, harmless) else _line(str(error))


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


# --- RSS, RDF, Atom -----------------------------------------------------------------------------


def _entry(entry: Any, url: str) -> FeedEntry:
    link = entry.get("feedburner_origlink") or entry.get("link") or _permalink(entry)
    contents = [part.get("value") for part in entry.get("content", ())]
    return FeedEntry(
        key=clean_line(entry.get("id")),
        url=canonical_url(link, base=url or None),
        title=_line(_plain(entry.get("title"))),
        authors=tuple(_authors(entry)),
        published=_moment(entry, "published") or _moment(entry, "created"),
        updated=_moment(entry, "updated"),
        summary=_text(entry.get("summary")),
        content=_text(max((c for c in contents if c), key=len, default=None)),
        topics=tuple(t for tag in entry.get("tags", ()) if (t := _line(tag.get("term")))),
    )


def _permalink(entry: Any) -> str | None:
    """The id where it is a web address and nothing says that it is no link."""
    key = str(entry.get("id") or "")
    return key if entry.get("guidislink") and key.startswith(("http://", "https://")) else None


def _authors(entry: Any) -> Iterable[str]:
    names = [a.get("name") for a in entry.get("authors", ())] or [entry.get("author")]
    return (line for name in names if (line := _line(name)))


def _moment(entry: Any, name: str) -> Moment | None:
    if f"{name}_parsed" not in entry:  # else feedparser maps "updated" to "published"
        return None
    parts: time.struct_time | None = entry.get(f"{name}_parsed")
    if parts is None or parts.tm_year < _EARLIEST:
        return None
    try:
        at = datetime.fromtimestamp(calendar.timegm(parts), tz=UTC)
    except (ValueError, OverflowError):
        return None
    exact = Precision.SECOND if _TIME.search(str(entry.get(name))) else Precision.DAY
    return Moment(at=at, precision=exact, origin=Origin.FEED)


# --- JSON Feed ----------------------------------------------------------------------------------


def _parse_json(body: bytes, url: str) -> ParsedFeed:
    """https://www.jsonfeed.org/version/1.1/"""
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"looks like JSON, but is broken: {error}") from error
    items = feed.get("items")
    if not isinstance(items, list) or not str(feed.get("version", "")).startswith(
        (
            "https://jsonfeed.org/version/",
            "http://jsonfeed.org/version/",
            "https://www.jsonfeed.org",
        )
    ):
        raise NotAFeed("is JSON, but no JSON Feed: it lacks 'version' or 'items'")
    return ParsedFeed(
        form="json" + str(feed["version"]).rstrip("/").rpartition("/")[2].replace(".", ""),
        title=_line(feed.get("title")),
        link=canonical_url(_string(feed.get("home_page_url")), base=url or None),
        language=_line(feed.get("language")),
        entries=_with_keys(_json_entry(item, url) for item in items if isinstance(item, dict)),
    )


def _json_entry(item: dict[str, Any], url: str) -> FeedEntry:
    authors = item.get("authors") or [item.get("author")]
    names = [a.get("name") for a in authors if isinstance(a, dict)]
    tags = item.get("tags")
    key = item.get("id")
    return FeedEntry(
        key=clean_line(str(key)) if isinstance(key, str | int) else "",
        url=canonical_url(
            _string(item.get("url")) or _string(item.get("external_url")), base=url or None
        ),
        title=_line(item.get("title")),
        authors=tuple(line for name in names if (line := _line(name))),
        published=_json_moment(item.get("date_published")),
        updated=_json_moment(item.get("date_modified")),
        summary=_text(item.get("summary")),
        content=_text(item.get("content_html")) or _text(item.get("content_text")),
        topics=tuple(t for tag in (tags if isinstance(tags, list) else ()) if (t := _line(tag))),
    )


def _json_moment(value: object) -> Moment | None:
    text = _string(value) or ""
    try:
        at = datetime.fromisoformat(text)
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    if at.year < _EARLIEST:
        return None
    exact = Precision.SECOND if _TIME.search(text) else Precision.DAY
    return Moment(at=at, precision=exact, origin=Origin.FEED)


# --- what both share ----------------------------------------------------------------------------


def _with_keys(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
    """Give each entry a key of its own: its id, else its link, else its words.

    An id that the feed gives to several links names none of them alone, so the link joins it.
    """
    said = list(entries)
    links: dict[str, set[str | None]] = {}
    for entry in said:
        links.setdefault(entry.key, set()).add(entry.url)
    return tuple(_with_key(e, is_shared=len(links[e.key]) > 1) for e in said)


def _with_key(entry: FeedEntry, *, is_shared: bool) -> FeedEntry:
    key = entry.key
    if key and is_shared and entry.url:
        key = f"{key} {entry.url}"
    elif not key:
        key = entry.url or f"words:{digest(entry.title, entry.summary, entry.content)[:32]}"
    return replace(entry, key=key[:_LONGEST_LINE])


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _line(value: object) -> str | None:
    return (
        clean_line(value[: _LONGEST_LINE * 4])[:_LONGEST_LINE] or None
        if isinstance(value, str)
        else None
    )


def _text(value: object) -> str | None:
    return clean(value[:_LONGEST_TEXT]) or None if isinstance(value, str) else None


def _plain(title: object) -> str | None:
    """A title without the markup that some feeds put into it."""
    if not isinstance(title, str):
        return None
    title = title[: _LONGEST_LINE * 4]
    if "<" not in title and "&" not in title:
        return title
    try:
        return str(lxml_html.fromstring(f"<div>{clean(title)}</div>").text_content())
    except (LxmlError, ValueError):
        return title
