"""The words of a date → the date, as far as they give it.

"Dec. 19, 2014" stands by itself; "Friday", "last month" and "May 3" need the day on which the
article appeared. Whatever is not understood is no date.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .models import DatePrecision

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_FORMS = tuple(
    re.compile(rf"\b{form}(?!\d)", re.IGNORECASE)
    for form in (
        rf"{_MONTH} {_DAY}(?:,? {_YEAR})?",
        rf"{_DAY} {_MONTH}(?:,? {_YEAR})?",
        rf"{_MONTH}(?:,? (?:of )?{_YEAR})?",
        _YEAR,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A date as ISO 8601, cut where the words are silent: 2014-12-19, 2014-12, 2014."""

    at: str
    precision: DatePrecision


def find_date(words: str, published: date | None = None) -> Dated | None:
    """What ``words`` say of the date, seen from the day the article appeared."""
    for form in _FORMS:
        if found := form.search(words):
            return _stated(found.groupdict(), published)
    return _relative(words.lower(), published) if published else None


def _stated(parts: dict[str, str | None], published: date | None) -> Dated | None:
    month = _MONTHS.index(str(parts["month"]).lower()[:3]) + 1 if parts.get("month") else None
    if parts.get("year"):
        year = int(str(parts["year"]))
    elif published and month:
        year = published.year - (month > published.month)  # the last such month
    else:
        return None
    if month is None:
        return Dated(at=f"{year}", precision=DatePrecision.YEAR)
    if not parts.get("day"):
        return Dated(at=f"{year}-{month:02}", precision=DatePrecision.MONTH)
    try:
        return _day(date(year, month, int(str(parts["day"]))))
    except ValueError:
        return None


def _relative(words: str, published: date) -> Dated | None:
    if "today" in words or "yesterday" in words:
        return _day(published - timedelta(days="yesterday" in words))
    for number, name in enumerate(_DAYS):
        if name in words:
            return _day(published - timedelta(days=(published.weekday() - number) % 7))
    if "last month" in words:
        before = published.replace(day=1) - timedelta(days=1)
        return Dated(at=f"{before:%Y-%m}", precision=DatePrecision.MONTH)
    if "last year" in words:
        return Dated(at=f"{published.year - 1}", precision=DatePrecision.YEAR)
    return None


def _day(day: date) -> Dated:
    return Dated(at=day.isoformat(), precision=DatePrecision.DAY)
