"""Whose wife, lawyer or spokesman somebody is, where the article says so beside the name.

Reads the parse only: "Lee's lawyer, Ann Ode", "an attorney for Lee, Ann Ode", "Lee lawyer Ann Ode".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from spacy.tokens import Span as Words
from spacy.tokens import Token

from ..lexicon import pairs
from ..models import Mention, MentionKind
from .article import Article, role_word
from .discourse import Discourse
from .nouns import is_party
from .phrases import description

_TITLE = frozenset("NOUN PROPN ADJ DET PART PRON PUNCT CCONJ".split())
_LINKS = frozenset("for of to".split())
_RULERS = frozenset("chancellor dictator leader minister premier president ruler".split())
_OWNERS = frozenset({MentionKind.PERSON, MentionKind.ORGANIZATION})


class Relations:
    """Persons by the noun that describes them and by whom it ties them to."""

    def __init__(self, article: Article, discourse: Discourse) -> None:
        self._article = article
        self._discourse = discourse
        self._bearers: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for i, mention in article.heads:
            if mention.kind is MentionKind.PERSON:
                self._note(article.doc[i], mention)

    def _note(self, head: Token, mention: Mention) -> None:
        for noun in _nouns(head):
            owner = self._owner(noun, mention.name)
            if owner:
                self._bearers[role_word(noun), owner].append((head.i, mention.name))

    def bearer(self, noun: Token, *, within: range | None = None) -> str | None:
        """Who the article says is that to the same owner; None where it is nobody, or two.

        ``within`` are the tokens among which the name must stand.
        """
        owner = self._owner(noun, "")
        found = self._bearers.get((role_word(noun), owner), []) if owner else []
        names = {name for i, name in found if within is None or i in within}
        sex = pairs("nouns_gender").get(noun.lemma_.lower())
        if len(names) != 1 or len({name for _, name in found}) != 1:
            return None
        name = names.pop()
        return name if sex in (None, self._article.genders.get(name, sex)) else None

    def ruler(self, head: Token) -> str | None:
        """ "the Norvanian president" → "Ann Lee", of whom it spoke as "Norvania's Ann Lee"."""
        adjectives = {c.lower_ for c in head.children if c.ent_type_ == "NORP" and c.i < head.i}
        if head.lemma_.lower() not in _RULERS or len(adjectives) != 1:
            return None
        state = pairs("states_by_adjective").get(adjectives.pop())
        found = {m.name for i, m in self._article.heads if state and self._land(i) == state}
        return found.pop() if len(found) == 1 else None

    def _land(self, i: int) -> str | None:
        """ "Norvania" of "Norvania's Ann Lee"."""
        owners = (c for c in self._article.doc[i].children if c.dep_ == "poss")
        lands = [m.name for c in owners if (m := self._article.at(c)) is not None]
        is_person = (m := self._article.at(self._article.doc[i])) and m.kind is MentionKind.PERSON
        return lands[0] if lands and is_person else None

    def described(self, words: Words, head: Token) -> str | None:
        """The description; "Ann Lee's new company" for "Mr. Lee's new company"."""
        own = self._from_owner(words, head)
        name = description(own, head)
        for token in (c for c in head.children if c.dep_ == "poss" and own.start > words.start):
            owner = self._article.at(token)
            if name and owner and owner.kind is MentionKind.PERSON:
                short = self._article.text[owner.span.start : owner.span.end]
                return owner.name + name.removeprefix(short) if name.startswith(short) else name
        return name

    def owned(self, words: Words, head: Token) -> str | None:
        """ "Ann Lee's lawyer" for "her lawyer"."""
        first, name = words[0], description(words, head)
        is_owned = first.lower_ in ("his", "her") and head.tag_ == "NN" and is_party(head)
        owner = self._discourse.name(first) if is_owned else None
        return f"{owner}'s {name.split(' ', 1)[-1]}" if owner and name else None

    def _from_owner(self, words: Words, head: Token) -> Words:
        """ "Gary Lee's doctor" of "presidential candidate Gary Lee's doctor"."""
        for token in words[:-1]:
            owner = self._article.at(token)
            mark = token.nbor()
            if (
                owner
                and owner.kind is MentionKind.PERSON
                and mark.tag_ == "POS"
                and mark.i < head.i
            ):
                before = words.doc[words.start : token.i]
                start = next(t.i for t in words if t.idx + len(t) > owner.span.start)
                is_title = all(t.pos_ in _TITLE and not t.is_punct for t in before)
                return words.doc[start : words.end] if is_title else words
        return words

    def _owner(self, noun: Token, own: str) -> str | None:
        for token in _owners(noun):
            mention = self._article.at(token)
            if mention and mention.kind in _OWNERS and mention.name != own:
                return mention.name
            if token.tag_ == "PRP$" and (name := self._discourse.name(token)):
                return name
        return None


def _nouns(head: Token) -> Iterator[Token]:
    """The nouns that describe a name: appositions both ways, and "Lee lawyer" before it."""
    if head.dep_ == "appos" and head.head.pos_ == "NOUN":
        yield head.head
    elif head.dep_ == "appos" and head.head.dep_ == "pobj" and head.head.head.lower_ in _LINKS:
        yield head.head.head.head  # "an attorney for Lee, Ann Ode"
    for child in head.children:
        if child.pos_ == "NOUN" and (child.dep_ == "appos" or _is_before(child, head)):
            yield child


def _is_before(child: Token, head: Token) -> bool:
    return child.dep_ in ("compound", "nmod") and child.i < head.i


def _owners(noun: Token) -> Iterator[Token]:
    """ "Lee" of "Lee's lawyer", "a lawyer for Lee", "Lee lawyer Ann Ode"."""
    for child in noun.children:
        if child.dep_ == "poss" or (child.dep_ == "compound" and child.ent_type_):
            yield child
        elif child.dep_ == "prep" and child.lower_ in _LINKS:
            yield from (c for c in child.children if c.dep_ == "pobj")
    if noun.dep_ in ("compound", "nmod"):
        for sibling in noun.head.children:
            if sibling.i < noun.i and sibling.ent_type_ and sibling.dep_ in ("poss", "compound"):
                yield sibling
