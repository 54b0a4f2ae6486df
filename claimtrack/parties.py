"""When two names mean one party, and two words one sort of act, as far as the words tell."""

from __future__ import annotations

import re

from .lexicon import entries, pairs
from .terms import stem_of

_LEAST_ROOT = 5  # letters two forms of a name must share: Norvania, Norvanian
_MOST_TAIL = 3  # letters by which they may differ
_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_SMALL_STEMS = frozenset("the a an of its his her their being been was were".split())


def party_words(name: str | None) -> frozenset[str]:
    """The words that tell one party from another; empty for a pronoun."""
    said = [w.casefold().removesuffix("'s").removesuffix("’s") for w in _WORD.findall(name or "")]
    named = frozenset(said) - entries("party_pronouns")
    return (named - entries("party_words")) or named


def same_party(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether two sets of telling words name one party: all in common but one at most."""
    common = share_words(a, b)
    return bool(common) and common == min(len(a), len(b)) and abs(len(a) - len(b)) <= 1


def share_words(a: frozenset[str], b: frozenset[str]) -> int:
    """How many words of ``a`` stand in ``b``, in whatever form."""
    return sum(any(_is_form(x, y) for y in b) for x in a)


def _is_form(a: str, b: str) -> bool:
    """Whether two words are one but for an ending: "Norvania", "Norvanian"."""
    short, long = sorted((a, b), key=len)
    root = short.rstrip("aeisy")
    is_long_enough = len(root) >= _LEAST_ROOT - 1 and len(long) - len(root) <= _MOST_TAIL
    return a == b or (is_long_enough and long.startswith(root) and short[0] == long[0])


def act_sort(act: str | None) -> str:
    """The sort of an act, so that "hacked into" and "the intrusion" are one; "" for none."""
    for word in _WORD.findall((act or "").casefold()):
        word = pairs("responsibility_irregular").get(word, word)
        stem = stem_of(word)
        if stem not in _SMALL_STEMS:
            return pairs("act_sorts").get(stem, stem)
    return ""
