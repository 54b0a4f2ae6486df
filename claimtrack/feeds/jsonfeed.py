"""JSON Feed 1.x (https://www.jsonfeed.org/version/1.1/), which feedparser reads only in part."""

from __future__ import annotations

import json
from typing import Any

from ..errors import NotAFeed
from ..models import FeedEntry, ParsedFeed
from ..text import clean_line
from ..urls import canonical_url
from .values import LONGEST_LINE, authors, line, moment, plain, string, text, topics, with_keys

_VERSIONS = (
    "https://jsonfeed.org/version/",
    "http://jsonfeed.org/version/",
    "https://www.jsonfeed.org",
)


def parse_json(body: bytes, url: str) -> ParsedFeed:
    """Read a JSON Feed; raises :class:`NotAFeed` for any other JSON."""
    try:
        feed = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotAFeed(f"looks like JSON, but is broken: {str(error)[:200]}") from error
    items = feed.get("items")
    version = str(feed.get("version", ""))[:LONGEST_LINE]
    if not isinstance(items, list) or not version.startswith(_VERSIONS):
        raise NotAFeed("is JSON, but no JSON Feed: it lacks 'version' or 'items'")
    whole = _authors(feed)
    return ParsedFeed(
        form="json" + version.rstrip("/").rpartition("/")[2].replace(".", ""),
        title=line(plain(feed.get("title"))),
        link=canonical_url(string(feed.get("home_page_url")), base=url or None),
        language=line(feed.get("language")),
        entries=with_keys(_entry(item, url, whole) for item in items if isinstance(item, dict)),
    )


def _entry(item: dict[str, Any], url: str, whole: tuple[str, ...]) -> FeedEntry:
    tags, key = item.get("tags"), item.get("id")
    link = string(item.get("url")) or string(item.get("external_url"))
    return FeedEntry(
        key=clean_line(str(key)[:LONGEST_LINE]) if isinstance(key, str | int | float) else "",
        url=canonical_url(link, base=url or None),
        title=line(plain(item.get("title"))),
        authors=_authors(item) or whole,
        published=moment(item.get("date_published")),
        updated=moment(item.get("date_modified")),
        summary=text(item.get("summary")),
        content=text(item.get("content_html")) or text(item.get("content_text")),
        topics=topics(tags if isinstance(tags, list) else ()),
    )


def _authors(thing: dict[str, Any]) -> tuple[str, ...]:
    """Version 1.1 has a list, version 1 one author; a name alone is taken too."""
    said = thing.get("authors")
    listed = said if isinstance(said, list) else [said]
    single = thing.get("author")
    everyone = [*listed, *(single if isinstance(single, list) else [single])]
    return authors(a.get("name") if isinstance(a, dict) else a for a in everyone)
