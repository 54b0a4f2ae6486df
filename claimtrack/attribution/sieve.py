"""How likely an attribution inside the content of another is right: a linear model of its form.

The confidence of a claim was made for those that stand in no other's content, and says less of
these. Its features are word lists, the cue's lemma, the kind of source, the shape of the content
and parse relations; its weights, made by ``training/nested.py``, are ``nested.json`` and name
features, no text.
"""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ..lexicon import entries
from ..models import AttributionClaim, Spans

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token
    from spacy.tokens import Span as Words

KEPT = 0.6  # chosen by cross-validation: above, more than five in six are right

_LISTS = tuple(
    f"cue_{kind}"
    for kind in ("asserts", "hedges", "directs", "evaluates", "questions", "withholds", "denies")
)
_PRONOUNS = {
    **dict.fromkeys(("i", "we"), "first person"),
    **dict.fromkeys(("he", "she", "they"), "third person"),
    **dict.fromkeys(("you", "it", "that", "which", "this", "there", "what"), "no speaker"),
    "who": "who",
}
_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_LINKING = frozenset({"CCONJ", "SCONJ", "ADP", "PUNCT", "VERB", "AUX"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_RELATIONS = frozenset({"ccomp", "xcomp", "dobj", "pobj", "advcl", "prep"})
_ASKING = frozenset("if whether how why what when where who which".split())
_MODALS = frozenset("should must need can could may might".split())
_SEEMING = frozenset("seem appear look feel".split())
_SEEING = frozenset("see find hear watch".split())
_MARKS = "\"“‘'"
_SHORT, _LONG = 2, 25  # words


def likelihood(claim: AttributionClaim, outer: AttributionClaim, text: str, doc: Doc) -> float:
    """How likely content and source of ``claim`` are right, that stands in one of ``outer``.

    ``doc`` is ``text`` parsed.
    """
    weights = _weights()
    told = [weights.get(name, 0.0) for name in features(claim, outer, text, doc)]
    total = math.fsum([weights["bias"], weights["confidence"] * log_odds(claim), *told])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


@cache
def _weights() -> dict[str, float]:
    weights: dict[str, float] = json.loads(
        files(__package__).joinpath("nested.json").read_text("utf-8")
    )
    return weights


def log_odds(claim: AttributionClaim) -> float:
    """Of the confidence."""
    sure = min(max(claim.confidence or 0.0, 1e-3), 1 - 1e-3)
    return math.log(sure / (1 - sure))


def features(claim: AttributionClaim, outer: AttributionClaim, text: str, doc: Doc) -> set[str]:
    """The names of what holds of the claim."""
    cue, content = _words(doc, claim.cue), _words(doc, claim.content)
    found = {
        *_of_lists(cue),
        *_of_cue(cue),
        *_of_source(claim, cue, text, doc),
        *_of_content(content, cue),
        *_of_order(claim, text),
    }
    if not outer.source:
        found.add("outer without source")
    if text[outer.content[0].start] in _MARKS:
        found.add("outer quoted")
    return found


def _words(doc: Doc, spans: Spans) -> Words:
    words = doc.char_span(spans[0].start, spans[-1].end, alignment_mode="expand")
    assert words is not None, "a span of this very text"
    return words


# --- the cue ------------------------------------------------------------------------------------


def _of_lists(cue: Words) -> Iterator[str]:
    lemmas = ["not" if token.dep_ == "neg" else token.lemma_.lower() for token in cue]
    pairs = [" ".join(pair) for pair in itertools.pairwise(lemmas)]
    names = [name for name in _LISTS if not entries(name).isdisjoint((*lemmas, *pairs))]
    if not entries("nouns_cue").isdisjoint(lemmas):
        names.append("nouns_cue")
    yield from names or ["no list"]


def _of_cue(cue: Words) -> Iterator[str]:
    root, lemmas = cue.root, {token.lemma_.lower() for token in cue}
    yield f"lemma {_told(cue).lemma_.lower()}"
    yield f"cue {root.pos_}"
    auxiliaries = [t for t in root.children if t.dep_ == "aux" and t.lower_ != "to"]
    if cue[0].lower_ == "to" or (root.tag_ == "VB" and not auxiliaries):
        yield "cue infinitive"
    if root.tag_ == "VBG" and "be" not in lemmas:
        yield "cue gerund"
    if any(token.tag_ == "MD" for token in cue):
        yield "cue modal"
    if any(token.lower_ in _MODALS for token in cue):
        yield "cue may or must"
    if root.lemma_.lower() in _SEEMING:
        yield "cue seems"
    if not lemmas.isdisjoint(_SEEING):
        yield "cue sees"


def _told(cue: Words) -> Token:
    """The word that says most: "confident" of "is confident"."""
    root = cue.root
    if root.pos_ != "AUX" and root.lemma_ != "be":
        return root
    return next((t for t in reversed(cue) if t.pos_ in ("ADJ", "NOUN", "VERB")), root)


# --- source and content -------------------------------------------------------------------------


def _of_source(claim: AttributionClaim, cue: Words, text: str, doc: Doc) -> Iterator[str]:
    if not claim.source:
        yield "source none"
        return
    words = _words(doc, claim.source)
    root = words.root
    yield f"source {_sort_of(words)}"
    if root.head == cue.root or (root.dep_ == "nsubj" and root.head in list(cue)):
        yield "source subject"
    if root.dep_ == "nsubjpass":
        yield "source passive"
    if len(claim.source) > 1 or words[0].pos_ in _LINKING:
        yield "source odd"
    gap = text[claim.source[-1].end : claim.cue[0].start]
    if claim.source[-1].end > claim.cue[0].start:
        yield "source after"
    else:
        yield "source apart" if gap.strip() else "source beside"


def _sort_of(words: Words) -> str:
    root = words.root
    for pronoun in (words.text.lower().strip(), root.lower_):
        if pronoun in _PRONOUNS:
            return _PRONOUNS[pronoun]
    if root.ent_type_ in _NAMES or root.pos_ == "PROPN":
        return "name"
    return "noun" if root.pos_ == "NOUN" else "other"


def _of_content(content: Words, cue: Words) -> Iterator[str]:
    root = content.root
    yield f"content {_form_of(content)}"
    if root.head == cue.root or root.head in list(cue):
        yield f"content {root.dep_ if root.dep_ in _RELATIONS else 'otherwise'} of cue"
    if len(content) <= _SHORT:
        yield "content short"
    if len(content) > _LONG:
        yield "content long"


def _form_of(content: Words) -> str:
    first = re.search(r"\w+", content.text.lower())
    word = first[0] if first else ""
    if word in ("that", "to"):
        return word
    if word in _ASKING:
        return "question"
    if content.root.pos_ in ("VERB", "AUX"):
        has_subject = any(child.dep_ in _SUBJECTS for child in content.root.children)
        return "clause" if has_subject else "verb"
    return "noun" if content.root.pos_ in ("NOUN", "PROPN", "PRON") else "other"


def _of_order(claim: AttributionClaim, text: str) -> Iterator[str]:
    content: Sequence[str] = [text[span.start : span.end] for span in claim.content]
    if len(content) > 1:
        yield "content split"
    if claim.content[0].start < claim.cue[-1].end:
        yield "content before"
    elif text[claim.cue[-1].end : claim.content[0].start].strip(" ,:"):
        yield "content apart"
    if content[0][0] in _MARKS or text[claim.content[0].start - 1] in _MARKS:
        yield "content quoted"
