"""claimtrack.stories: one event, one story, in any batching."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrack.models import ComparedArticle
from claimtrack.stories import (
    WEIGHTS,
    Features,
    StoryIndex,
    Tables,
    describe,
    group_stories,
    measure,
)
from claimtrack.terms import TermCounts

RIVER = (
    "Police in Havelock said a man was shot dead on Oskar Street late on Monday. The victim, "
    "Pavel Dorn, 34, died in the Saint Brigid clinic. Officer Ruta Lemm said no one was held.",
    "A man shot on Oskar Street in Havelock has been named as Pavel Dorn, 34. Detectives led by "
    "Ruta Lemm asked for witnesses of the shooting near the Saint Brigid clinic.",
)
HILL = (
    "Police in Tarnow Hill said a man was shot dead on Mill Lane late on Tuesday. The victim, "
    "Joris Abend, 19, died at the scene. Sheriff Ola Finch said no one was held.",
    "Joris Abend, 19, was shot dead on Mill Lane, Sheriff Ola Finch of Tarnow Hill said. Two "
    "neighbours heard the shots.",
)
ROVERS = (
    "The Havelock Rovers put keeper Pavel Dorn on the injured list on Wednesday. Dorn tore a tendon"
    " of his left knee on Sunday in the cup tie with Tarnow, and Dorn will not play again before"
    " autumn. Without Dorn, who kept a clean sheet in nine games, the Rovers look frail.",
    "Pavel Dorn is on the injured list of the Havelock Rovers. A scan showed a torn tendon of"
    " the knee, the club said on Wednesday. Dorn came from Saint Brigid for a record fee; Dorn"
    " played in all games of this season until Sunday.",
)
ROVERS_LATER = (
    "The Havelock Rovers put winger Joris Abend on the injured list on Friday. Abend broke a bone"
    " of his foot in training, and Abend needs an operation. He had scored eleven goals for"
    " the side that lost to Tarnow.",
    "Joris Abend is on the injured list of the Havelock Rovers. The winger has a broken foot, the"
    " club said on Friday. Abend will be operated on at Mill Lane next week, and the surgeon told"
    " Abend to rest until spring.",
)


def article(number: int, body: str, day: int | None = 3, **values: str) -> ComparedArticle:
    title = values.pop("title", " ".join(body.split()[-6:]) or f"Notice {number}")
    told = date(2026, 3, day) if day else None
    return ComparedArticle(id=str(number), title=title, body=body, day=told, **values)


def numbered(*bodies: str, **values) -> list[ComparedArticle]:
    return [article(n, body, host=f"h{n}.example", **values) for n, body in enumerate(bodies)]


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        ((), []),
        ((RIVER[0],), [0]),
        ((RIVER[0], RIVER[1]), [0, 0]),
        ((RIVER[0], HILL[0]), [0, 1]),
        ((RIVER[0], HILL[0], HILL[1], RIVER[1]), [0, 1, 1, 0]),
    ],
)
def test_two_shootings_in_one_week_stay_apart(bodies, expected):
    assert group_stories(numbered(*bodies)) == expected
    assert group_stories(numbered(*bodies, day=None)) == expected


def test_without_dates_two_injuries_of_one_team_stay_apart_by_whom_they_are_about():
    dorn, again, abend, later = *ROVERS, *ROVERS_LATER

    assert group_stories(numbered(dorn, again, abend, later, day=None)) == [0, 0, 2, 2]
    assert group_stories(numbered(dorn, abend, again, later, day=None)) == [0, 1, 0, 1]


def tables(body: str) -> Tables:
    return Tables(describe(article(0, body, title=""), TermCounts()))


def measured(one: str, other: str) -> dict[str, float]:
    return dict(zip(WEIGHTS, measure(tables(one), tables(other)), strict=True))


def test_the_most_repeated_names_tell_whom_an_article_is_about():
    mentioned = measured("Dorn, Lemm and Dorn met.", "Lemm and Lemm said Lemm and Dorn met.")
    about = measured("Dorn, Lemm and Dorn met.", "Dorn and Dorn said Dorn and Lemm met.")

    assert mentioned["names"] == pytest.approx(about["names"], abs=0.05)
    assert mentioned["actors"] < about["actors"] - 0.1


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ("Lemm fell on Tuesday.", "Lemm fell on Friday.", 1.0),
        ("Lemm fell on Tuesday.", "Lemm fell on Tuesday, not on Friday.", 0.0),
        ("Lemm fell on Tuesday.", "Lemm fell.", 0.0),
    ],
)
def test_other_weekdays_and_numbers_are_seen_where_both_tell_some(one, other, apart):
    assert measured(one, other)["other_weekday"] == apart

    by_number = {"Tuesday": "66", "Friday": "87"}
    for day, number in by_number.items():
        one, other = one.replace(day, number), other.replace(day, number)

    assert measured(one, other)["other_figures"] == apart


def test_furniture_of_a_host_joins_nothing():
    furniture = "\n".join(f"Sign up for the {word} newsletter of Havelock" for word in "ABCDEF")
    pages = [
        article(n, furniture, host="h.example", title=title)
        for n, title in enumerate(["Fire in a barn", "Council votes on tax", "Dorn wins the cup"])
    ]

    assert group_stories(pages) == [0, 1, 2]


@settings(max_examples=30, deadline=None)
@given(st.permutations(RIVER + HILL), st.integers(0, 4))
def test_batches_change_no_story(bodies, cut):
    articles = numbered(*bodies)
    whole = group_stories(articles)
    first = StoryIndex()
    kept = [first.add(a)[1].pack() for a in articles[:cut]]
    later = StoryIndex()
    later.load(kept, first.stories)
    for one in articles[cut:]:
        later.add(one)

    assert later.stories == whole


@given(st.text(max_size=300), st.text(max_size=40), st.none() | st.dates())
def test_features_come_back_as_they_were(body, title, day):
    features = describe(
        ComparedArticle(id="1", title=title, body=body, host="h.example", day=day), TermCounts()
    )
    again = Features.unpack(features.pack())

    assert again.pack() == features.pack()
    assert (again.day, again.host, again.ages) == (features.day, features.host, features.ages)
    assert again.probes.tolist() == features.probes.tolist()
    assert again.told.tolist() == features.told.tolist()


def test_features_kept_before_names_were_counted_hold_each_name_once():
    features = describe(article(1, ROVERS[0]), TermCounts())
    told = features.told.tobytes()
    earlier = replace(features, told=np.empty(0, np.uint8)).pack()
    known = Features.unpack(earlier)
    short, counted, probes = Features.split(earlier)

    assert max(told) > 1
    assert replace(known, told=features.told).pack() == features.pack()
    assert set(known.told.tolist()) == {1}
    assert Features.unpack(short).told.tolist() == known.told.tolist()
    assert (counted.tolist(), probes.tolist()) == (known.counted.tolist(), known.probes.tolist())
