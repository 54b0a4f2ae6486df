"""Walking the parse: who does a verb, whose deed a noun is, whom it harms; the words of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Token

from ..lexicon import entries
from ..models import Span
from .acts import forms_of

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_RELATIVE = frozenset("who which that whom".split())
# Verbs whose object does what follows: "ordered the crew to sink it".
_OBJECT_DOES = frozenset(
    "force cause allow tell ask order urge help let make want get enable direct pay push lead see "
    "catch find hire invite encourage pressure drive trick convince persuade instruct call".split()
)
_NOBODY = frozenset("there what whatever nothing something anything everything".split())
_LEFT_OUT = frozenset("relcl acl appos advcl parataxis".split())
_KEPT = frozenset("of from in with at for".split())
_BLAMING = frozenset("of for with over as".split())
_STATES = frozenset({"GPE", "NORP", "ORG", "PERSON"})
_FINITE = frozenset({"VBD", "VBP", "VBZ"})
_DEPTH = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, and by which relation that was read off the parse."""

    token: Token
    relation: str


def actor_of(verb: Token, depth: int = _DEPTH) -> Actor | None:
    """Who does ``verb``: its subject, its agent, or whoever governs it."""
    if agent := agent_of(verb):
        return Actor(token=agent, relation="agent")
    if is_passive(verb) or _is_joined_passive(verb) or _is_shortened_passive(verb):
        return _shared_agent(verb)
    subject = subject_of(verb)
    if subject is not None:
        return _actor(
            subject, "relative" if subject.i > verb.i or _is_relative(verb) else "subject"
        )
    return _governor(verb, depth) if depth else None


def _actor(token: Token, relation: str) -> Actor | None:
    return None if token.lower_ in _NOBODY else Actor(token=token, relation=relation)


def _shared_agent(verb: Token) -> Actor | None:
    """ "was [shot] and killed by (the police)": the agent hangs on another verb."""
    joined = [c for c in verb.children if c.dep_ == "conj"]
    if verb.dep_ == "conj":
        joined.append(verb.head)
    agent = next((a for v in joined if (a := agent_of(v))), None)
    return Actor(token=agent, relation="agent") if agent is not None else None


def _is_joined_passive(verb: Token) -> bool:
    """ "was stolen by them and [handed] over"."""
    return (
        verb.dep_ == "conj"
        and verb.tag_ == "VBN"
        and is_passive(verb.head)
        and not any(c.dep_ in ("aux", "nsubj") for c in verb.children)
    )


def _is_shortened_passive(verb: Token) -> bool:
    """ "those [shot] and killed by (the police)": parsed as if those had shot."""
    return (
        verb.tag_ in ("VBD", "VBN")
        and not any(c.dep_ in ("dobj", "aux") for c in verb.children)
        and any(c.dep_ == "conj" and c.i == verb.i + 2 and agent_of(c) for c in verb.children)
    )


def subject_of(verb: Token) -> Token | None:
    """The subject of the verb itself; for "who", "which" the noun before."""
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            if child.lower_ in _RELATIVE and _is_relative(verb):
                return verb.head if verb.dep_ == "relcl" else verb.head.head
            return child
    return None


def _is_relative(verb: Token) -> bool:
    return verb.dep_ == "relcl" or (verb.dep_ == "conj" and verb.head.dep_ == "relcl")


def is_passive(verb: Token) -> bool:
    """ "was hacked"; "the accounts hacked last week"."""
    if any(c.dep_ in ("nsubjpass", "auxpass") for c in verb.children):
        return True
    if any(c.dep_ in SUBJECTS for c in verb.children):  # "reports that (they) had bugged it"
        return False
    return verb.dep_ == "acl" and verb.tag_ in ("VBN", "VBD")


def _governor(verb: Token, depth: int) -> Actor | None:
    """Who does a verb that has no subject of its own."""
    head, dep = verb.head, verb.dep_
    if dep == "conj":
        if verb.tag_ in _FINITE and head.tag_ == "VBG":  # "files bearing seals and [stole] it"
            return _subject_before(verb)
        return _relabelled(_subject_or_actor(head, depth), "conj")
    if dep == "ccomp" and head.dep_ == "relcl" and head.lemma_.lower() in entries("verbs_saying"):
        return Actor(token=head.head, relation="relative")  # "(a man) they say [shot] the guard"
    if dep in ("xcomp", "ccomp", "advcl", "dep", "prep"):
        return _controller(verb, head, depth)
    if dep == "pcomp":
        return _of_preposition(head, depth)
    if dep == "acl":
        if verb.tag_ == "VBG":
            before = verb.nbor(-1)  # "reports on (Norvania) [hacking] the dam"
            is_name = before.dep_ == "pobj" and before.ent_type_ in _STATES
            return Actor(token=before if is_name else head, relation="participle")
        return _relabelled(owner_of(head, depth - 1), "noun to")
    if dep == "relcl" and verb.tag_ in ("VBD", "VBG", "VBZ"):
        return Actor(token=head, relation="relative")
    return None


def _subject_or_actor(verb: Token, depth: int) -> Actor | None:
    if verb.pos_ not in ("VERB", "AUX"):
        return None
    if is_passive(verb) and (subject := subject_of(verb)) is not None:
        return _actor(subject, "subject")
    return actor_of(verb, depth - 1)


def _controller(verb: Token, head: Token, depth: int) -> Actor | None:
    """ "(hackers) managed to [enter]"; "he told (aides) to [hide] it"."""
    if head.pos_ == "ADJ":
        head = head.head
    if head.pos_ not in ("VERB", "AUX"):
        return None
    if verb.dep_ == "ccomp" and verb.i < head.i and verb.tag_ in _FINITE:
        return _subject_before(verb)
    if verb.dep_ in ("xcomp", "ccomp") and head.lemma_.lower() in _OBJECT_DOES:
        done_by = object_of(head)
        if done_by is not None and done_by.i < verb.i:
            return _actor(done_by, "object does")
    return _relabelled(_subject_or_actor(head, depth), verb.dep_)


def _subject_before(verb: Token) -> Actor | None:
    """ "“(They) watched it, copied it and [stole] it,” he said": that of the verb before."""
    for other in reversed(list(verb.doc[verb.sent.start : verb.i])):
        if other.tag_ in _FINITE and (subject := subject_of(other)) is not None:
            return _actor(subject, "conj")
    return None


def _of_preposition(preposition: Token, depth: int) -> Actor | None:
    """ "(they) won by [cheating]"; "(his) history of [lying]"; "(they) blamed her for [lying]"."""
    head = preposition.head
    if head.pos_ in ("VERB", "AUX"):
        if head.lower_ in forms_of("blame_verbs") and preposition.lower_ in _BLAMING:
            return None  # the form of blaming finds whom
        return _relabelled(_subject_or_actor(head, depth), "preposition")
    if head.pos_ in ("NOUN", "PROPN"):
        return _relabelled(owner_of(head, depth - 1), "noun of")
    if head.pos_ == "ADJ":
        return _relabelled(_subject_or_actor(head.head, depth), "adjective of")
    return None


def _relabelled(actor: Actor | None, relation: str) -> Actor | None:
    return Actor(token=actor.token, relation=relation) if actor else None


# --- whose deed a noun is -----------------------------------------------------------------------


def owner_of(noun: Token, depth: int = 3) -> Actor | None:
    """Whose a noun is: by possessive, by "by", by the subject of the verb that carries it."""
    return next(owners_of(noun, depth), None)


def owners_of(noun: Token, depth: int = 3) -> Iterator[Actor]:
    """All who may be the doer of a noun, the surest relation first."""
    for child in noun.children:
        if child.dep_ == "poss":
            yield Actor(token=_antecedent(child), relation="possessor")
    for preposition in noun.children:
        if preposition.lower_ in ("by", "from") and preposition.dep_ in ("prep", "agent"):
            relation = f"noun {preposition.lower_}"
            for child in preposition.children:
                if child.dep_ == "pobj":
                    yield Actor(token=child, relation=relation)
    for child in noun.children:
        if child.i < noun.i and child.dep_ in ("amod", "compound", "nmod") and _may_act(child):
            yield Actor(token=child, relation=f"modifier {child.ent_type_ or 'word'}")
    yield from _carriers(noun, depth)
    yield from _carried_after(noun)
    if noun.lemma_.lower() not in entries("responsibility_nouns_of"):
        return
    for preposition in noun.children:
        if preposition.lower_ == "of" and preposition.dep_ == "prep":
            for child in preposition.children:
                if child.dep_ == "pobj":
                    yield Actor(token=child, relation="noun of")


def _antecedent(owner: Token) -> Token:
    """ "(Norvania) regrets its [attack]": the name before in the sentence, else the pronoun."""
    if owner.tag_ != "PRP$" or owner.lower_ in ("my", "your", "our"):
        return owner
    kinds = ("PERSON",) if owner.lower_ in ("his", "her") else ("GPE", "ORG", "NORP")
    named = [
        t
        for t in owner.doc[owner.sent.start : owner.i]
        if t.ent_type_ in kinds and t.dep_ not in ("compound", "amod", "nmod")
    ]
    first = [t for t in named if t.dep_ in SUBJECTS or t.dep_ == "poss"]
    return (first or named or [owner])[-1]


def _may_act(word: Token) -> bool:
    if word.ent_type_ in ("NORP", "GPE", "ORG", "PERSON", "LOC"):
        return True
    lower = word.lemma_.lower()
    if lower in entries("responsibility_modifying"):
        return True
    return word.pos_ != "ADJ" and is_wrongdoer(word)


def is_wrongdoer(word: Token) -> bool:
    """Whether the noun itself tells of a wrong: "hackers", "the gunman"."""
    return word.lemma_.lower() in entries("responsibility_wrongdoers")


def _carriers(noun: Token, depth: int) -> Iterator[Actor]:
    """ "(he) engaged in [fraud]"; "(it) was a [breach] of law"."""
    verb, relation = noun.head, noun.dep_
    while relation == "conj" and verb.pos_ in ("NOUN", "PROPN"):
        relation, verb = verb.dep_, verb.head
    preposition = ""
    if relation == "pobj" and verb.pos_ == "ADP":
        preposition, relation, verb = verb.lower_, "pobj", verb.head
    if relation == "attr":
        if (subject := subject_of(verb)) is not None:
            yield Actor(token=subject, relation="is")
        return
    if relation not in ("dobj", "pobj", "nsubjpass") or verb.pos_ not in ("VERB", "AUX"):
        if relation == "pobj" and verb.pos_ == "NOUN" and depth:
            yield from _through_noun(verb, preposition, depth)
        return
    lemma = verb.lemma_.lower()
    kind = "does" if lemma in entries("responsibility_doers") else "causes"
    if kind == "causes" and lemma not in entries("responsibility_causes"):
        return
    if relation == "nsubjpass":
        agent = agent_of(verb)
        if agent is not None:
            yield Actor(token=agent, relation=kind)
        return
    if actor := actor_of(verb, _DEPTH - 2):
        yield Actor(token=actor.token, relation=kind)


def _carried_after(noun: Token) -> Iterator[Actor]:
    """ "[losses] caused by (them)"; "an [attack] that (Norvania) ordered"."""
    for verb in noun.children:
        if verb.dep_ not in ("acl", "relcl"):
            continue
        lemma = verb.lemma_.lower()
        kind = "does" if lemma in entries("responsibility_doers") else "causes"
        if kind == "causes" and lemma not in entries("responsibility_causes"):
            continue
        who = agent_of(verb) or (subject_of(verb) if verb.dep_ == "relcl" else None)
        if who is not None and who.i != noun.i:
            yield Actor(token=who, relation=kind)


_PART_IN = frozenset(
    "role part involvement participation complicity attempt effort campaign act series string wave "
    "pattern history hand responsibility practice kind form lot number spate round case".split()
)


def _through_noun(noun: Token, preposition: str, depth: int) -> Iterator[Actor]:
    """ "(his) role in the [attack]"; "(they) launched a wave of [attacks]"."""
    if noun.lemma_.lower() in _PART_IN and preposition in ("in", "of", "for", "at"):
        for actor in owners_of(noun, depth - 1):
            if actor.relation != "noun of":
                yield Actor(token=actor.token, relation="part in")
                return


# --- objects and targets ------------------------------------------------------------------------


def object_of(verb: Token) -> Token | None:
    """The direct object; else what stands after "into", "on", "at", "against"."""
    found = next((c for c in verb.children if c.dep_ in ("dobj", "dative")), None)
    if found is not None:
        return found
    near = (c for c in verb.children if c.lower_ in ("into", "on", "at", "against", "upon"))
    return next((c for p in near for c in p.children if c.dep_ == "pobj"), None)


def agent_of(verb: Token) -> Token | None:
    """Who stands after "by"."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for noun in child.children:
                if noun.dep_ == "pobj":
                    return noun
    return None


def target_of(act: Token) -> Token | None:
    """What was harmed: the object of a verb, what follows "on", "at", "of", "against" a noun."""
    if act.pos_ in ("VERB", "AUX"):
        if is_passive(act):
            return act.head if act.dep_ == "acl" else subject_of(act)
        return object_of(act)
    near = (c for c in act.children if c.lower_ in ("on", "at", "of", "against", "into", "in"))
    return next((c for p in near for c in p.children if c.dep_ == "pobj"), None)


# --- the words of a party -----------------------------------------------------------------------


def phrase(token: Token) -> Span:
    """The noun phrase of ``token`` without relative clauses and appositions."""
    if token.dep_ in ("amod", "compound", "nmod"):
        return _modifier(token)
    parts = {t.i for t in token.subtree if _belongs(t, token)}
    left = right = token.i
    while left - 1 in parts:
        left -= 1
    while right + 1 in parts:
        right += 1
    while right > token.i and (token.doc[right].is_punct or token.doc[right].tag_ == "POS"):
        right -= 1
    first, last = token.doc[left], token.doc[right]
    return Span(start=first.idx, end=last.idx + len(last))


def members(token: Token) -> Iterator[Span]:
    """ "[Orla Finch] and [the ministry]": each of those joined, without the others."""
    for one in (token, *token.conjuncts):
        parts = [t for t in one.subtree if _belongs(t, one) and not _is_joined(t, one)]
        while parts and (parts[-1].is_punct or parts[-1].dep_ == "cc"):
            parts.pop()
        if parts:
            yield Span(start=parts[0].idx, end=parts[-1].idx + len(parts[-1]))


def _is_joined(part: Token, head: Token) -> bool:
    while part != head:
        if part.dep_ in ("conj", "cc") and part.head == head:
            return True
        part = part.head
    return False


def _modifier(token: Token) -> Span:
    """ "Russian" of "Russian hacking"; the whole name where it has several words."""
    left = token.i
    while left and token.doc[left - 1].head == token.doc[left] and token.doc[left - 1].ent_type_:
        left -= 1
    return Span(start=token.doc[left].idx, end=token.idx + len(token))


def _belongs(part: Token, head: Token) -> bool:
    while part != head:
        if part.dep_ in _LEFT_OUT or (part.dep_ == "prep" and part.lower_ not in _KEPT):
            return False
        if part.dep_ in ("punct", "cc", "conj") and part.head.dep_ in ("relcl", "acl"):
            return False
        part = part.head
    return True
