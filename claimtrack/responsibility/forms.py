"""The forms in which a text holds somebody responsible, each a function with its example.

They look for all that may be a claim; what is none is sifted out later (:mod:`.sift`). In the
examples (the accused) stand in round and the [act] in square brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from ..lexicon import entries
from ..models import Stance
from .acts import Act, act_of, forms_of
from .parties import (
    actor_of,
    agent_of,
    is_passive,
    object_of,
    owners_of,
    subject_of,
    target_of,
)

_TO_ACT = frozenset("of for with over in about".split())
_FREES = frozenset("absolve acquit clear exonerate".split())
_TAKES = frozenset("claim take accept acknowledge admit assume bear".split())
_CREDIT = frozenset("responsibility credit blame".split())
_NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_PLACES = frozenset("nsubj nsubjpass poss dobj pobj amod compound appos conj".split())
_DOUBTFUL = frozenset({"modifier GPE", "modifier ORG", "modifier PERSON", "noun of", "is", "causes"})
_LOOSE = frozenset("link tie connect trace".split())
_LATER = {"deed": 1, "event": 1, "near": 2}
_NO_PERSON = frozenset({"DATE", "TIME", "WORK_OF_ART", "EVENT", "MONEY", "CARDINAL", "PERCENT"})


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


def find_forms(doc: Doc) -> Iterator[Found]:
    """All that may hold somebody responsible; a pair of accused and act once, surest form first."""
    seen: set[tuple[int, int]] = set()
    found = [item for token in doc for item in _forms_at(token)]
    for item in sorted(found, key=lambda f: _LATER.get(f.form, 0)):
        key = (item.accused.i, item.act.i)
        if key not in seen and _may_be_held(item):
            seen.add(key)
            yield item


def _may_be_held(found: Found) -> bool:
    accused = found.accused
    return (
        accused.i != found.act.i
        and accused.ent_type_ not in _NO_PERSON
        and accused.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "DET")
        and not accused.tag_.startswith("W")
    )


def _forms_at(token: Token) -> Iterator[Found]:
    lower = token.lower_
    if token.pos_ in ("VERB", "AUX"):
        for name, form in _VERB_FORMS:
            if lower in forms_of(name):
                yield from form(token)
    elif lower in entries("responsibility_guilt"):
        yield from _guilty(token)
    elif lower == "behind":
        yield from _behind(token)
    elif token.lemma_.lower() in entries("blame_nouns"):
        yield from _alleged(token)
    if token.dep_ == "attr" and token.lemma_.lower() in entries("responsibility_roles"):
        yield from _in_role(token)
    if act := act_of(token):
        yield from (_deed(act) if act.is_verb else _event(act))


def _make(
    accused: Token, act: Token, form: str, *, relation: str = "", doer: Token | None = None
) -> Found:
    known = act_of(act)
    return Found(
        accused=accused,
        act=act,
        lemma=known.lemma if known else act.lemma_.lower(),
        strength=known.strength if known else "any",
        form=form,
        relation=relation or form,
        doer=act if doer is None else doer,
        target=target_of(act),
        is_marked=known.is_marked if known else False,
    )


def _with(
    found: Found,
    *,
    accuser: Token | None = None,
    stance: Stance | None = None,
    is_sourced: bool = False,
) -> Found:
    return Found(
        accused=found.accused,
        act=found.act,
        lemma=found.lemma,
        strength=found.strength,
        form=found.form,
        relation=found.relation,
        doer=found.doer,
        target=found.target,
        accuser=accuser,
        stance=stance,
        is_sourced=is_sourced,
        is_marked=found.is_marked,
    )


# --- deeds and events ---------------------------------------------------------------------------


def _deed(act: Act) -> Iterator[Found]:
    """ "(Norvania) [attacked] the studio"; "the studio was [hacked] by (Norvania)"."""
    verb = act.token
    if _carries_an_event(verb):
        return
    if actor := actor_of(verb):
        yield _make(actor.token, verb, "deed", relation=actor.relation)
    elif act.strength == "strong":
        yield from _near(act)


def _carries_an_event(verb: Token) -> bool:
    """ "launched an attack": the noun is the act, the verb only carries it."""
    if verb.lemma_.lower() not in entries("responsibility_doers"):
        return False
    return any(
        c.dep_ == "dobj" and (act := act_of(c)) is not None and act.strength != "weak"
        for c in verb.children
    )


def _event(act: Act) -> Iterator[Found]:
    """ "(Norvania)'s [attack] on the studio"; "(Norvania) launched an [attack]"."""
    noun = act.token
    doer = noun.head if noun.dep_ == "dobj" else noun
    actor = next(owners_of(noun), None)
    if actor is not None and actor.token.i != noun.i:
        yield _make(actor.token, noun, "event", relation=actor.relation, doer=doer)
    if act.strength != "weak" and (actor is None or actor.relation in _DOUBTFUL):
        yield from _near(act)


def _near(act: Act) -> Iterator[Found]:
    """ "Analysts traced the [intrusion] and named (Norvania)": names in the sentence of an act."""
    own = {t.i for t in act.token.subtree}
    for name in act.token.sent:
        if name.ent_type_ in _NAMES and name.i not in own and not _is_inside_name(name):
            side = "before" if name.i < act.token.i else "after"
            part = name.dep_ if name.dep_ in _PLACES else "other"
            yield _make(name, act.token, "near", relation=f"near {side} {part}")


def _is_inside_name(word: Token) -> bool:
    return word.dep_ == "compound" and word.head.ent_type_ == word.ent_type_


# --- blaming ------------------------------------------------------------------------------------


def _blamed(verb: Token) -> Iterator[Found]:
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
    is_plain = verb.lower_ in forms_of("blame_verbs_plain")
    for act in _acts_after(verb, accused, is_plain=is_plain):
        found = _make(accused, act, "blamed", relation="plain" if is_plain else "blamed", doer=verb)
        yield _with(found, accuser=accuser, stance=stance, is_sourced=True)


def _acts_after(verb: Token, accused: Token, *, is_plain: bool) -> Iterator[Token]:
    for preposition in [*verb.children, *accused.children]:
        if preposition.dep_ != "prep" or preposition.lower_ not in _TO_ACT:
            continue
        for child in preposition.children:
            if child.dep_ == "pcomp" and child.tag_ == "VBG":
                yield from _with_conjuncts(_heavier(child))
            elif child.dep_ == "pobj":
                act = act_of(child)
                if (is_plain and preposition.lower_ in ("of", "with")) or act:
                    yield from _with_conjuncts(child)


def _heavier(verb: Token) -> Token:
    """ "of engaging in [fraud]": the noun that a verb without weight carries."""
    if _carries_an_event(verb):
        return next(c for c in verb.children if c.dep_ == "dobj")
    return verb


def _with_conjuncts(act: Token) -> Iterator[Token]:
    yield act
    yield from (c for c in act.children if c.dep_ == "conj" and c.pos_ == act.pos_)


def _condemned(verb: Token) -> Iterator[Found]:
    """ "The council condemned (Norvania)'s latest [test]"."""
    deed = next((c for c in verb.children if c.dep_ in ("dobj", "nsubjpass")), None)
    if deed is None or act_of(deed) is None:
        return
    accuser = agent_of(verb) if is_passive(verb) else subject_of(verb)
    for actor in owners_of(deed):
        if actor.relation in ("possessor", "noun by") or actor.relation.startswith("modifier"):
            found = _make(actor.token, deed, "condemned", relation=actor.relation, doer=deed)
            stance = Stance.DENIES if verb.lemma_ in ("deny", "dispute", "refute") else None
            yield _with(found, accuser=accuser, stance=stance, is_sourced=accuser is not None)
            return


def _attributed(verb: Token) -> Iterator[Found]:
    """ "The FBI attributed the [attack] to (Norvania)"; "(he) was linked to the [attack]"."""
    passive = is_passive(verb)
    first = subject_of(verb) if passive else next((c for c in verb.children if c.dep_ == "dobj"), None)
    if passive and verb.dep_ == "acl":
        first = verb.head
    if first is None:
        return
    actor = agent_of(verb) if passive else subject_of(verb)
    stance = Stance.HEDGES if verb.lemma_ in _LOOSE else None
    for second in _after(verb, first, "to on".split()):
        is_act = act_of(second)
        act, accused = (second, first) if is_act and not act_of(first) else (first, second)
        if act_of(act) or verb.lemma_ in ("blame", "attribute"):
            found = _make(accused, act, "attributed", doer=verb)
            yield _with(found, accuser=actor, stance=stance, is_sourced=True)


def _after(verb: Token, noun: Token, words: list[str]) -> Iterator[Token]:
    for preposition in [*verb.children, *noun.children]:
        if preposition.dep_ in ("prep", "dative") and preposition.lower_ in words:
            yield from (c for c in preposition.children if c.dep_ == "pobj")


# --- being responsible --------------------------------------------------------------------------


def _guilty(word: Token) -> Iterator[Found]:
    """ "(Norvania) is responsible for the [attack]"; "(he) was found guilty of [fraud]"."""
    head = word.head
    if word.lower_ in ("fault", "blame") and word.dep_ in ("pobj", "xcomp", "acomp", "attr"):
        head = head if head.pos_ in ("VERB", "AUX") else head.head
    accused = subject_of(head) if head.pos_ in ("VERB", "AUX") else None
    if head.lemma_ in ("hold", "find", "consider", "deem", "make") and not is_passive(head):
        accused = object_of(head) or accused
    if word.dep_ == "amod" or (head.pos_ in ("NOUN", "PROPN") and word.dep_ in ("acl", "relcl")):
        accused = head
    if accused is None:
        return
    for preposition in [*word.children, *head.children]:
        if preposition.dep_ == "prep" and preposition.lower_ in ("for", "of", "in", "to"):
            for act in preposition.children:
                if act.dep_ == "pcomp" or (act.dep_ == "pobj" and act_of(act)):
                    yield _make(accused, act, "guilty", relation=word.lower_, doer=head)


def _behind(word: Token) -> Iterator[Found]:
    """ "(Norvania) was behind the [attack]"; "(the group) behind the [leak]"."""
    head = word.head
    accused = subject_of(head) if head.pos_ in ("AUX", "VERB") else head
    if accused is None:
        return
    for act in word.children:
        if act.dep_ == "pobj" and act_of(act):
            yield _make(accused, act, "behind", doer=head)


def _in_role(noun: Token) -> Iterator[Found]:
    """ "(the aide) was the [source] of the leak"."""
    accused = subject_of(noun.head)
    if accused is None:
        return
    acts = [t for t in noun.subtree if t.i > noun.i and (a := act_of(t)) and a.strength != "weak"]
    yield _make(accused, acts[0] if acts else noun, "role", relation=noun.lemma_, doer=noun.head)


def _taken(verb: Token) -> Iterator[Found]:
    """ "(A group) claimed responsibility for the [attack]"."""
    actor = actor_of(verb)
    for credit in verb.children:
        if credit.dep_ == "dobj" and credit.lemma_ in _CREDIT and actor:
            for preposition in [*credit.children, *verb.children]:
                if preposition.lower_ != "for":
                    continue
                for act in preposition.children:
                    found = _make(actor.token, act, "taken", doer=verb)
                    stance = Stance.DENIES if is_negated(verb) else Stance.SELF_CLAIMS
                    yield _with(found, accuser=actor.token, stance=stance, is_sourced=True)


def _admitted(verb: Token) -> Iterator[Found]:
    """ "(He) admitted [hacking] the studio", "confessed to the [killing]"."""
    yield from _own(verb, Stance.SELF_CLAIMS, "admitted")


def _denied(verb: Token) -> Iterator[Found]:
    """ "(Norvania) denied [hacking] the studio"; "(he) denied involvement in the [attack]"."""
    yield from _own(verb, Stance.DENIES, "denied")


_CHARGE = frozenset("allegation accusation charge claim wrongdoing".split())
_SHARE = frozenset("responsibility involvement role part knowledge complicity guilt".split())


def _own(verb: Token, stance: Stance, form: str) -> Iterator[Found]:
    actor = actor_of(verb)
    if actor is None:
        return
    if stance is Stance.DENIES and (is_negated(verb) or has_yet(verb)):
        stance = Stance.WITHHOLDS
    for act in _own_acts(verb):
        found = _make(actor.token, act, form, doer=verb)
        yield _with(found, accuser=actor.token, stance=stance, is_sourced=True)


def _own_acts(verb: Token) -> Iterator[Token]:
    for child in verb.children:
        if child.dep_ in ("xcomp", "ccomp") and child.tag_ == "VBG" and subject_of(child) is None:
            yield from _with_conjuncts(_heavier(child))
        elif child.dep_ == "dobj" and child.lemma_.lower() in _SHARE:
            deeper = (p for p in child.children if p.lower_ in ("in", "for", "of"))
            yield from (c for p in deeper for c in p.children if c.dep_ in ("pobj", "pcomp"))
        elif child.dep_ == "dobj" and (child.lemma_.lower() in _CHARGE or act_of(child)):
            if not any(True for a in owners_of(child) if a.relation == "possessor"):
                yield child
        elif child.dep_ == "prep" and child.lower_ == "to" and verb.lemma_ in ("admit", "confess"):
            yield from (c for c in child.children if c.dep_ in ("pobj", "pcomp"))


def _alleged(noun: Token) -> Iterator[Found]:
    """ "allegations of [fraud] against (the mayor)"; "suspicion of (his) [involvement]"."""
    acts, accused = [], []
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
            found = _make(who, act, "alleged", relation=noun.lemma_)
            owner = next((a for a in owners_of(noun) if a.relation in ("possessor", "noun by")), None)
            stance = Stance.ASSERTS if owner else Stance.HEDGES
            yield _with(
                found, accuser=owner.token if owner else None, stance=stance, is_sourced=True
            )


def is_negated(verb: Token) -> bool:
    """Whether "not", "never" hangs on the verb."""
    return any(c.dep_ == "neg" for c in verb.children)


def has_yet(verb: Token) -> bool:
    """ "has yet to deny"."""
    head = verb.head if verb.dep_ == "xcomp" else verb
    return head.lemma_ == "have" and any(c.lower_ == "yet" for c in head.children)


_VERB_FORMS: tuple[tuple[str, Callable[[Token], Iterator[Found]]], ...] = (
    ("blame_verbs", _blamed),
    ("condemn_verbs", _condemned),
    ("attribute_verbs", _attributed),
    ("take_verbs", _taken),
    ("admit_verbs", _admitted),
    ("deny_verbs", _denied),
    ("guilt_verbs", _guilty),
)
