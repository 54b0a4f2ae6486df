"""Which words name an act or event of harm or wrong, by word lists and the words around them.

A form is looked up as it stands, not by the model's lemma: that of a rare verb is often wrong.
Three strengths: ``strong`` harms whoever does it ("steal"), ``medium`` mostly ("attack"), ``weak``
only in company ("remove", by intruders, or "illegally").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from spacy.tokens import Token

from ..lexicon import entries, pairs

STRENGTHS = ("strong", "medium", "weak")
_LISTS = {"strong": "", "medium": "_medium", "weak": "_weak"}
_VOWELS = frozenset("aeiou")
_DOUBLED = frozenset("bdgklmnprt")
_RAISED = {"strong": "strong", "medium": "strong", "weak": "medium"}
# Words that a second word of an entry may stand away from its verb: "cover [it all] up".
_BEFORE_NOUN = frozenset("det amod compound nmod poss".split())
_PARTS = frozenset({"prt", "prep", "dobj", "advmod", "acomp", "oprd", "pobj", "agent", "attr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A word that names an act, the entry it was found by and how surely that is a wrong."""

    token: Token
    lemma: str
    strength: str
    is_verb: bool
    is_marked: bool = False  # "illegally", "fraudulent" stands beside it


def act_of(token: Token) -> Act | None:
    """The act that ``token`` names, or None."""
    lower = token.lower_
    if _is_nominal(token):
        return _as_noun(token, lower) or _as_gerund(token, lower)
    if token.pos_ in ("VERB", "AUX"):
        return _as_verb(token, lower) or (_as_noun(token, lower) if token.tag_ == "VBG" else None)
    if token.pos_ == "NOUN" or (token.pos_ == "PROPN" and not token.ent_type_):
        noun = _as_noun(token, lower)
        return noun or (_as_gerund(token, lower) if lower.endswith("ing") else None)
    return None


def _is_nominal(token: Token) -> bool:
    """ "the police [shooting] of a man", tagged as a verb."""
    is_noun = token.tag_ == "VBG" and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj")
    return is_noun and any(c.dep_ in _BEFORE_NOUN and c.i < token.i for c in token.children)


def _as_verb(token: Token, lower: str) -> Act | None:
    found = verb_forms().get(lower)
    is_marked = _is_marked(token)
    if found is None:
        if is_marked and token.pos_ == "VERB":
            lemma = token.lemma_.lower()
            return Act(token=token, lemma=lemma, strength="weak", is_verb=True, is_marked=True)
        return None
    for lemma, second, strength in found:
        if second is None or any(_is_word(c, second) for c in token.children):
            return _act(token, f"{lemma} {second}" if second else lemma, strength, is_marked, True)
    return None


def _as_gerund(token: Token, lower: str) -> Act | None:
    """ "the [defrauding] of clients": of a verb that harms whoever does it."""
    act = _as_verb(token, lower)
    return act if act is not None and act.strength == "strong" else None


def _as_noun(token: Token, lower: str) -> Act | None:
    for lemma, first, strength in noun_forms().get(lower, ()):
        if first is None or (token.i and token.nbor(-1).lower_ == first):
            return _act(token, lemma, strength, _is_marked(token), False)
    return None


def _act(token: Token, lemma: str, strength: str, is_marked: bool, is_verb: bool) -> Act:
    raised = _RAISED[strength] if is_marked else strength
    return Act(token=token, lemma=lemma, strength=raised, is_verb=is_verb, is_marked=is_marked)


def _is_word(child: Token, word: str) -> bool:
    return child.dep_ in _PARTS and (child.lower_ == word or child.lemma_.lower() == word)


def _is_marked(token: Token) -> bool:
    modifiers = entries("responsibility_modifiers")
    return any(c.dep_ in ("amod", "advmod") and c.lower_ in modifiers for c in token.children)


# --- forms of the entries -----------------------------------------------------------------------

Forms = dict[str, tuple[tuple[str, str | None, str], ...]]
"""A form → lemma, second word and strength of each entry that has it; longer entries first."""


@cache
def verb_forms() -> Forms:
    """Every form of every verb of harm."""
    irregular: dict[str, list[str]] = {}
    for form, lemma in pairs("responsibility_irregular").items():
        irregular.setdefault(lemma, []).append(form)
    found: dict[str, list[tuple[str, str | None, str]]] = {}
    for strength in STRENGTHS:
        for entry in entries("responsibility_verbs" + _LISTS[strength]):
            lemma, _, second = entry.partition(" ")
            for form in {*inflected(lemma), *irregular.get(lemma, ())}:
                found.setdefault(form, []).append((lemma, second or None, strength))
    return _sorted(found)


@cache
def noun_forms() -> Forms:
    """Both numbers of every noun of harm; of two words the first is kept apart."""
    found: dict[str, list[tuple[str, str | None, str]]] = {}
    for strength in STRENGTHS:
        for entry in entries("responsibility_nouns" + _LISTS[strength]):
            first, _, last = entry.rpartition(" ")
            for form in (last, plural(last)):
                found.setdefault(form, []).append((last, first or None, strength))
    return _sorted(found)


def _sorted(found: dict[str, list[tuple[str, str | None, str]]]) -> Forms:
    def rank(item: tuple[str, str | None, str]) -> tuple[bool, int, str, str]:
        lemma, second, strength = item
        return second is None, STRENGTHS.index(strength), lemma, second or ""

    return {form: tuple(sorted(items, key=rank)) for form, items in found.items()}


@cache
def forms_of(name: str) -> frozenset[str]:
    """Every form of the verbs in the list ``name``."""
    verbs = entries(name)
    regular = {form for lemma in verbs for form in inflected(lemma)}
    irregular = pairs("responsibility_irregular").items()
    return frozenset(regular | {form for form, lemma in irregular if lemma in verbs})


def inflected(verb: str) -> Iterator[str]:
    """The regular forms of a verb; a doubtful consonant both single and doubled."""
    yield from (verb, plural(verb))
    stem = verb[:-1] if verb.endswith("e") else verb
    if verb.endswith(("ee", "oe", "ye")):
        yield from (verb + "d", verb + "ing")
    elif verb.endswith("ie"):
        yield from (verb + "d", verb[:-2] + "ying")
    elif verb.endswith("y") and verb[-2] not in _VOWELS:
        yield from (verb[:-1] + "ied", verb + "ing")
    else:
        yield from (stem + "ed", stem + "ing")
    if verb[-1] in _DOUBLED and verb[-2] in _VOWELS:
        yield from (verb + verb[-1] + "ed", verb + verb[-1] + "ing")


def plural(word: str) -> str:
    """With -s: also the third person of a verb."""
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + "s"
