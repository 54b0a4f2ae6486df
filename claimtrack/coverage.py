"""What pages on stories and groups of claims show: one event, one claim, across outlets."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Stance, Subtracted
from .pages import ArticleLine, Count, ShownBlame, ShownClaim


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article of a story: where it comes from, and whom it alone hears.

    ``copy_of`` is an earlier article in which ``share`` of its words stand. ``own_sources`` are
    named sources that no other outlet of the story hears, ``sources`` counts all named ones.
    """

    article: ArticleLine
    precision: str
    text_kind: str
    claims: int
    responsibility_claims: int
    sources: int
    own_sources: tuple[str, ...]
    copy_of: ArticleLine | None = None
    share: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """What one accuser says of one matter, told by its first report; counted over all outlets."""

    blame: ShownBlame
    first_outlet: str | None
    articles: int
    outlets: int
    independent: int
    denied_since: str | None
    denied_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One accused and one sort of act in a story: who says what of it, and how it stands."""

    key: str
    accused: str | None
    act: str | None
    state: str
    settled_by: str | None
    positions: tuple[Position, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where two reports of a story differ, in the words of both; which is right is not said."""

    kind: str
    why: str | None
    a: ArticleLine
    a_words: str | None
    b: ArticleLine
    b_words: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A story: its reports first to last, who is heard, and who is held responsible.

    ``blames`` are in no matter: whom they mean is not named. ``blames_count`` counts all.
    """

    id: int
    title: str
    first_at: str | None
    last_at: str | None
    articles: int
    copies: int
    outlets: int
    independent: int
    subtracted: tuple[Subtracted, ...]
    reports: tuple[Report, ...]
    sources: tuple[Count, ...]
    groups: tuple[GroupLine, ...]
    differences: tuple[Difference, ...]
    differences_count: int
    matters: tuple[Matter, ...]
    blames: tuple[ShownBlame, ...]
    blames_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupLine:
    """A group of claims that state the same, as far as one line of a list tells it.

    ``content`` is that of its first report; ``opposed``: some assert what others deny.
    """

    id: int
    content: str
    source: str | None
    source_type: str | None
    outlet: str | None
    first_at: str | None
    last_at: str | None
    claims: int
    outlets: int
    independent: int
    stances: tuple[Count, ...]
    opposed: bool
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMember:
    """One report of a group: the claim, why it was put there, and what responsibility it tells.

    ``article_key`` stays the same when the database is made again.
    """

    claim: ShownClaim
    article_key: str
    precision: str
    is_confirmed: bool
    score: float | None
    why: str
    copy_of: ArticleLine | None
    blames: tuple[ShownBlame, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCheckLine:
    """A fact-check of somebody else that is, or may be, on the claim of a group."""

    url: str
    reviewer: str
    rating: str | None
    claim: str
    published_at: str | None
    is_confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPage:
    """A group of claims: what outlets report in which words, first to last.

    ``lost`` counts claims that were not found again after the texts were read anew.
    """

    line: GroupLine
    merged_into: int | None
    story: int | None
    story_title: str | None
    subtracted: tuple[Subtracted, ...]
    members: tuple[GroupMember, ...]
    lost: int
    factchecks: tuple[FactCheckLine, ...]

    @property
    def denials(self) -> tuple[GroupMember, ...]:
        """The reports in which somebody says that it is not so."""
        return tuple(m for m in self.members if m.claim.found.stance is Stance.DENIES)

    @property
    def statement(self) -> str:
        """The claim as a sentence that says who says it, where and when."""
        line = self.line
        return (
            f"“{line.content or '(words not published)'}”, according to "
            f"{line.source or 'nobody named'}, in {line.outlet or 'an outlet not named'}, "
            f"{(line.first_at or 'date unknown')[:10]}"
        )
