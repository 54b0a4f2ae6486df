"""The values that pages show: what :mod:`.store.reading` loads and :mod:`.render` draws.

Times are as stored, ISO 8601 in UTC, and a day alone where no time is known. Words may be cut with
"…" or absent where a published database holds no more of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from .coding import Precision
from .models import AttributionClaim, ResponsibilityClaim

CAUTION = "an attribution, not a fact"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleLine:
    """An article, as far as one line of a list tells it."""

    id: int
    title: str
    outlet: str | None
    published_at: str | None
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownClaim:
    """An attribution claim with its words. ``found`` holds its spans, fields and reasons.

    ``inside`` is the key of the claim in whose content it stands.
    """

    id: int
    key: str
    found: AttributionClaim
    source: str | None
    source_words: str | None
    cue: str
    content: str
    extractor: str
    article: ArticleLine
    inside: str | None = None
    anonymity: str | None = None
    review: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownBlame:
    """A responsibility claim with its words; ``statement`` says who says it, where and when.

    ``denials`` are statements of claims that deny it for the same name, from any article.
    """

    id: int
    key: str
    found: ResponsibilityClaim
    statement: str
    accused: str | None
    act: str | None
    target: str | None
    accuser: str | None
    cue: str | None
    content: str | None
    claim: int | None
    article: ArticleLine
    denials: tuple[str, ...] = ()
    attributed_at: str | None = None
    review: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionLine:
    """One state of an article's words, and which run and extractor read it."""

    id: int
    title: str
    hash: str
    seen_at: str
    words: int
    text: str
    run: int | None
    extractor: str | None
    analysed_at: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedClaims:
    """What an edit did to the claims of an article, by their exact words."""

    gone: tuple[ShownClaim, ...]
    added: tuple[ShownClaim, ...]
    kept: int
    blames_gone: tuple[ShownBlame, ...]
    blames_added: tuple[ShownBlame, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """An edit of an article, from one revision to the next one seen."""

    before: RevisionLine
    after: RevisionLine
    claims: EditedClaims


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """An article, one of its revisions in full, and its edits."""

    line: ArticleLine
    byline: str
    published_precision: str
    published_origin: str | None
    country: str | None
    language: str | None
    text_kind: str
    first_seen_at: str
    story: int | None
    copy_of: ArticleLine | None
    revision: RevisionLine
    is_current: bool
    claims: tuple[ShownClaim, ...]
    blames: tuple[ShownBlame, ...]
    revisions: tuple[RevisionLine, ...]
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How often something is so; ``detail`` qualifies the label."""

    label: str
    n: int
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alias:
    """Words that were taken for a name: how often, by which rule, and one article to see it in."""

    words: str
    rule: str
    n: int
    article: ArticleLine


@dataclass(frozen=True, slots=True, kw_only=True)
class EntityAlias:
    """A name of the entity that the page's name means: why, and the first article that has it."""

    entity: int
    name: str
    words: str
    kind: str
    how: str
    article: ArticleLine | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one source is reported to have said in one article."""

    article: ArticleLine
    claims: tuple[ShownClaim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOn:
    """What one source is reported to have said on one story; ``story`` None: of no story."""

    story: int | None
    title: str | None
    articles: tuple[Said, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePage:
    """Everything one name is reported to have said, newest first, a page at a time.

    ``gap_outlets`` could not be read on some day from first to last, ``gap_days`` in all.
    """

    name: str
    types: tuple[Count, ...]
    claims: int
    direct: int
    articles: int
    outlets: tuple[Count, ...]
    stances: tuple[Count, ...]
    months: tuple[Count, ...]
    first_at: str | None
    last_at: str | None
    gap_days: int
    gap_outlets: int
    named: tuple[Count, ...]
    aliases: tuple[Alias, ...]
    entities: tuple[EntityAlias, ...]
    matters: tuple[SaidOn, ...]
    accused_of: tuple[ShownBlame, ...]
    accused_count: int
    accuses: tuple[ShownBlame, ...]
    accuses_count: int
    denials: tuple[ShownBlame, ...]
    page: int
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """How one feed of an outlet does."""

    url: str
    outcome: str | None
    failures: int
    polled_at: str | None
    succeeded_at: str | None
    entries: int
    detail: str | None
    active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """A time in which a feed could not be read."""

    outlet: str
    url: str
    since: str | None
    until: str | None
    attempts: int
    outcome: str
    detail: str | None
    lost: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share with the numbers behind it; ``means`` says what is counted."""

    label: str
    n: int
    total: int
    means: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletPage:
    """An outlet: its feeds, its gaps, how it sources, and its newest articles."""

    name: str
    domain: str | None
    country: str | None
    language: str | None
    kind: str | None
    owner: str | None
    terms_url: str | None
    articles: int
    full_articles: int
    claims: int
    full_claims: int
    feeds: tuple[FeedLine, ...]
    gap_count: int
    gaps: tuple[GapLine, ...]
    source_types: tuple[Share, ...]
    manners: tuple[Share, ...]
    anonymity: tuple[Share, ...]
    sources: tuple[Count, ...]
    newest: tuple[ArticleLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLine:
    """A run of a command that writes."""

    id: int
    command: str
    state: str
    started_at: str
    finished_at: str | None
    articles: int
    claims: int
    feeds: int
    feeds_failed: int
    pages_failed: int
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedName:
    """A name that is held responsible by some and said not to be by others, within one story."""

    accused: str
    asserted: int
    denied: int
    blames: tuple[ShownBlame, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestedStory:
    """A story in which attributions of responsibility contradict each other."""

    story: int
    title: str
    articles: int
    outlets: int
    last_at: str | None
    names: tuple[ContestedName, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The database at a glance."""

    articles: int
    claims: int
    responsibility_claims: int
    outlets: int
    sources: int
    run: RunLine | None
    gap_count: int
    gaps: tuple[GapLine, ...]
    contested: tuple[ContestedStory, ...]
    top_sources: tuple[Count, ...]
    newest: tuple[ArticleLine, ...]
    outlet_counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """One claim on a page of its own, to be cited: with run, extractor and the text's hash."""

    claim: ShownClaim
    is_current: bool
    revision: RevisionLine
    blames: tuple[ShownBlame, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """A table or view and its columns."""

    name: str
    is_view: bool
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How right the fields of one kind of claims are; ``outlet`` None: of all."""

    kind: str
    outlet: str | None
    figures: tuple[Precision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Coded claims of like confidence: what was told, and how many were right, with interval."""

    told: float
    right: int
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultsPage:
    """What is known of the faults of a database."""

    measured: tuple[Measured, ...]
    by_outlet: tuple[Measured, ...]
    coders: int
    coded: int
    calibration: tuple[Bin, ...]
    text_kinds: tuple[Count, ...]
    skipped: tuple[Count, ...]
    gaps: tuple[GapLine, ...]
    gaps_total: int
    gone: tuple[Count, ...]
    reviewed: tuple[Count, ...]
    withdrawn: int
    extractors: tuple[Count, ...]
