"""Deeds and events with their doers: a verb with its subject, a noun with its owner.

In the examples (the accused) stand in round and the [act] in square brackets.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from ..lexicon import entries
from .acts import Act, act_of
from .found import Found, make
from .parties import actor_of, is_wrongdoer, owners_of

_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_PLACES = frozenset("nsubj nsubjpass poss dobj pobj amod compound appos conj".split())
_DOUBTFUL = frozenset(
    {"modifier GPE", "modifier ORG", "modifier PERSON", "noun of", "is", "causes"}
)


def deed(act: Act) -> Iterator[Found]:
    """ "(Norvania) [attacked] the studio"; "the studio was [hacked] by (Norvania)"."""
    verb = act.token
    if carries_an_event(verb):
        return
    if actor := actor_of(verb):
        yield make(actor.token, verb, "deed", relation=actor.relation)
    elif act.strength == "strong":
        yield from _near(act)


def done(verb: Token) -> Iterator[Found]:
    """ "The data were [copied] by (the hackers)": whatever a wrongdoer does, if no list has it."""
    lemma = verb.lemma_.lower()
    if verb.pos_ != "VERB" or lemma in entries("verbs_saying") or carries_an_event(verb):
        return
    actor = actor_of(verb)
    if actor is not None and is_wrongdoer(actor.token):
        yield make(actor.token, verb, "done", relation=f"done {actor.relation}")


def carries_an_event(verb: Token) -> bool:
    """ "launched an attack": the noun is the act, the verb only carries it."""
    if verb.lemma_.lower() not in entries("responsibility_doers"):
        return False
    return any(
        c.dep_ == "dobj" and (act := act_of(c)) is not None and act.strength != "weak"
        for c in verb.children
    )


def event(act: Act) -> Iterator[Found]:
    """ "(Norvania)'s [attack] on the studio"; "(Norvania) launched an [attack]"."""
    noun = act.token
    doer = noun.head if noun.dep_ == "dobj" else noun
    actor = next(owners_of(noun), None)
    if actor is not None and actor.token.i != noun.i:
        yield make(actor.token, noun, "event", relation=actor.relation, doer=doer)
    if act.strength != "weak" and (actor is None or actor.relation in _DOUBTFUL):
        yield from _near(act)


def _near(act: Act) -> Iterator[Found]:
    """ "Analysts traced the [intrusion] and named (Norvania)": names in the sentence of an act."""
    own = {t.i for t in act.token.subtree}
    for name in act.token.sent:
        if name.ent_type_ in _NAMES and name.i not in own and not _is_inside_name(name):
            side = "before" if name.i < act.token.i else "after"
            part = name.dep_ if name.dep_ in _PLACES else "other"
            who = _bearer(name, own)
            yield make(who, act.token, "near", relation=f"near {side} {part}")


def _bearer(name: Token, own: set[int]) -> Token:
    """ "(Norvanian agents)": the noun that the name stands before, if not in the act's phrase."""
    head = name.head
    is_before = name.dep_ in ("amod", "compound", "nmod") and head.pos_ in ("NOUN", "PROPN")
    return (
        head if is_before and head.i > name.i and head.i not in own and not act_of(head) else name
    )


def _is_inside_name(word: Token) -> bool:
    return word.dep_ == "compound" and word.head.ent_type_ == word.ent_type_
