"""What a checker files: a verdict on a group of claims, or a decision on what belongs to it.

Nothing filed is ever changed: a checker who thinks otherwise files another, and the newest of each
checker stands. A form is read here, so that what is wrong with it is told all at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

FILE_VERDICTS = "file-verdicts"  # the permission to file
MOST_TEXT = 5_000  # characters
MOST_LINKS = 20
_MOST_URL = 2_000


class Rating(StrEnum):
    """What a checker found of what is claimed; ``withdrawn`` takes the checker's verdict back."""

    TRUE = "true"
    MOSTLY_TRUE = "mostly_true"
    MIXED = "mixed"
    MOSTLY_FALSE = "mostly_false"
    FALSE = "false"
    UNPROVEN = "unproven"
    WITHDRAWN = "withdrawn"


# Ratings on a scale, as schema.org wants them; the others have no place on it.
SCALE = {
    Rating.FALSE: 1,
    Rating.MOSTLY_FALSE: 2,
    Rating.MIXED: 3,
    Rating.MOSTLY_TRUE: 4,
    Rating.TRUE: 5,
}


class Ruling(StrEnum):
    """What a checker decided of a claim that the program put into a group."""

    CONFIRMED = "confirmed"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A link that bears out a verdict, with a few words on it."""

    url: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One verdict as filed; ``claims``, ``articles``: the keys of what the group then held."""

    id: int
    group: int
    checker: str
    rating: Rating
    text: str
    evidence: tuple[Evidence, ...]
    claims: tuple[str, ...]
    articles: tuple[str, ...]
    recorded_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A group as it is when a verdict is filed on it: its number, and the keys of what it holds."""

    group: int
    claims: tuple[str, ...]
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A claim confirmed as one of a group, or rejected."""

    id: int
    group: int
    claim: str
    ruling: Ruling
    checker: str
    note: str
    recorded_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A form as sent, and what is wrong with it; ``evidence`` is the words as typed."""

    rating: str = ""
    text: str = ""
    evidence: str = ""
    problems: tuple[str, ...] = ()

    @property
    def links(self) -> tuple[Evidence, ...]:
        """The evidence, line by line: an address and, after a space, words on it."""
        lines = (line.split(None, 1) for line in self.evidence.split("\n") if line.strip())
        return tuple(Evidence(url=url, words=" ".join(rest).strip()) for url, *rest in lines)


def read_draft(values: Mapping[str, str]) -> Draft:
    """The form ``values`` as a draft; without ``problems`` it may be filed."""
    draft = Draft(
        rating=values.get("rating", ""),
        text=values.get("text", "").replace("\r\n", "\n").strip(),
        evidence=values.get("evidence", "").replace("\r\n", "\n").strip(),
    )
    found = tuple(_problems(draft))
    return Draft(rating=draft.rating, text=draft.text, evidence=draft.evidence, problems=found)


def draft_of(verdict: Verdict) -> Draft:
    """The form filled with a verdict that stands, to be changed."""
    lines = (f"{link.url} {link.words}".strip() for link in verdict.evidence)
    return Draft(rating=verdict.rating.value, text=verdict.text, evidence="\n".join(lines))


def _problems(draft: Draft) -> list[str]:
    found = []
    if draft.rating not in list(Rating):
        found.append("Choose a rating.")
    if not draft.text:
        found.append("Say in a few sentences why.")
    if len(draft.text) > MOST_TEXT:
        found.append(f"Keep the text below {MOST_TEXT:,} characters; it has {len(draft.text):,}.")
    if not draft.links and draft.rating in SCALE:
        found.append("Give at least one link as evidence, or rate it unproven.")
    if len(draft.links) > MOST_LINKS:
        found.append(f"Give at most {MOST_LINKS} links.")
    bad = [link.url for link in draft.links if not is_web_link(link.url)]
    return found + [f"Not an http or https address: {url[:80]}" for url in bad[:5]]


def is_web_link(url: str) -> bool:
    """Whether this is an http or https address with a host, of bearable length."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc) and len(url) <= _MOST_URL


def standing(verdicts: tuple[Verdict, ...]) -> tuple[Verdict, ...]:
    """The newest verdict of each checker, newest first, but for those withdrawn."""
    newest: dict[str, Verdict] = {}
    for verdict in sorted(verdicts, key=lambda v: v.id):
        newest[verdict.checker] = verdict
    found = (v for v in newest.values() if v.rating is not Rating.WITHDRAWN)
    return tuple(sorted(found, key=lambda v: -v.id))
