"""The kind of source a claim rests on."""

from __future__ import annotations

from spacy.tokens import Doc
from spacy.tokens import Span as Words

from ..lexicon import entries
from ..models import MentionKind, Referent, SourceType, Spans
from .cues import Decision


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
