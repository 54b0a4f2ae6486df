"""Which of the found pairs are claims: a linear model over what is known of a pair.

Its features are word lists, parse relations, kinds of names, tense, mood and the attribution
around; its weights, made by ``training/responsibility.py``, are ``weights.json``. A pair is kept
from a threshold on that balances missed and spurious claims over the training articles.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from spacy.tokens import Doc, Token

from ..lexicon import entries
from ..models import AttributionClaim, Span, Stance, carrier_of
from .acts import forms_of
from .found import Found, is_negated, speaks_to_victim
from .parties import is_passive, is_wrongdoer

_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "PRODUCT"})
_MODALS = {"would": "would", "could": "could", "should": "should", "can": "can", "must": "should"}
_MODALS |= {"will": "will", "shall": "will", "'ll": "will", "’ll": "will", "wo": "will"}
_MODALS |= {"'d": "would", "’d": "would", "ca": "can", "may": "may", "might": "may"}
_IF = frozenset("if unless whether lest until".split())
_SURE = frozenset("taken admitted denied attributed".split())
_BLAMES = frozenset("accuse blame charge convict acquit clear indict suspect".split())
_CHARGES = frozenset("accusation allegation charge claim".split())
_COUNTED = (1, 2, 4, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What one article holds beside a pair: its other pairs, its attributions, its title's end."""

    found: Sequence[Found]
    attributions: Sequence[AttributionClaim]
    accused: Counter[str]
    lemmas: Counter[str]
    by_sentence: Counter[int]
    by_accused: dict[int, tuple[Found, ...]]
    harm: float
    title_end: int


def surroundings(
    doc: Doc, found: Sequence[Found], attributions: Sequence[AttributionClaim]
) -> Surroundings:
    """Count what the features ask for, once an article."""
    hard = [
        f
        for f in found
        if (f.strength in ("strong", "any") and f.form not in ("done", "near"))
        or f.form not in ("deed", "event", "done", "near")
    ]
    end = next((t.i for t in doc if "\n" in t.text), 0)
    return Surroundings(
        found=found,
        attributions=attributions,
        accused=Counter(_stem(f.accused) for f in hard),
        lemmas=Counter(f.lemma for f in found),
        by_sentence=Counter(f.act.sent.start for f in hard),
        by_accused=_by_accused(found),
        harm=100 * len(hard) / max(len(doc), 1),
        title_end=end,
    )


def _by_accused(found: Sequence[Found]) -> dict[int, tuple[Found, ...]]:
    """The pairs of each accused, but for those of names that merely stand near."""
    by_accused: dict[int, list[Found]] = defaultdict(list)
    for item in found:
        if item.form != "near":
            by_accused[item.accused.i].append(item)
    return {place: tuple(items) for place, items in by_accused.items()}


def _stem(word: Token) -> str:
    """One form for "Norvania" and "Norvanian"."""
    for name in (word, *word.lefts):
        if name.ent_type_ in _NAMED:
            return name.lower_[:5]
    return word.lower_


def is_claim(found: Found, around: Surroundings) -> float | None:
    """How likely the pair is a claim; None where it is more likely none."""
    weights = _weights()
    total = math.fsum([weights.get(name, 0.0) for name in features(found, around)])
    likely = 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
    return likely if likely >= weights["threshold"] or is_sure(found, around) else None


def is_sure(found: Found, around: Surroundings) -> bool:
    """Whether the form leaves no doubt: "claimed responsibility for", "denied", "blamed … for"."""
    if found.form == "denied" and found.act.lemma_.lower() in _CHARGES:
        return True
    if found.strength == "weak" or found.act.ent_type_:
        return False
    if found.form == "behind" or _is_plain_crime(found):
        return True
    if found.form == "deed" and found.relation == "agent" and speaks_to_victim(found):
        return True
    if found.form in ("guilty", "behind") and _denies(found, around):
        return True
    if _is_plain_denial(found):
        return True
    if found.form == "deed" and found.relation in ("subject", "agent"):
        if found.doer.sent[0].lower_ == "how":  # "How did (they) [take] control?" takes it for done
            return any(c.lower_ == "did" for c in found.doer.children)
        act = Span(start=found.act.idx, end=found.act.idx + len(found.act))
        said = carrier_of(act, around.attributions)
        return said is not None and said.stance is Stance.DENIES
    return found.form in _SURE or (found.form == "blamed" and found.doer.lemma_ in _BLAMES)


def _is_plain_crime(found: Found) -> bool:
    """ "(The coach) [abused] the players": told as done, not as a wish, a condition, a negation."""
    verb = found.doer
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "neg", "mark", "advmod")}
    return (
        found.form == "deed"
        and found.relation in ("subject", "agent")
        and found.lemma.split()[0] in entries("responsibility_crimes")
        and verb.tag_ in ("VBD", "VBN")
        and not (is_negated(verb) or helpers & (_IF | _MODALS.keys()))
    )


def _is_plain_denial(found: Found) -> bool:
    """ "(Norvania) did not [attack] the convoy": what nobody denies unless others say so."""
    return (
        found.form == "deed"
        and found.relation == "subject"
        and found.strength != "weak"
        and found.target is not None
        and is_negated(found.doer)
        and any(c.lower_ == "did" for c in found.doer.children)
    )


def _denies(found: Found, around: Surroundings) -> bool:
    """Whether the act is denied, or yet to be: "has yet to deny that it is responsible for it"."""
    act = Span(start=found.doer.idx, end=found.doer.idx + len(found.doer))
    said = carrier_of(act, around.attributions)
    if said is None or said.stance not in (Stance.DENIES, Stance.WITHHOLDS):
        return False
    words = [found.act.doc.char_span(s.start, s.end, alignment_mode="expand") for s in said.cue]
    return any(t.lower_ in forms_of("deny_verbs") for span in words if span for t in span)


@cache
def _weights() -> dict[str, float]:
    text = files(__package__).joinpath("weights.json").read_text("utf-8")
    return {str(name): float(value) for name, value in json.loads(text).items()}


def features(found: Found, around: Surroundings) -> Iterator[str]:
    """The names of what holds of a pair."""
    kind = "verb" if found.act.pos_ in ("VERB", "AUX") else "noun"
    yield "bias"
    yield f"form {found.form}"
    yield f"form {found.form} {found.strength}"
    yield f"relation {found.relation}"
    yield f"relation {found.relation} {found.strength}"
    yield f"strength {found.strength} {kind}"
    yield f"lemma {found.lemma}"
    if found.is_marked:
        yield "marked"
    yield from _accused(found)
    yield from _target(found)
    yield from _words(found)
    yield from _mood(found)
    yield from _said(found, around)
    yield from _place(found, around)
    yield from _company(found, around)


def _company(found: Found, around: Surroundings) -> Iterator[str]:
    """Other acts of the accused: the one that this holds or that holds it, those beside it."""
    others = [f for f in around.by_accused.get(found.accused.i, ()) if f.act.i != found.act.i]
    for other in others:
        if found.act.is_ancestor(other.act):
            yield f"holds {other.strength} {found.strength}"
        elif other.act.is_ancestor(found.act):
            yield f"held by {other.strength} {found.strength}"
            yield f"held by {other.form}"
    if any(f.strength == "strong" for f in others):
        yield f"does worse too {found.strength}"


def _accused(found: Found) -> Iterator[str]:
    token = found.accused
    kind = _kind(token)
    yield f"accused {kind}"
    yield f"accused {kind} {found.strength}"
    if token.pos_ == "PRON":
        yield f"accused pronoun {token.lower_}"
    if any(is_wrongdoer(word) for word in (token, *token.children)):
        yield "accused wrongdoer"
        yield f"accused wrongdoer {found.strength}"


def _kind(token: Token | None) -> str:
    if token is None:
        return "none"
    if token.ent_type_ in _NAMED:
        return token.ent_type_
    if token.pos_ == "PRON":
        return "pronoun"
    if token.pos_ == "PROPN":
        return "name"
    lemma = token.lemma_.lower()
    for name in ("official", "group", "organization", "document"):
        if lemma in entries(f"nouns_{name}"):
            return name
    return "plural" if token.tag_ == "NNS" else "noun"


def _target(found: Found) -> Iterator[str]:
    kind = _kind(found.target)
    yield f"target {kind}"
    yield f"target {'some' if found.target is not None else 'none'} {found.strength}"


def _words(found: Found) -> Iterator[str]:
    """The nouns beside the act; those of names are left out."""
    if found.accused.pos_ == "NOUN":
        yield f"lemma of accused {found.accused.lemma_.lower()}"
    if found.target is not None and found.target.pos_ == "NOUN":
        yield f"lemma of target {found.target.lemma_.lower()}"
        yield f"lemma of target {found.target.lemma_.lower()} {found.strength}"


def _mood(found: Found) -> Iterator[str]:
    verb = found.doer
    if verb.pos_ not in ("VERB", "AUX"):
        verb = next((a for a in verb.ancestors if a.pos_ in ("VERB", "AUX")), verb)
        yield f"mood above {verb.tag_}"
    else:
        yield f"mood {verb.tag_}"
        yield f"dep {verb.dep_}"
        yield f"passive {is_passive(verb)}"
    helpers = {c.lower_ for c in verb.children if c.dep_ in ("aux", "auxpass")}
    yield from (f"modal {_MODALS[h]}" for h in helpers if h in _MODALS)
    yield from (f"helper {h}" for h in helpers & {"to", "did", "has", "had", "have"})
    if is_negated(verb):
        yield "negated"
    if any(c.dep_ in ("mark", "advmod") and c.lower_ in _IF for c in verb.children):
        yield "if"
    if "?" in verb.sent.text[-4:]:
        yield "question"


def _said(found: Found, around: Surroundings) -> Iterator[str]:
    span = Span(start=found.act.idx, end=found.act.idx + len(found.act))
    claim = carrier_of(span, around.attributions)
    stance = claim.stance if claim else "none"
    yield f"carrier {stance}"
    yield f"carrier {'some' if claim else 'none'} {found.strength}"
    if claim:
        yield f"carrier source {claim.source_type}"
        yield f"carrier tone {claim.tone}"
    if found.is_sourced:
        yield f"sourced {found.accuser is not None}"
    words = {t.lower_ for t in found.act.sent}
    if words & forms_of("blame_verbs_plain"):
        yield "accusing sentence"
    if words & entries("responsibility_modifiers"):
        yield "sentence of wrong"


def _place(found: Found, around: Surroundings) -> Iterator[str]:
    if found.act.i < around.title_end:
        yield "in the title"
    accused = around.accused[_stem(found.accused)]
    yield f"accused elsewhere {_bucket(accused)}"
    yield f"accused elsewhere {_bucket(accused)} {found.strength}"
    yield f"accused elsewhere {_bucket(accused)} {found.form}"
    most = max(around.accused.values(), default=0)
    yield f"most accused {accused >= most > 1} {found.form}"
    yield f"lemma elsewhere {_bucket(around.lemmas[found.lemma])} {found.strength}"
    yield f"harm in sentence {_bucket(around.by_sentence[found.act.sent.start])}"
    harm = _bucket(2 * around.harm)
    yield f"harm in article {harm}"
    yield f"harm in article {harm} {found.strength}"
    yield f"distance {_bucket(abs(found.act.i - found.accused.i))}"


def _bucket(number: float) -> int:
    return sum(number >= limit for limit in _COUNTED)
