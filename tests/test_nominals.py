"""claimtrack.attribution.nominals: the form that a claim with a noun as its cue must have."""

from __future__ import annotations

import pytest

from claimtrack.attribution import load_model, nominals
from claimtrack.attribution.decode import TAGS
from claimtrack.models import AttributionClaim, Span


def claim(text, cue, content):
    at = {words: text.index(words) for words in (cue, content)}
    spans = {words: (Span(start=at[words], end=at[words] + len(words)),) for words in at}
    return AttributionClaim(source=(), cue=spans[cue], content=spans[content])


@pytest.mark.parametrize(
    ("text", "cue", "content", "expected"),
    [
        ("Her claim that it fell stands.", "claim that", "it fell", True),
        ("His oft-told promise to mend it stands.", "oft-told promise", "to mend it", True),
        ("Theories of the fall abound.", "Theories of", "the fall", True),
        ("He bases this claim on a remark.", "bases this claim on", "a remark", True),
        (
            "He bases all of this claim on a remark.",
            "bases all of this claim on",
            "a remark",
            False,
        ),
        ("Her claim, it fell, stands.", "claim", "it fell", False),
        ("Her house that it hit stands.", "house that", "it hit", False),
    ],
)
def test_a_nominal_claim_has_its_noun_beside_its_content(text, cue, content, expected):
    assert nominals.is_nominal(claim(text, cue, content), text) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [("their theories", True), ("Remarks on", True), ("two speeches", True), ("reclaimed", False)],
)
def test_nouns_are_known_in_singular_and_plural(words, expected):
    assert nominals.names_cue(words) is expected


def test_a_claim_is_apart_only_where_neither_cue_nor_content_touch():
    text = "Her claim that it fell stands, he said."
    own = claim(text, "claim that", "it fell")

    assert nominals.is_apart(own, [claim(text, "said", "stands")])
    assert not nominals.is_apart(own, [claim(text, "said", "Her claim that it fell stands")])


def test_the_second_reading_raises_cue_and_content_alone():
    weights = load_model().weights
    raised = nominals.eager(weights).tag_bias - weights.tag_bias
    by_part = {tag[2:]: value for tag, value in zip(TAGS, raised.tolist(), strict=True)}

    assert [by_part["cue"], by_part["content"]] == weights.noun_bias.tolist()
    assert by_part[""] == by_part["source"] == 0
