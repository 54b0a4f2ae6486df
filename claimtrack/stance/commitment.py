"""What the source commits to. The rules stand in the order in which they are tried.

Errs towards ``asserts``, by far the commonest; a cue that no list knows asserts a clause and
evaluates a thing.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from ..lexicon import entries
from ..models import Quotation, Spans, Stance
from .clauses import Form, form_of
from .cues import NEGATION, Decision, lemmas_of, matches

# In the order of the definition: of entries as long the later one wins.
_LISTS = (
    (Stance.ASSERTS, "cue_asserts"),
    (Stance.HEDGES, "cue_hedges"),
    (Stance.DENIES, "cue_denies"),
    (Stance.QUESTIONS, "cue_questions"),
    (Stance.DIRECTS, "cue_directs"),
    (Stance.EVALUATES, "cue_evaluates"),
    (Stance.WITHHOLDS, "cue_withholds"),
)
_DOUBTED = frozenset("believe think accept agree buy".split())
_MODALS = frozenset("may might could".split())
_ASKING = frozenset("whether if what who whom whose which when where why how".split())
_OPEN = frozenset("know unclear understand fathom sure certain tell say see remember".split())
_REFUSING = frozenset("refuse refusal decline reluctant reluctance unwilling hesitant".split())
_LIKELY = frozenset("seem appear likely unlikely believe expect suspect think rumor".split())
_NAMING = frozenset("call label brand describe dismiss term denounce ridicule deride".split())
_SPEECH = frozenset("say tell write tweet : add ask yell shout".split())
_ACT = frozenset("agree tell ask say urge press".split())


def find_stance(doc: Doc, cue: Spans, content: Spans, quotation: Quotation | None) -> Decision:
    """What the source commits to."""
    lemmas = lemmas_of(doc, cue)
    form = form_of(doc, content)
    found = _longest(lemmas)
    for rule in (_refused, _called_false, _negated, _questioned, _infinitive, _listed):
        if decision := rule(lemmas, form, found):
            return decision
    return _by_form(lemmas, form, quotation)


_Found = tuple[Stance, str] | None


def _refused(lemmas: Sequence[str], form: Form, found: _Found) -> Decision | None:
    """ "Refused to (comment)" takes no position; "refused to (pay)" is about an act."""
    refusing = next((lemma for lemma in lemmas if lemma in _REFUSING), None)
    if refusing is None:
        return None
    place = lemmas.index(refusing)
    verbs = [*lemmas[place + 1 :], *(t.lemma_.lower() for t in form.roots)]
    if any(verb in entries("verbs_saying") for verb in verbs):
        return Decision(value=Stance.WITHHOLDS, rule=f"cue '{refusing}' to say something")
    is_bare = refusing == "decline" and not form.tokens
    if is_bare or (found and found[0] is Stance.WITHHOLDS and len(found[1].split()) > 1):
        return None
    return Decision(value=Stance.DIRECTS, rule=f"cue '{refusing}' to do something")


def _called_false(lemmas: Sequence[str], form: Form, found: _Found) -> Decision | None:
    """ "Called the report (false)"; "rejected the (request)" is no denial but a decision."""
    is_naming = any(lemma in _NAMING for lemma in lemmas)
    false = {*form.lemmas, *lemmas} & entries("words_false")
    if is_naming and false and not form.is_clause and NEGATION not in lemmas:
        return Decision(value=Stance.DENIES, rule=f"called '{min(false)}'")
    if found and found[0] is Stance.DENIES and found[1] in ("reject", "deny", "rejection"):
        asked = {t.lemma_.lower() for t in form.roots} & entries("nouns_request")
        if asked:
            return Decision(value=Stance.DIRECTS, rule=f"refused a '{min(asked)}'")
    return None


def _negated(lemmas: Sequence[str], form: Form, found: _Found) -> Decision | None:
    """ "Don't (know) how" asks, "does not (believe)" denies; a negated denial takes no position."""
    if NEGATION not in lemmas or (found and found[0] is Stance.WITHHOLDS):
        return None
    if any(word in _OPEN for word in lemmas) and form.first in _ASKING:
        return Decision(value=Stance.QUESTIONS, rule="negated knowing of a question")
    if any(word in _DOUBTED for word in lemmas):
        return Decision(value=Stance.DENIES, rule="negated belief")
    if found and found[0] is Stance.DENIES:
        return Decision(value=Stance.WITHHOLDS, rule=f"negated cue '{found[1]}'")
    return None


def _questioned(lemmas: Sequence[str], form: Form, found: _Found) -> Decision | None:
    """ "Said: 'Why not?'"; "speculation (whether)"."""
    is_open = found is None or found[0] in (Stance.ASSERTS, Stance.HEDGES, Stance.QUESTIONS)
    if form.is_question and (is_open or (found and found[1] == "demand")):
        return Decision(value=Stance.QUESTIONS, rule="the content is a question")
    if form.first == "whether" and is_open:
        return Decision(value=Stance.QUESTIONS, rule="the content asks whether")
    return None


def _infinitive(lemmas: Sequence[str], form: Form, found: _Found) -> Decision | None:
    """ "Asked the crowd (to leave)", "hopes (to win)" are about acts; "seems (to be)" is not."""
    if not form.is_infinitive or any(word in _LIKELY for word in lemmas):
        return None
    is_asked = any(word in _ACT for word in lemmas)
    if found is None or is_asked or found[0] in (Stance.HEDGES, Stance.QUESTIONS):
        return Decision(value=Stance.DIRECTS, rule="content is an infinitive")
    return None


def _listed(lemmas: Sequence[str], form: Form, found: _Found) -> Decision | None:
    """What the word lists say of the cue."""
    if found is None or (found[0] is Stance.ASSERTS and any(w in _MODALS for w in lemmas)):
        return None
    stance, entry = found
    if stance is Stance.EVALUATES and form.is_clause:
        return Decision(value=Stance.ASSERTS, rule=f"cue '{entry}' with a clause")
    if entry == "accuse" and (form.is_gerund or any(t.tag_ == "VBG" for t in form.tokens)):
        return Decision(value=Stance.ASSERTS, rule="accused of a deed")
    return Decision(value=stance, rule=f"cue '{entry}'")


def _by_form(lemmas: Sequence[str], form: Form, quotation: Quotation | None) -> Decision:
    """A cue that no list knows."""
    if any(word in _MODALS for word in lemmas):
        return Decision(value=Stance.HEDGES, rule="modal in the cue")
    is_quoted = quotation is Quotation.DIRECT
    if lemmas and not form.is_clause and not is_quoted and not set(lemmas) & _SPEECH:
        return Decision(value=Stance.EVALUATES, rule="cue of no list with a thing as content")
    return Decision(value=Stance.ASSERTS, rule="cue of plain speech")


def _longest(lemmas: Sequence[str]) -> _Found:
    found: _Found = None
    for stance, name in _LISTS:
        for entry in matches(lemmas, name):
            if found is None or len(entry.split()) >= len(found[1].split()):
                found = (stance, entry)
    return found
