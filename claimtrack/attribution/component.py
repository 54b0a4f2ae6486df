"""The spaCy component: ``nlp.add_pipe("claimtrack_attribution")``.

Results are on ``Doc._.attributions`` and, as span groups, in ``Doc.spans["attribution_source"]``,
``["attribution_cue"]`` and ``["attribution_content"]``; a span's ``id`` is the claim's number.
What stands inside their contents is on ``Doc._.nested_attributions``, where the Doc is parsed.
"""

from __future__ import annotations

from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from ..models import AttributionClaim
from . import find_attributions, find_inside
from .weights import FOLDER, Model, load_model

_PARTS = ("source", "cue", "content")


def make_attribution(nlp: Language, name: str, weights: str | None = None) -> Attribution:
    """Factory for spaCy; ``weights`` is a folder, the package's own if None."""
    return Attribution(load_model(Path(weights) if weights else FOLDER))


Language.factory(
    "claimtrack_attribution",
    assigns=["doc._.attributions", "doc._.nested_attributions", "doc.spans"],
    default_config={"weights": None},
    func=make_attribution,
)


class Attribution:
    """Finds the attributions of a Doc and notes them on it."""

    def __init__(self, model: Model) -> None:
        self._model = model
        for name in ("attributions", "nested_attributions"):
            if not Doc.has_extension(name):
                Doc.set_extension(name, default=())

    def __call__(self, doc: Doc) -> Doc:
        claims = find_attributions(doc.text, self._model)
        doc._.attributions = claims
        if doc.has_annotation("DEP"):
            doc._.nested_attributions = find_inside(doc.text, doc, claims, self._model)
        for part in _PARTS:
            doc.spans[f"attribution_{part}"] = _group(doc, part, claims)
        return doc


def _group(doc: Doc, part: str, claims: tuple[AttributionClaim, ...]) -> SpanGroup:
    spans = (
        doc.char_span(s.start, s.end, label=part, span_id=str(number), alignment_mode="expand")
        for number, claim in enumerate(claims)
        for s in getattr(claim, part)
    )
    return SpanGroup(doc, name=f"attribution_{part}", spans=[span for span in spans if span])
