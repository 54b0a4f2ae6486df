"""The values of what comparing finds in a story beyond copies: its responsibility timeline,
and where its articles differ.

No I/O here. Numbers of rows are opaque: they only tell the caller which row is meant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .models import Extraction, Independence, Moment, Precision, Span, Stance, Voice


class MatterState(StrEnum):
    """Where a matter stands by what was reported of it, never by what is true.

    ``SETTLED`` only where somebody said so: a conviction, an admission, a retraction.
    """

    UNANSWERED = "unanswered"
    CONTESTED = "contested"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """A responsibility claim as the timeline needs it, with the article that reports it.

    ``at`` is text in ISO 8601, the day alone where ``precision`` is so. ``original`` is the article
    that this one copies, ``relays`` the outlet on which the article or the claim rests alone.
    """

    id: int
    key: str
    article: int
    outlet: str | None
    at: str | None
    precision: Precision
    text: str
    act_span: Span | None
    owner: str | None = None
    original: int | None = None
    copy_of: str | None = None
    relays: str | None = None
    accused: str | None = None
    act: str | None = None
    target: str | None = None
    accuser: str | None = None
    is_target_named: bool = False
    stance: Stance | None = None
    voice: Voice | None = None
    basis: str | None = None
    kind: str | None = None
    stated_confidence: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """What one accuser says of one matter, over all outlets that report it.

    ``claims`` are the reports, earliest first; the first stands for all. ``key`` stays the same
    while the first report and its matter do.
    """

    key: str
    matter: str
    claims: tuple[int, ...]
    articles: int
    first_outlet: str | None
    counts: Independence
    basis: str | None
    kind: str | None
    stated_confidence: str | None
    denied_since: str | None
    denied_by: str | None
    state: MatterState
    settled_by: str | None


class DifferenceKind(StrEnum):
    """In what two articles of a story differ (docs/comparing.md, differences)."""

    OPPOSED_STANCE = "opposed_stance"
    HEDGED_FLAT = "hedged_flat"
    NAMED_ANONYMOUS = "named_anonymous"
    OTHER_SOURCE = "other_source"
    OTHER_ACCUSED = "other_accused"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferingArticle:
    """What looking for differences needs of an article.

    ``copies`` names its original, ``is_plain_copy`` says that it adds nothing to it.
    """

    id: str
    text: str
    title: str
    found: Extraction
    day: date | None = None
    copies: str | None = None
    is_plain_copy: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Side:
    """One side of a difference: the words of an article."""

    article: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where two articles differ; ``why`` is a sentence for the reader."""

    kind: DifferenceKind
    a: Side
    b: Side
    why: str


class StatementChange(StrEnum):
    """What a source says otherwise than before."""

    STANCE = "stance"
    HEDGE = "hedge"
    NUMBER = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A claim of a named source in a story. ``at`` and ``precision`` as of :class:`Blame`."""

    id: int
    source: str
    article: int
    at: str | None
    precision: Precision
    content: str
    stance: Stance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEntry:
    """A claim's place among all that its source says in a story, the earliest first.

    ``change`` says what is otherwise than in the claim ``earlier``, ``why`` in a few words how.
    """

    claim: int
    place: int
    of: int
    first_at: str | None
    last_at: str | None
    change: StatementChange | None = None
    earlier: int | None = None
    why: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheck:
    """What a fact-checker says of a claim, as its ClaimReview tells it."""

    key: str
    url: str
    claim: str
    reviewer: str
    claimant: str | None = None
    claimed_at: str | None = None
    published: Moment | None = None
    rating: str | None = None
    rating_value: float | None = None
    best_rating: float | None = None
    worst_rating: float | None = None
    appearances: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupHit:
    """A claim of a group that is like a text, from 0 to 1 (docs/comparing.md, match)."""

    group: int
    content: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheckMatch:
    """That a fact-check may be on a claim group; ``why`` is for the person who decides."""

    group: int
    score: float
    why: str
