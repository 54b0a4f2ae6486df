"""Doc and its attributions → who is held to have done what harm to whom.

::

    find_forms      acts of harm with their actors, blame, denial   (acts, parties, forms)
    is_claim        which of these pairs are claims                 (sift)
    claim_of        on whose word, what stance, what grounds        (fields, grounds)

Names are resolved later. An act counts only with an actor. Definitions: ``docs/claims.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from ..models import AttributionClaim, ResponsibilityClaim
from .fields import claim_of
from .forms import find_forms
from .found import Found
from .parties import members
from .sift import is_claim, surroundings

__all__ = ["find_responsibility", "members"]


def find_responsibility(
    doc: Doc, attributions: Sequence[AttributionClaim]
) -> tuple[ResponsibilityClaim, ...]:
    """All responsibility claims, in order of their acts."""
    claims = [claim_of(found, attributions, likely) for found, likely in _kept(doc, attributions)]
    return tuple(sorted(claims, key=lambda c: (c.act, c.accused)))


def _kept(doc: Doc, attributions: Sequence[AttributionClaim]) -> Iterator[tuple[Found, float]]:
    """The pairs that are claims, likeliest first; a name that stands near an act only if no
    likelier one was found for it.
    """
    found = list(find_forms(doc))
    around = surroundings(doc, found, attributions)
    likely = [(f, p) for f in found if (p := is_claim(f, around)) is not None]
    taken: set[int] = set()
    for item, p in sorted(likely, key=lambda pair: -pair[1]):
        if item.form != "near" or item.act.i not in taken:
            taken.add(item.act.i)
            yield item, p
