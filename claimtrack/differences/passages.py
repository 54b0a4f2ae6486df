"""What an article says, passage by passage: in claims, and by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..alignment import Sentence, split_sentences
from ..comparison import DifferingArticle
from ..lexicon import pairs as pairs_of
from ..models import AttributionClaim, Quotation, SourceType, Span, Spans, Stance
from .context import Words, plain_pairs, plain_words, telling_words

_LEAST_WORDS = 3  # telling words; shorter passages say too little to be compared
_LEAST_OF_PART = 5  # … of a part of a sentence whose rest is a claim
_REACH_OF_NOT = 4  # words behind a "not" that it turns
_LONGEST = 60  # words; what is longer is no sentence, and a hedge in it is of anything
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT = re.compile(
    r"\b(?:not|never|no|nobody|neither|nor|without|non(?=-))\b|n['’]t\b", re.IGNORECASE
)
# Of all words that hedge, those that hedge the clause they stand in; "could" and "allegations"
# mostly stand in another clause than what two passages have in common.
_HEARSAY = frozenset(
    "reportedly allegedly apparently purportedly supposedly seemingly presumably".split()
)
# Cues by which somebody passes on what is not known for sure.
_HOLDS = re.compile(r"\b(?:believe|suspect|alleg|rumou?r|reportedly)", re.IGNORECASE)
# "said he believed that": what is believed is no more than that.
_BELIEVES = re.compile(
    r"^\W*(?:that )?(?:he|she|they|it|we|police|investigators|authorities|officials) (?:had )?"
    r"(?:believed?s?|suspect(?:s|ed)?|assumed?s?|thought) "
)
# Nouns whose clause is said by somebody, not known; the words behind are a passage of their own.
_SAID_TO_BE = re.compile(r"\b(?:accusation|allegation|rumou?r|speculation|suspicion)s? that\b")
_ACCUSES = re.compile(r"\b(?:accus|alleg|charg|claim)", re.IGNORECASE)
_ACCUSED = re.compile(
    r"\b(?:accus\w+|alleg(?:e|es|ed|ing|edly|ations?)|charges that)\b", re.IGNORECASE
)
# Words by which a passage that asserts keeps something open after all; an outlet "reported" it.
_OPEN = frozenset(
    word for word, kind in pairs_of("hedge_kinds").items() if kind in ("evidential", "adverb")
) - {"reported"} | {"may", "might", "believe", "opinion"}
# Words that leave open what will be, how somebody feels or what is known, not whether it was so.
_LOOKS_AHEAD = re.compile(r"\b(?:expect|hop(?:e|ing)|appear|seem|plan)", re.IGNORECASE)
_UNCLEAR = re.compile(r"\b(?:unclear|not clear|n['’]t clear)\b", re.IGNORECASE)
_ENDED = re.compile(r"[.!?…][\"”’')\]]*$")  # what does not end is a headline or furniture
_QUOTED = (Quotation.DIRECT, Quotation.MIXED)
FLAT = frozenset({Stance.ASSERTS, Stance.SELF_CLAIMS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A sentence of what somebody says, or of what the article says itself.

    ``span`` is what is quoted of it, ``text`` its words. ``source`` None: the article itself, or
    nobody is named; ``told_by`` are the words for the source. ``is_reported``: the words of its
    sentence say that it is hearsay ("reportedly"); ``is_held``: that it is believed or alleged.
    """

    span: Span
    text: str
    words: Words
    plain: Words
    pairs: frozenset[tuple[str, str]]
    stance: Stance | None
    negated: Words
    cue: Words
    is_quote: bool
    is_reported: bool
    is_held: bool
    is_open: bool
    accuses: bool
    source: str | None
    told_by: str
    source_type: SourceType | None


def passages(article: DifferingArticle) -> tuple[Passage, ...]:
    """What an article's claims say, sentence by sentence, then what it says itself."""
    sentences = [s for s in split_sentences(article.text) if s.start >= len(article.title)]
    said = [p for claim in article.found.attributions for p in _of_claim(article, claim, sentences)]
    claimed = sorted(s for claim in article.found.attributions for s in _parts(claim))
    own = [
        _passage(article, part, None)
        for sentence in sentences
        for part in (*_own(sentence, claimed), *_said_to_be(article.text, sentence))
    ]
    return tuple(p for p in (*said, *own) if _is_compared(p))


def _is_compared(passage: Passage) -> bool:
    return len(passage.words) >= _LEAST_WORDS and len(passage.text.split()) <= _LONGEST


def _parts(claim: AttributionClaim) -> Spans:
    return (*claim.source, *claim.cue, *claim.content)


def _of_claim(
    article: DifferingArticle, claim: AttributionClaim, sentences: Sequence[Sentence]
) -> Iterator[Passage]:
    for content in claim.content:
        for sentence in sentences:
            start, end = max(content.start, sentence.start), min(content.end, sentence.end)
            if start < end and article.text[start:end].strip():
                yield _passage(article, Span(start=start, end=end), claim, sentence)


def _own(sentence: Sentence, claimed: Sequence[Span]) -> Iterator[Span]:
    """What of a sentence is in no claim: all of it, or its beginning where that is long enough."""
    start, end = sentence.start, sentence.start + len(sentence.text)
    within = [s.start for s in claimed if s.start < end and start < s.end]
    if not within and _ENDED.search(sentence.text):
        yield Span(start=start, end=end)
    elif (
        within and len(telling_words(sentence.text[: max(0, within[0] - start)])) >= _LEAST_OF_PART
    ):
        yield Span(start=start, end=within[0])


def _said_to_be(text: str, sentence: Sentence) -> Iterator[Span]:
    """ "accusations that aides closed the lanes", to the end of the clause."""
    end = sentence.start + len(sentence.text)
    for hit in _SAID_TO_BE.finditer(text, sentence.start, end):
        comma = text.find(",", hit.end(), end)
        yield Span(start=hit.start(), end=comma if comma > 0 else end)


def _passage(
    article: DifferingArticle,
    told: Span,
    claim: AttributionClaim | None,
    home: Sentence | None = None,
) -> Passage:
    words = article.text[told.start : told.end].rstrip()
    parts = (*claim.source, *claim.cue) if claim else ()
    quoted = _quoted(Span(start=told.start, end=told.start + len(words)), parts, home)
    text = article.text[quoted.start : quoted.end]
    cue = " ".join(article.text[s.start : s.end] for s in claim.cue) if claim else ""
    said = _words(text)
    is_reported = bool(_HEARSAY & said)
    is_held = bool(_SAID_TO_BE.match(words) or _BELIEVES.match(words))
    stance = _stance(words, cue, claim, is_reported=is_reported, is_held=is_held)
    if _UNCLEAR.search(home.text if home else text):
        stance = None
    return Passage(
        span=quoted,
        text=text,
        words=telling_words(words),
        plain=plain_words(words),
        pairs=plain_pairs(words),
        stance=stance,
        negated=_negated(words),
        cue=telling_words(cue),
        is_quote=claim is not None and claim.quotation in _QUOTED,
        is_reported=is_reported,
        is_held=is_held or (stance is Stance.HEDGES and bool(_HOLDS.search(cue))),
        is_open=bool(_OPEN & said or _ACCUSED.search(text)),
        accuses=bool(_ACCUSES.search(cue)),
        source=claim.source_name if claim else None,
        told_by=" ".join(article.text[s.start : s.end] for s in claim.source) if claim else "",
        source_type=claim.source_type if claim else SourceType.AUTHOR,
    )


def _stance(
    words: str, cue: str, claim: AttributionClaim | None, *, is_reported: bool, is_held: bool
) -> Stance | None:
    """The stance as it is compared; None where it is left open what will be."""
    stance = claim.stance if claim else Stance.ASSERTS
    if stance in FLAT and is_held:
        stance = Stance.HEDGES
    if not is_reported and _LOOKS_AHEAD.search(cue if stance is Stance.HEDGES else words):
        return None
    return Stance.HEDGES if stance in FLAT and is_reported else stance


def _quoted(told: Span, parts: Spans, home: Sentence | None) -> Span:
    """The passage with those words of source and cue that stand in its sentence."""
    near = [p for p in parts if home and home.start <= p.start and p.end <= home.end]
    return Span(
        start=min([told.start, *(p.start for p in near)]),
        end=max([told.end, *(p.end for p in near)]),
    )


def _negated(words: str) -> Words:
    """The telling words that a "not" stands close before, wherever they stand."""
    turned: list[str] = []
    rest, place = "", 0
    for hit in _NOT.finditer(words):
        behind = words[hit.end() :].split()[:_REACH_OF_NOT]
        turned += behind
        rest += words[place : hit.start()]
        place = hit.end() + words[hit.end() :].find(behind[-1]) + len(behind[-1]) if behind else 0
    rest += words[place:]
    return telling_words(" ".join(turned)) - telling_words(rest)


def _words(text: str) -> frozenset[str]:
    """The words as written, "May" apart from "may"; a first letter is made small."""
    found = _WORD.findall(text)
    return frozenset(found) | frozenset(word.casefold() for word in found[:1])
