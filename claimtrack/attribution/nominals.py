"""Claims whose cue is a noun: "(her) [claim that] {it fell}".

The tags see them seldom, so that where a paragraph has such a noun its scores are read once more,
by lower thresholds. What that finds counts only in this form: a noun of the list, at most two words
before it, a preposition or "that" behind it, then the content at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from ..lexicon import entries
from ..models import AttributionClaim, touch
from .decode import TAGS, Weights


@cache
def _noun() -> re.Pattern[str]:
    singular = sorted(entries("nouns_cue"))
    plural = [re.sub(r"y$", "ie", re.sub(r"(s|ch|sh)$", r"\1e", noun)) + "s" for noun in singular]
    return re.compile(rf"\b(?:{'|'.join((*singular, *plural))})\b", re.IGNORECASE)


@cache
def _cue() -> re.Pattern[str]:
    after = "about|against|among|as|for|from|in|of|on|over|that|to|toward|with|is"
    return re.compile(rf"(?:[\w’'-]+ ){{0,2}}{_noun().pattern}(?: (?:{after}))?", re.IGNORECASE)


def names_cue(words: str) -> bool:
    """Whether one of the nouns stands in ``words``."""
    return bool(_noun().search(words))


def eager(weights: Weights) -> Weights:
    """The weights for the second reading."""
    bias = dict(zip(("cue", "content"), weights.noun_bias.tolist(), strict=True))
    raised = [bias.get(tag[2:], 0.0) for tag in TAGS]
    return replace(weights, tag_bias=weights.tag_bias + np.array(raised, np.float32))


def is_nominal(claim: AttributionClaim, text: str) -> bool:
    """Whether the claim has the form of the module's docstring."""
    cue, content = claim.cue[0], claim.content[0]
    is_beside = text[cue.end : content.start] == " "
    return len(claim.cue) == 1 and is_beside and bool(_cue().fullmatch(text[cue.start : cue.end]))


def is_apart(claim: AttributionClaim, found: Sequence[AttributionClaim]) -> bool:
    """Whether cue and content of the claim touch none of ``found``."""
    own = (*claim.cue, *claim.content)
    return not any(touch(own, (*other.cue, *other.content)) for other in found)
