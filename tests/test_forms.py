"""claimtrack.attribution.forms: each rule on a sentence of its own, and on one that it leaves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from claimtrack.attribution import find_attributions, forms, load_model, roles
from claimtrack.models import AttributionClaim, Span


def spans(text, words):
    """Spans of ``words``, parted by " + "; each begins after the last."""
    found, place = [], 0
    for part in filter(None, words.split(" + ")):
        place = text.index(part, place)
        found.append(Span(start=place, end=place + len(part)))
        place += len(part)
    return tuple(found)


def claim_in(text, parts):
    source, cue, content = (spans(text, words) for words in parts)
    return AttributionClaim(source=source, cue=cue, content=content)


def words(text, claim):
    return tuple(
        " + ".join(text[s.start : s.end] for s in part)
        for part in (claim.source, claim.cue, claim.content)
    )


MENDED = [
    pytest.param(
        forms.whole_words,
        "The mayor's twee was a comment about the wall",
        ("The mayor's twe", "was a comment about", "the wall"),
        ("The mayor's twee", "was a comment about", "the wall"),
        id="a part ends with its word",
    ),
    pytest.param(
        forms.titles,
        "Republican Sen. Ada Quist said he would stay",
        ("Republican Sen", "said", "he would stay"),
        ("Republican Sen. Ada Quist", "said", "he would stay"),
        id="a title keeps its name",
    ),
    pytest.param(
        forms.lead,
        "And the mayor, however, said it fell",
        ("And the mayor, however,", "said", "it fell"),
        ("the mayor", "said", "it fell"),
        id="a source is without conjunction and adverb",
    ),
    pytest.param(
        forms.lead,
        "Ada Quist, who last year said it fell",
        ("Ada Quist, who", "said", "it fell"),
        ("Ada Quist", "said", "it fell"),
        id="a source ends without a loose pronoun",
    ),
    pytest.param(
        forms.dateline,
        "QUAY, Md. (WQAY) – The wall fell, police said",
        ("police", "said", "QUAY, Md. (WQAY) – The wall fell"),
        ("police", "said", "The wall fell"),
        id="a content is without the dateline",
    ),
    pytest.param(
        forms.closed,
        "\"It fell. '' Nobody was hurt, she said",
        ("she", "said", "\"It fell. '' Nobody was hurt"),
        ("she", "said", "\"It fell. ''"),
        id="two strokes close a quotation",
    ),
    pytest.param(
        forms.stub,
        "Police are investigating what caused it.",
        ("Police", "are investigating", "what"),
        ("Police", "are investigating", "what caused it"),
        id="a first word takes in its clause",
    ),
    pytest.param(
        roles.passive,
        "Orla Finch was charged with theft",
        ("Orla Finch", "was charged with", "theft"),
        ("", "was charged with", "Orla Finch + theft"),
        id="who is charged is content",
    ),
    pytest.param(
        roles.passive,
        "Sailor accused of theft",
        ("Sailor", "accused of", "theft"),
        ("", "accused of", "Sailor + theft"),
        id="who is accused in a headline is content",
    ),
    pytest.param(
        roles.passive,
        "Anyone with news is asked to call the harbour",
        ("Anyone with news", "is asked", "to call the harbour"),
        ("", "is asked", "Anyone with news + to call the harbour"),
        id="who is asked to do something is content",
    ),
    pytest.param(
        roles.passive,
        "We 're told the wall fell",
        ("We", "'re told", "the wall fell"),
        ("", "'re told", "the wall fell"),
        id="who is told is neither",
    ),
    pytest.param(
        roles.relative,
        "The masons who say the wall fell",
        ("The masons", "say", "the wall fell"),
        ("who", "say", "the wall fell"),
        id="who stands for its noun",
    ),
    pytest.param(
        roles.received,
        "Orla Finch drew sharp criticism for the wall",
        ("Orla Finch", "drew sharp criticism for", "the wall"),
        ("", "drew sharp criticism for", "Orla Finch + the wall"),
        id="who is criticised is content",
    ),
    pytest.param(
        roles.received,
        "The mason is under fire over the wall",
        ("The mason", "is under fire over", "the wall"),
        ("", "is under fire over", "The mason + the wall"),
        id="who is under fire is content",
    ),
    pytest.param(
        roles.bare,
        "the announced end of the wall",
        ("the", "announced", "end of the wall"),
        ("", "announced", "end of the wall"),
        id="an article is no source",
    ),
    pytest.param(
        roles.hearsay,
        "Orla Finch allegedly toppled the wall",
        ("Orla Finch", "allegedly toppled", "the wall"),
        ("", "allegedly", "Orla Finch + toppled the wall"),
        id="a deed told by hearsay has no source",
    ),
    pytest.param(
        roles.hearsay,
        "Orla Finch is held for reportedly toppling the wall",
        ("Orla Finch", "reportedly toppling", "the wall"),
        ("", "reportedly", "toppling the wall"),
        id="nor has one far from it",
    ),
]

DROPPED = [
    pytest.param(
        forms.whole_words,
        "Ada Finchabee on the wall",
        ("Ada Finch", "abee on", "the wall"),
        id="two parts share a word",
    ),
    pytest.param(
        forms.deed,
        "Police arrested Orla Finch",
        ("Police", "arrested", "Orla Finch"),
        id="an arrest",
    ),
    pytest.param(
        forms.deed,
        "He was arrested Tuesday on suspicion of theft",
        ("", "was arrested Tuesday on suspicion of", "He + theft"),
        id="an arrest on suspicion",
    ),
    pytest.param(
        forms.deed,
        "Firemen were called to the quay",
        ("", "were called to", "Firemen + the quay"),
        id="a call-out",
    ),
    pytest.param(
        forms.deed,
        "The council has established a fund for the wall",
        ("The council", "has established", "a fund for the wall"),
        id="a foundation",
    ),
    pytest.param(
        forms.label,
        "PHOTOS: The wall in ruins",
        ("PHOTOS", ":", "The wall in ruins"),
        id="a label",
    ),
    pytest.param(
        forms.label,
        "Read: The report on the wall",
        ("", "Read:", "The report on the wall"),
        id="a label that is the cue",
    ),
    pytest.param(
        forms.furniture,
        "It fell.\n\nRead more: Mayor says the wall fell\n\nNobody was hurt.",
        ("Mayor", "says", "the wall fell"),
        id="a line of furniture",
    ),
    pytest.param(
        forms.furniture,
        "By signing up, you agree to our Privacy Policy",
        ("you", "agree to", "our Privacy Policy"),
        id="terms of use",
    ),
]

LEFT = [
    ("Mayor Quist, who lost, said it fell", ("Mayor Quist, who lost,", "said", "it fell")),
    ("He said Gov. Ada Quist stayed", ("He", "said", "Gov. Ada Quist stayed")),
    ('He said: "It fell. Nobody was hurt."', ("He", "said:", '"It fell. Nobody was hurt."')),
    ("FINCH: It fell. Nobody was hurt.", ("FINCH", ":", "It fell. Nobody was hurt.")),
    ('"It fell at noon," it began.', ("it", "began", '"It fell at noon,"')),
    ("Police have said the wall fell", ("Police", "have said", "the wall fell")),
    ("They were worried about the wall", ("They", "were worried about", "the wall")),
    ("The wall was blamed by Finch", ("Finch", "was blamed by", "The wall")),
    ("Finch, whom she accused of theft", ("she", "accused of", "theft")),
    (
        "Two men were shot in Ft. Quay, police said",
        ("police", "said", "Two men were shot in Ft. Quay"),
    ),
    ("The wall was called a ruin", ("", "was called", "The wall + a ruin")),
    ("She rejected that.", ("She", "rejected", "that")),
    ("The council appointed him, saying he won", ("The council", "saying", "he won")),
    ("Police: The wall fell", ("Police", ":", "The wall fell")),
    ("UNESCO said the wall fell", ("UNESCO", "said", "the wall fell")),
    ("The mayor is expected to announce it", ("The mayor", "is expected to announce", "it")),
    ("The mayor reportedly said it fell", ("The mayor", "reportedly said", "it fell")),
    ("She raised questions about the wall", ("She", "raised questions about", "the wall")),
    ("He earned praise from masons", ("masons", "earned praise from", "He")),
]


@pytest.mark.parametrize(("rule", "text", "before", "after"), MENDED)
def test_a_rule_mends_the_claim(rule, text, before, after):
    mended = rule(claim_in(text, before), text)

    assert words(text, mended) == after


@pytest.mark.parametrize(("rule", "text", "parts"), DROPPED)
def test_a_rule_drops_what_is_no_attribution(rule, text, parts):
    assert rule(claim_in(text, parts), text) is None


@pytest.mark.parametrize(("text", "parts"), LEFT)
def test_no_rule_changes_a_sound_claim(text, parts):
    claim = claim_in(text, parts)

    assert forms.mend(claim, text) == claim


def test_a_signed_tweet_is_attributed_to_its_author():
    text = "The wall fell.\n\nIt fell at noon — Ada Quist (@adaquist) January 3, 2015"
    [claim] = forms.tweets(text, [])

    assert words(text, claim) == ("Ada Quist (@adaquist)", "—", "It fell at noon")
    assert find_attributions(text, load_model())[-1].source == claim.source


def test_a_tweet_in_which_something_was_found_is_left():
    text = "Police said it fell — Ada Quist (@adaquist) January 3, 2015"
    found = claim_in(text, ("Police", "said", "it fell"))

    assert list(forms.tweets(text, [replace(found, confidence=0.8)])) == []
