"""The words of an article at two visits → whether the article was edited. Decides only.

Pages change by themselves: "5 minutes ago", counts of comments and shares, lists of other stories.
Such lines are not the article; two revisions that differ in nothing else are one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .models import Revision
from .text import clean_line

# A page with less than this part of the article's words is a wall or an error, no edit, unless
# it says that the article was withdrawn. Errs on the side of keeping what is known.
_LEAST = 0.4
_FURNITURE_WORDS = 16  # furniture is short; a long paragraph is the article's own
_TIME_WORD = (
    r"[\d:,./\s()|-]|\b(?:(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*|\w+day|"
    r"at|on|of|an?|ago|just|now|[ap]\.?m\.?|gmt|utc|[ecmp][sd]?t|bst|ist|cest|local|time|"
    r"hours?|hrs?|minutes?|mins?|seconds?|days?|weeks?|\d+(?:st|nd|rd|th|h|m|d))(?!\w)"
)
_NOISE = re.compile(
    rf"(?:(?:last\s+)?(?:updated|published|posted|modified)\b(?:{_TIME_WORD})*"
    r"|(?:an?|\d+)\s+(?:second|minute|min|hour|hr|day|week|month|year)s?\s+ago"
    r"|\d[\d,.]*\s*[km]?\s*(?:comments?|shares?|views?|likes?|reads?|reactions?|replies)"
    r"|(?:share|comments?|views?|likes?)\s*:?\s*\(?\d[\d,.]*[km]?\)?"
    r"|\d+\s*(?:min(?:ute)?s?)\s+read"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+\w+\s+\d{1,2},?\s+\d{4}.{0,20}"
    r"|(?:most (?:read|popular)|related|read more|recommended|see also|more on this)\b.{0,120})",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(
    r"\b(?:retract(?:ed|ion)|withdrawn|removed|taken down|correction|editor['’]?s[’']? note)\b",
    re.IGNORECASE,
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "."})
_DOTS = re.compile(r"\.{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Whether an article was edited; ``problem`` says why what came is not the article at all."""

    is_change: bool
    problem: str | None = None


def judge_edit(before: Revision, after: Revision) -> Edit:
    """Compare the words at two visits.

    Limit: an article cut to less than 40 % without a word on why is taken for a wall and not kept.
    """
    if before.hash == after.hash or own_words(before) == own_words(after):
        return Edit(is_change=False)
    old, new = len(before.text.split()), len(after.text.split())
    if new < _LEAST * old and not _WITHDRAWN.search(after.text):
        return Edit(is_change=False, problem=f"shows {new} of the {old} words it had")
    return Edit(is_change=True)


_RETRACTED = re.compile(
    r"^\W*(?:retracted|retraction|withdrawn)\b"
    r"|\bthis (?:article|story|report|post) (?:has been|was|is) "
    r"(?:retracted|withdrawn|removed|taken down)\b",
    re.IGNORECASE,
)
_NOTE_WORDS = 80  # a longer paragraph tells of something else that was withdrawn


def says_retracted(revision: Revision) -> bool:
    """Whether the page says that its own article was retracted. Errs towards no."""
    return any(
        _RETRACTED.search(paragraph)
        for paragraph in revision.text.split("\n")
        if len(paragraph.split()) <= _NOTE_WORDS
    )


def own_words(revision: Revision) -> tuple[str, ...]:
    """The article's own paragraphs, in a form in which typography makes no difference."""
    folded = (_fold(p) for p in (revision.title, *revision.text.split("\n")))
    return tuple(p for p in folded if p and not is_furniture(p))


def is_furniture(paragraph: str) -> bool:
    """Whether a paragraph changes by itself or belongs to the page, not to the article."""
    if len(paragraph.split()) > _FURNITURE_WORDS:
        return False
    return bool(_NOISE.fullmatch(paragraph.strip(" |·•:.-")))


def _fold(paragraph: str) -> str:
    return _DOTS.sub(".", clean_line(paragraph).translate(_QUOTES))
