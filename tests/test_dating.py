"""Dates in words: what they say, seen from the day the article appeared."""

from __future__ import annotations

from datetime import date

import pytest

from claimtrack.dating import find_date
from claimtrack.models import DatePrecision

THURSDAY = date(2015, 1, 8)

STATED = [
    ("Dec. 19, 2014", "2014-12-19", DatePrecision.DAY),
    ("19 December 2014", "2014-12-19", DatePrecision.DAY),
    ("March 2015", "2015-03", DatePrecision.MONTH),
    ("2013", "2013", DatePrecision.YEAR),
]
SEEN_FROM_THURSDAY = [
    ("Tuesday", "2015-01-06", DatePrecision.DAY),
    ("on Thursday", "2015-01-08", DatePrecision.DAY),
    ("yesterday", "2015-01-07", DatePrecision.DAY),
    ("today", "2015-01-08", DatePrecision.DAY),
    ("Dec. 19", "2014-12-19", DatePrecision.DAY),
    ("Jan. 5", "2015-01-05", DatePrecision.DAY),
    ("December", "2014-12", DatePrecision.MONTH),
    ("last month", "2014-12", DatePrecision.MONTH),
    ("last year", "2014", DatePrecision.YEAR),
]


@pytest.mark.parametrize(("words", "at", "precision"), STATED)
def test_a_full_date_needs_no_other(words, at, precision):
    found = find_date(words)

    assert found is not None
    assert (at, precision) == (found.at, found.precision)


@pytest.mark.parametrize(("words", "at", "precision"), SEEN_FROM_THURSDAY)
def test_a_day_without_a_year_is_the_last_such_day(words, at, precision):
    found = find_date(words, THURSDAY)

    assert found is not None
    assert (at, precision) == (found.at, found.precision)


@pytest.mark.parametrize(
    "words", ["Friday", "Dec. 19", "last month", "earlier", "", "Feb. 31, 2014"]
)
def test_what_gives_no_date_by_itself_is_none(words):
    assert find_date(words) is None


def test_what_is_not_understood_is_none_whenever_it_appeared():
    assert find_date("earlier this week", THURSDAY) is None
