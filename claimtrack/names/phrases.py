"""Noun phrases: their heads, and the words that describe without what is merely added."""

from __future__ import annotations

import re
from collections.abc import Iterator

from spacy.tokens import Span as Words
from spacy.tokens import Token

from ..lexicon import entries
from .nouns import acts

_NOMINAL = frozenset("NOUN PROPN PRON NUM DET".split())
_DEPENDENT = frozenset("det amod compound nummod quantmod nmod predet advmod".split())
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_JOINTS = frozenset("and or & nor plus".split())
_HEADLESS = frozenset("DET ADJ ADV NUM PUNCT".split())
_REACH = 6  # tokens that a phrase cut short may go on
_COUNTED = frozenset("one everyone everybody all".split())
_NEGATION = frozenset("no not".split())
_EDGES = " ,.;:!?\"“”‘’'()[]—–-"
_ADDED = frozenset("who which whose whom where like such including among".split())
_OPEN = frozenset("those people many one ones some all others person anyone someone".split())
RELATIVE = frozenset("who whom whose which that".split())
_DATELINE = 5  # tokens of a dateline at most: "NEW YORK (Reuters) -"
_DASHES = frozenset("- – — -- ―".split())
_PARTIES = frozenset("RDI")
_LINKS = frozenset("and or both all 's ’s ' ’".split())
_TAG = re.compile(r"\(?[RDI][-–]")  # party and state behind a name: (R-La.)
_TAGS_LEFT_OUT = frozenset({"SPACE", "PUNCT"})


def heads_of(words: Words) -> list[Token]:
    """The heads that the phrase joins: "Comey" and "officials" of "Comey and other officials"."""
    head = head_of(words)
    if head is None:
        return []
    found = [head]
    for child in _joined(head):
        if child.i < words.end and child.pos_ in _NOMINAL and not _adds_to(head, child):
            found.append(child)
    is_list = any(t.lower_ in _JOINTS for t in head.doc[head.i + 1 : found[-1].i])
    return found if is_list else found[:1]


def head_of(words: Words) -> Token | None:
    """The noun on which the phrase hangs; a broken parse gives the first that hangs outside."""
    root: Token = words.root
    if root.pos_ == "ADP":
        root = next((c for c in root.children if c.dep_ == "pobj" and c in words), root)
    if root.pos_ in _NOMINAL:
        return root
    for token in words:
        if token.pos_ in _NOMINAL and (token.head not in words or token.head == root):
            return token
    return root


def _adds_to(head: Token, child: Token) -> bool:
    """ "Norvania, Milford's only ally and its lifeline": its own lifeline is no second source."""
    is_own = child.left_edge.lower_ in ("its", "their")
    return is_own and head.i + 1 < len(head.doc) and head.nbor().text == ","


def _joined(head: Token) -> list[Token]:
    found = []
    current: Token | None = head
    while current is not None:
        current = next((c for c in current.children if c.dep_ == "conj" and c.i > head.i), None)
        if current is not None:
            found.append(current)
    return found


def whole(words: Words) -> Words:
    """With what the words lack of their phrase: "Rep." of "Rep. Ann Lee", "one" of "no one"."""
    head = words.root
    is_headless = all(t.pos_ in _HEADLESS or _is_title(t) for t in words)
    is_near = words.end <= head.head.i < words.end + _REACH
    if is_headless and head.dep_ in _DEPENDENT and is_near:
        words = words.doc[words.start : head.head.i + 1]
    before = words.doc[max(words.start - 1, 0)]
    if words[0].lower_ in _COUNTED and before.lower_ in _NEGATION:
        return words.doc[before.i : words.end]
    return words


def _is_title(token: Token) -> bool:
    return token.lower_.rstrip(".") in entries("titles")


def with_nouns_of(noun: Token) -> Iterator[Token]:
    """ "group" and "hackers" of "a group of hackers"."""
    yield noun
    for preposition in noun.children:
        if preposition.lower_ == "of":
            yield from (c for c in preposition.children if c.dep_ == "pobj")


def noun_phrase(head: Token) -> Words:
    """The whole phrase of a noun."""
    return head.doc[head.left_edge.i : head.right_edge.i + 1]


def description(words: Words, head: Token) -> str | None:
    """The words without relative clause, apposition, examples and punctuation at the ends."""
    part = described_part(words, head)
    return " ".join(part.text.strip(_EDGES).split()) or None if part else None


def described_part(words: Words, head: Token) -> Words | None:
    """The tokens of :func:`description`."""
    start, end = words.start, _end(words, head)
    while start < end and _is_left_out(words.doc[start], head):
        start += 1
    while end > start and words.doc[end - 1].pos_ in _TAGS_LEFT_OUT:
        end -= 1
    return words.doc[start:end] if start < end else None


def _is_left_out(token: Token, head: Token) -> bool:
    is_limiting = token.lower_ in entries("words_limiting") and token.i < head.i
    is_date = (token.ent_type_ == "DATE" and token.dep_ == "poss") or token.tag_ == "POS"
    is_preposition = token.pos_ == "ADP" and head.head == token
    is_preposition |= token.i < head.i and (token.lower_ == "as" or token.dep_ == "preconj")
    return (
        token.pos_ in _TAGS_LEFT_OUT
        or is_limiting
        or is_preposition
        or (is_date and token.i < head.i)
    )


def _end(words: Words, head: Token) -> int:
    """Where what is merely added begins, after the head."""
    for token in words.doc[head.i + 1 : words.end]:
        is_verb = token == head.head and token.tag_ in _FINITE  # "the ministry expelled four"
        if is_verb and head.dep_ in _SUBJECTS:
            return token.i
        if token.text in ("(", "--", "—", "–"):
            return token.i
        if token.text == "," and token.i + 1 < words.end and _is_added(token.nbor(), head):
            return token.i
        if token.dep_ == "acl" and _is_passing(token) and token.head.lower_ not in _OPEN:
            return token.left_edge.i
        if token.pos_ == "ADP" and _is_date(words.doc[token.i + 1 : words.end]) and acts(head):
            return token.i
    return words.end


def _is_added(token: Token, head: Token) -> bool:
    if token.lower_ in _ADDED:
        return True
    governor = next((a for a in token.ancestors if a.dep_ == "appos"), None)
    is_apposition = token.dep_ == "appos" and token.head.i >= head.i
    is_within = governor is not None and governor.head.i >= head.i
    is_named_apart = governor is not None and governor.head != head
    return is_apposition or (is_within and (not is_named_apart or token.pos_ in ("DET", "PRON")))


def _is_date(words: Words) -> bool:
    return len(words) > 0 and all(t.ent_type_ == "DATE" for t in words)


def _is_passing(clause: Token) -> bool:
    """ "a poll (released on Monday)"; "a report written by him" is one by its author."""
    is_behind = clause.left_edge.i > clause.head.i and clause.tag_ in ("VBN", "VBG")
    return is_behind and not any(c.lower_ == "by" for c in clause.children)


# --- the ends of a phrase -----------------------------------------------------------------------


def bounded(words: Words) -> Words:
    """Without what was caught at the ends: a dateline, "and" before, "who" or "for" behind."""
    dash = next((t for t in words[:_DATELINE] if t.text in _DASHES), None)
    if words[0].is_upper and len(words[0]) > 1 and dash is not None and dash.i + 1 < words.end:
        words = words.doc[dash.i + 1 : words.end]
    words = trimmed(words)
    while len(words) > 1 and _is_caught(words[-1]):
        words = trimmed(words.doc[words.start : words.end - 1])
    return words


def _is_caught(last: Token) -> bool:
    is_part = last.lower_ in ("whom", "which") and last.i > 0 and last.nbor(-1).lower_ == "of"
    return (
        (last.lower_ in RELATIVE and not is_part)
        or (last.pos_ == "ADP" and last.i > 0)
        or last.text in _DASHES
    )


def trimmed(words: Words) -> Words:
    """Without the "and" and the commas at its ends."""
    start, end = words.start, words.end
    while start < end - 1 and words.doc[start].pos_ in ("PUNCT", "CCONJ", "SPACE"):
        start += 1
    while end - 1 > start and words.doc[end - 1].pos_ in ("PUNCT", "CCONJ", "SPACE"):
        end -= 1
    return words.doc[start:end]


def outside_parentheses(words: Words) -> Iterator[Token]:
    """The tokens, without what stands in parentheses and without party and state ("R-Tenn.")."""
    is_inside = False
    for token in words:
        is_inside = (is_inside or token.text == "(") and token.text != ")"
        before = words.doc[max(token.i - 2, 0) : token.i]
        is_state = len(before) == 2 and before[1].text == "-" and before[0].text in _PARTIES
        if not is_inside and token.text != ")" and token.text not in _PARTIES and not is_state:
            yield token


def is_link(token: Token) -> bool:
    """ "and", commas, "(R-La.)" and "Senator" between the persons of a list."""
    is_title = token.lower_.rstrip(".") in entries("titles")
    return is_title or token.is_punct or token.lower_ in _LINKS or bool(_TAG.match(token.text))
