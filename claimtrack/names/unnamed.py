"""Descriptions whose bearer surely has a name that was not found: no answer is better than they.

"A judge" in a headline is named below it, "the company" was named above. Errs on the side of the
words as they stand where somebody may well remain without a name ("a senior official").
"""

from __future__ import annotations

from spacy.tokens import Span as Words
from spacy.tokens import Token

from ..lexicon import entries
from ..models import MentionKind
from .article import Article, role_word
from .discourse import PARTIES
from .nouns import is_house, is_person

DEFINITE = frozenset("the this that these those".split())
_KNOWN_TO_ALL = frozenset("government military police congress senate house".split())
_LEAD = 2  # sentences, with the headline, that describe first whom they name later
_SHORT = 7  # words of such a description at most
_NUMBERS = frozenset("two three four five".split())
_ADDED = frozenset({"prep", "relcl", "acl"})


def why_unnamed(article: Article, words: Words, head: Token) -> str | None:
    """Why the words are no name by themselves; None where they may be all there is."""
    first = words[0].lower_
    is_one = head.tag_ in ("NN", "NNP")
    if is_one and first in DEFINITE and _points_back(article, words, head):
        return "described as known, but by whom is not clear"
    if first in DEFINITE and head.tag_ in ("NNS", "NNPS") and _is_counted(words, head):
        return "several, named elsewhere"
    if first == "my" and is_person(head):
        return "somebody of the writer's"
    if head.lower_ == "percent" and head.i == words.end - 1:
        return "a part, of whom is told before"
    is_lead = first not in DEFINITE and article.sentence(head.i) < _LEAD
    if is_one and is_lead and len(words) < _SHORT and _is_introduced(head):
        return "described before it is named"
    return None


def _points_back(article: Article, words: Words, head: Token) -> bool:
    """ "the company", "the local senator": somebody named elsewhere."""
    lemma = head.lemma_.lower()
    is_told = any(c.dep_ in _ADDED and c in words for c in head.children)
    if lemma in _KNOWN_TO_ALL or is_told:
        return False
    if is_house(head):
        return len(words) == 2
    has_house = any(t.ent_type_ == "ORG" and role_word(t) not in PARTIES for t in words)
    is_office = lemma in entries("nouns_office")
    return is_person(head) and not has_house and (not is_office or _names_persons(article))


def _is_counted(words: Words, head: Token) -> bool:
    """ "the two countries", but not "the two men who came"."""
    return len(words) > 1 and words[1].lower_ in _NUMBERS and head.i == words.end - 1


def _names_persons(article: Article) -> bool:
    return any(m.kind is MentionKind.PERSON for m in article.mentions)


def _is_introduced(head: Token) -> bool:
    lemma = head.lemma_.lower()
    return lemma in entries("nouns_introduced") and lemma not in _KNOWN_TO_ALL
