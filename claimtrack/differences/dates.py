"""Days that two articles give for the same event and that are not the same.

"on Wednesday", "June 28", "last weekend", "in March 2011". A weekday is the nearest one before the
article's day, or behind where the sentence looks ahead. Two sentences tell of one event where most
of their telling words are common; that both then give one day each, and not the same, differs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ..alignment import Sentence, split_sentences
from ..comparison import Difference, DifferenceKind, DifferingArticle, Side
from ..models import Span
from .context import Weights, Words, telling_words

_SAME = 0.45
_LEAST_COMMON = 3
_BEFORE, _BEHIND = 6, 4  # words close to the day
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_DATE = re.compile(
    rf"\b(?:{_MONTH} (?P<day>\d{{1,2}})(?!\d|,\d)(?:, (?P<year>(?:19|20)\d\d))?"
    r"|(?P<weekend>(?:last |this |over the |at the )weekend)"
    rf"|(?P<last>last )?(?P<weekday>{'|'.join(d.title() for d in _DAYS)})(?!s?['’]|s\b))"
)
_AHEAD = re.compile(
    r"\b(?:will|would|expected|scheduled|set|due|plans?|planned|next|to be|is to|are to)\b"
)
_NO_DATE = frozenset(
    word for name in (*_DAYS, *_MONTHS) for word in telling_words(name)
) | telling_words("weekend january february march april june july august september october")


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A sentence with the one day it gives, as an interval."""

    span: Span
    first: date
    last: date
    weekday: str | None
    near: Words
    words: Words


def dated_sentences(article: DifferingArticle) -> tuple[Dated, ...]:
    """The sentences of an article that give one day; none where its own day is unknown."""
    if article.day is None:
        return ()
    return tuple(
        found
        for sentence in split_sentences(article.text)
        if (found := _dated(article.text, sentence, article.day))
    )


def _dated(text: str, sentence: Sentence, today: date) -> Dated | None:
    hits = list(_DATE.finditer(text, sentence.start, sentence.end))
    if len(hits) != 1:
        return None
    spread = _interval(hits[0], today, is_ahead=bool(_AHEAD.search(sentence.text)))
    if spread is None:
        return None
    return Dated(
        span=Span(start=hits[0].start(), end=hits[0].end()),
        first=spread[0],
        last=spread[1],
        weekday=hits[0]["weekday"],
        near=_near(sentence, hits[0]),
        words=telling_words(sentence.text) - _NO_DATE,
    )


def _near(sentence: Sentence, hit: re.Match[str]) -> Words:
    """The words close by, which say what happened on that day."""
    place = sentence.text.find(hit[0])
    before = sentence.text[:place].split()[-_BEFORE:]
    behind = sentence.text[place + len(hit[0]) :].split()[:_BEHIND]
    return telling_words(" ".join((*before, *behind))) - _NO_DATE


def _interval(hit: re.Match[str], today: date, *, is_ahead: bool) -> tuple[date, date] | None:
    if hit["weekend"]:
        saturday = today - timedelta(days=(today.weekday() - 5) % 7)
        return saturday, saturday + timedelta(days=1)
    if hit["weekday"]:
        day = _weekday(hit["weekday"].casefold(), today, is_ahead=is_ahead)
        day -= timedelta(days=7 if hit["last"] and (today - day).days < 1 else 0)
        return day, day
    found = _day_of(_MONTHS.index(hit["month"].casefold()) + 1, int(hit["day"]), hit["year"], today)
    return (found, found) if found else None


def _weekday(name: str, today: date, *, is_ahead: bool) -> date:
    back = (today.weekday() - _DAYS.index(name)) % 7
    return today + timedelta(days=(7 - back) % 7) if is_ahead else today - timedelta(days=back)


def _day_of(month: int, day: int, year: str | None, today: date) -> date | None:
    """The day; where no year is told, the one nearest to the article's day."""
    years = [int(year)] if year else [today.year - 1, today.year, today.year + 1]
    try:
        days = [date(y, month, day) for y in years]
    except ValueError:  # February 30, and 29 in the wrong year
        return None
    return min(days, key=lambda d: abs((d - today).days))


def date_differences(
    one: DifferingArticle,
    these: Sequence[Dated],
    other: DifferingArticle,
    those: Sequence[Dated],
    weights: Weights,
) -> Iterator[Difference]:
    """Pairs of sentences on one event whose days cannot both be right."""
    for a in these:
        score, b = max(
            ((weights.likeness(a.words, b.words), b) for b in those),
            key=lambda pair: pair[0],
            default=(0.0, None),
        )
        if b is None or score < _SAME or len(a.words & b.words) < _LEAST_COMMON:
            continue
        if not a.near & b.near:
            continue
        if a.weekday is not None and a.weekday == b.weekday:
            continue  # of which week is the reader's guess as well as ours
        if a.last < b.first or b.last < a.first:
            yield Difference(
                kind=DifferenceKind.DATE,
                a=Side(article=one.id, span=a.span),
                b=Side(article=other.id, span=b.span),
                why=f"{a.first.isoformat()} against {b.first.isoformat()}",
            )
