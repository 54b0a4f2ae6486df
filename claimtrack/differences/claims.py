"""Claims of two articles that say the same, by another source, more firmly, or against it.

Two passages are likened by the telling words they share and, where these are few, by meaning too:
one measure alone takes much on one subject for one statement.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..comparison import Difference, DifferenceKind, DifferingArticle, Side
from ..models import SourceType, Stance
from ..parties import party_words
from .context import Meaning, Weights
from .passages import FLAT, Passage

# Likeness by words from which two passages are taken to say the same thing, …
_SAME = 0.35
_SAME_SOURCE = 0.6  # a story's sources say much that is near: only where most is common
_SAME_OPPOSED = 0.6  # a "not" more or less turns a passage: only where nearly all is common
# … and by how many words and by what meaning together, where the words alone do not tell.
_NEAR, _NEAR_PLAIN, _NEAR_MEANING = 0.2, 2, 0.67
_NEAR_OPPOSED, _NEAR_OPPOSED_MEANING = 0.44, 0.68
_NEAR_SOURCE, _NEAR_SOURCE_SUM = 0.3, 1.05  # the latter of words and meaning together
_SOURCE_MEANING = 0.66  # two mayors who ban travel are alike by words
_OF_ONE_THING = 0.5  # meaning below which words in common are those of the subject
_LEAST_COMMON, _LEAST_PLAIN = 3, 2  # words in common, and of them such as are no names
# Two quotes this alike, or with so many words in a row in common, are one quote: that it has two
# sources or stances is a mistake of reading.
_VERBATIM, _VERBATIM_PAIRS = 0.75, 2
_WORD_FOR_WORD = 0.9  # where the marks of the other one were not seen
_NAMED = frozenset({SourceType.PERSON, SourceType.ORGANIZATION, SourceType.OUTLET})
_SINGLE = frozenset({SourceType.PERSON, SourceType.OUTLET})
_DESCRIBED = frozenset({SourceType.OFFICIAL, SourceType.GROUP})
# A house for which a named officer speaks: officials, and their spokesman, are one voice.
_HOUSES = frozenset(
    "authorities deputies detectives investigators officers police prosecutors".split()
)
_FOR_A_HOUSE = re.compile(
    r"\b(?:spokes|police|sheriff|lieutenant|sergeant|captain|chief|attorney|prosecutor)", re.I
)
_OF = re.compile(r" (?:of|in|at|for|from|with) |,")


def claim_differences(
    one: DifferingArticle,
    these: Sequence[Passage],
    other: DifferingArticle,
    those: Sequence[Passage],
    weights: Weights,
    meaning: Meaning,
) -> Iterator[Difference]:
    """For each passage, the likest of the other article, where the two differ.

    Where the other article holds a passage that says the same in the same way, it does not differ.
    What is hearsay is held against all that tell it as a fact.
    """
    seen: set[tuple[str, int]] = set()
    agreed: set[tuple[str, int]] = set()
    for score, i, j in _alike(these, those, weights):
        p, q = these[i], those[j]
        places = {("a", i), ("b", j)}
        kind = _kind(p, q, score, meaning)
        is_free = not seen & places
        if is_free and score >= _SAME and _is_comparable(p, q):
            seen |= places
            agreed |= set() if kind else places
        hearsay = ("a", i) if _is_hearsay(p) else ("b", j)
        is_heard = kind is DifferenceKind.HEDGED_FLAT and hearsay not in agreed
        if kind and (is_free or (is_heard and _is_hearsay(p) != _is_hearsay(q))):
            yield Difference(
                kind=kind,
                a=Side(article=one.id, span=p.span),
                b=Side(article=other.id, span=q.span),
                why=_why(kind, p, q),
            )


def _alike(
    these: Sequence[Passage], those: Sequence[Passage], weights: Weights
) -> list[tuple[float, int, int]]:
    """The pairs with enough words in common, the likest first."""
    scores = [
        (score, -i, -j)
        for i, p in enumerate(these)
        for j, q in enumerate(those)
        if (not p.plain.isdisjoint(q.plain))
        and (len(p.plain & q.plain) >= _NEAR_PLAIN or p.pairs & q.pairs)
        and (score := weights.likeness(p.words, q.words)) >= _NEAR
    ]
    return [(score, -i, -j) for score, i, j in sorted(scores, reverse=True)]


def _is_comparable(p: Passage, q: Passage) -> bool:
    """Whether the two have enough words in common, or two in a row that are no names."""
    enough = len(p.words & q.words) >= _LEAST_COMMON and len(p.plain & q.plain) >= _LEAST_PLAIN
    return enough or bool(p.pairs & q.pairs)


def _is_hearsay(p: Passage) -> bool:
    return p.is_reported or p.is_held


def _kind(p: Passage, q: Passage, score: float, meaning: Meaning) -> DifferenceKind | None:
    is_same = score >= _SAME and _is_comparable(p, q)
    if is_same and _is_one_quote(p, q, score):
        return DifferenceKind.HEDGED_FLAT if p.is_reported != q.is_reported else None
    common = p.words & q.words
    is_turned = bool(p.negated & common) != bool(q.negated & common)
    if _is_opposed(p, q, is_turned=is_turned):
        return DifferenceKind.OPPOSED_STANCE if _is_same_opposed(p, q, score, meaning) else None
    if is_turned:
        return None
    if Stance.HEDGES in (p.stance, q.stance):
        is_hedged = _is_hedged_here(p, q, score, meaning)
        return DifferenceKind.HEDGED_FLAT if is_hedged else None
    if not (p.stance in FLAT and q.stance in FLAT):
        return None
    return _kind_of_source(p, q, score, meaning)


def _is_one_quote(p: Passage, q: Passage, score: float) -> bool:
    if not (p.is_quote and q.is_quote):
        return (p.is_quote or q.is_quote) and score >= _WORD_FOR_WORD
    return score >= _VERBATIM or len(p.pairs & q.pairs) >= _VERBATIM_PAIRS


# --- against it ---------------------------------------------------------------------------------


def _is_opposed(p: Passage, q: Passage, *, is_turned: bool) -> bool:
    """Whether one says that it is so and the other that it is not."""
    if not all(x.stance in FLAT | {Stance.DENIES} for x in (p, q)):
        return False
    if any(x.stance is Stance.DENIES and x.cue & y.words for x, y in ((p, q), (q, p))):
        return False  # "findings refute", and "said that findings refute"
    return ((p.stance is Stance.DENIES) != (q.stance is Stance.DENIES)) != is_turned


def _is_same_opposed(p: Passage, q: Passage, score: float, meaning: Meaning) -> bool:
    if score >= _SAME_OPPOSED and _is_comparable(p, q):
        return True
    is_said = bool(p.told_by or q.told_by)  # of what articles say themselves much is near
    is_near = is_said and score >= _NEAR_OPPOSED
    return is_near and meaning.likeness(p.text, q.text) >= _NEAR_OPPOSED_MEANING


# --- more firmly --------------------------------------------------------------------------------


def _is_hedged_here(p: Passage, q: Passage, score: float, meaning: Meaning) -> bool:
    """Whether one holds open what the other tells as a fact. Two accusations are alike firm."""
    hedged, flat = (p, q) if p.stance is Stance.HEDGES else (q, p)
    if flat.stance not in FLAT or flat.is_open or (p.accuses and q.accuses):
        return False
    if hedged.cue & flat.words:
        return False  # "who think that", and "there are those who think that"
    if score >= _SAME and _is_comparable(p, q):
        return meaning.likeness(p.text, q.text) >= _OF_ONE_THING
    is_near = len(p.plain & q.plain) >= _NEAR_PLAIN and _is_hearsay(hedged)
    return is_near and meaning.likeness(p.text, q.text) >= _NEAR_MEANING


# --- by another source --------------------------------------------------------------------------


def _kind_of_source(
    p: Passage, q: Passage, score: float, meaning: Meaning
) -> DifferenceKind | None:
    types = {p.source_type, q.source_type}
    if _is_described_beside(p, q) or _is_described_beside(q, p):
        is_near = score >= _NEAR_SOURCE and not (p.is_quote and q.is_quote)
        is_same = is_near and score + meaning.likeness(p.text, q.text) >= _NEAR_SOURCE_SUM
        return DifferenceKind.OTHER_SOURCE if is_same else None
    if score < _SAME_SOURCE or not _is_comparable(p, q):
        return None
    if SourceType.ANONYMOUS in types and types & _NAMED:
        return DifferenceKind.NAMED_ANONYMOUS
    if not _is_other_source(p, q) or meaning.likeness(p.text, q.text) < _SOURCE_MEANING:
        return None
    return DifferenceKind.OTHER_SOURCE


def _is_described_beside(p: Passage, q: Passage) -> bool:
    """Whether ``p`` is told by several without a name, or by a spokesman of the one named in ``q``.

    Not by a house ("police") for which the one named may speak.
    """
    if p.source_type not in _DESCRIBED or q.source_type not in _SINGLE or not q.source:
        return False
    if "spokes" in p.told_by:
        return bool(party_words(p.told_by) & party_words(q.source))
    words = _OF.split(p.told_by)[0].split()
    head = words[-1].strip(",.") if words else ""
    is_house = head in _HOUSES or _FOR_A_HOUSE.search(f"{p.told_by} {q.text}")
    return head.islower() and head.endswith("s") and not is_house


def _is_other_source(p: Passage, q: Passage) -> bool:
    """Whether both sources are named, without a common word."""
    if not (p.source_type in _NAMED and q.source_type in _NAMED and p.source and q.source):
        return False
    a, b = party_words(p.source), party_words(q.source)
    return bool(a and b) and not a & b


_WHY = {
    DifferenceKind.OPPOSED_STANCE: "one says so, the other says not",
    DifferenceKind.NAMED_ANONYMOUS: "a named source against one without a name",
}


def _why(kind: DifferenceKind, p: Passage, q: Passage) -> str:
    if kind is DifferenceKind.HEDGED_FLAT:
        order = ("flat", "hedged") if q.stance is Stance.HEDGES else ("hedged", "flat")
        return f"{order[0]} against {order[1]}"
    if kind is DifferenceKind.OTHER_SOURCE:
        return f"{p.source or p.told_by} against {q.source or q.told_by}"
    return _WHY[kind]
