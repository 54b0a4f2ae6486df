"""Somebody is responsible, claims a deed, owns to it or denies it.

In the examples (the accused) stand in round and the [act] in square brackets.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from ..models import Stance
from .acts import act_of, forms_of
from .blame import heavier, with_conjuncts
from .found import Found, has_yet, is_negated, make, with_word_of
from .parties import actor_of, is_passive, object_of, owners_of, subject_of

_CREDIT = frozenset("responsibility credit blame".split())
_CHARGE = frozenset("allegation accusation charge claim wrongdoing".split())
_SHARE = frozenset("responsibility involvement role part knowledge complicity guilt".split())


def guilty(word: Token) -> Iterator[Found]:
    """ "(Norvania) is responsible for the [attack]"; "(he) was found guilty of [fraud]"."""
    is_verb = word.pos_ in ("VERB", "AUX") and subject_of(word) is not None
    head = word if is_verb else word.head
    if word.lower_ in ("fault", "blame") and word.dep_ in ("pobj", "xcomp", "acomp", "attr"):
        head = head if head.pos_ in ("VERB", "AUX") else head.head
    accused = subject_of(head) if head.pos_ in ("VERB", "AUX") else None
    if head.lemma_ in ("hold", "find", "consider", "deem", "make") and not is_passive(head):
        accused = object_of(head) or accused
    if word.dep_ == "amod" or (head.pos_ in ("NOUN", "PROPN") and word.dep_ in ("acl", "relcl")):
        accused = head
    if accused is None or accused.pos_ in ("VERB", "AUX"):
        accused = _taken_for_object(head)
    if accused is None:
        return
    for preposition in [*word.children, *head.children]:
        if preposition.dep_ == "prep" and preposition.lower_ in ("for", "of", "in", "to"):
            for act in preposition.children:
                if act.dep_ == "pcomp" or (act.dep_ == "pobj" and act_of(act)):
                    yield make(accused, act, "guilty", relation=word.lower_, doer=head)
    if word.lower_ == "responsible" and not any(c.dep_ == "prep" for c in word.children):
        yield from _of_what_was_told(word, accused, head)


def _taken_for_object(verb: Token) -> Token | None:
    """ "has yet to deny (the country) is responsible": parsed as the object of "deny"."""
    word = verb.doc[verb.i - 1] if verb.i else None
    is_object = word is not None and word.dep_ in ("dobj", "pobj") and word.sent == verb.sent
    return word if is_object and verb.lemma_ == "be" else None


def _of_what_was_told(word: Token, accused: Token, verb: Token) -> Iterator[Found]:
    """ "With the [attack] public, it has yet to deny that (the country) is responsible"."""
    before = word.doc[word.sent.start : word.i]
    acts = [t for t in before if t.pos_ == "NOUN" and (a := act_of(t)) and a.strength != "weak"]
    if acts:
        yield make(accused, acts[-1], "guilty", relation="responsible", doer=verb)


def behind(word: Token) -> Iterator[Found]:
    """ "(Norvania) was behind the [attack]"; "(the group) behind the [leak]"."""
    head = word.head
    accused = subject_of(head) if head.pos_ in ("AUX", "VERB") else head
    if accused is None:
        return
    for act in word.children:
        if act.dep_ == "pobj" and act_of(act):
            yield make(accused, act, "behind", doer=head)


def in_role(noun: Token) -> Iterator[Found]:
    """ "(the aide) was the [source] of the leak"."""
    accused = subject_of(noun.head)
    if accused is None:
        return
    acts = [t for t in noun.subtree if t.i > noun.i and (a := act_of(t)) and a.strength != "weak"]
    yield make(accused, acts[0] if acts else noun, "role", relation=noun.lemma_, doer=noun.head)


def taken(verb: Token) -> Iterator[Found]:
    """ "(A group) claimed responsibility for the [attack]"."""
    actor = actor_of(verb)
    for credit in verb.children:
        if credit.dep_ == "dobj" and credit.lemma_ in _CREDIT and actor:
            for preposition in [*credit.children, *verb.children]:
                if preposition.lower_ != "for":
                    continue
                for act in preposition.children:
                    if act_of(act) is None:
                        continue
                    found = make(actor.token, act, "taken", doer=verb)
                    stance = Stance.DENIES if is_negated(verb) else Stance.SELF_CLAIMS
                    yield with_word_of(found, accuser=actor.token, stance=stance, is_sourced=True)


def admitted(verb: Token) -> Iterator[Found]:
    """ "(He) admitted [hacking] the studio", "confessed to the [killing]"."""
    yield from _own(verb, Stance.SELF_CLAIMS, "admitted")


def denied(verb: Token) -> Iterator[Found]:
    """ "(Norvania) denied [hacking] the studio"; "(he) denied involvement in the [attack]"."""
    yield from _own(verb, Stance.DENIES, "denied")


def _own(verb: Token, stance: Stance, form: str) -> Iterator[Found]:
    actor = actor_of(verb)
    if actor is None:
        return
    if stance is Stance.DENIES and (is_negated(verb) or has_yet(verb)):
        stance = Stance.WITHHOLDS
    for act in _own_acts(verb):
        found = make(actor.token, act, form, doer=verb)
        yield with_word_of(found, accuser=actor.token, stance=stance, is_sourced=True)


def _own_acts(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp") and child.tag_ == "VBG" and subject_of(child) is None:
            if verb.lower_ in forms_of("deny_verbs") or act_of(child):
                yield from with_conjuncts(heavier(child))
        elif child.dep_ == "dobj" and child.lemma_.lower() in _SHARE:
            deeper = (p for p in child.children if p.lower_ in ("in", "for", "of"))
            yield from (c for p in deeper for c in p.children if c.dep_ in ("pobj", "pcomp"))
        elif child.dep_ == "dobj" and child.lemma_.lower() in _CHARGE:
            yield child
        elif child.dep_ == "dobj" and act_of(child):
            if not any(True for a in owners_of(child) if a.relation == "possessor"):
                yield child
        elif child.dep_ == "prep" and child.lower_ in ("to", "of"):
            yield from (c for c in child.children if c.dep_ in ("pobj", "pcomp") and act_of(c))
