"""The form of a content: clause, infinitive, gerund, question or noun phrase."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.tokens import Doc, Token

from ..models import Spans
from .cues import tokens_of

_SUBJECTS = frozenset("nsubj nsubjpass expl csubj csubjpass".split())
_FINITE = frozenset("VBD VBZ VBP".split())


@dataclass(frozen=True, slots=True)
class Form:
    """What the content is made of; ``first`` is its first word in lower case."""

    first: str
    is_clause: bool
    is_infinitive: bool
    is_gerund: bool
    is_question: bool
    tokens: tuple[Token, ...]

    @property
    def lemmas(self) -> frozenset[str]:
        """The lemmas of its words, and the words themselves ("fabricated")."""
        forms = [form for t in self.tokens for form in (t.lemma_.lower(), t.lower_)]
        return frozenset(forms)

    @property
    def roots(self) -> tuple[Token, ...]:
        """The words on which the others hang."""
        return _roots(self.tokens)


def form_of(doc: Doc, content: Spans) -> Form:
    """The form of a content. Subordinate clauses in it do not make it a clause."""
    tokens = tuple(t for t in tokens_of(doc, content) if not t.is_space)
    words = [t for t in tokens if not t.is_punct]
    first = words[0].lower_ if words else ""
    roots = _roots(tokens)
    return Form(
        first=first,
        is_clause=any(_is_clause(t) for t in roots),
        is_infinitive=first == "to" or any(_is_infinitive(t) for t in roots),
        is_gerund=any(t.tag_ == "VBG" and t.dep_ in ("pcomp", "xcomp", "advcl") for t in roots),
        is_question=_is_question(tokens),
        tokens=tokens,
    )


def _roots(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    inside = {t.i for t in tokens}
    return tuple(t for t in tokens if t.head.i not in inside or t.head.i == t.i)


def _is_clause(token: Token) -> bool:
    has_subject = any(child.dep_ in _SUBJECTS for child in token.children)
    return token.pos_ in ("VERB", "AUX") and has_subject and is_finite(token)


def is_finite(verb: Token) -> bool:
    """Whether the verb or one of its auxiliaries has a tense."""
    return verb.tag_ in _FINITE or any(
        child.dep_ in ("aux", "auxpass") and (child.tag_ == "MD" or child.tag_ in _FINITE)
        for child in verb.children
    )


def _is_infinitive(token: Token) -> bool:
    is_marked = any(c.dep_ == "aux" and c.lower_ == "to" for c in token.children)
    return token.tag_ == "VB" and is_marked and token.dep_ in ("xcomp", "ccomp", "acl")


def _is_question(tokens: tuple[Token, ...]) -> bool:
    """Whether it ends with a question mark and holds no more statements than questions."""
    marks = [t.text for t in tokens if t.text in (".", "?", "!")]
    ends = next((t.text for t in reversed(tokens) if t.text not in _CLOSING), "")
    return ends == "?" and marks.count("?") > marks.count(".")


_CLOSING = frozenset({'"', "”", "''", "'", "’", ","})
