"""A found pair → a claim: on whose word, with what stance, in whose voice.

The form may name the accuser ("officials accused …"); else it is the source of the narrowest
attribution that holds the act; else the article says so itself. The stance of the deed ("did not
hack") and that of the attribution ("denied") are joined.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc, Token

from ..lexicon import entries, pairs
from ..models import (
    AttributionClaim,
    Quotation,
    Reason,
    ResponsibilityClaim,
    SourceType,
    Span,
    Stance,
    Voice,
    carrier_of,
    covers,
)
from .found import Found, is_negated, speaks_to_victim
from .grounds import find_dating, grounds
from .parties import SUBJECTS, is_passive, phrase, subject_of

_DOUBTING = frozenset("doubt doubts doubted skeptical sceptical dubious unconvinced".split())
_CERTAIN = frozenset("convinced sure certain persuaded".split())
_ABOVE = 4  # words above the deed among which somebody may doubt it
_PERHAPS = frozenset("may might could".split())
_ASKS_WHETHER = frozenset("did does do is are was were has have had".split())
# What wants, praises or states a deed presupposes or states it.
_STATES = frozenset({Stance.ASSERTS, Stance.EVALUATES, Stance.DIRECTS, None})
_PARTICLES = frozenset("into up down off out over".split())
_ABOUT_DEED = frozenset("after amid despite following over since".split())
_ANSWERS = frozenset(
    "aftermath answer inquiry investigation probe reaction reply response result retaliation "
    "revenge wake".split()
)
_BELIEVES = frozenset("assume believe fear guess presume suspect think".split())
_ALLEGED = frozenset("alleged purported supposed suspected".split())


def claim_of(
    found: Found, attributions: Sequence[AttributionClaim], confidence: float
) -> ResponsibilityClaim:
    """All fields but the names, which need the whole article."""
    act = _act_span(found.act)
    said = _carrier(act, attributions)
    if _is_taken_for_granted(found, said):
        said = None
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


def _carrier(act: Span, attributions: Sequence[AttributionClaim]) -> AttributionClaim | None:
    """Who says it, and not the outlet to which it was said: "he said, according to Reuters"."""
    said = carrier_of(act, attributions)
    if said is None or said.source_type is not SourceType.OUTLET:
        return said
    told = [a for a in attributions if a.source_type is not SourceType.OUTLET]
    return carrier_of(act, told) or said


def _is_taken_for_granted(found: Found, said: AttributionClaim | None) -> bool:
    """ "He avoids speaking of (Norvania)'s [invasion]", "she was told of the alleged (Norvanian)
    [meddling]": the article itself says that it was, or that it is alleged.
    """
    if said is None or found.form not in ("event", "condemned"):
        return said is not None and _is_told_aside(found, said)
    if said.stance in (Stance.WITHHOLDS, Stance.DIRECTS) and found.relation == "possessor":
        return True
    if said.quotation is Quotation.DIRECT:
        return False
    return _is_answered(found.act) or any(c.lower_ in _ALLEGED for c in found.act.children)


def _is_told_aside(found: Found, said: AttributionClaim) -> bool:
    """ "Researchers praise (the group) that [leaked] it": the clause is the article's."""
    return (
        found.relation == "relative"
        and found.doer.dep_ == "relcl"
        and found.doer.head == found.accused
        and said.stance is Stance.EVALUATES
        and said.quotation is not Quotation.DIRECT
    )


def _is_answered(act: Token) -> bool:
    """ "in response to (Norvania)'s [attack]", "sanctions over its [hacking]": what others do
    about a deed takes it for done.
    """
    above = act.head
    if act.dep_ != "pobj":
        return False
    return above.lower_ in _ABOUT_DEED or above.head.lemma_.lower() in _ANSWERS


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
        before = word.nbor(-1).lower_ if word.i else ""
        states = pairs("states_by_adjective")
        return states.get(f"{before} {word.lower_}") or states.get(word.lower_)
    return _state_before(word) if word.lower_ in ("country", "nation") else None


def _state_before(word: Token) -> str | None:
    """ "Norvanian leaders have yet to deny (the country) did it": the one state told of before."""
    before = word.doc[word.sent.start : word.i]
    adjectives = [f"{t.lower_} {t.nbor().lower_}" for t in before] + [t.lower_ for t in before]
    states = pairs("states_by_adjective")
    named = {states[adjective] for adjective in adjectives if adjective in states}
    named |= {pairs("states_by_capital").get(t.lower_, t.text) for t in before if _is_place(t)}
    return named.pop() if len(named) == 1 and word.left_edge.lower_ == "the" else None


def _is_place(token: Token) -> bool:
    return token.ent_type_ == "GPE" and token.dep_ not in ("compound", "amod")


def _accuser(found: Found, said: AttributionClaim | None) -> tuple[Span | None, str]:
    if _is_on_screen(found):
        return phrase(found.accused), "the doer speaks to those it harmed"
    if found.accuser is not None:
        return phrase(found.accuser), f"the form '{found.form}' names it"
    if _is_by_nobody(found):
        return None, "said, by nobody named"
    if said is not None and (teller := _teller(found.act, said)) is not None:
        return phrase(teller), "subject of the verb of saying that holds the act"
    if said is not None and said.source:
        return _source(
            found.act.doc, said.source[0]
        ), "source of the attribution that holds the act"
    if said is not None:
        return None, "an attribution without a source"
    return None, "said, by nobody named" if found.is_sourced else "the article itself"


def _teller(act: Token, said: AttributionClaim) -> Token | None:
    """ "The aide wrote that the mayor says (they) [stole] it": who says so within what is said."""
    below = act
    for above in act.ancestors:
        if below.dep_ in ("ccomp", "parataxis") and above.lemma_.lower() in entries("verbs_saying"):
            subject = subject_of(above)
            is_within = covers(said.content, Span(start=above.idx, end=above.idx + len(above)))
            return subject if is_within and subject is not None else None
        below = above
    return None


def _is_by_nobody(found: Found) -> bool:
    """ "(people) accused of [theft]", "(a group) linked to the [attack]": whoever tells of it,
    it is others who accuse.
    """
    is_alone = found.form == "blamed" or (found.form == "attributed" and found.doer.dep_ == "acl")
    return is_alone and is_passive(found.doer)


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
    if carried is Stance.QUESTIONS and own is not Stance.DENIES and _is_presupposed(found.doer):
        return Stance.ASSERTS, "asked how or why, not whether"
    if carried is Stance.HEDGES and own is not Stance.ASSERTS:
        return own, rule
    return carried, "stance of the attribution that holds the act"


def _of_deed(found: Found) -> tuple[Stance, str]:
    """The stance that the words of the deed themselves have."""
    if found.stance is Stance.ASSERTS and _has_doubt(found.act):
        return Stance.HEDGES, "accused of what was done 'allegedly'"
    if found.stance is not None:
        return found.stance, f"the form '{found.form}'"
    if _is_not_done(found.doer) or _is_said_not_to_be(found.act) or _is_of_nobody(found):
        return Stance.DENIES, "the deed is negated"
    if _is_asked(found.doer) or _is_doubted(found.doer):
        return Stance.QUESTIONS, "a question whether"
    is_able = found.form == "attributed"  # "can be traced to them" is no doubt
    if not is_able and {c.lower_ for c in found.doer.children if c.dep_ == "aux"} & _PERHAPS:
        return Stance.HEDGES, "a modal of possibility"
    if any(t.lower_ in entries("words_hedge") and not _accuses(t) for t in _around(found)):
        return Stance.HEDGES, "a word of doubt beside it"
    if _is_believed(found.doer):
        return Stance.HEDGES, "believed, not known"
    return Stance.ASSERTS, "stated plainly"


def _accuses(word: Token) -> bool:
    """ "who are accused of" holds somebody responsible; an "accused hacker" may be none."""
    return word.lower_ == "accused" and word.dep_ != "amod"


def _is_believed(verb: Token) -> bool:
    """ "I do believe (they) [hacked] it"."""
    above = verb.head
    return verb.dep_ == "ccomp" and above.lemma_ in _BELIEVES and not is_negated(above)


def _has_doubt(act: Token) -> bool:
    """ "charged with allegedly [stealing] it"."""
    return any(c.dep_ == "advmod" and c.lower_ in entries("words_hedge") for c in act.children)


def _is_not_done(verb: Token) -> bool:
    """ "did not [hack]", "do not use it to [steal]"."""
    return is_negated(verb) or (verb.dep_ == "xcomp" and is_negated(verb.head))


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


def _is_doubted(verb: Token) -> bool:
    """ "checks whether (they) [hacked] it", "is not convinced that (they) [hacked] it"."""
    if any(c.dep_ == "mark" and c.lower_ == "whether" for c in verb.children):
        return True
    for above in [*verb.ancestors][:_ABOVE]:
        word = above.lower_
        if word in _DOUBTING or (word in _CERTAIN and any(c.dep_ == "neg" for c in _near(above))):
            return True
    return False


def _near(word: Token) -> Iterator[Token]:
    """What hangs on a word and, for "is not convinced", on its verb."""
    yield from word.children
    if word.dep_ in ("acomp", "attr"):
        yield from word.head.children


def _is_presupposed(verb: Token) -> bool:
    """ "asked how (they) could [steal] it": that they did is taken for granted."""
    words = [verb, *verb.ancestors][: _ABOVE - 1]
    return any(c.dep_ == "advmod" and c.lower_ in ("how", "why") for w in words for c in w.children)


def _around(found: Found) -> Iterator[Token]:
    yield from found.act.children
    yield from (c for c in found.accused.children if c.dep_ != "relcl")
    yield from found.doer.children
    if found.act.dep_ not in SUBJECTS:  # "the [attack] reportedly took hours"
        verb = next((a for a in found.act.ancestors if a.pos_ == "VERB"), found.doer)
        yield from (c for c in verb.children if c.dep_ == "advmod")
    if found.act.dep_ in ("xcomp", "conj", "pobj", "pcomp", "dobj"):
        above = found.act.head
        yield above
        yield from above.children
        if above.pos_ == "ADP" and above.head.pos_ == "NOUN":  # "its suspected ties to the [hack]"
            yield from above.head.children
