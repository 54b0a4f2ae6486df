"""Articles and claims set side by side: copies, independent outlets, claim groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from .found import Spans
from .vocabularies import Precision, Quotation, SourceType, Stance


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
