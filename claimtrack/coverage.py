"""What pages on stories and groups of claims show: one event, one claim, across outlets."""

from __future__ import annotations

from dataclasses import dataclass

from .models import Subtracted
from .pages import ArticleLine, Count, ShownBlame


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
class StoryPage:
    """A story: its reports first to last, who is heard, and who is held responsible."""

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
    blames: tuple[ShownBlame, ...]
    blames_count: int
