"""A found pair → a claim: on whose word, with what stance, in whose voice.

The form may name the accuser ("officials accused …"); else it is the source of the narrowest
attribution that holds the act; else the article says so itself. The stance of the deed ("did not
hack") and that of the attribution ("denied") are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from ..lexicon import entries, pairs
from ..models import AttributionClaim, Reason, ResponsibilityClaim, Span, Stance, Voice, carrier_of
from .found import Found, is_negated, speaks_to_victim
from .grounds import find_dating, grounds
from .parties import phrase

_PERHAPS = frozenset("may might could".split())
_ASKS_WHETHER = frozenset("did does do is are was were has have had".split())
# What wants, praises or states a deed presupposes or states it.
_STATES = frozenset({Stance.ASSERTS, Stance.EVALUATES, Stance.DIRECTS, None})
_PARTICLES = frozenset("into up down off out over".split())


def claim_of(
    found: Found, attributions: Sequence[AttributionClaim], confidence: float
) -> ResponsibilityClaim:
    """All fields but the names, which need the whole article."""
    act = _act_span(found.act)
    said = (
        None
        if _is_taken_for_granted(found, carrier_of(act, attributions))
        else carrier_of(act, attributions)
    )
    accuser, accuser_rule = _accuser(found, said)
    voice = _voice(found, said)
    stance, stance_rule = _stance(found, said)
    ground = grounds(found, said, stance, voice)
    attributed = find_dating(found, said) if voice is Voice.SOURCE else None
    return ResponsibilityClaim(
        accused=phrase(found.accused),
        accused_name=_state(found.accused),
        act=act,
        target=None if found.target is None else phrase(found.target),
        accuser=accuser,
        stance=stance,
        voice=voice,
        basis=ground.basis,
        kind=ground.kind,
        stated_confidence=ground.stated_confidence,
        confidence_level=ground.confidence_level,
        attributed=attributed,
        confidence=round(confidence, 4),
        why=(
            Reason(field="accused", rule=f"{found.form}: {found.relation}", confidence=confidence),
            Reason(field="act", rule=f"{found.strength} act '{found.lemma}'"),
            Reason(field="accuser", rule=accuser_rule),
            Reason(field="stance", rule=stance_rule),
            Reason(field="voice", rule=accuser_rule),
            *ground.why,
            *([Reason(field="attributed", rule="a date beside the cue")] if attributed else []),
        ),
    )


def _is_taken_for_granted(found: Found, said: AttributionClaim | None) -> bool:
    """ "He avoids speaking of (Norvania)'s [invasion]": the article itself says that it was."""
    return (
        said is not None
        and said.stance in (Stance.WITHHOLDS, Stance.DIRECTS)
        and found.form in ("event", "condemned")
        and found.relation == "possessor"
    )


def _act_span(act: Token) -> Span:
    """The act and the particle that stands right behind it: "[hacked into]"."""
    end = act.idx + len(act)
    after = act.doc[act.i + 1] if act.i + 1 < len(act.doc) else None
    if after is not None and after.head == act and after.lower_ in _PARTICLES:
        end = after.idx + len(after)
    return Span(start=act.idx, end=end)


def _state(word: Token) -> str | None:
    """ "Norvania" for the "Norvanian" of "Norvanian hacking"; all others are resolved later."""
    if word.dep_ in ("amod", "compound", "nmod") and word.pos_ in ("ADJ", "PROPN"):
        return pairs("states_by_adjective").get(word.lower_)
    return None


def _accuser(found: Found, said: AttributionClaim | None) -> tuple[Span | None, str]:
    if _is_on_screen(found):
        return phrase(found.accused), "the doer speaks to those it harmed"
    if found.accuser is not None:
        return phrase(found.accuser), f"the form '{found.form}' names it"
    if said is not None and said.source:
        return _source(
            found.act.doc, said.source[0]
        ), "source of the attribution that holds the act"
    if said is not None:
        return None, "an attribution without a source"
    return None, "said, by nobody named" if found.is_sourced else "the article itself"


def _is_on_screen(found: Found) -> bool:
    """A screen or page that says "You've been [hacked] by (the group)"."""
    return found.form == "deed" and found.relation == "agent" and speaks_to_victim(found)


def _source(doc: Doc, span: Span) -> Span:
    """The source; for a lone "who" the noun before it."""
    words = doc.char_span(span.start, span.end)
    if words is None or len(words) != 1 or words[0].lower_ not in ("who", "which", "that"):
        return span
    clause = next((a for a in words[0].ancestors if a.dep_ == "relcl"), None)
    return phrase(clause.head) if clause is not None else span


def _voice(found: Found, said: AttributionClaim | None) -> Voice:
    if _is_on_screen(found):
        return Voice.SOURCE
    is_own_hedge = said is not None and not said.source and said.stance is Stance.HEDGES
    if found.is_sourced or (said is not None and not is_own_hedge):
        return Voice.SOURCE
    return Voice.AUTHOR


# --- stance -------------------------------------------------------------------------------------


def _stance(found: Found, said: AttributionClaim | None) -> tuple[Stance, str]:
    if _is_on_screen(found):
        return Stance.SELF_CLAIMS, "the doer speaks to those it harmed"
    own, rule = _of_deed(found)
    if found.stance is not None and found.accuser is not None:
        return own, rule
    carried = said.stance if said else None
    if carried in _STATES or carried is None:
        return own, rule
    if carried is Stance.HEDGES and own is not Stance.ASSERTS:
        return own, rule
    return carried, "stance of the attribution that holds the act"


def _of_deed(found: Found) -> tuple[Stance, str]:
    """The stance that the words of the deed themselves have."""
    if found.stance is not None:
        return found.stance, f"the form '{found.form}'"
    if is_negated(found.doer) or _is_said_not_to_be(found.act) or _is_of_nobody(found):
        return Stance.DENIES, "the deed is negated"
    if _is_asked(found.doer):
        return Stance.QUESTIONS, "a question whether"
    if {c.lower_ for c in found.doer.children if c.dep_ == "aux"} & _PERHAPS:
        return Stance.HEDGES, "a modal of possibility"
    if any(t.lower_ in entries("words_hedge") for t in _around(found)):
        return Stance.HEDGES, "a word of doubt beside it"
    return Stance.ASSERTS, "stated plainly"


def _is_said_not_to_be(act: Token) -> bool:
    """ "there is no evidence that they [hacked] it"."""
    for above in [act, *act.ancestors][:5]:
        if above.lemma_.lower() in ("evidence", "proof", "indication", "sign", "role", "part"):
            return any(c.lower_ in ("no", "little") for c in above.children)
    return False


def _is_of_nobody(found: Found) -> bool:
    """ "neither (the mayor) nor (his aides)"; "has no [access]"."""
    denied = [*found.accused.children]
    if found.act.pos_ == "NOUN":
        denied += found.act.children
    return any(c.lower_ in ("neither", "no", "none") for c in denied)


def _is_asked(verb: Token) -> bool:
    """ "Did (Norvania) [hack] it?"; but "How did (Norvania) [hack] it?" takes it for done."""
    words = verb.sent
    if "?" not in words.text[-4:]:
        return False
    first = next((t for t in words if t.is_alpha), None)
    return first is not None and first.lower_ in _ASKS_WHETHER


def _around(found: Found) -> Iterator[Token]:
    yield from found.act.children
    yield from found.accused.children
    yield from found.doer.children
    verb = next((a for a in found.act.ancestors if a.pos_ == "VERB"), found.doer)
    yield from (c for c in verb.children if c.dep_ == "advmod")
    if found.act.dep_ in ("xcomp", "conj", "pobj", "pcomp", "dobj"):
        yield found.act.head
        yield from found.act.head.children
