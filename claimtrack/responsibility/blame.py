"""Somebody blames, accuses, condemns, attributes: the verb names the accused and the act.

In the examples (the accused) stand in round and the [act] in square brackets.
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from ..models import Stance
from .acts import act_of, forms_of
from .deeds import carries_an_event
from .found import Found, has_yet, is_negated, make, with_word_of
from .parties import actor_of, agent_of, is_passive, owners_of, subject_of

_TO_ACT = frozenset("of for with over in about".split())
_FREES = frozenset("absolve acquit clear exonerate".split())
_BRINGS = frozenset("bring file level lodge make press pursue raise repeat".split())
_COUNTS = frozenset("charge connection count".split())


def blamed(verb: Token) -> Iterator[Found]:
    """ "Officials accused (Norvania) of [hacking] the studio"; "(he) was charged with [fraud]"."""
    passive = is_passive(verb)
    if passive:
        accused = verb.head if verb.dep_ == "acl" else subject_of(verb)
        accuser = agent_of(verb)
    else:
        accused = next((c for c in verb.children if c.dep_ in ("dobj", "dative")), None)
        actor = actor_of(verb)
        accuser = actor.token if actor else None
    if accused is None:
        return
    lemma = verb.lemma_.lower()
    stance = Stance.HEDGES if lemma in ("suspect", "investigate", "probe") else Stance.ASSERTS
    if lemma in _FREES:
        stance = Stance.DENIES
    elif is_negated(verb) or has_yet(verb):
        stance = Stance.WITHHOLDS
    is_plain = verb.lower_ in forms_of("blame_verbs_plain")
    for act in _acts_after(verb, accused, is_plain=is_plain):
        found = make(accused, act, "blamed", relation="plain" if is_plain else "blamed", doer=verb)
        yield with_word_of(found, accuser=accuser, stance=stance, is_sourced=True)


def _acts_after(verb: Token, accused: Token, *, is_plain: bool) -> Iterator[Token]:
    for preposition in [*verb.children, *accused.children]:
        if preposition.dep_ != "prep" or preposition.lower_ not in _TO_ACT:
            continue
        if preposition.i < verb.i:  # "Four of the officers were charged"
            continue
        is_own = preposition.head == accused  # "accused the government of Norvania"
        for child in preposition.children:
            if child.dep_ == "pcomp" and child.tag_ == "VBG":
                yield from with_conjuncts(heavier(child))
            elif child.dep_ == "pobj":
                if (gerund := _taken_for_adjective(child, preposition)) is not None:
                    yield gerund
                    continue
                act = act_of(child)
                is_any = (is_plain and preposition.lower_ in ("of", "with")) or (
                    verb.lemma_ == "blame" and preposition.lower_ == "for"
                )
                if act or (is_any and not (is_own and child.ent_type_)):
                    yield from with_conjuncts(counted(child))


def _taken_for_adjective(noun: Token, preposition: Token) -> Token | None:
    """ "indicted for [hacking] e-mails": parsed like "for running water"."""
    for child in noun.children:
        if child.tag_ == "VBG" and child.dep_ in ("amod", "compound") and act_of(child):
            before = child.doc[preposition.i + 1 : child.i]
            return child if all(t.pos_ == "ADV" for t in before) else None
    return None


def heavier(verb: Token) -> Token:
    """ "of engaging in [fraud]", "of being behind the [leak]": the noun that it carries."""
    if carries_an_event(verb):
        return next(c for c in verb.children if c.dep_ == "dobj")
    if verb.lower_ == "being":
        for child in verb.children:
            if child.dep_ == "attr":
                return child
            for noun in child.children:
                if child.dep_ in ("prep", "acomp") and noun.dep_ == "pobj" and act_of(noun):
                    return noun
    return verb


def counted(noun: Token) -> Token:
    """ "seven counts of [murder]", "a charge of [theft]": what the count is of."""
    if noun.lemma_.lower() in _COUNTS:
        for preposition in noun.children:
            if preposition.lower_ == "of":
                return next((c for c in preposition.children if c.dep_ == "pobj"), noun)
    return noun


def with_conjuncts(act: Token) -> Iterator[Token]:
    yield act
    yield from (c for c in act.children if c.dep_ == "conj" and c.pos_ == act.pos_)


def condemned(verb: Token) -> Iterator[Found]:
    """ "The council condemned (Norvania)'s latest [test]"."""
    deed = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")), None)
    if deed is None or act_of(deed) is None:
        return
    accuser = agent_of(verb) if is_passive(verb) else subject_of(verb)
    for actor in owners_of(deed):
        if actor.relation in ("possessor", "noun by") or actor.relation.startswith("modifier"):
            found = make(actor.token, deed, "condemned", relation=actor.relation, doer=deed)
            stance = Stance.DENIES if verb.lemma_ in ("deny", "dispute", "refute") else None
            yield with_word_of(
                found, accuser=accuser, stance=stance, is_sourced=accuser is not None
            )
            return


def attributed(verb: Token) -> Iterator[Found]:
    """ "The FBI attributed the [attack] to (Norvania)"; "(he) was linked to the [attack]"."""
    passive = is_passive(verb)
    first = (
        subject_of(verb) if passive else next((c for c in verb.children if c.dep_ == "dobj"), None)
    )
    if passive and verb.dep_ == "acl":
        first = verb.head
    if first is None:
        return
    actor = agent_of(verb) if passive else subject_of(verb)
    for second in _after(verb, first, "to on".split()):
        is_act = act_of(second)
        act, accused = (second, first) if is_act and not act_of(first) else (first, second)
        if act_of(act) or verb.lemma_ in ("blame", "attribute"):
            found = make(accused, act, "attributed", doer=verb)
            yield with_word_of(found, accuser=actor, is_sourced=True)


def _after(verb: Token, noun: Token, words: list[str]) -> Iterator[Token]:
    for preposition in [*verb.children, *noun.children]:
        if preposition.dep_ in ("prep", "dative") and preposition.lower_ in words:
            yield from (c for c in preposition.children if c.dep_ == "pobj")


def alleged(noun: Token) -> Iterator[Found]:
    """ "allegations of [fraud] against (the mayor)"; "[fraud] charges against (him)"."""
    acts = [c for c in noun.children if c.dep_ in ("compound", "nmod") and act_of(c)]
    accused = []
    for preposition in noun.children:
        for child in preposition.children:
            if child.dep_ not in ("pobj", "pcomp"):
                continue
            if preposition.lower_ in ("of", "for", "over") and act_of(child):
                acts.append(child)
            if preposition.lower_ in ("against", "into"):
                accused.append(child)
    for act in acts:
        by = [c for p in act.children if p.lower_ in ("by", "against") for c in p.children]
        for who in [*accused, *by][:1]:
            found = make(who, act, "alleged", relation=noun.lemma_)
            accuser = _accuser_of(noun)
            stance = Stance.ASSERTS if accuser is not None else Stance.HEDGES
            yield with_word_of(found, accuser=accuser, stance=stance, is_sourced=True)


def _accuser_of(noun: Token) -> Token | None:
    """ "(his) allegations", "(prosecutors) filed charges"."""
    for actor in owners_of(noun):
        if actor.relation in ("possessor", "noun by"):
            return actor.token
    verb = noun.head
    if noun.dep_ != "dobj" or verb.lemma_.lower() not in _BRINGS:
        return None
    actor_of_verb = actor_of(verb)
    return actor_of_verb.token if actor_of_verb else None
