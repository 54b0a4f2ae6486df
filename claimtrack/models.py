"""The values that cross the borders of modules, and the closed vocabularies.

No I/O and no row ids here. Offsets are code points, half-open, into one text: the text of one
:class:`Revision`, or the file given to ``claimtrack extract``. ``None`` means that the program
could not decide; a vocabulary's ``unknown`` means that the text does not say.
Definitions of the fields of a claim: ``docs/claims.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

# --- closed vocabularies ------------------------------------------------------------------------


class OutletKind(StrEnum):
    """What sort of house an outlet is."""

    AGENCY = "agency"
    PAPER = "paper"
    BROADCASTER = "broadcaster"
    MAGAZINE = "magazine"
    BLOG = "blog"
    OFFICIAL = "official"


class StorePolicy(StrEnum):
    """How much of an outlet's text may be stored."""

    FULL = "full"
    EXCERPT = "excerpt"
    NONE = "none"


class Precision(StrEnum):
    """How exactly a moment is known."""

    SECOND = "second"
    DAY = "day"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Who told the moment: the feed, the page, or only our own clock when we first saw it."""

    FEED = "feed"
    PAGE = "page"
    SEEN = "seen"


class TextKind(StrEnum):
    """How much of the article the stored text is."""

    FULL = "full"
    TRUNCATED = "truncated"
    SUMMARY = "summary"
    HEADLINE = "headline"


class TextOrigin(StrEnum):
    """Where the stored text comes from."""

    PAGE = "page"
    FEED = "feed"
    IMPORT = "import"


class Outcome(StrEnum):
    """How one attempt to fetch ended."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    DNS = "dns"
    TLS = "tls"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    HTTP = "http"
    TOO_LARGE = "too_large"
    REDIRECT = "redirect"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    NO_FILE = "no_file"
    NOT_A_FEED = "not_a_feed"
    NOT_A_PAGE = "not_a_page"
    NO_TEXT = "no_text"
    CONSENT = "consent"
    PAYWALL = "paywall"


class MentionKind(StrEnum):
    """What a named mention names."""

    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    WORK = "work"
    EVENT = "event"
    GROUP = "group"


class SourceType(StrEnum):
    """What kind of source a claim rests on (docs/claims.md, source_type)."""

    PERSON = "person"
    ORGANIZATION = "organization"
    OUTLET = "outlet"
    DOCUMENT = "document"
    OFFICIAL = "official"
    ANONYMOUS = "anonymous"
    GROUP = "group"
    AUTHOR = "author"
    UNKNOWN = "unknown"


class Quotation(StrEnum):
    """Whether all, part or none of the content stands in quotation marks."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    """What the source commits to (docs/claims.md, stance).

    ``SELF_CLAIMS`` belongs to responsibility claims only, ``DIRECTS`` and ``EVALUATES`` to
    attribution claims only.
    """

    ASSERTS = "asserts"
    HEDGES = "hedges"
    DENIES = "denies"
    QUESTIONS = "questions"
    DIRECTS = "directs"
    EVALUATES = "evaluates"
    WITHHOLDS = "withholds"
    SELF_CLAIMS = "self_claims"


class Tone(StrEnum):
    """How the article frames the cue (docs/claims.md, tone)."""

    NEUTRAL = "neutral"
    ENDORSING = "endorsing"
    DISTANCING = "distancing"


class Voice(StrEnum):
    """Whether the article itself or a source in it holds somebody responsible."""

    AUTHOR = "author"
    SOURCE = "source"


class Basis(StrEnum):
    """What an attribution of responsibility is said to rest on."""

    TECHNICAL_EVIDENCE = "technical_evidence"
    INTELLIGENCE = "intelligence"
    LEGAL_FINDING = "legal_finding"
    OFFICIAL_STATEMENT = "official_statement"
    VICTIM_STATEMENT = "victim_statement"
    MEDIA_INVESTIGATION = "media_investigation"
    WITNESS = "witness"
    DOCUMENT = "document"
    SELF_CLAIM = "self_claim"
    UNKNOWN = "unknown"


class ConfidenceLevel(StrEnum):
    """How sure the accuser is said to be."""

    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class DatePrecision(StrEnum):
    """How much of a date the text gives."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class HedgeKind(StrEnum):
    """By what a text keeps open whether something is so (docs/claims.md, hedges)."""

    MODAL = "modal"
    ADVERB = "adverb"
    APPROXIMATOR = "approximator"
    EVIDENTIAL = "evidential"
    CONDITIONAL = "conditional"


class AttributionKind(StrEnum):
    """In what capacity somebody is held responsible."""

    TECHNICAL = "technical"
    OFFICIAL = "official"
    LEGAL = "legal"
    UNOFFICIAL = "unofficial"
    MEDIA = "media"
    SELF = "self"
    UNKNOWN = "unknown"


class ChangeKind(StrEnum):
    """What an edit of an article did to its claims (docs/operations.md, changes)."""

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    SOURCE_CHANGED = "source_changed"
    HEDGE_ADDED = "hedge_added"
    HEDGE_REMOVED = "hedge_removed"
    DENIAL_ADDED = "denial_added"
    NUMBER_CHANGED = "number_changed"
    HEADLINE_CHANGED = "headline_changed"
    CORRECTION_NOTE = "correction_note"


# --- outlets, feeds, pages ----------------------------------------------------------------------


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One look at an article's page. ``next_at`` is the next look; None: there is none.

    ``is_had`` tells whether the page came (or had not changed); ``url`` is where it was then.
    """

    at: datetime
    is_had: bool
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    next_at: datetime | None = None


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


# --- what is found in a text --------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Span:
    """Half-open range of code points, never empty."""

    start: int
    end: int


Spans = tuple[Span, ...]
"""A part of a claim: several spans where it is broken, none where it is absent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Which rule or model decided a field, and how sure it is (None: not estimated)."""

    field: str
    rule: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A name in the text; ``name`` is the fullest form that the article gives for it."""

    span: Span
    kind: MentionKind
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What somebody decided of two names: that they mean the ``same``, or are kept ``apart``.

    ``split``: in the article at ``url`` the name means ``other``.
    """

    ruling: str
    kind: MentionKind
    name: str
    other: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ascription:
    """What somebody says of an entity, such as the state suspected behind it: no fact."""

    field: str
    value: str
    said_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Referent:
    """Whom or what some words name: ``name`` in its fullest form, ``kind`` where it is a name.

    ``name`` None: two candidates or none. ``rule`` says how it was found. ``described`` are the
    words before that a pronoun stands for.
    """

    name: str | None
    kind: MentionKind | None
    rule: str
    is_several: bool = False
    described: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hedge:
    """Words that keep the content open, and whose they are: the source's or the article's."""

    span: Span
    kind: HedgeKind
    whose: Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributionClaim:
    """Somebody (source) says (cue) something (content), as the article reports it.

    ``anonymity`` is the reason that the article states for not naming the source.
    """

    source: Spans
    cue: Spans
    content: Spans
    source_name: str | None = None
    source_type: SourceType | None = None
    quotation: Quotation | None = None
    stance: Stance | None = None
    tone: Tone | None = None
    hedges: tuple[Hedge, ...] = ()
    anonymity: Span | None = None
    confidence: float | None = None
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponsibilityClaim:
    """Somebody (accused) is held to have done something harmful (act) to somebody (target).

    ``accuser_names`` has every accuser where several speak together. ``attributed`` are the words
    that date the accusation, not the act.
    """

    accused: Span | None
    act: Span | None
    target: Span | None = None
    accuser: Span | None = None
    accused_name: str | None = None
    target_name: str | None = None
    accuser_name: str | None = None
    accuser_names: tuple[str, ...] = ()
    stance: Stance | None = None
    voice: Voice | None = None
    basis: Basis | None = None
    kind: AttributionKind | None = None
    stated_confidence: str | None = None
    confidence_level: ConfidenceLevel | None = None
    attributed: Span | None = None
    confidence: float | None = None
    why: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one text holds, in order of appearance."""

    mentions: tuple[Mention, ...] = field(default=())
    attributions: tuple[AttributionClaim, ...] = field(default=())
    responsibility: tuple[ResponsibilityClaim, ...] = field(default=())

    def carrier(self, claim: ResponsibilityClaim) -> AttributionClaim | None:
        """The narrowest attribution whose content holds the act of ``claim``; None if none does."""
        return carrier_of(claim.act, self.attributions) if claim.act else None


def carrier_of(span: Span, attributions: Iterable[AttributionClaim]) -> AttributionClaim | None:
    """The narrowest attribution whose content holds ``span``; None if none does."""
    holding = [a for a in attributions if covers(a.content, span)]
    return min(holding, key=lambda a: sum(s.end - s.start for s in a.content), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that an edit did; ``before`` and ``after`` are the sentences, None where absent."""

    kind: ChangeKind
    before: str | None = None
    after: str | None = None
    source: str | None = None
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """What somebody wants to be told of. All parts that are given must be met, one word of each.

    ``story`` holds numbers of stories, URLs of the articles they began with, or words of titles.
    """

    name: str
    source: tuple[str, ...] = ()
    accused: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    story: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedClaim:
    """A claim with its article, as it stands in the wide tables.

    ``story_title`` and ``story_url`` are those of the article that its story began with.
    """

    outlet: str | None
    title: str
    url: str | None
    published_at: str | None
    source: str | None
    content: str | None
    accused: str | None
    story: int | None = None
    story_title: str | None = None
    story_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A claim that met a watch. ``at`` is when it was found; None before it is stored."""

    key: str
    watch: str
    claim: ReportedClaim
    at: datetime | None = None


def covers(spans: Spans, span: Span) -> bool:
    """Whether one of ``spans`` holds all of ``span``."""
    return any(s.start <= span.start and span.end <= s.end for s in spans)


def digest(*parts: str | None) -> str:
    """Hex SHA-256 of the parts in order; an absent part differs from an empty one."""
    sha = hashlib.sha256()
    for part in parts:
        data = b"\x00" if part is None else b"\x01" + part.encode("utf-8", "surrogatepass")
        sha.update(len(data).to_bytes(8, "big") + data)
    return sha.hexdigest()


# --- articles compared --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedArticle:
    """What comparing needs of an article. ``day`` is None where no date is known.

    ``host`` is the internet host or the outlet's name, whatever the same page furniture goes with.
    """

    id: str
    title: str
    body: str
    host: str | None = None
    day: date | None = None
    byline: str = ""


class CopyKind(StrEnum):
    """Whether a copy adds own reporting."""

    PLAIN = "plain"
    EXTENDED = "extended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """An article that copies another. ``share`` is how much of its own words stand there, 0 to 1.

    ``why`` is a sentence for the reader.
    """

    id: str
    copy_of: str
    share: float
    kind: CopyKind
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletReport:
    """One report for counting: whose, copied from which outlet, resting on which outlet alone."""

    outlet: str | None
    owner: str | None = None
    copy_of: str | None = None
    relays: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subtracted:
    """An outlet that does not count as independent, and why."""

    outlet: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence:
    """Outlets counted twice: all, and the independent ones."""

    outlets: int
    independent: int
    subtracted: tuple[Subtracted, ...] = ()


# --- claims that state the same -----------------------------------------------------------------


class MemberState(StrEnum):
    """Whether a claim belongs to a group by the program alone, or by what a person decided."""

    SUGGESTED = "suggested"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class GroupAction(StrEnum):
    """What a person did to a claim group."""

    CREATE = "create"
    CONFIRM = "confirm"
    REJECT = "reject"
    SPLIT = "split"
    MERGE = "merge"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """A claim of a group, with its article. ``score`` and ``why`` tell why it was put there.

    ``id`` is the claim's number, None where the claim was not found again after a re-extraction.
    ``quote`` are the quoted words by which it is known.
    """

    id: int | None
    article: int
    quote: str
    state: MemberState
    score: float | None
    why: str
    revision: int | None = None
    outlet: str | None = None
    published_at: str | None = None
    published_precision: Precision = Precision.UNKNOWN
    title: str = ""
    url: str | None = None
    story: int | None = None
    copy_of: int | None = None
    source: str | None = None
    source_type: SourceType | None = None
    cue: str = ""
    stance: Stance | None = None
    quotation: Quotation | None = None
    confidence: float | None = None
    content: Spans = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimGroup:
    """Claims that state the same about the same, whoever says it and however firmly.

    ``members`` are in order of publication, those a person took out left out. ``merged_into`` is
    the group that took this one's claims over.
    """

    id: int
    story: int | None
    state: MemberState
    merged_into: int | None
    counts: Independence
    stances: dict[str, int]
    members: tuple[GroupMember, ...] = ()

    @property
    def is_opposed(self) -> bool:
        """Whether some assert what others deny."""
        return is_opposed(self.stances)


def is_opposed(stances: Iterable[str]) -> bool:
    """Whether among the stances is a denial and one that is none."""
    found = set(stances)
    return Stance.DENIES in found and bool({Stance.ASSERTS, Stance.HEDGES} & found)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupDecision:
    """What a person decided on a group: who, when, and of which claim (None: of all of it)."""

    at: datetime
    who: str
    action: GroupAction
    group: int
    other: int | None = None
    article: int | None = None
    quote: str | None = None
    note: str | None = None
