"""A holding-responsible in tokens, before it is known on whose word."""

from __future__ import annotations

from dataclasses import dataclass, replace

from spacy.tokens import Token

from ..models import Stance
from .acts import act_of
from .parties import is_wrongdoer, target_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One holding-responsible in tokens, before it is known on whose word.

    ``doer`` is the verb whose tense, mood and negation are those of the deed. ``stance`` and
    ``accuser`` are set where the form itself gives them; ``is_sourced`` where somebody must be
    saying it, though nobody may be named.
    """

    accused: Token
    act: Token
    lemma: str
    strength: str
    form: str
    relation: str
    doer: Token
    target: Token | None = None
    accuser: Token | None = None
    stance: Stance | None = None
    is_sourced: bool = False
    is_marked: bool = False


def make(
    accused: Token, act: Token, form: str, *, relation: str = "", doer: Token | None = None
) -> Found:
    """The pair of accused and act; ``doer`` is the act unless another verb carries it."""
    known = act_of(act)
    strength = known.strength if known else "any"
    if strength == "medium" and _means_it(accused):
        strength = "strong"
    return Found(
        accused=accused,
        act=act,
        lemma=known.lemma if known else act.lemma_.lower(),
        strength=strength,
        form=form,
        relation=relation or form,
        doer=act if doer is None else doer,
        target=target_of(act),
        is_marked=known.is_marked if known else False,
    )


def _means_it(accused: Token) -> bool:
    """A state or a wrongdoer that attacks, hits, strikes does so in earnest, not in words."""
    is_state = accused.ent_type_ in ("GPE", "NORP") and accused.pos_ in ("PROPN", "ADJ")
    return is_state or is_wrongdoer(accused)


def with_word_of(
    found: Found,
    *,
    accuser: Token | None = None,
    stance: Stance | None = None,
    is_sourced: bool = False,
) -> Found:
    """The same on somebody's word."""
    return replace(found, accuser=accuser, stance=stance, is_sourced=is_sourced)


def speaks_to_victim(found: Found) -> bool:
    """ "You've been [hacked] by (the group)": words of the doer to those it harmed."""
    return found.target is not None and found.target.lower_ == "you"


def is_negated(verb: Token) -> bool:
    """Whether "not", "never" hangs on the verb."""
    return any(c.dep_ == "neg" for c in verb.children)


def has_yet(verb: Token) -> bool:
    """ "has yet to deny"."""
    head = verb.head if verb.dep_ == "xcomp" else verb
    return head.lemma_ == "have" and any(c.lower_ == "yet" for c in head.children)
