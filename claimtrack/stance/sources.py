"""The kind of source a claim rests on: by name, by the noun that describes it, by number."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as Words

from ..lexicon import entries
from ..models import MentionKind, Referent, SourceType, Spans
from .cues import Decision

_NOUNS = (
    (SourceType.ANONYMOUS, "nouns_anonymous"),
    (SourceType.OUTLET, "nouns_outlet"),
    (SourceType.OFFICIAL, "nouns_official"),
    (SourceType.DOCUMENT, "nouns_document"),
    (SourceType.ORGANIZATION, "nouns_organization"),
    (SourceType.GROUP, "nouns_group"),
)
_BY_KIND = {
    MentionKind.PERSON: SourceType.PERSON,
    MentionKind.GROUP: SourceType.GROUP,
    MentionKind.WORK: SourceType.DOCUMENT,
    MentionKind.EVENT: SourceType.DOCUMENT,
}
_PLURAL = frozenset({"NNS", "NNPS"})
_SINGULAR = frozenset({"NN", "NNP"})
# Rules of names/unnamed.py by which somebody has a name that was not found.
_NAMED_ELSEWHERE = ("described as known", "described before it is", "somebody of")
_WIRE = frozenset("News Press Radio Television Broadcasting Newspaper".split())
_NOT_SOURCES = frozenset("it this that what which there".split())
_NOMINAL = frozenset("NOUN PROPN PRON NUM DET".split())


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
        return _by_kind(referent)
    return _by_noun(words, referent)


def _by_kind(referent: Referent) -> Decision:
    name = referent.name or ""
    kind = _BY_KIND.get(referent.kind) if referent.kind else None
    if kind is not None:
        return Decision(value=kind, rule=referent.rule)
    if is_outlet(name) and not referent.is_several:
        return Decision(value=SourceType.OUTLET, rule="name of a news organisation")
    return Decision(value=SourceType.ORGANIZATION, rule=referent.rule)


def is_outlet(name: str) -> bool:
    """Whether a name is one of a news organisation, by list or by its last words."""
    words = name.split()
    if name in entries("outlets") or f"The {name}" in entries("outlets"):
        return True
    is_service = words[-1:] in (["Service"], ["Agency"], ["Network"])
    return len(words) > 1 and (
        words[-1] in entries("outlet_endings") or (is_service and words[-2] in _WIRE)
    )


# --- by the noun --------------------------------------------------------------------------------


def _by_noun(words: Words, referent: Referent) -> Decision | None:
    head = _head(words)
    counted = _counted(head, words)
    if counted is not None:
        return _of_noun(counted, is_plural=counted.tag_ in _PLURAL)
    if referent.rule.startswith(_NAMED_ELSEWHERE) and _is_human(head):
        return Decision(value=SourceType.PERSON, rule="somebody named elsewhere")
    kinds = {d.value: d for part in _parts(head, words) if (d := _of_noun(part))}
    if len(kinds) > 1:
        return Decision(value=SourceType.GROUP, rule="sources of different kinds")
    return next(iter(kinds.values()), None) or _by_number(head, words)


def _head(words: Words) -> Token:
    """The head; where the parse takes a verb for it, the last noun before any preposition."""
    root: Token = words.root
    if root.pos_ == "ADP":
        root = next((c for c in root.children if c.dep_ == "pobj"), root)
    if root.pos_ in _NOMINAL:
        return root
    nouns = [t for t in words if t.pos_ in ("NOUN", "PROPN")]
    return nouns[-1] if nouns else root


def _counted(head: Token, words: Words) -> Token | None:
    """ "(advisers)" of "one of his advisers"."""
    if head.lemma_.lower() not in entries("nouns_quantity"):
        return None
    for preposition in head.children:
        if preposition.lower_ == "of" and preposition in words:
            return next((c for c in preposition.children if c.dep_ == "pobj"), None)
    return None


def _parts(head: Token, words: Words) -> Iterator[Token]:
    yield head
    current: Token | None = head
    while current is not None:
        current = next((c for c in current.children if c.dep_ == "conj" and c in words), None)
        if current is not None and current.pos_ in _NOMINAL:
            yield current


def _of_noun(head: Token, *, is_plural: bool | None = None) -> Decision | None:
    """By the lists of nouns; several houses are a group, one of a group is an unnamed person."""
    lemma = head.lemma_.lower()
    plural = head.tag_ in _PLURAL if is_plural is None else is_plural
    is_many = head.lower_ in ("people", "one", "none", "nobody", "you") or lemma == "people"
    if is_many and not any(t.lower_ == "familiar" for t in head.subtree):
        return Decision(value=SourceType.GROUP, rule=f"noun '{lemma}'")
    for kind, name in _NOUNS:
        if lemma in entries(name):
            return Decision(value=_by_count(kind, lemma, plural=plural), rule=f"noun '{lemma}'")
    if lemma in entries("nouns_person"):
        kind = SourceType.GROUP if plural else SourceType.ANONYMOUS
        return Decision(value=kind, rule=f"noun '{lemma}'")
    return None


def _by_count(kind: SourceType, lemma: str, *, plural: bool) -> SourceType:
    if plural and kind in (SourceType.ORGANIZATION, SourceType.OUTLET):
        return SourceType.GROUP
    if not plural and kind is SourceType.GROUP and lemma not in entries("nouns_collective"):
        return SourceType.ANONYMOUS
    return kind


def _by_number(head: Token, words: Words) -> Decision | None:
    if head.lower_ in ("they", "them", "these", "those"):
        return Decision(value=SourceType.GROUP, rule="plural pronoun")
    if head.lower_ in ("he", "she", "him", "her", "his"):
        return Decision(value=SourceType.PERSON, rule="pronoun")
    if head.tag_ in _SINGULAR and is_outlet(words.text.removeprefix("the ").removeprefix("The ")):
        return Decision(value=SourceType.OUTLET, rule="name of a news organisation")
    if head.tag_ in _PLURAL:
        return Decision(value=SourceType.GROUP, rule="plural noun")
    if head.tag_ == "NNP" and head.text[:1].isupper():
        return Decision(value=SourceType.PERSON, rule="a name of unknown kind")
    if head.tag_ == "NN" and head.lower_ not in _NOT_SOURCES:
        return Decision(value=SourceType.DOCUMENT, rule="a thing of no list")
    return None


def _is_human(head: Token) -> bool:
    lemma = head.lemma_.lower()
    is_listed = lemma in entries("nouns_person") or lemma in entries("nouns_official")
    return head.tag_ in _SINGULAR and is_listed
