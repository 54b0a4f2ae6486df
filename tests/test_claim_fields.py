"""Hedges with their class and owner, reasons for anonymity, accusers, confidence, dates."""

from __future__ import annotations

import pytest

from claimtrack.models import ConfidenceLevel, SourceType
from claimtrack.responsibility.grounds import level_of
from claimtrack.stance import find_anonymity, find_hedges
from tests.marked import parse, read

HEDGES = [
    ("(The bureau) {said} [Norvania may have hacked the studio].", "may modal source"),
    ("(The bureau) {said} [the thieves were probably insiders].", "probably adverb source"),
    ("(The bureau) {said} [about 300 files were stolen].", "about approximator source"),
    ("(The bureau) {said} [the thieves appear to be insiders].", "appear evidential source"),
    ("(The mayor) {said} [he would resign if the audit found theft].", "if conditional source"),
    ("(The mayor) {reportedly said} [the books were false].", "reportedly evidential author"),
    ("(The bureau) {suspects} [that the clerk stole the files].", "suspects evidential source"),
    ("{It seems} [that the clerk stole the files].", "seems evidential author"),
    ("(The bureau) {said} [Norvania hacked the studio].", ""),
    ("(The mayor) {said} [he read a book about the port].", ""),
    ("(The mayor) {said} [the port will open in May].", ""),
    ("(The mayor) {said} [the thought of it hurt him].", ""),
]

REASONS = [
    (
        "(Two officials), who spoke on condition of anonymity because they feared for their "
        "jobs, {said} [the valve was open].",
        "because they feared for their jobs",
    ),
    (
        "(A person briefed on the talks), who was not authorized to speak publicly, {said} "
        "[the deal was off].",
        "who was not authorized to speak publicly",
    ),
    (
        "[The deal was off], {said} (an official), who asked not to be named because the talks "
        "are private.",
        "because the talks are private",
    ),
    (
        "(A clerk), who requested anonymity for fear of retaliation, {said} [the books were "
        "false].",
        "for fear of retaliation",
    ),
    ("(A clerk), who asked not to be named, {said} [the books were false].", None),
    ("(Two officials) {said} [the valve was open].", None),
]

LEVELS = [
    ("high confidence", ConfidenceLevel.HIGH),
    ("beyond a reasonable doubt", ConfidenceLevel.HIGH),
    ("almost certainly", ConfidenceLevel.HIGH),
    ("highly likely", ConfidenceLevel.HIGH),
    ("90 percent sure", ConfidenceLevel.HIGH),
    ("moderate confidence", ConfidenceLevel.MODERATE),
    ("confident", ConfidenceLevel.MODERATE),
    ("60 percent certain", ConfidenceLevel.MODERATE),
    ("low confidence", ConfidenceLevel.LOW),
    ("not certain", ConfidenceLevel.LOW),
    ("30 percent sure", ConfidenceLevel.LOW),
]

ACCUSERS = [
    (
        "Orla Finch and Tomas Brandt accused Norvania of hacking the studio.",
        ("Orla Finch", "Tomas Brandt"),
    ),
    ("Orla Finch accused Norvania of hacking the studio.", ("Orla Finch",)),
    ("Norvania hacked the studio.", ()),
]

DATES = [
    ("The bureau said on Friday that Iran hacked the studio.", "Friday"),
    ("On Dec. 19, 2014, the bureau accused Iran of hacking the studio.", "Dec. 19, 2014"),
    ("The bureau said that Iran hacked the studio on Friday.", None),
]


@pytest.mark.parametrize(("marked", "expected"), HEDGES)
def test_a_hedge_has_its_class_and_its_owner(marked, expected):
    text, claim = read(marked)
    found = find_hedges(parse(text), claim.source, claim.cue, claim.content)

    assert expected == "; ".join(
        f"{text[h.span.start : h.span.end]} {h.kind} {h.whose}" for h in found
    )


@pytest.mark.parametrize(("marked", "expected"), REASONS)
def test_the_reason_for_anonymity_is_kept_as_it_is_stated(marked, expected):
    text, claim = read(marked)
    found = find_anonymity(parse(text), claim.source, SourceType.OFFICIAL)

    assert expected == (text[found.start : found.end] if found else None)


def test_who_is_named_is_not_anonymous():
    text, claim = read("(Orla Finch), who was not authorized to speak, {said} [it was off].")

    assert find_anonymity(parse(text), claim.source, SourceType.PERSON) is None


@pytest.mark.parametrize(("words", "level"), LEVELS)
def test_stated_confidence_has_a_level(words, level):
    assert level is level_of(words)


@pytest.mark.parametrize(("text", "names"), ACCUSERS)
def test_several_accusers_are_one_claim_with_several_names(extractor, text, names):
    claims = extractor.extract(text).responsibility

    assert [names] == [c.accuser_names for c in claims]


@pytest.mark.parametrize(("text", "words"), DATES)
def test_the_date_is_that_of_the_accusation(extractor, text, words):
    spans = [c.attributed for c in extractor.extract(text).responsibility]

    assert [words] == [s and text[s.start : s.end] for s in spans]
