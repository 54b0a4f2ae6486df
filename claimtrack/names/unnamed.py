"""Descriptions whose bearer surely has a name that was not found: no answer is better than they.

"A judge" in a headline is named below it, "the company" was named above. Errs on the side of the
words as they stand where somebody may well remain without a name ("a senior official").
"""

from __future__ import annotations

from spacy.tokens import Span as Words
from spacy.tokens import Token

from ..lexicon import entries
from ..models import MentionKind
from .article import PARTIES, Article, role_word
from .nouns import is_house, is_person, speaks

DEFINITE = frozenset("the this that these those".split())
_KNOWN_TO_ALL = frozenset("government military police congress senate house".split())
_LEAD = 2  # sentences, with the headline, that describe first whom they name later
_SHORT = 7  # words of such a description at most
_NUMBERS = frozenset("two three four five".split())
_ADDED = frozenset({"prep", "relcl", "acl"})
_NOBODYS = frozenset({"VERB", "AUX", "ADV", "ADP", "PART", "SCONJ", "INTJ", "PUNCT"})
_WORKS = frozenset("ad book clip documentary film movie poll show song study survey video".split())
_MARKS = frozenset({"'s", "’s"})
_BARE = frozenset("one ones what a an the that this".split())


def why_unnamed(article: Article, words: Words, head: Token) -> str | None:
    """Why the words are no name by themselves; None where they may be all there is."""
    first = words[0].lower_
    if _is_nobody(words, head):
        return "no words of somebody"
    is_one = head.tag_ in ("NN", "NNP")
    if is_one and first in DEFINITE and _points_back(article, words, head):
        return "described as known, but by whom is not clear"
    if first in DEFINITE and head.tag_ in ("NNS", "NNPS") and _is_counted(words, head):
        return "several, named elsewhere"
    if first == "my" and is_person(head):
        return "somebody of the writer's"
    if _is_somebodys(words, head):
        return "somebody's, who may be named elsewhere"
    if _is_known_document(article, words, head):
        return "a document told of elsewhere"
    if introduces(article, words, head):
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
    before = words[1] if len(words) == 3 else head
    if before.dep_ == "compound" and before.pos_ == "NOUN" and not is_person(before):
        return False  # "the band leader" needs no name
    is_office = lemma in entries("nouns_office")
    return is_person(head) and not has_house and (not is_office or _names_persons(article))


def _is_nobody(words: Words, head: Token) -> bool:
    """ "pressed by", "ones", "what": hardly anybody's words."""
    if head.pos_ in _NOBODYS or head.lower_ in _MARKS:
        return True
    return len(words) == 1 and head.lower_ in _BARE


def _is_somebodys(words: Words, head: Token) -> bool:
    """ "Lee's niece", "his former strategist"; "their lawyers", of whom is not clear."""
    owners = [c for c in head.children if c.dep_ == "poss" and c.i >= words.start]
    if head.tag_ in ("NN", "NNP"):
        return bool(owners) and (is_person(head) or not speaks(head))
    return any(c.lower_ in ("their", "whose") for c in owners)


def _is_known_document(article: Article, words: Words, head: Token) -> bool:
    """ "The clip" that was told of before, "New poll" in a headline."""
    if head.tag_ not in ("NN", "NNP") or head.lemma_.lower() not in entries("nouns_document"):
        return False
    first = words[0]
    if article.sentence(head.i) == 0 and first.pos_ not in ("DET", "PRON"):
        return len(words) < 3
    is_again = first.lower_ in DEFINITE and head.lemma_.lower() in _WORKS
    return len(words) == 2 and (is_again or first.tag_ == "PRP$")


def _is_counted(words: Words, head: Token) -> bool:
    """ "the two countries", but not "the two men who came"."""
    return len(words) > 1 and words[1].lower_ in _NUMBERS and head.i == words.end - 1


def _names_persons(article: Article) -> bool:
    return any(m.kind is MentionKind.PERSON for m in article.mentions)


def introduces(article: Article, words: Words, head: Token) -> bool:
    """ "A judge", "Former chairman" in the opening: somebody whom the article goes on to name."""
    lemma = head.lemma_.lower()
    is_lead = words[0].lower_ not in DEFINITE and article.sentence(head.i) < _LEAD
    is_known = lemma not in entries("nouns_introduced") or lemma in _KNOWN_TO_ALL
    return is_lead and not is_known and head.tag_ in ("NN", "NNP") and len(words) < _SHORT
