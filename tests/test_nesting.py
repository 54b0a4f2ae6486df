"""claimtrack.attribution.nesting: claims in the contents of others, where they are asked for."""

from __future__ import annotations

import pytest

from claimtrack.attribution import find_attributions, load_model
from claimtrack.attribution.nesting import find_nested
from claimtrack.models import AttributionClaim, Span

TEXT = (
    "Orla Finch said on Monday that the masons had warned that the wall would fall.\n\n"
    "“It fell,” said Ada Quist."
)


@pytest.fixture(scope="module")
def model():
    return load_model()


def cues(claims, text):
    return [text[s.start : s.end] for claim in claims for s in claim.cue]


def test_a_nested_claim_is_found_only_where_it_is_asked_for(model):
    plain = find_attributions(TEXT, model)
    nested = find_attributions(TEXT, model, nested=True)
    [added] = set(nested) - set(plain)

    assert set(plain) <= set(nested)
    assert cues(plain, TEXT) == ["said", "said"]
    assert cues([added], TEXT) == ["had warned"]
    assert [TEXT[s.start : s.end] for s in added.source] == ["the masons"]


def test_what_a_content_holds_counts_from_the_start_of_the_text():
    text = "He said {she says it fell}"
    outer = claim(text, "said", "{she says it fell}")
    inner = claim("{she says it fell}", "says", "it fell")
    [found] = find_nested(text, [outer], lambda content: [inner])

    assert text[found.cue[0].start : found.cue[0].end] == "says"
    assert text[found.content[0].start : found.content[0].end] == "it fell"


def test_a_cue_that_is_known_is_not_found_again():
    text = "He said she says it fell"
    known = [claim(text, "said", "she says it fell"), claim(text, "says", "it fell")]
    inner = claim("she says it fell", "says", "it fell")

    def read(content):
        return [inner] if content == "she says it fell" else []

    assert list(find_nested(text, known, read)) == []


def claim(text, cue, content):
    cue_at, content_at = text.index(cue), text.index(content)
    return AttributionClaim(
        source=(),
        cue=(Span(start=cue_at, end=cue_at + len(cue)),),
        content=(Span(start=content_at, end=content_at + len(content)),),
    )
