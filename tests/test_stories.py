"""claimtrack.stories: one event, one story, in any batching."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrack.models import ComparedArticle
from claimtrack.stories import Features, StoryIndex, describe, group_stories
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
