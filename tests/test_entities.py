"""Which names are found in a text, where each begins and ends, and of what kind it is."""

from __future__ import annotations

import pytest

from claimtrack.entities import find_mentions
from claimtrack.models import MentionKind
from tests.marked import parse

PERSON, ORGANIZATION = MentionKind.PERSON, MentionKind.ORGANIZATION


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Gov. Maria Bell spoke on Monday.", "Maria Bell", PERSON),
        ("Mr. Van Dorn spoke on Monday.", "Van Dorn", PERSON),
        ("He met German Chancellor Angela Merkel.", "Angela Merkel", PERSON),
        ('Rep. Robert C. "Bobby" Stone voted.', 'Robert C. "Bobby" Stone', PERSON),
        ("He reads the Milford Gazette daily.", "Milford Gazette", ORGANIZATION),
        ("She left Bell University early.", "Bell University", ORGANIZATION),
    ],
)
def test_name_is_found_without_title(text, name, kind):
    found = {(m.name, m.kind) for m in find_mentions(parse(text))}

    assert (name, kind) in found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Insiders said it was late.", "Insiders"),
        ("Prosecutors said it was late.", "Prosecutors"),
        ("Bell Sees New Risks In Old Dams\n\nMaria Bell spoke. Bell said so.", "Bell Sees"),
        ("It was on Monday, May 4, at 10.", "Monday"),
    ],
)
def test_what_is_no_name_is_left_out(text, name):
    assert name not in {m.name for m in find_mentions(parse(text))}


def test_mentions_stand_in_order_and_within_the_text():
    text = "Maria Bell met John Ode of the FBI in Paris.\n\nBell left."
    mentions = find_mentions(parse(text))

    assert sorted(mentions, key=lambda m: m.span) == list(mentions)
    assert all(text[m.span.start : m.span.end] == m.name for m in mentions)


@pytest.mark.parametrize("text", [" ", "Mr.", "Maria", '"', "J. J. J.", "III", "Mr. Mr. \n\n Mr."])
def test_odd_text_never_raises(text):
    assert find_mentions(parse(text)) is not None
