"""What a feed and a page said of one article → what is kept of it.

Decides only; fetches and stores nothing. The page wins over the feed for words, unless the feed
carries clearly more of them; the more exact date wins, the page's where both are as exact, since
feeds give old items new dates.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from .models import (
    FeedEntry,
    Moment,
    Origin,
    Page,
    Precision,
    Revision,
    Sighting,
    TextKind,
    TextOrigin,
)
from .text import clean_line, normal_text

# A feed's content counts as the fuller text where it has this many times the page's words: pages
# behind a paywall show a paragraph, while some of their feeds carry the whole article.
_FULLER = 1.5
_AHEAD = timedelta(days=1)
_FULL_WORDS = 120  # shorter feed contents are taken for summaries


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedText:
    """The words of a feed entry without markup, by where the feed put them."""

    content: str
    summary: str


def sight_page(
    page: Page,
    url: str,
    *,
    entry: FeedEntry,
    feed_text: FeedText,
    outlet: str | None,
    country: str | None,
    seen_at: datetime,
) -> Sighting:
    """Join what the page at ``url`` and the feed entry that led to it said.

    The article's identity is the page's canonical URL. Limit: a site that names one canonical URL
    on several articles would join them; :mod:`.articles` takes none of another site or a home page.
    """
    body, kind, origin = page.body_text, page.text_kind, TextOrigin.PAGE
    if len(feed_text.content.split()) > max(_FULL_WORDS, _FULLER * len(body.split())):
        body, kind, origin = feed_text.content, TextKind.FULL, TextOrigin.FEED
    key = page.canonical_url or url
    feed_published = entry.published or entry.updated
    return Sighting(
        key=key,
        url=key,
        aliases=tuple(u for u in (url, entry.url) if u and u != key),
        revision=Revision(
            title=clean_line(page.title or entry.title),
            byline=_byline(page.authors or entry.authors),
            text=normal_text(page.title or entry.title, body),
        ),
        text_kind=kind,
        origin=origin,
        seen_at=seen_at,
        outlet=outlet,
        country=country,
        language=page.language,
        feed_published=feed_published,
        page_published=page.published,
        date_source=page.date_source,
        published=choose_moment(_past(feed_published, seen_at), _past(page.published, seen_at))
        or _seen(seen_at),
    )


def sight_again(
    page: Page, url: str, *, outlet: str | None, country: str | None, seen_at: datetime
) -> Sighting:
    """What the page at ``url`` says of an article that is known."""
    nothing = FeedEntry(key="", url=None)
    return sight_page(
        page,
        url,
        entry=nothing,
        feed_text=FeedText(content="", summary=""),
        outlet=outlet,
        country=country,
        seen_at=seen_at,
    )


def sight_entry(
    entry: FeedEntry,
    *,
    feed_text: FeedText,
    outlet: str,
    country: str | None,
    language: str | None,
    seen_at: datetime,
) -> Sighting | None:
    """What the feed alone said, where the page cannot be had; None without a link or title."""
    if entry.url is None or not entry.title:
        return None
    body, kind = feed_text.content, TextKind.FULL
    if len(body.split()) < _FULL_WORDS:
        body = max(feed_text.content, feed_text.summary, key=len)
        kind = TextKind.SUMMARY if body else TextKind.HEADLINE
    published = _past(entry.published or entry.updated, seen_at)
    return Sighting(
        key=entry.url,
        url=entry.url,
        revision=Revision(
            title=clean_line(entry.title),
            byline=_byline(entry.authors),
            text=normal_text(entry.title, body),
        ),
        text_kind=kind,
        origin=TextOrigin.FEED,
        seen_at=seen_at,
        outlet=outlet,
        country=country,
        language=language,
        feed_published=entry.published or entry.updated,
        published=choose_moment(published, None) or _seen(seen_at),
    )


def choose_moment(feed: Moment | None, page: Moment | None) -> Moment | None:
    """The more exact of the two dates, the page's where both are as exact; None without any."""
    dates = [moment for moment in (page, feed) if moment]
    return max(dates, key=lambda moment: _EXACTNESS[moment.precision], default=None)


_EXACTNESS = {Precision.UNKNOWN: 0, Precision.DAY: 1, Precision.SECOND: 2}


def _past(moment: Moment | None, seen_at: datetime) -> Moment | None:
    """``moment``, unless it lies ahead: nothing is out tomorrow. A day is left for wrong zones."""
    if moment is None or moment.at > seen_at + _AHEAD:
        return None
    return moment


def _seen(at: datetime) -> Moment:
    """Not before our clock can an article be known to be out: a date of unknown precision."""
    return Moment(at=at.astimezone(UTC), precision=Precision.UNKNOWN, origin=Origin.SEEN)


def _byline(authors: tuple[str, ...]) -> str:
    return ", ".join(name for name in map(clean_line, authors) if name)
