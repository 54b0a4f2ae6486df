"""claimtrack.attribution.nesting: claims in the contents of others."""

from __future__ import annotations

import pytest
from factories import AT, sighting

from claimtrack import store
from claimtrack.attribution.component import make_attribution
from claimtrack.attribution.nesting import find_candidates
from claimtrack.extract import Extractor
from claimtrack.models import AttributionClaim, Span

TEXT = (
    "Orla Finch said on Monday that the masons had warned that the wall would fall.\n\n"
    "“It fell,” said Ada Quist."
)


@pytest.fixture(scope="module")
def extractor():
    return Extractor.load()


def words(spans, text):
    return [text[s.start : s.end] for s in spans]


def cues(claims, text):
    return [word for claim in claims for word in words(claim.cue, text)]


def test_what_stands_in_a_content_is_nested_and_changes_nothing_of_the_rest(extractor):
    found = extractor.extract(TEXT)
    [inside] = found.nested

    assert cues(found.attributions, TEXT) == ["said", "said"]
    assert cues([inside], TEXT) == ["had warned"]
    assert words(inside.source, TEXT) == ["the masons"]
    assert found.holder(inside) == found.attributions[0]
    assert found.holder(found.attributions[0]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Finch said that she believes the wall will fall.", ["believes"]),
        ("“I don't think it will fall,” Finch said.", ["don't think"]),
        ("The mayor said that the wall was built of stone and mortar.", []),
        ("Finch said the wall seems to be old.", []),
        ("The mayor said the masons repaired the wall on Friday.", []),
    ],
)
def test_thought_and_speech_inside_a_content_count_and_deeds_do_not(extractor, text, expected):
    assert cues(extractor.extract(text).nested, text) == expected


def test_what_a_content_holds_counts_from_the_start_of_the_text(extractor):
    text = "He said she says it fell."
    outer = claim(text, "said", "she says it fell")
    inner = claim("she says it fell", "says", "it fell")
    doc = next(extractor.parse([text]))
    [(holder, found)] = find_candidates(text, doc, [outer], lambda part: [inner])

    assert holder == outer
    assert words(found.cue, text) == ["says"]
    assert words(found.content, text) == ["it fell"]


def test_only_sentences_in_which_a_word_may_tie_are_read(extractor):
    text = "“The wall was old. I think it fell. It was of stone,” Finch said."
    outer = claim(text, "said", text[: text.index(",”")])
    read = []
    doc = next(extractor.parse([text]))
    list(find_candidates(text, doc, [outer], lambda part: read.append(part) or []))

    assert read == ["I think it fell."]


def test_a_cue_that_is_known_is_not_found_again(extractor):
    text = "He said she says it fell"
    known = [claim(text, "said", "she says it fell"), claim(text, "says", "it fell")]
    inner = claim("she says it fell", "says", "it fell")
    doc = next(extractor.parse([text]))

    assert list(find_candidates(text, doc, known, lambda part: [inner])) == []


def test_the_component_keeps_them_apart_where_the_doc_is_parsed(extractor):
    component = make_attribution(extractor.nlp, "claimtrack_attribution")
    parsed, bare = component(extractor.nlp(TEXT)), component(extractor.nlp.make_doc(TEXT))

    assert cues(parsed._.attributions, TEXT) == cues(bare._.attributions, TEXT) == ["said", "said"]
    assert cues(parsed._.nested_attributions, TEXT) == ["had warned"]
    assert bare._.nested_attributions == ()


@pytest.fixture
def saved(db, extractor):
    """A database with one article, in which Finch says what she and what the masons think."""
    text = (
        "A wall falls\n\nOrla Finch said that the masons warned the wall would fall.\n\n"
        "Orla Finch said that Orla Finch believes the wall will fall."
    )
    run = store.start_run(db, "test", version="1", at=AT)
    store.use_extractor(db, extractor.version, at=AT)
    store.save_sighting(db, run, sighting(title="A wall falls", text=text))
    [[pending]] = store.load_pending(db, None)
    found = extractor.extract(pending.text)
    store.save_extraction(db, run, pending.id, extractor.version, found, at=AT)
    store.refresh_summaries(db)
    return db, pending.id, found


def test_a_nested_claim_is_stored_with_the_key_of_the_one_that_holds_it(saved):
    db, revision, found = saved
    rows = {row["cue"]: row for row in db.query("select * from claims")}
    holders = [row["key"] for row in db.query("select key from claims where inside is null")]

    assert rows["warned"]["inside"] in holders
    assert rows["believes"]["inside"] in holders
    assert len(holders) == len(found.attributions) == 2
    assert store.load_extraction(db, revision) == found


def test_a_source_is_counted_once_for_the_same_words(saved):
    db, _, _ = saved
    counts = {row["name"]: row["claims"] for row in db.query("select * from sources")}

    assert counts == {"Orla Finch": 2, "the masons": 1}


def claim(text, cue, content):
    cue_at, content_at = text.index(cue), text.index(content)
    return AttributionClaim(
        source=(),
        cue=(Span(start=cue_at, end=cue_at + len(cue)),),
        content=(Span(start=content_at, end=content_at + len(content)),),
    )
