"""The closed vocabularies: every value that a coded field may have."""

from __future__ import annotations

from enum import StrEnum


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


class ReservationPolicy(StrEnum):
    """Whether a site's reservations are obeyed, or only stored since there is a licence."""

    OBEY = "obey"
    RECORD = "record"


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
    RESERVED = "reserved"
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


class Withdrawable(StrEnum):
    """What can be withdrawn (docs/trust.md)."""

    CLAIM = "claim"
    ARTICLE = "article"
    OUTLET = "outlet"
    PERSON = "person"


class Judgement(StrEnum):
    """What a reviewer says of a claim. ``CLEARED`` takes back all that was said before."""

    RIGHT = "right"
    WRONG = "wrong"
    CORRECTED = "corrected"
    CLEARED = "cleared"
