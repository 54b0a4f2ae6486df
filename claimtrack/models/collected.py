"""Outlets, feeds, pages, and what is known of an article when it was fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .found import digest
from .vocabularies import (
    Origin,
    Outcome,
    OutletKind,
    Precision,
    ReservationPolicy,
    StorePolicy,
    TextKind,
    TextOrigin,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed of an outlet. ``topics`` empty keeps all; ``interval`` is seconds between polls."""

    url: str
    topics: tuple[str, ...] = ()
    interval: int = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """A news house as ``feeds.yaml`` describes it. ``None`` where the file is silent.

    ``mirror`` names folders from which its pages are read instead of the network, first hit wins.
    """

    name: str
    domain: str
    country: str | None = None
    language: str | None = None
    kind: OutletKind | None = None
    owner: str | None = None
    terms_url: str | None = None
    store: StorePolicy = StorePolicy.FULL
    keep_days: int | None = None
    reservations: ReservationPolicy = ReservationPolicy.OBEY
    mirror: tuple[str, ...] = ()
    feeds: tuple[Feed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A point in time in UTC and how exactly it is known (a day's ``at`` is its midnight UTC)."""

    at: datetime
    precision: Precision
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedEntry:
    """What a feed said of one article, and only that; ``url`` is absolute, or None."""

    key: str
    url: str | None
    title: str | None = None
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    updated: Moment | None = None
    summary: str | None = None
    content: str | None = None
    topics: tuple[str, ...] = ()

    @property
    def hash(self) -> str:
        """Changes when the words or the link of the entry change; feeds re-date old items."""
        return digest(self.url, self.title, self.summary, self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed as it was sent. ``problem`` is what the parser had to overlook, if anything.

    ``form`` is the parser's name of the format: ``rss20``, ``atom10``, ``json11`` and so on.
    ``ttl`` is how many seconds the feed says it stays as it is.
    """

    form: str
    title: str | None
    link: str | None
    language: str | None
    entries: tuple[FeedEntry, ...]
    problem: str | None = None
    ttl: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What one article page said. ``date_source`` names where in the page the date stood.

    ``is_gated`` tells that the rest of the text is for those who pay or sign in.
    """

    title: str | None
    authors: tuple[str, ...]
    published: Moment | None
    date_source: str | None
    language: str | None
    body_text: str
    text_kind: TextKind
    canonical_url: str | None
    is_gated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """One attempt to fetch ``url``; a failure is a value too. ``body`` is empty unless OK.

    ``moved_to`` is set when every hop to ``final_url`` was a permanent redirect.
    ``rights`` is what is reserved (:mod:`.reservations`).
    ``retry_after`` and ``max_age`` are in seconds; ``max_age`` is how long the answer stays good.
    """

    url: str
    final_url: str
    outcome: Outcome
    at: datetime
    seconds: float
    status: int | None = None
    content_type: str | None = None
    body: bytes = b""
    etag: str | None = None
    last_modified: str | None = None
    moved_to: str | None = None
    retry_after: float | None = None
    detail: str | None = None
    max_age: int | None = None
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One look at an article's page. ``next_at`` is the next look; None: there is none.

    ``is_had`` tells whether the page came (or had not changed); ``url`` is where it was then.
    ``state`` is gone or retracted, ``rights`` what is reserved and to be
    obeyed (None: not told this time).
    """

    at: datetime
    is_had: bool
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    next_at: datetime | None = None
    state: str | None = None
    rights: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """The words of an article at one fetch. ``text`` is in the normal form of :mod:`.text`."""

    title: str
    byline: str
    text: str

    @property
    def hash(self) -> str:
        """Identity of the words; whatever changes by itself (dates, links) is left out."""
        return digest(self.title, self.byline, self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """All that is to be kept of one article at one sighting, from whatever said it.

    ``key`` is the article's identity: its canonical URL, or the id it was imported with.
    ``aliases`` are further URLs under which it was seen.
    """

    key: str
    url: str | None
    revision: Revision
    text_kind: TextKind
    origin: TextOrigin
    seen_at: datetime
    outlet: str | None = None
    country: str | None = None
    language: str | None = None
    external_id: str | None = None
    feed_published: Moment | None = None
    page_published: Moment | None = None
    date_source: str | None = None
    published: Moment | None = None
    aliases: tuple[str, ...] = ()
