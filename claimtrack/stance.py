"""Cue, source and clause → stance, tone and kind of source. Definitions: docs/claims.md.

Word lists decide (``lexicon/``), then the form of the content. Where two lists match, the longer
entry wins, then the order of the definition's table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Words

from .lexicon import entries
from .models import MentionKind, Quotation, Referent, SourceType, Spans, Stance, Tone

# In the order of the definition: of entries as long the later one wins.
_LISTS = (
    (Stance.HEDGES, "cue_hedges"),
    (Stance.DENIES, "cue_denies"),
    (Stance.QUESTIONS, "cue_questions"),
    (Stance.DIRECTS, "cue_directs"),
    (Stance.EVALUATES, "cue_evaluates"),
    (Stance.WITHHOLDS, "cue_withholds"),
)
_TO_DIRECTS = frozenset("ask tell say hope expect like warn advise love need remind want".split())
_DOUBTED = frozenset("believe think accept agree buy know support endorse".split())
_MODALS = frozenset("may might could".split())
_ASKING = frozenset("whether if what who whom whose which when where why how".split())
_OPEN = frozenset("know unclear understand sure certain tell say see remember".split())
_NEGATION = "not"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A field's value and the rule that decided it."""

    value: str
    rule: str


def find_stance(doc: Doc, cue: Spans, content: Spans, quotation: Quotation | None) -> Decision:
    """What the source commits to."""
    lemmas = _lemmas(doc, cue)
    found = _longest(lemmas)
    to_act = _first_word(doc, content) == "to"
    if to_act and (found is None or found[0] in (Stance.HEDGES, Stance.QUESTIONS)):
        return Decision(value=Stance.DIRECTS, rule="content is an infinitive")
    if _NEGATION in lemmas and not (found and found[0] is Stance.WITHHOLDS):
        if any(word in _OPEN for word in lemmas) and _first_word(doc, content) in _ASKING:
            return Decision(value=Stance.QUESTIONS, rule="negated knowing of a question")
        if any(word in _DOUBTED for word in lemmas):
            return Decision(value=Stance.DENIES, rule="negated belief")
    if found:
        stance, entry = found
        if stance is Stance.EVALUATES and _is_clause(doc, content):
            return Decision(value=Stance.ASSERTS, rule=f"cue '{entry}' with a clause")
        return Decision(value=stance, rule=f"cue '{entry}'")
    if any(word in _MODALS for word in lemmas):
        return Decision(value=Stance.HEDGES, rule="modal in the cue")
    if quotation is Quotation.DIRECT and _is_question(doc, content):
        return Decision(value=Stance.QUESTIONS, rule="the quotation is a question")
    return Decision(value=Stance.ASSERTS, rule="cue of plain speech")


def find_tone(doc: Doc, cue: Spans) -> Decision:
    """How the article frames the cue."""
    lemmas = _lemmas(doc, cue)
    for tone, name in ((Tone.DISTANCING, "tone_distancing"), (Tone.ENDORSING, "tone_endorsing")):
        for entry in _matches(lemmas, name):
            if _NEGATION in lemmas and tone is Tone.ENDORSING:
                break
            return Decision(value=tone, rule=f"cue '{entry}'")
    return Decision(value=Tone.NEUTRAL, rule="cue without colour")


# --- the kind of source -------------------------------------------------------------------------


def find_source_type(doc: Doc, source: Spans, referent: Referent | None) -> Decision | None:
    """What kind of source it is; None where nothing decides."""
    if not source or referent is None:
        return Decision(value=SourceType.UNKNOWN, rule="no source in the text")
    span = referent.described or source[0]
    words = doc.char_span(span.start, span.end, alignment_mode="expand")
    if not words:
        return None
    if referent.name == "AUTHOR":
        return Decision(value=SourceType.AUTHOR, rule=referent.rule)
    if any(phrase in words.text.lower() for phrase in entries("phrases_anonymous")):
        return Decision(value=SourceType.ANONYMOUS, rule="described as nameless")
    if referent.kind is not None:
        return _by_kind(referent, words)
    return _by_noun(words)


def _by_kind(referent: Referent, words: Words) -> Decision:
    name = referent.name or ""
    if referent.kind is MentionKind.PERSON:
        return Decision(value=SourceType.PERSON, rule=referent.rule)
    if referent.kind is MentionKind.GROUP:
        return Decision(value=SourceType.GROUP, rule=referent.rule)
    if is_outlet(name):
        return Decision(value=SourceType.OUTLET, rule="name of a news organisation")
    return Decision(value=SourceType.ORGANIZATION, rule=referent.rule)


def is_outlet(name: str) -> bool:
    """Whether a name is one of a news organisation, by list or by its last word."""
    words = name.split()
    return name in entries("outlets") or (len(words) > 1 and words[-1] in entries("outlet_endings"))


_NOUNS = (
    (SourceType.ANONYMOUS, "nouns_anonymous"),
    (SourceType.OUTLET, "nouns_outlet"),
    (SourceType.OFFICIAL, "nouns_official"),
    (SourceType.DOCUMENT, "nouns_document"),
    (SourceType.ORGANIZATION, "nouns_organization"),
    (SourceType.GROUP, "nouns_group"),
)


def _by_noun(words: Words) -> Decision | None:
    head = words.root
    lemma = head.lemma_.lower()
    if lemma == "people" and not any(t.lower_ == "familiar" for t in words):
        return Decision(value=SourceType.GROUP, rule="noun 'people'")
    for kind, name in _NOUNS:
        if lemma in entries(name):
            return Decision(value=kind, rule=f"noun '{lemma}'")
    if head.lower_ in ("they", "them", "these", "those"):
        return Decision(value=SourceType.GROUP, rule="plural pronoun")
    if head.lower_ in ("he", "she", "him", "her"):
        return Decision(value=SourceType.PERSON, rule="pronoun")
    if head.tag_ == "NNS":
        return Decision(value=SourceType.GROUP, rule="plural noun")
    if head.tag_ == "NNP":
        return Decision(value=SourceType.PERSON, rule="a name of unknown kind")
    return None


# --- words and clauses --------------------------------------------------------------------------


def _lemmas(doc: Doc, spans: Spans) -> tuple[str, ...]:
    """The lemmas of the spans in lower case, every negation as "not"."""
    return tuple(
        _NEGATION if token.lower_ in entries("words_negation") else token.lemma_.lower()
        for token in _tokens(doc, spans)
        if not token.is_punct and not token.is_space
    )


def _tokens(doc: Doc, spans: Spans) -> Iterator[Token]:
    for span in spans:
        words = doc.char_span(span.start, span.end, alignment_mode="expand")
        if words:
            yield from words


def _longest(lemmas: Sequence[str]) -> tuple[Stance, str] | None:
    found: tuple[Stance, str] | None = None
    for stance, name in _LISTS:
        for entry in _matches(lemmas, name):
            if found is None or len(entry.split()) >= len(found[1].split()):
                found = (stance, entry)
    return found


def _matches(lemmas: Sequence[str], name: str) -> Iterator[str]:
    """Entries of the list that stand in ``lemmas``, words in order with gaps of at most one."""
    index = _by_first_word(name)
    for place, lemma in enumerate(lemmas):
        for words in index.get(lemma, ()):
            if _stands(words[1:], lemmas[place + 1 :]):
                yield " ".join(words)


def _stands(words: tuple[str, ...], lemmas: Sequence[str]) -> bool:
    place = 0
    for word in words:
        window = list(lemmas[place : place + 2])
        if word not in window:
            return False
        place += window.index(word) + 1
    return True


@cache
def _by_first_word(name: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    index: dict[str, list[tuple[str, ...]]] = {}
    for entry in sorted(entries(name)):
        words = tuple(entry.split())
        index.setdefault(words[0], []).append(words)
    return {first: tuple(found) for first, found in index.items()}


def _first_word(doc: Doc, spans: Spans) -> str:
    for token in _tokens(doc, spans):
        if not token.is_punct and not token.is_space:
            return token.lower_
    return ""


def _is_question(doc: Doc, spans: Spans) -> bool:
    words = (
        doc.char_span(spans[-1].start, spans[-1].end, alignment_mode="expand") if spans else None
    )
    text = words.text.rstrip(" \"”'’,") if words else ""
    return text.endswith("?") and text.count("?") > text.count(". ")


def _is_clause(doc: Doc, spans: Spans) -> bool:
    """Whether the content has a finite verb with its subject."""
    inside = {token.i for token in _tokens(doc, spans)}
    return any(
        doc[i].dep_ in ("nsubj", "nsubjpass", "expl")
        and doc[i].head.i in inside
        and doc[i].head.dep_ != "relcl"
        and _is_finite(doc[i].head)
        for i in inside
    )


def _is_finite(verb: Token) -> bool:
    return verb.tag_ in ("VBD", "VBZ", "VBP") or any(
        child.dep_ in ("aux", "auxpass") and child.tag_ in ("MD", "VBD", "VBZ", "VBP")
        for child in verb.children
    )
