"""claimtrack.denials: denials that the model overlooked are found by their form."""

from __future__ import annotations

import pytest

from claimtrack.denials import find_denials
from claimtrack.extract import Extractor


@pytest.fixture(scope="module")
def nlp():
    return Extractor.load().nlp


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "The regime in the north denied involvement in the attack.",
            ("The regime in the north", "denied", "involvement in the attack"),
        ),
        ("She has never denied that she met him.", ("She", "has never denied", "that she met him")),
        ("The lawyer refuted the charge.", ("The lawyer", "refuted", "the charge")),
        (
            "He quit over the charges of fraud, which he has repeatedly denied.",
            ("he", "has repeatedly denied", "the charges"),
        ),
        ("The charges, which were denied, made him quit.", None),
        (
            "Today the studio is still holding off on its announcement.",
            ("the studio", "is still holding off on", "its announcement"),
        ),
        ("The rope held off the boat.", None),
        ("The request was denied.", None),  # nobody is said to have denied it
        ("Denied entry, they went home.", None),
        ("", None),
    ],
)
def test_who_denies_what(nlp, text, parts):
    found = [
        tuple(text[spans[0].start : spans[0].end] for spans in (c.source, c.cue, c.content))
        for c in find_denials(nlp(text), ())
    ]

    assert found == ([parts] if parts else [])


def test_what_the_model_found_is_not_found_again(nlp):
    doc = nlp("The lawyer denied the charge.")
    found = tuple(find_denials(doc, ()))

    assert len(found) == 1
    assert tuple(find_denials(doc, found)) == ()
