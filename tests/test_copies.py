"""claimtrack.copies: who copies whom, and what is mere furniture."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimtrack.copies import Sketch, find_copies, sketch
from claimtrack.models import ComparedArticle, CopyKind

PARTS = [("chief", "bolts"), ("deputy", "rails"), ("second", "cables"), ("young", "gates")]
WIRE = " ".join(
    f"The {a} inspector of bridge {n} wrote that {b} had rusted since the winter of {1950 + n}."
    for n, (a, b) in enumerate(PARTS)
)
OWN = " ".join(
    f"Our reporter met {name}, who sells {thing} under the arches and fears for the {other}."
    for name, thing, other in [
        ("Mira", "plums", "roof"),
        ("Teodor", "maps", "stairs"),
        ("Agnes", "bread", "lamps"),
    ]
)
OTHER = " ".join(
    f"Voters in ward {n} chose a mayor they had not met before spring." for n in range(8)
)


def article(id: str, body: str, *, day: int | None = 1, host: str = "", title: str = "") -> object:
    told = date(2026, 3, day) if day else None
    return ComparedArticle(
        id=id, title=title or f"On {id}", body=body, host=host or f"{id}.example", day=told
    )


@pytest.mark.parametrize(
    ("articles", "expected"),
    [
        ([article("a", WIRE), article("b", OTHER)], {}),
        ([article("a", WIRE), article("b", WIRE)], {"b": ("a", CopyKind.PLAIN)}),
        ([article("a", WIRE, day=2), article("b", WIRE)], {"a": ("b", CopyKind.PLAIN)}),
        (
            [article("a", WIRE), article("b", f"{WIRE}\n\n{OWN}")],
            {"b": ("a", CopyKind.EXTENDED)},
        ),
        ([article("a", WIRE), article("b", WIRE, day=25)], {}),
        (
            [article("a", WIRE, day=None), article("b", WIRE, day=None)],
            {"b": ("a", CopyKind.PLAIN)},
        ),
        (
            [article("a", WIRE), article("b", WIRE, day=2), article("c", WIRE, day=3)],
            {"b": ("a", CopyKind.PLAIN), "c": ("a", CopyKind.PLAIN)},
        ),
        ([article("a", WIRE[:150]), article("b", WIRE[:150])], {}),
        ([article("a", ""), article("b", "")], {}),
    ],
)
def test_copies_are_told_by_their_words(articles, expected):
    assert {c.id: (c.copy_of, c.kind) for c in find_copies(articles)} == expected


def test_what_many_pages_of_a_host_hold_is_furniture():
    pages = [
        article(f"p{n}", f"{WIRE}\n\nNote {n} is short.", host="h.example", title=f"Page {n}")
        for n in range(5)
    ]

    assert find_copies(pages) == []


def test_one_host_and_unlike_headlines_share_furniture_only():
    pages = [
        article("a", WIRE, host="east.house.example", title="Fire in a barn"),
        article("b", WIRE, host="west.house.example", title="Council votes on tax"),
    ]

    assert find_copies(pages) == []


def test_a_copy_says_how_much_and_why():
    credited = article("b", f"PORT ALDEN (Harbor Wire) {WIRE}")
    (copy,) = find_copies([article("a", WIRE), credited])

    assert 0.9 < copy.share < 1
    assert copy.why == f"{copy.share:.0%} of its words in order; credits an agency"


@given(st.text(max_size=300), st.text(max_size=30))
def test_sketches_come_back_as_they_were(body, title):
    one = sketch(ComparedArticle(id="1", title=title, body=body))
    again = Sketch.unpack("1", one.pack())

    assert (again.title, again.sample.tolist(), again.day, again.host) == (
        one.title,
        one.sample.tolist(),
        one.day,
        one.host,
    )
