"""Doc and its attributions → who is held to have done what harm to whom.

Each form has its function with its example. An act counts only with an actor. Hypotheticals, plans
and bare traits are left out; where the parse is unclear the claim is left out too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from .lexicon import entries
from .models import AttributionClaim, Reason, ResponsibilityClaim, Span, Stance, Voice

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_TO_ACT = frozenset("of for with in over".split())
_TO_ACCUSED = frozenset("to on".split())
_TAKES = frozenset("claim take accept acknowledge admit".split())
_CREDIT = frozenset("responsibility credit".split())
_UNREAL = frozenset("would will could should can shall must 'd ’d 'll ’ll wo ca".split())
_PERHAPS = frozenset("may might".split())
_HEDGED = frozenset(
    "allegedly reportedly purportedly apparently supposedly possibly probably likely suspected "
    "alleged presumed accused believed".split()
)
_SAID_OF = frozenset("believe allege suspect say report think know find accuse".split())
# Verbs that more often mean words, sport or chance than harm: only with an actor and a target.
_WEAK = frozenset(
    "attack target beat threaten lose hide harm crash burn cheat conceal mislead lie obstruct dump "
    "disrupt neglect harass intimidate smear bully delete destroy leak exploit compromise strike "
    "shell gas execute cripple abuse".split()
)
_CARRIED = {
    Stance.ASSERTS: Stance.ASSERTS,
    Stance.EVALUATES: Stance.ASSERTS,
    Stance.HEDGES: Stance.HEDGES,
    Stance.DENIES: Stance.DENIES,
    Stance.QUESTIONS: Stance.QUESTIONS,
    Stance.WITHHOLDS: Stance.WITHHOLDS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """One holding-responsible in tokens, before it is known on whose word."""

    accused: Token
    act: Token
    rule: str
    target: Token | None = None
    accuser: Token | None = None
    stance: Stance | None = None
    is_sourced: bool = False  # somebody says it, though nobody may be named


def find_responsibility(
    doc: Doc, attributions: Sequence[AttributionClaim]
) -> tuple[ResponsibilityClaim, ...]:
    """All responsibility claims, in order of their acts; names are resolved later."""
    claims: dict[tuple[Span, Span, Span | None], ResponsibilityClaim] = {}
    for found in _find(doc):
        claim = _claim(found, attributions)
        if claim and claim.accused and claim.act:
            claims.setdefault((claim.accused, claim.act, claim.accuser), claim)
    return tuple(sorted(claims.values(), key=lambda c: (c.act, c.accused)))


def _find(doc: Doc) -> Iterator[_Found]:
    verbs, nouns = entries("responsibility_verbs"), entries("responsibility_nouns")
    blame, attribute = entries("blame_verbs"), entries("attribute_verbs")
    for token in doc:
        lemma = token.lemma_.lower()
        is_verb = token.pos_ in ("VERB", "AUX")
        if is_verb and lemma in blame:
            yield from _blamed(token)
        if is_verb and lemma in attribute:
            yield from _attributed(token)
        if lemma == "responsible":
            yield from _responsible(token)
        if token.lower_ == "behind":
            yield from _behind(token)
        if is_verb and lemma in _TAKES:
            yield from _taken(token)
        if is_verb and lemma == "deny":
            yield from _denied(token)
        if is_verb and lemma in verbs:
            yield from _done(token)
        if token.pos_ == "NOUN" and lemma in nouns:
            yield from _act_of(token)


# --- the forms ----------------------------------------------------------------------------------


def _blamed(verb: Token) -> Iterator[_Found]:
    """ "Officials accused (Norvania) of [hacking] the studio"; "(he) was charged with [fraud]"."""
    is_passive = any(c.dep_ == "nsubjpass" for c in verb.children) or verb.dep_ == "acl"
    accused = _subject(verb) if is_passive else _object(verb)
    accuser = _agent(verb) if is_passive else _subject(verb)
    if not accused:
        return
    stance = Stance.HEDGES if verb.lemma_ == "suspect" else Stance.ASSERTS
    if verb.lemma_ in ("acquit", "clear", "absolve"):
        stance = Stance.DENIES
    for act in _acts_after(verb, _TO_ACT):
        yield _Found(
            accused=accused,
            act=act,
            target=_target(act),
            accuser=accuser,
            stance=stance,
            is_sourced=True,
            rule=f"{verb.lemma_} … of",
        )


def _attributed(verb: Token) -> Iterator[_Found]:
    """ "The FBI attributed the [attack] to (Norvania)"; "the [breach] was blamed on (hackers)"."""
    is_passive = any(c.dep_ == "nsubjpass" for c in verb.children)
    act = _subject(verb) if is_passive else _object(verb)
    if not act or not _is_act(act):
        return
    for accused in _objects_of(verb, _TO_ACCUSED):
        yield _Found(
            accused=accused,
            act=act,
            target=_target(act),
            accuser=_agent(verb) if is_passive else _subject(verb),
            stance=Stance.HEDGES if verb.lemma_ in ("link", "tie") else None,
            is_sourced=True,
            rule=f"{verb.lemma_} … to",
        )


def _responsible(word: Token) -> Iterator[_Found]:
    """ "(Norvania) is responsible for the [attack]"; "held (it) responsible for the [breach]"."""
    accused = _subject(word.head) if word.dep_ in ("acomp", "oprd", "xcomp", "ccomp") else None
    if word.head.lemma_ == "hold":
        accused = _object(word.head) or _subject(word.head)
    if word.dep_ == "amod":
        accused = word.head
    if not accused:
        return
    for act in _acts_after(word, frozenset({"for"})):
        stance = Stance.DENIES if _is_negated(word.head) else None
        yield _Found(
            accused=accused, act=act, target=_target(act), stance=stance, rule="responsible for"
        )


def _behind(word: Token) -> Iterator[_Found]:
    """ "(Norvania) was behind the [attack]"; "(the group) behind the [leak]"."""
    acts = [c for c in word.children if c.dep_ == "pobj" and _is_act(c)]
    accused = _subject(word.head) if word.head.pos_ in ("AUX", "VERB") else word.head
    if accused and accused.pos_ in ("NOUN", "PROPN", "PRON"):
        for act in acts:
            stance = Stance.DENIES if _is_negated(word.head) else None
            yield _Found(
                accused=accused, act=act, target=_target(act), stance=stance, rule="behind"
            )


def _taken(verb: Token) -> Iterator[_Found]:
    """ "(A group) claimed responsibility for the [attack]"."""
    actor = _subject(verb)
    for credit in verb.children:
        if credit.dep_ == "dobj" and credit.lemma_ in _CREDIT and actor:
            for act in [*_acts_after(credit, _TO_ACT), *_acts_after(verb, _TO_ACT)][:1]:
                yield _Found(
                    accused=actor,
                    act=act,
                    target=_target(act),
                    accuser=actor,
                    stance=Stance.DENIES if _is_negated(verb) else Stance.SELF_CLAIMS,
                    is_sourced=True,
                    rule="claimed responsibility",
                )


def _denied(verb: Token) -> Iterator[_Found]:
    """ "(Norvania) denied [hacking] the studio"; "(he) denied involvement in the [attack]"."""
    actor = _subject(verb)
    if not actor:
        return
    withheld = verb.head.lemma_ == "have" and any(c.lower_ == "yet" for c in verb.head.children)
    for child in verb.children:
        if child.dep_ not in ("dobj", "xcomp", "ccomp"):
            continue
        act = child if _is_act(child) else next(iter(_acts_below(child)), None)
        own = _subject(act) if act is not None and child.dep_ == "ccomp" else actor
        if act is not None and own is not None:
            yield _Found(
                accused=own,
                act=act,
                target=_target(act),
                accuser=actor,
                stance=Stance.WITHHOLDS if withheld or _is_negated(verb) else Stance.DENIES,
                is_sourced=True,
                rule="denied",
            )


def _done(verb: Token) -> Iterator[_Found]:
    """ "(Norvania) [attacked] the studio"; "the studio was [hacked] by (Norvania)"."""
    is_passive = any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children)
    is_passive = is_passive or (verb.dep_ == "acl" and verb.tag_ == "VBN")
    actor = _agent(verb) if is_passive else _subject(verb)
    if actor is None or actor.lower_ in ("it", "that", "this", "which", "what", "there"):
        return
    stance = _reality(verb)
    if stance is None:
        return
    target = _subject(verb) if is_passive else _object(verb)
    if verb.dep_ == "acl" and is_passive:
        target = verb.head
    if verb.lemma_ in _WEAK and (target is None or target.pos_ not in ("NOUN", "PROPN", "PRON")):
        return
    yield _Found(
        accused=actor,
        act=verb,
        target=target,
        stance=None if stance is Stance.ASSERTS else stance,
        rule="harmful act with its actor",
    )


def _act_of(noun: Token) -> Iterator[_Found]:
    """ "(Norvania)'s [attack] on the studio"; "an [attack] by (Norvania)"."""
    actors = [c for c in noun.children if c.dep_ == "poss" and c.pos_ in ("PROPN", "NOUN")]
    for preposition in noun.children:
        if preposition.lower_ == "by":
            actors += [c for c in preposition.children if c.dep_ == "pobj"]
    for actor in actors:
        if actor.ent_type_ not in ("DATE", "TIME", "WORK_OF_ART", "EVENT"):
            yield _Found(accused=actor, act=noun, target=_target(noun), rule="act with its actor")


def _reality(verb: Token) -> Stance | None:
    """How real the deed is said to be; None for plans and hypotheticals."""
    auxiliaries = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    if auxiliaries & _UNREAL or (verb.dep_ == "advcl" and _is_conditional(verb)):
        return None
    if "to" in auxiliaries:  # "is believed to have stolen"
        is_past = "have" in auxiliaries
        return Stance.HEDGES if is_past and verb.head.lemma_ in _SAID_OF else None
    if verb.tag_ == "VB" and not auxiliaries & {"did", "does", "do", *_PERHAPS}:
        return None
    if verb.tag_ == "VBG" and verb.dep_ in ("pcomp", "csubj", "nsubj", "xcomp"):
        return None
    if _is_negated(verb):
        return Stance.DENIES
    return Stance.HEDGES if auxiliaries & _PERHAPS else Stance.ASSERTS


def _is_conditional(verb: Token) -> bool:
    return any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "lest") for c in verb.children)


# --- on whose word ------------------------------------------------------------------------------


def _claim(found: _Found, attributions: Sequence[AttributionClaim]) -> ResponsibilityClaim | None:
    act = Span(start=found.act.idx, end=found.act.idx + len(found.act))
    claim = ResponsibilityClaim(
        accused=_phrase(found.accused),
        act=act,
        target=_phrase(found.target) if found.target is not None else None,
        why=(Reason(field="act", rule=found.rule),),
    )
    if found.is_sourced and found.accuser is not None:
        stance = found.stance or Stance.ASSERTS
        return replace(claim, accuser=_phrase(found.accuser), voice=Voice.SOURCE, stance=stance)
    carrier = _carrier(act, attributions)
    if carrier:
        carried = _CARRIED.get(carrier.stance or Stance.ASSERTS)
        if carried is None:
            return None  # wanted or threatened, not done
        stance = found.stance or carried if carried is Stance.ASSERTS else carried
        accuser = carrier.source[0] if carrier.source else None
        return replace(claim, accuser=accuser, voice=Voice.SOURCE, stance=stance)
    stance = found.stance or (Stance.HEDGES if _is_hedged(found) else Stance.ASSERTS)
    return replace(claim, voice=Voice.SOURCE if found.is_sourced else Voice.AUTHOR, stance=stance)


def _carrier(act: Span, attributions: Sequence[AttributionClaim]) -> AttributionClaim | None:
    """The narrowest attribution whose content holds the act."""
    holding = [
        a for a in attributions if any(s.start <= act.start and act.end <= s.end for s in a.content)
    ]
    return min(holding, key=lambda a: sum(s.end - s.start for s in a.content), default=None)


def _is_hedged(found: _Found) -> bool:
    near = [*found.act.children, *found.accused.children, *found.act.head.children]
    return any(t.lower_ in _HEDGED for t in near)


# --- walking the parse --------------------------------------------------------------------------


def _phrase(token: Token) -> Span:
    """The noun phrase of ``token`` without relative clauses and appositions."""
    left = min(
        (t.i for t in token.subtree if t.i <= token.i and _belongs(t, token)), default=token.i
    )
    right = token.i
    for part in token.subtree:
        if part.i == right + 1 and _belongs(part, token) and not part.is_punct:
            right = part.i
    first, last = token.doc[left], token.doc[right]
    return Span(start=first.idx, end=last.idx + len(last))


def _belongs(part: Token, head: Token) -> bool:
    while part != head:
        if part.dep_ in ("relcl", "acl", "appos", "advcl", "parataxis", "prep") and not (
            part.dep_ == "prep" and part.lower_ in ("of", "from", "in")
        ):
            return False
        part = part.head
    return True


def _subject(verb: Token, depth: int = 4) -> Token | None:
    """The subject, also that of the verb to which this one is joined."""
    for child in verb.children:
        if child.dep_ in _SUBJECTS:
            if child.lower_ in ("who", "which", "that") and verb.dep_ == "relcl":
                return verb.head
            return child
    if depth and verb.dep_ in ("conj", "xcomp") and verb.head.pos_ in ("VERB", "AUX"):
        return _subject(verb.head, depth - 1)
    return None


def _object(verb: Token) -> Token | None:
    found = next((c for c in verb.children if c.dep_ in ("dobj", "dative")), None)
    if found is not None:
        return found
    into = (c for c in verb.children if c.dep_ == "prep" and c.lower_ in ("into", "on", "at"))
    return next((c for p in into for c in p.children if c.dep_ == "pobj"), None)


def _agent(verb: Token) -> Token | None:
    by = (c for c in verb.children if c.dep_ == "agent" or c.lower_ == "by")
    return next((c for p in by for c in p.children if c.dep_ == "pobj"), None)


def _target(act: Token) -> Token | None:
    """What was harmed: the object of a verb, what follows "on", "at", "of", "against" a noun."""
    if act.pos_ in ("VERB", "AUX"):
        return _object(act)
    near = (c for c in act.children if c.lower_ in ("on", "at", "of", "against", "into"))
    return next((c for p in near for c in p.children if c.dep_ == "pobj"), None)


def _acts_after(head: Token, prepositions: frozenset[str]) -> Iterator[Token]:
    for preposition in head.children:
        if preposition.dep_ == "prep" and preposition.lower_ in prepositions:
            for child in preposition.children:
                # "accused of keeping the gates shut": a gerund may be any act, a noun may not
                if child.dep_ == "pcomp" or (child.dep_ == "pobj" and _is_act(child)):
                    yield child


def _objects_of(head: Token, prepositions: frozenset[str]) -> Iterator[Token]:
    for preposition in head.children:
        if preposition.dep_ in ("prep", "dative") and preposition.lower_ in prepositions:
            yield from (c for c in preposition.children if c.dep_ == "pobj")


def _acts_below(head: Token) -> Iterator[Token]:
    return (t for t in head.subtree if t != head and _is_act(t))


def _is_act(token: Token) -> bool:
    lemma = token.lemma_.lower()
    if token.pos_ in ("VERB", "AUX"):
        return lemma in entries("responsibility_verbs")
    return lemma in entries("responsibility_nouns")


def _is_negated(verb: Token) -> bool:
    return any(c.dep_ == "neg" for c in verb.children)
