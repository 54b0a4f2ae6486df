"""RSS, RDF and Atom by feedparser."""

from __future__ import annotations

import calendar
import io
import re
import sys
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import feedparser

from ..models import FeedEntry, Moment, ParsedFeed
from ..text import clean_line
from ..urls import canonical_url
from .values import LONGEST_LINE, authors, line, moment, moment_of, plain, text, topics, with_keys

_MINUTE = 60
_REFERENCE = re.compile(rb"&#(?:[xX]0*([0-9a-fA-F]{4,})|0*([0-9]{5,}));?")
_PERIODS = {"hourly": 3_600, "daily": 86_400, "weekly": 604_800, "monthly": 2_592_000}


def parse_xml(body: bytes, url: str, content_type: str | None) -> ParsedFeed | None:
    """Read a feed; None for anything else."""
    headers = {"content-location": url} if url else {}
    if content_type:
        headers["content-type"] = content_type
    parsed = feedparser.parse(io.BytesIO(_mended(body)), response_headers=headers)
    if not parsed.version and not parsed.entries:
        return None
    channel = parsed.feed
    return ParsedFeed(
        form=parsed.version or "unknown",
        title=line(plain(channel.get("title"))),
        link=_home(channel, url),
        language=line(channel.get("language")),
        entries=with_keys(_entry(entry, url) for entry in parsed.entries),
        problem=_problem(parsed),
        ttl=_ttl(channel),
    )


def _mended(body: bytes) -> bytes:
    """Without references to characters that there are not, over which the parser stumbles."""
    return _REFERENCE.sub(_mended_reference, body) if b"&#" in body else body


def _mended_reference(found: re.Match[bytes]) -> bytes:
    number = int(found[1][:9], 16) if found[1] else int(found[2][:9])
    is_character = number <= sys.maxunicode and not 0xD800 <= number <= 0xDFFF
    return found[0] if is_character else b"&#65533;"


def _problem(parsed: Any) -> str | None:
    """What was overlooked; that a type or encoding was not declared as it is matters to nobody."""
    error = parsed.get("bozo_exception")
    harmless = (feedparser.NonXMLContentType, feedparser.CharacterEncodingOverride)
    return None if error is None or isinstance(error, harmless) else line(str(error))


def _home(channel: Any, url: str) -> str | None:
    """The site's address; feeds without one may name it as an alternate of theirs."""
    links = (
        link.get("href") for link in channel.get("links", ()) if link.get("rel") == "alternate"
    )
    return canonical_url(channel.get("link") or next(links, None), base=url or None)


def _ttl(channel: Any) -> int | None:
    """Seconds for which the feed says that it stays as it is; None where it says nothing."""
    period = _PERIODS.get(str(channel.get("sy_updateperiod", "")).strip().lower())
    try:
        if said := channel.get("ttl"):
            return max(0, int(float(said) * _MINUTE))
        often = float(channel.get("sy_updatefrequency") or 1)
        return int(period / often) if period and often > 0 else None
    except (ValueError, TypeError, OverflowError):
        return None


def _entry(entry: Any, url: str) -> FeedEntry:
    link = entry.get("feedburner_origlink") or entry.get("link") or _permalink(entry)
    contents = [part.get("value") for part in entry.get("content", ())]
    tags = entry.get("tags", ())
    return FeedEntry(
        key=clean_line(str(entry.get("id") or "")[:LONGEST_LINE]),
        url=canonical_url(link, base=url or None),
        title=line(plain(entry.get("title"))),
        authors=authors(_authors(entry)),
        published=_moment(entry, "published") or _moment(entry, "created"),
        updated=_moment(entry, "updated"),
        summary=text(entry.get("summary")),
        content=text(max((c for c in contents if c), key=len, default=None)),
        topics=topics(tag.get("term") or tag.get("label") for tag in tags),
    )


def _permalink(entry: Any) -> str | None:
    """The id where it is a web address and nothing says that it is no link."""
    key = str(entry.get("id") or "")
    return key if entry.get("guidislink") and key.startswith(("http://", "https://")) else None


def _authors(entry: Any) -> Iterable[object]:
    return [a.get("name") for a in entry.get("authors", ())] or [entry.get("author")]


def _moment(entry: Any, name: str) -> Moment | None:
    if name not in entry:
        return None
    said = str(entry.get(name))
    # To ask carelessly for "updated_parsed" gives "published_parsed".
    parts: time.struct_time | None = (
        entry.get(f"{name}_parsed") if f"{name}_parsed" in entry else None
    )
    if parts is None:
        return moment(said)
    try:
        return moment_of(datetime.fromtimestamp(calendar.timegm(parts), tz=UTC), said)
    except (ValueError, OverflowError, OSError):
        return None
