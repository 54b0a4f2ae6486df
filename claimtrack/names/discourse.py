"""He, she and "the senator": whom they mean, from the first sentence to the last.

Every later word can build on the earlier ones. Persons before the word are weighed (subject,
source of a claim, nearness, sex); where two weigh nearly the same, there is no answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import log

from spacy.tokens import Span as Words
from spacy.tokens import Token

from ..lexicon import entries, pairs
from ..models import MentionKind
from .article import PARTIES, SUBJECTS, Article, role_word
from .nouns import is_person
from .phrases import described_part, noun_phrase
from .unnamed import introduces

HE, SHE = frozenset("he him his himself".split()), frozenset("she her hers herself".split())
_TELLING = PARTIES | frozenset({"former"})
_SECOND = frozenset({"vice-presidential", "vice-president"})
_PAIR = frozenset("two both each".split())
_OPENING = 3  # sentences in which "a judge" may be the one who is named later
_SOON = 5  # sentences within which it then is
_BACK = 7  # sentences in which an antecedent is looked for
# Weights of a candidate, set by hand on one half of a development set and checked on the other.
_SENTENCE = 0.9  # for every sentence between
_SUBJECT = 1.0
_SOURCE = 0.8  # named as the source of a claim before
_SEX = 0.7  # known to fit
_QUOTED = 1.0  # named within a quotation, the pronoun outside
_POSSESSOR = 0.7
_OFTEN = 0.5  # for the logarithm of its mentions
_HEADLESS = 0.6  # a described person beside one with a name
_MAIN, _FAR_OFTENER = 3, 2  # how often, and how much oftener than others, one is named
_CLOSE = 0.35  # two candidates that differ by less leave no answer
_NEAR = 1.6  # what a description needs for being taken for the person just spoken of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A word before that names or describes a person."""

    token: Token
    sentence: int
    name: str
    sex: str | None
    is_named: bool


class Discourse:
    """The persons of an article in the order in which it speaks of them."""

    def __init__(self, article: Article, sources: frozenset[int]) -> None:
        self._article = article
        self._sources = sources
        self._names: dict[int, str | None] = {}
        self._candidates: list[Candidate] = []
        self._sexes = dict(article.genders)
        for token in self._tokens():
            self._read(token)

    def name(self, token: Token) -> str | None:
        """Whom a pronoun or description means; None if that is not clear."""
        return self._names.get(token.i)

    def is_person(self, name: str) -> bool:
        """Whether the name is one of a person, and not a description."""
        return any(c.is_named and c.name == name for c in self._candidates)

    def several(self, token: Token) -> list[str]:
        """ "the two men", "the senators": just two persons, by their role or spoken of before."""
        head = role_word(token)
        roles = self._article.roles
        bearers = [n for n, told in roles.items() if head in told]
        if len(bearers) == 2:
            return bearers
        if not _PAIR & {t.lower_ for t in (*_before(token), token)}:
            return []
        near = list(dict.fromkeys(c.name for c in self._nearest(token) if c.is_named))
        return near if len(near) == 2 else []

    def speaks_soon(self, words: Words, head: Token) -> str | None:
        """ "A former chairman says so" in the opening: who is named next and speaks."""
        is_lead = introduces(self._article, words, head) and is_person(head)
        if not is_lead or head.i not in self._sources:
            return None
        named = [(i, m.name) for i, m in self._article.heads if m.kind is MentionKind.PERSON]
        before = {name for i, name in named if i < head.i}
        last = self._article.sentence_end(self._article.sentence(head.i) + _SOON)
        speaking = [n for i, n in named if head.i < i <= last and i in self._sources]
        if (
            not speaking
            or speaking[0] in before
            or self._conflicts(speaking[0], _role_of(head) - {"former"})
        ):
            return None
        sex = sex_of_noun(head)
        return speaking[0] if sex in (None, self._sexes.get(speaking[0], sex)) else None

    def _nearest(self, token: Token, back: int = 1) -> list[Candidate]:
        here = self._article.sentence(token.i)
        return [c for c in self._candidates if c.token.i < token.i and c.sentence >= here - back]

    # --- reading --------------------------------------------------------------------------------

    def _tokens(self) -> Iterator[Token]:
        heads = {i for i, m in self._article.heads if m.kind is MentionKind.PERSON}
        for token in self._article.doc:
            lower = token.lower_
            if token.i in heads or lower in HE or lower in SHE or self._is_human(token):
                yield token

    def _is_human(self, token: Token) -> bool:
        """A noun of persons; where it is a source also one that a headline's parse misplaces."""
        if token.tag_ not in ("NN", "NNP", "CD", "JJ"):
            return False
        lemma = token.lemma_.lower()
        if is_person(token):
            return token.dep_ not in ("compound", "amod") or token.i in self._sources
        return lemma.endswith("-year-old") and token.dep_ in SUBJECTS

    def _read(self, token: Token) -> None:
        mention = self._article.at(token)
        if mention and mention.kind is MentionKind.PERSON:
            self._add(token, mention.name, is_named=True)
            return
        lower = token.lower_
        if lower in HE or lower in SHE:
            sex = "he" if lower in HE else "she"
            name = self._antecedent(token, sex)
            self._names[token.i] = name
            if name:
                self._sexes.setdefault(name, sex)
                self._add(token, name, is_named=self.is_person(name))
            return
        self._read_description(token)

    def _read_description(self, token: Token) -> None:
        name = self._bearer(token)
        if name:
            self._names[token.i] = name
            self._add(token, name, is_named=True)
        elif token.i in self._sources:
            part = described_part(noun_phrase(token), token)
            if part:
                self._add(token, part.text, is_named=False)

    def _add(self, token: Token, name: str, *, is_named: bool) -> None:
        sex = self._sexes.get(name) or (None if is_named else sex_of_noun(token))
        number = self._article.sentence(token.i)
        self._candidates.append(
            Candidate(token=token, sentence=number, name=name, sex=sex, is_named=is_named)
        )

    # --- pronouns -------------------------------------------------------------------------------

    def _antecedent(self, token: Token, sex: str) -> str | None:
        weights = self._weights(token, sex)
        return _clear_first(weights, _CLOSE)

    def _weights(self, token: Token, sex: str | None) -> dict[str, float]:
        here = self._article.sentence(token.i)
        weights: dict[str, float] = defaultdict(lambda: float("-inf"))
        for candidate in reversed(self._candidates):
            if here - candidate.sentence > _BACK:
                break
            known = self._sexes.get(candidate.name) or candidate.sex
            if (sex and known not in (None, sex)) or _is_excluded(candidate.token, token):
                continue
            weight = self._weight(candidate, token, here)
            weight += _SEX if sex and known == sex else 0
            weights[candidate.name] = max(weights[candidate.name], weight)
        return weights

    def _weight(self, candidate: Candidate, token: Token, here: int) -> float:
        place = candidate.token
        weight = -_SENTENCE * (here - candidate.sentence)
        weight += _SUBJECT if place.dep_ in SUBJECTS else 0
        weight += _SOURCE if place.i in self._sources else 0
        weight -= _POSSESSOR if place.dep_ == "poss" else 0
        weight -= 0 if candidate.is_named else _HEADLESS
        if place.i in self._article.quoted and token.i not in self._article.quoted:
            weight -= _QUOTED
        return weight + _OFTEN * log(1 + self._article.counts[candidate.name])

    # --- descriptions ---------------------------------------------------------------------------

    def _bearer(self, token: Token) -> str | None:
        """ "the senator": whom the article gives this role, else who was just spoken of."""
        is_definite = _is_definite(token)
        if not is_definite and self._article.sentence(token.i) >= _OPENING:
            return None
        wanted = _role_of(token)
        best = self._with_role(token, wanted)
        if len(best) == 1:
            return best[0]
        if not is_definite:
            return self._named_soon(token, wanted)
        weights = self._weights(token, sex_of_noun(token))
        if best:
            return _clear_first({n: w for n, w in weights.items() if n in best}, _CLOSE)
        return self._just_spoken_of(token, wanted, weights) or self._main(token, wanted)

    def _with_role(self, token: Token, wanted: set[str]) -> list[str]:
        """The persons whom the article describes so; most of the words must fit."""
        head = role_word(token)
        needed = PARTIES & wanted | {role_word(t) for t in _before(token) if t.pos_ == "PROPN"}
        fits = {}
        for name, roles in self._article.roles.items():
            told = self._told_of(name)
            has_role = head in roles or (head == "candidate" and bool(needed & PARTIES))
            if has_role and needed <= told and not self._conflicts(name, wanted):
                fits[name] = len(wanted & told) - ("former" in told - wanted) / 2
        return [n for n, fit in fits.items() if fit == max(fits.values())]

    def _named_soon(self, token: Token, wanted: set[str]) -> str | None:
        """ "A Milford judge" in the opening: the only judge, where the next sentences name one."""
        last = self._article.sentence_end(self._article.sentence(token.i) + _SOON)
        role = role_word(token)
        named = {m.name for i, m in self._article.heads if token.i < i <= last}
        bearers = {n for n, told in self._article.roles.items() if role in told and n in named}
        if len(bearers) != 1:
            return None
        name = bearers.pop()
        sex = sex_of_noun(token)
        if self._conflicts(name, wanted) or sex not in (None, self._sexes.get(name)):
            return None
        return name

    def _just_spoken_of(
        self, token: Token, wanted: set[str], weights: dict[str, float]
    ) -> str | None:
        if token.dep_ not in SUBJECTS or token.lemma_.lower() in entries("nouns_office"):
            return None
        before = _before(token)
        if any(t.ent_type_ == "ORG" or _is_of_another(t) for t in before):
            return None
        if not any(_is_telling(t) for t in before):
            return None  # "the man", "the moderator": may be somebody without a name
        named = {
            n: w
            for n, w in weights.items()
            if w >= _NEAR and self.is_person(n) and not self._conflicts(n, wanted)
        }
        return _clear_first(named, _CLOSE)

    def _main(self, token: Token, wanted: set[str]) -> str | None:
        """ "The Republican candidate": whom the article names far oftener than all others."""
        is_subject = token.dep_ in SUBJECTS and role_word(token) == "candidate"
        if not is_subject or _is_owner(token):
            return None
        fits = [
            (count, name)
            for name, count in self._article.counts.most_common()
            if self._sexes.get(name) or name in self._article.roles
            if not self._conflicts(name, wanted)
        ]
        often, name = fits[0] if fits else (0, "")
        is_main = often >= _MAIN and (len(fits) == 1 or often >= _FAR_OFTENER * fits[1][0])
        return name if is_main else None

    def _told_of(self, name: str) -> set[str]:
        roles = self._article.roles.get(name)
        party = self._article.parties.get(name)
        return (set(roles) if roles else set()) | ({party} if party else set())

    def _conflicts(self, name: str, wanted: set[str]) -> bool:
        """A Republican is not "the Democratic nominee", nor a woman "the businessman"."""
        told = self._told_of(name)
        if "former" in wanted and "former" not in told:
            return True
        if "presidential" in wanted and _SECOND & told and "presidential" not in told:
            return True
        own = PARTIES & told
        return bool(wanted & PARTIES) and bool(own) and not own & wanted


def _is_of_another(token: Token) -> bool:
    """ "the ad's narrator", "the band leader": told apart by something of its own."""
    is_thing = token.pos_ == "NOUN" and token.lemma_.lower() not in entries("nouns_person")
    return token.dep_ == "poss" or (token.dep_ == "compound" and is_thing)


def _is_owner(token: Token) -> bool:
    return token.i + 1 < len(token.doc) and token.nbor().tag_ == "POS"


def _is_telling(token: Token) -> bool:
    """A word that tells one person from others: a place, a party, another role."""
    is_role = token.dep_ == "compound" and token.lemma_.lower() in entries("nouns_person")
    is_age = token.lower_ == "old" and token.i > 0 and token.nbor(-1).text == "-"
    return token.pos_ == "PROPN" or is_role or is_age or role_word(token) in _TELLING


def _clear_first(weights: dict[str, float], margin: float) -> str | None:
    ranked = sorted(weights.items(), key=lambda item: -item[1])
    if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < margin):
        return None
    return ranked[0][0]


def _is_excluded(candidate: Token, pronoun: Token) -> bool:
    """Subject and object of one verb are two persons; "his" may be the subject."""
    if candidate.i >= pronoun.i:
        return True
    is_possessive = pronoun.dep_ == "poss"
    return not is_possessive and candidate.head == pronoun.head and candidate.dep_ != "poss"


def _is_definite(token: Token) -> bool:
    first = token.left_edge
    return first.lower_ in ("the", "this") and not any(
        c.dep_ == "prep" and c.lower_ not in ("from", "of") for c in token.children
    )


def _role_of(token: Token) -> set[str]:
    words = [*_before(token), token]
    return {role_word(t) for t in words if t.pos_ in ("NOUN", "PROPN", "ADJ")}


def _before(token: Token) -> list[Token]:
    """The words of the phrase before its head."""
    return list(token.doc[token.left_edge.i : token.i])


def sex_of_noun(token: Token) -> str | None:
    """ "she" for "the congresswoman"."""
    return pairs("nouns_gender").get(token.lemma_.lower())
