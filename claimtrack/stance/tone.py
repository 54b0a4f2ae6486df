"""How the article frames a cue: neutral, endorsing or distancing."""

from __future__ import annotations

from spacy.tokens import Doc

from ..models import Spans, Tone
from .cues import NEGATION, Decision, lemmas_of, matches

_LISTS = ((Tone.DISTANCING, "tone_distancing"), (Tone.ENDORSING, "tone_endorsing"))


def find_tone(doc: Doc, cue: Spans) -> Decision:
    """How the article frames the cue."""
    lemmas = lemmas_of(doc, cue)
    for tone, name in _LISTS:
        for entry in matches(lemmas, name):
            if NEGATION in lemmas and tone is Tone.ENDORSING:
                break
            return Decision(value=tone, rule=f"cue '{entry}'")
    return Decision(value=Tone.NEUTRAL, rule="cue without colour")
