"""claimtrack.attribution: windows, decoding and repair on small arrays; the real model on texts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from claimtrack.attribution import find_attributions, load_model, quotation_of, weights_hash
from claimtrack.attribution.decode import TAGS, Weights, best_tags, decode, find_spans
from claimtrack.attribution.encode import PARAGRAPH, encode, inside_quotes
from claimtrack.attribution.pointers import bucket
from claimtrack.attribution.repair import pair_quotes, to_spans
from claimtrack.attribution.windows import Scores, Window, cut, score
from claimtrack.errors import WeightsMissing
from claimtrack.models import Quotation, Span


@pytest.fixture(scope="module")
def model():
    return load_model()


# --- pieces -------------------------------------------------------------------------------------


def test_pieces_know_their_place_form_and_quotes(model):
    text = "He SAID “no way”.\n\nEnd"
    pieces = encode(text, model.tokenizer)
    words = [text[s:e] for s, e in pieces.offsets]

    assert words == ["He", "SAID", "“", "no", "way", "”", ".", "\n\n", "End"]
    assert pieces.features.tolist() == [
        [2, 0],
        [3, 0],
        [0, 1],
        [1, 1],
        [1, 1],
        [0, 1],
        [0, 0],
        [0, 0],
        [2, 0],
    ]
    assert pieces.ids[7] == PARAGRAPH


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('a "b" c', "  xxx  "),
        ("a “b” c", "  xxx  "),
        ('a "b', "  xx"),
        ('a "b\n"c" d', "  xx xxx  "),
        ("a” b", " x  "),
        ('“a " b', "xxxx  "),
        ("don't", "     "),
    ],
)
def test_what_stands_inside_quotation_marks(text, inside):
    found = "".join("x" if state else " " for state in inside_quotes(text)[: len(text)])

    assert found == inside


@pytest.mark.parametrize(
    ("total", "ranges"),
    [
        (0, []),
        (1, [(0, 1)]),
        (10, [(0, 10)]),
        (11, [(0, 10), (7, 11)]),
        (24, [(0, 10), (7, 17), (14, 24)]),
    ],
)
def test_windows_cover_everything(total, ranges):
    assert list(cut(total, size=10, overlap=3)) == ranges


def test_each_piece_takes_its_scores_from_its_most_central_window(model):
    pieces = encode("word " * 400, model.tokenizer)
    calls = []

    def session(ids, features):
        calls.append(len(ids))
        tags = np.zeros((len(ids), 7), np.float32)
        tags[:, len(calls)] = 9.0
        return tags, np.zeros((len(ids), 4)), np.zeros((len(ids), 4))

    found = score(pieces, session)
    winners = found.tags.argmax(-1).tolist()

    assert calls == [256, 212]
    assert (winners[0], winners[-1]) == (1, 2)
    assert winners == sorted(winners)
    assert winners.count(1) == 190 + 32


# --- decoding -----------------------------------------------------------------------------------


def weights(**values) -> Weights:
    defaults = {
        "transitions": np.zeros((7, 7), np.float32),
        "transition_weight": 1.0,
        "tag_bias": np.zeros(7, np.float32),
        "no_source_bias": 0.0,
        "distances": np.zeros((4, 64), np.float32),
        "edge_tags": 1.0,
        "confidence": np.array([0, 1, 1, 1, 0, 0], np.float32),
        "least_confidence": 0.0,
        "noun_bias": np.zeros(2, np.float32),
    }
    return Weights(**defaults | values)


def scores(*tags: str, queries=None, keys=None) -> Scores:
    """Scores that are sure of ``tags``; four pointers of width 1, all 0 unless given."""
    table = np.full((len(tags), 7), -9.0, np.float32)
    for place, tag in enumerate(tags):
        table[place, TAGS.index(tag)] = -0.001
    none = np.zeros((len(tags) + 2, 4), np.float32)
    window = Window(
        0, len(tags), none if queries is None else queries, none if keys is None else keys
    )
    return Scores(table, (window,))


def test_an_inside_tag_needs_its_beginning():
    table = np.full((3, 7), -5.0, np.float32)
    table[0, 2] = table[1, 4] = table[2, 4] = 0.0  # I-source, I-cue, I-cue
    path = [TAGS[tag] for tag in best_tags(table, weights())]

    assert all(b[0] != "I" or a[1:] == b[1:] for a, b in zip(["O", *path], path, strict=False))


def test_spans_are_found_by_part():
    path = [TAGS.index(t) for t in ("B-cue", "I-cue", "B-content", "B-content", "O", "B-source")]

    assert find_spans(path) == {"cue": [(0, 2)], "content": [(2, 3), (3, 4)], "source": [(5, 6)]}


def test_a_claim_is_joined_by_its_pointers():
    keys = np.zeros((5, 4), np.float32)
    queries = np.zeros((5, 4), np.float32)
    keys[1, 1] = queries[2, 1] = 3.0  # the cue points at the source, not at [CLS]
    (claim,) = decode(
        scores("B-source", "B-cue", "B-content", queries=queries, keys=keys), weights()
    )

    assert (claim.source, claim.cue, claim.content) == (((0, 1),), (1, 2), ((2, 3),))
    assert claim.confidence > 0.99


@pytest.mark.parametrize(
    ("column", "place", "content"),
    [
        (2, 3, (3, 6)),  # the cue points at "it": the content begins there
        (2, 0, (2, 6)),  # no edge moves over the cue
        (3, 4, (2, 5)),  # ends where the cue points
        (3, 6, (2, 7)),  # takes in a piece that the tags leave out
    ],
)
def test_edges_move_to_where_the_cue_points(column, place, content):
    """ "Police [said] {that it was false} ." with tags that are not sure."""
    tags = ("B-source", "B-cue", "B-content", *["I-content"] * 3, "O")
    keys = np.zeros((9, 4), np.float32)
    queries = np.zeros((9, 4), np.float32)
    queries[2, column] = keys[place + 1, column] = 3.0
    (claim,) = decode(scores(*tags, queries=queries, keys=keys), weights(edge_tags=0.1))

    assert claim.content == (content,)


def test_distances_have_their_buckets():
    found = bucket(np.array([0, -1, 1, -2, 2, 1000, -1000]))

    assert found.tolist() == [0, 1, 33, 4, 36, 62, 30]


def test_a_cue_may_have_no_source_and_without_content_is_none():
    (claim,) = decode(scores("B-cue", "B-content", "O", "B-source"), weights(no_source_bias=5.0))

    assert claim.source == ()
    assert decode(scores("B-source", "B-cue", "O"), weights()) == []
    assert decode(scores("B-content", "O"), weights()) == []
    assert decode(Scores(np.zeros((0, 7), np.float32), ()), weights()) == []


def test_two_cues_share_two_contents_before_one_gets_both():
    found = decode(scores("B-content", "B-cue", "O", "B-content", "B-cue"), weights())

    assert sorted(claim.content for claim in found) == [((0, 1),), ((3, 4),)]


# --- characters ---------------------------------------------------------------------------------


def test_spans_lose_their_outer_spaces():
    text = "a  bc "
    offsets = np.array([[0, 1], [1, 6]])

    assert to_spans([(0, 1), (1, 2)], offsets, text) == (Span(start=0, end=1), Span(start=3, end=5))
    assert to_spans([(0, 1)], np.array([[1, 3]]), text) == ()


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("He said “no.” Then", "no.”", "“no.”"),
        ("He said “no.” Then", "“no.", "“no.”"),
        ('He said "no." Then', 'no."', '"no."'),
        ("He said “no” and “yes”.", "“no” and “yes", "“no” and “yes"),
        ("He said no.", "no", "no"),
    ],
)
def test_quotation_marks_come_in_pairs(text, words, expected):
    start = text.index(words)
    (span,) = pair_quotes((Span(start=start, end=start + len(words)),), text)

    assert text[span.start : span.end] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“All of it.”", Quotation.DIRECT),
        ("none of it", Quotation.INDIRECT),
        ("some “of it”", Quotation.MIXED),
    ],
)
def test_how_much_is_quoted(text, expected):
    whole = (Span(start=0, end=len(text)),)

    assert quotation_of(whole, text, inside_quotes(text)) == expected


# --- the real model -----------------------------------------------------------------------------

ODD = [
    "",
    " \n\n ",
    "“",
    "'' said ''",
    "He said “no” \" ' ” “ ''",
    "\u200b\u200d\ufeffHe said\u0301 no.",
    "👩‍👩‍👧 said 👍",
    "مرحبا قال الوزير إن",
    "a" * 5000,
    "no end of a sentence " * 300,
    "Er sagte, dass es stimmt.",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_odd_texts_never_raise(model, text):
    check_spans(text, find_attributions(text, model))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "He",
                "said",
                "that",
                "“",
                "”",
                '"',
                "the mayor",
                "denied",
                "\n\n",
                ".",
                ",",
                "é",
                "👍",
                " ",
            ]
        ),
        max_size=40,
    )
)
def test_spans_lie_in_the_text_and_do_not_overlap(model, words):
    text = " ".join(words)
    found = find_attributions(text, model)

    check_spans(text, found)
    assert found == find_attributions(text, model)


def test_a_paragraph_is_read_the_same_alone_and_between_others(model):
    paragraphs = [
        "The mayor said the bridge would close.",
        "“We were not told,” she added.",
        "According to police, nobody was hurt　in the fall.",
    ]
    text = "\n\n".join(paragraphs)
    places = [text.index(paragraph) for paragraph in paragraphs]
    alone = [
        (claim.confidence, [(s.start + place, s.end + place) for s in claim.content])
        for paragraph, place in zip(paragraphs, places, strict=True)
        for claim in find_attributions(paragraph, model)
    ]
    joined = [
        (claim.confidence, [(s.start, s.end) for s in claim.content])
        for claim in find_attributions(text, model)
    ]

    assert len(alone) >= 3
    assert alone == joined


def check_spans(text, claims) -> None:
    for claim in claims:
        spans = sorted([*claim.source, *claim.cue, *claim.content])
        assert claim.cue
        assert claim.content
        for span in spans:
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end] == text[span.start : span.end].strip()
        assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
        assert 0.0 <= claim.confidence <= 1.0


def test_missing_weights_are_told(tmp_path):
    with pytest.raises(WeightsMissing, match=r"model\.onnx, tokenizer\.json, decoder\.json"):
        load_model(tmp_path)
    assert weights_hash(tmp_path) == "none"
    assert len(weights_hash()) == 8


def test_works_as_a_spacy_component():
    nlp = spacy.blank("en")
    nlp.add_pipe("claimtrack_attribution")
    doc = nlp("The bureau said on Monday that the attack had failed.")
    (claim,) = doc._.attributions

    assert doc.text[claim.cue[0].start : claim.cue[0].end].startswith("said")
    assert [s.text for s in doc.spans["attribution_source"]] == ["The bureau"]
    assert [s.id_ for s in doc.spans["attribution_content"]] == ["0"]


@pytest.mark.parametrize("marks", ["“”", '""'])
def test_quotation_is_by_how_much_of_the_content_is_quoted(marks):
    words = "the valve was open when the crew came back".split()
    places = [(a, b) for a in range(len(words)) for b in range(a + 1, len(words) + 1)]
    for first, last in places:  # the quoted words
        shown = [
            f"{marks[0] * (n == first)}{word}{marks[1] * (n == last - 1)}"
            for n, word in enumerate(words)
        ]
        text = " ".join(shown)
        starts = [sum(len(word) + 1 for word in shown[:n]) for n in range(len(shown))]
        for a, b in places:  # the words of the content
            content = (Span(start=starts[a], end=starts[b - 1] + len(shown[b - 1])),)
            inside = sum(first <= n < last for n in range(a, b))
            expected = "direct" if inside == b - a else "mixed" if inside else "indirect"

            assert quotation_of(content, text, inside_quotes(text)) == expected
