"""It, they, "the company", "the campaign", "the poll": organisations and things spoken of before.

Only the nearest sentences count; two candidates in them are no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from spacy.tokens import Span as Words
from spacy.tokens import Token

from ..lexicon import entries
from ..models import Mention, MentionKind
from .article import SUBJECTS, Article
from .nouns import is_person, is_someone
from .phrases import description, noun_phrase, with_nouns_of
from .unnamed import DEFINITE

_NAMED = (MentionKind.ORGANIZATION, MentionKind.PLACE)
_COUNTING = frozenset("all both".split())
_KNOWN = frozenset(
    {MentionKind.PERSON, MentionKind.ORGANIZATION, MentionKind.PLACE, MentionKind.GROUP}
)
_NAMING = frozenset("call dub know name nickname".split())
_NAMED_BY = 4  # words behind such a verb among which the name begins
_NEW = frozenset("a an one another new".split())
_NEAR = 5  # sentences in which "the campaign" is the one spoken of last
_PLURAL = frozenset({"NNS", "NNPS"})


class Things:
    """Antecedents that are no single persons."""

    def __init__(self, article: Article, sources: frozenset[int]) -> None:
        self._article = article
        self._sources = sources

    # --- pronouns -------------------------------------------------------------------------------

    def meant_by_it(self, pronoun: Token) -> Token | None:
        """The organisation, place or document that was the subject before."""
        return self._subject_before(pronoun, self._may_be_it)

    def meant_by_they(self, pronoun: Token) -> Token | None:
        """The people or organisations that were the subject before."""
        speaks = pronoun.i in self._sources
        return self._subject_before(pronoun, lambda t: self._may_be_they(t, speaks))

    def _subject_before(self, pronoun: Token, fits: Callable[[Token], bool]) -> Token | None:
        here = self._article.sentence(pronoun.i)
        for number in (here, here - 1, here - 2):
            if number < 0:
                break
            found = [t for t in self._subjects(number, pronoun) if fits(t)]
            spoken = [t for t in found if t.i in self._sources]
            if found:
                return (spoken or found)[-1]
        return None

    def _subjects(self, number: int, before: Token) -> Iterator[Token]:
        start = self._article.sentence_start(number)
        sentence = self._article.doc[start].sent
        for token in sentence:
            if token.i >= before.i:
                return
            is_subject = token.dep_ in SUBJECTS
            is_of_same_verb = is_subject and token.head == before.head
            if (is_subject or token.i in self._sources) and not is_of_same_verb:
                yield token

    def _may_be_it(self, token: Token) -> bool:
        mention = self._article.at(token)
        if mention:
            return mention.kind in _NAMED
        lemma = token.lemma_.lower()
        return token.tag_ in ("NN", "NNP") and (
            lemma in entries("nouns_document") or lemma in entries("nouns_organization")
        )

    def _may_be_they(self, token: Token, speaks: bool) -> bool:
        mention = self._article.at(token)
        if mention and mention.kind is not MentionKind.GROUP:
            return any(c.dep_ == "conj" for c in token.children)
        if token.pos_ == "PRON":
            return False
        if speaks and not mention and not is_someone(token):
            return False
        is_several = any(c.dep_ == "conj" for c in token.children)
        return token.tag_ in _PLURAL or is_several or token.lower_ == "police"

    # --- descriptions ---------------------------------------------------------------------------

    def organization(self, head: Token) -> Mention | None:
        """ "the company", "the court": the one spoken of, by its own word if it has it."""
        word = head.lemma_.lower()
        before = [
            (i, m)
            for i, m in self._article.heads
            if i < head.i and m.kind is MentionKind.ORGANIZATION and self._is_apt(m, word)
        ]
        own = {m.name: m for i, m in before if word in m.name.lower().split()}
        if own:
            return next(iter(own.values())) if len(own) == 1 else None
        here = self._article.sentence(head.i)
        near = [(i, m) for i, m in before if self._article.sentence(i) >= here - 2]
        for some in (near, [(i, m) for i, m in near if self._acts(i)]):
            if len(named := {m.name: m for _, m in some}) == 1:
                return next(iter(named.values()))
        return None

    def _acts(self, i: int) -> bool:
        return i in self._sources or self._article.doc[i].dep_ in SUBJECTS

    def by_own_words(self, described: Words) -> Mention | None:
        """ "the fund" → "International Monetary Fund": the only organisation with its words."""
        words = {t.lower_ for t in described if t.pos_ != "DET"}
        last = described[-1]
        before = {
            m.name: m
            for i, m in self._article.heads
            if i < last.i and m.kind is MentionKind.ORGANIZATION and _has_words(m.name, words)
        }
        return next(iter(before.values())) if len(before) == 1 else None

    def known_as(self, head: Token) -> Mention | None:
        """ "a group of hackers known as (Grey Heron)", "a group calling itself (Grey Heron)"."""
        clauses = [c for noun in with_nouns_of(head) for c in noun.children]
        for clause in (*clauses, head.head):
            is_next = clause.i == head.i + 1 and clause.tag_ == "VBG"  # parsed as if it ended there
            is_behind = clause.dep_ in ("acl", "relcl") or is_next
            if is_behind and clause.lemma_.lower() in _NAMING:
                for token in clause.doc[clause.i + 1 : clause.right_edge.i + 1][:_NAMED_BY]:
                    mention = self._article.at(token)
                    if mention is not None and mention.kind in _KNOWN:
                        return mention
        return None

    def share(self, words: Words, head: Token) -> str | None:
        """ "40 percent" → "40 percent of voters": of those asked, told before in the paragraph."""
        if head.lower_ != "percent" or head.i != words.end - 1:
            return None
        for token in reversed(head.doc[: words.start]):
            if "\n" in token.text:
                break
            is_after = token.i > 0 and token.lower_ == "of" and token.nbor(-1).lower_ == "percent"
            if is_after or (token.text == "Among"):
                asked = next((c for c in token.children if c.dep_ == "pobj"), None)
                return f"{words.text} of {_without_tail(asked)}" if asked is not None else None
        return None

    def told_apart(self, words: Words, head: Token) -> str | None:
        """ "the hackers" → "Norvanian hackers": of them the one kind that was told of before."""
        if head.lemma_.lower() not in entries("responsibility_wrongdoers") or len(words) > 2:
            return None
        told = {
            noun_phrase(t).doc[t.left_edge.i : t.i + 1].text.removeprefix("the ")
            for t in self._article.doc[: head.i]
            if t.lemma_ == head.lemma_ and t.tag_ == head.tag_ and _is_of_a_land(t)
        }
        return told.pop() if len(told) == 1 else None

    def _is_apt(self, mention: Mention, word: str) -> bool:
        is_house = is_outlet_name(mention.name)
        is_name = mention.name.casefold() != word  # not "the Bank" itself
        return is_name and is_house == (word in entries("nouns_outlet"))

    def campaign(self, head: Token) -> str | None:
        """ "the campaign": the one campaign of which the article spoke last."""
        here = self._article.sentence(head.i)
        for token in reversed(list(self._article.doc[: head.i])):
            is_near = self._article.sentence(token.i) >= here - _NEAR
            if is_near and token.lower_ == "campaign" and (name := self.campaign_name(token)):
                return name
        named = {
            name
            for t in self._article.doc
            if t.lower_ == "campaign" and (name := self.campaign_name(t))
        }
        return next(iter(named)) if len(named) == 1 else None

    def campaign_name(self, token: Token) -> str | None:
        """ "Clinton campaign", "Hillary Clinton's campaign", as it stands before the word."""
        for child in token.children:
            mention = self._article.at(child)
            if mention and mention.kind is MentionKind.PERSON and child.i < token.i:
                owner = self._article.text[mention.span.start : mention.span.end]
                link = " " if child.dep_ == "compound" else self._article.possessive
                return f"{owner}{link}{token.text}"
        return None

    def introduced_before(self, words: Words, head: Token) -> str | None:
        """ "the officials" → "officials of the ministry": the last whom the article told anew."""
        is_bare = len(words) == 2 and words[0].lower_ in DEFINITE
        is_apart = head.lemma_.lower() in entries("responsibility_wrongdoers")  # see told_apart
        if is_apart or not (is_bare and head.tag_ == "NNS" and is_person(head)):
            return None
        for token in reversed(list(self._article.doc[: head.i])):
            if token.lemma_ == head.lemma_ and token.tag_ == head.tag_:
                own = noun_phrase(token)
                is_known = own[0].lower_ in DEFINITE | _COUNTING or own[0].pos_ == "NUM"
                if len(own) > 1 and not is_known:
                    return description(own, token)
        return None

    def described_before(self, head: Token) -> Token | None:
        """ "the poll" → "a new poll of voters": the last of its kind that was introduced."""
        lemma = head.lemma_.lower()
        earlier = [
            t
            for t in self._article.doc[: head.i]
            if t.lemma_.lower() == lemma and t.pos_ in ("NOUN", "PROPN") and t.dep_ != "compound"
        ]
        for token in reversed(earlier):
            own = noun_phrase(token)
            is_named = any(t.pos_ == "PROPN" for t in own)
            if own[0].lower_ in DEFINITE and not is_named:  # "the long report" is not told anew
                continue
            if token.left_edge.lower_ in _NEW or token.i - token.left_edge.i > 1:
                return token if len(noun_phrase(token)) > 2 else None
        return None


def _is_of_a_land(noun: Token) -> bool:
    return any(c.ent_type_ in ("NORP", "GPE") and c.i < noun.i for c in noun.children)


def _without_tail(noun: Token) -> str:
    """ "likely voters" of "likely voters in a race of four"."""
    words = noun_phrase(noun)
    end = next((t.i for t in words if t.dep_ == "prep"), words.end)
    return words.doc[words.start : end].text


def _has_words(name: str, words: set[str]) -> bool:
    """Whether a longer name holds the words; a single one at its beginning or end."""
    own = [w.casefold() for w in name.split()]
    if len(words) == 1:
        return len(own) > 1 and bool(words & {own[0], own[-1]})
    return words < set(own)


def is_outlet_name(name: str) -> bool:
    """Whether a name is one of a news organisation, by list or by its last word."""
    bare = name.removeprefix("The ").removeprefix("the ")
    last = bare.split()[-1] if bare else ""
    is_listed = name in entries("outlets") or bare in entries("outlets")
    return is_listed or last in entries("outlet_endings")
