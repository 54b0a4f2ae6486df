"""What a feed's fields say → lines, texts, moments and keys; shared by all forms of feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from lxml import html as lxml_html
from lxml.etree import LxmlError

from .. import lexicon
from ..models import FeedEntry, Moment, Origin, Precision, digest
from ..text import clean, clean_line

LONGEST_LINE = 2_000  # code points kept of a title; longer ones are attacks or lost markup
_LONGEST_TEXT = 2_000_000
_MOST_AUTHORS = 50
_MOST_TOPICS = 100
_EARLIEST = 1990  # earlier years are the zero of some clock, not a date of news
_TIME = re.compile(r"\d{1,2}[:.]\d{2}|T\d{4}")  # a date as written holds a time of day
# "Seg, 24 Set 2018 19:22:00 -0300": the form of RFC 822, with the words of another language.
_WORDED = re.compile(
    r"(?:[^\W\d]+\.?,?\s+)?(\d{1,2})\.?\s+(?:de\s+)?([^\W\d]{3,10})\.?,?\s+(?:de\s+)?(\d{4})"
    r"(?:,?\s+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*(?:([+-])(\d{2}):?(\d{2})|GMT|UTC?|Z))?)?",
)


def line(value: object) -> str | None:
    """``value`` on one line and of bearable length; None where it says nothing."""
    if not isinstance(value, str):
        return None
    return clean_line(value[: LONGEST_LINE * 4])[:LONGEST_LINE] or None


def text(value: object) -> str | None:
    """``value`` cleaned, of bearable length; None where it says nothing."""
    return clean(value[:_LONGEST_TEXT]) or None if isinstance(value, str) else None


def string(value: object) -> str | None:
    """``value`` if it is a string."""
    return value if isinstance(value, str) else None


def plain(title: object) -> str | None:
    """A title without the markup that some feeds put into it."""
    if not isinstance(title, str):
        return None
    title = title[: LONGEST_LINE * 4]
    if "<" not in title and "&" not in title:
        return title
    try:
        return str(lxml_html.fromstring(f"<div>{clean(title)}</div>").text_content())
    except (LxmlError, ValueError):
        return title


def lines(values: Iterable[object], most: int) -> tuple[str, ...]:
    """The values that say something, each once, in their order."""
    found: dict[str, None] = {}
    for value in values:
        if said := line(plain(value)):
            found[said] = None
        if len(found) == most:
            break
    return tuple(found)


def authors(values: Iterable[object]) -> tuple[str, ...]:
    """Names of authors, without the halves of addresses that a parser left beside them."""
    return lines((_name(v) for v in values if isinstance(v, str)), _MOST_AUTHORS)


def _name(author: str) -> str:
    before, bracket, inside = author[: LONGEST_LINE * 4].partition("(")
    if not bracket or ")" in inside:
        return author
    return before if inside.strip() in ("", "mailto:") else inside


def topics(values: Iterable[object]) -> tuple[str, ...]:
    """Categories of an entry."""
    return lines(values, _MOST_TOPICS)


def moment_of(at: datetime, said: str) -> Moment | None:
    """``at`` as the feed wrote it; None where it is the zero of a clock."""
    try:
        at = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except OverflowError:
        return None
    if at.year < _EARLIEST:
        return None
    exact = Precision.SECOND if _TIME.search(said) else Precision.DAY
    return Moment(at=at, precision=exact, origin=Origin.FEED)


def moment(said: object) -> Moment | None:
    """A date in ISO 8601 or RFC 822, in English or another language's words."""
    written = line(said)
    if not written:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime, _worded):
        try:
            return moment_of(read(written), written)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _worded(said: str) -> datetime:
    """Raises ValueError where ``said`` is no date."""
    found = _WORDED.fullmatch(said.casefold().replace("gmt", "GMT").replace("utc", "UTC"))
    month = lexicon.pairs("months").get(found[2]) if found else None
    if found is None or month is None:
        raise ValueError(said)
    day, _, year, hour, minute, second, sign, hours, minutes = found.groups(default="0")
    zone = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
    return datetime(
        *(int(year), int(month), int(day)),
        *(int(hour), int(minute), int(second)),
        tzinfo=timezone(zone),
    )


def with_keys(entries: Iterable[FeedEntry]) -> tuple[FeedEntry, ...]:
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
    return replace(entry, key=key[:LONGEST_LINE])
