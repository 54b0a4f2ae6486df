"""What pages show to those who look for something: by its words, or by what it says."""

from __future__ import annotations

from dataclasses import dataclass

from .pages import ArticleLine, ShownClaim

# Of a hundred questions on what the sample newsroom reports the best claim has 0.46 and more, 0.72
# in the middle; of fifteen on other things 0.48 at most. Under NEAR nothing is shown.
ALIKE, NEAR = 0.6, 0.4


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClaim:
    """A claim that a search found; ``snippet`` marks the hits with \\x02 and \\x03."""

    claim: ShownClaim
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """An article that a search found; ``snippet`` likewise."""

    article: ArticleLine
    claims: int
    snippet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What a search found, best first; ``claims_total`` None: more than are counted."""

    question: str
    claims: tuple[FoundClaim, ...]
    claims_total: int | None
    articles: tuple[FoundArticle, ...]
    articles_total: int | None
    page: int
    has_next: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchedClaim:
    """A claim that is like what was asked, by how much (0 to 1), and the group it is in, if any."""

    claim: ShownClaim
    score: float
    group: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchPage:
    """Whether something has been claimed before: what is most like it, best first."""

    question: str
    matches: tuple[MatchedClaim, ...]

    @property
    def is_clear(self) -> bool:
        """Whether the best is likely to say the same."""
        return bool(self.matches) and self.matches[0].score >= ALIKE
