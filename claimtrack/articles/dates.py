"""When an article was published, and how exactly that is known.

A time without a zone is known to the day only. Never guesses from our own clock.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from dateutil import parser as date_parser
from htmldate import find_date
from lxml import etree

from ..models import Moment, Origin, Precision
from .document import Document

logging.getLogger("htmldate").setLevel(logging.CRITICAL)

# Meta elements that give the day of publication, best first; those of the last change are not here.
_METAS = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "article:published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "pubdate",
    "ptime",
    "publish-date",
    "publishdate",
    "publish_date",
    "publication_date",
    "displaydate",
    "rnews:datepublished",
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "analyticsattributes.articledate",
    "article.created",
    "date",
)
_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-]?([01]\d)[/-]?([0-3]\d)(?=[/_.-]|$)")
_IN_URL_BY_NAME = re.compile(r"/((?:19|20)\d\d)/([a-z]{3})/([0-3]\d)/")
_HAS_TIME = re.compile(r"\d{1,2}:\d\d|T\d{4}|\d{10}")
_STAMP = re.compile(r"1\d{9}(?:\d{3})?")
_FIRST_YEAR = 1990  # before it there was no web
_ZONES = {"EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200} | {
    "MDT": -21600,
    "PST": -28800,
    "PDT": -25200,
    "ET": -18000,
    "BST": 3600,
    "CET": 3600,
    "CEST": 7200,
    "IST": 19800,
    "AEST": 36000,
    "AEDT": 39600,
    "JST": 32400,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A date and where in the page it stood."""

    moment: Moment
    source: str


def find_published(document: Document) -> Found | None:
    """The first plausible date of publication that the page states; None without one."""
    for source, text in _candidates(document):
        moment = parse_date(text)
        if moment:
            return Found(moment=moment, source=source)
    return _guess(document)


def _candidates(document: Document) -> Iterator[tuple[str, str]]:
    if document.linked.date_published:
        yield "json-ld:datePublished", document.linked.date_published
    for name in _METAS:
        if name in document.metas:
            yield f"meta:{name}", document.metas[name]
    for path, source in _ELEMENTS:
        for element in document.xpath(path)[:3]:
            text = element.get("datetime") or element.get("content") or element.text_content()
            yield source, text
    for pattern in (_IN_URL, _IN_URL_BY_NAME):
        for match in pattern.finditer(document.url.lower()):
            yield "url", "-".join(match.groups())


_ELEMENTS = (
    ('//*[@itemprop="datePublished"]', "itemprop:datePublished"),
    ("//time[@pubdate and @datetime]", "time:pubdate"),
    ('//time[@datetime and contains(@class, "publish")]', "time"),
    ("//article//header//time[@datetime]", "time"),
    ("(//article//time[@datetime] | //main//time[@datetime])[1]", "time"),
    ('//abbr[contains(@class, "published")]', "hentry"),
)


def parse_date(text: str) -> Moment | None:
    """Read one date as pages and feeds write them; None for what is none, or before 1990."""
    text = " ".join(text.split())[:80]
    if len(text) < len("2014-1-1"):
        return None
    try:
        at = _parse(text)
    except (ValueError, OverflowError, TypeError, AttributeError):
        return None
    if at.year < _FIRST_YEAR:
        return None
    is_midnight = (at.hour, at.minute, at.second) == (0, 0, 0)  # a day, written as a time
    if at.tzinfo is None or is_midnight or not (_HAS_TIME.search(text) or _STAMP.fullmatch(text)):
        day = datetime(at.year, at.month, at.day, tzinfo=UTC)
        return Moment(at=day, precision=Precision.DAY, origin=Origin.PAGE)
    return Moment(at=at.astimezone(UTC), precision=Precision.SECOND, origin=Origin.PAGE)


def _parse(text: str) -> datetime:
    if _STAMP.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        # A default that no date equals, so that a text without a year is told from one with it.
        at = date_parser.parse(text, default=datetime(1, 1, 1), tzinfos=_ZONES)
        assert isinstance(at, datetime)
        return at


def _guess(document: Document) -> Found | None:
    """What htmldate finds in the visible text: a day at best."""
    try:
        day = find_date(document.markup, url=document.url or None, original_date=True)
    except (ValueError, TypeError, AttributeError, RecursionError, etree.LxmlError):
        return None
    moment = parse_date(day) if day else None
    return Found(moment=moment, source="htmldate") if moment else None
