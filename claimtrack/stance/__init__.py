"""Cue, source and clause → stance, tone and kind of source. Definitions: docs/claims.md.

Word lists decide (``lexicon/``), then the form of the content. Where two lists match, the longer
entry wins, then the order of the definition's table.
"""

from __future__ import annotations

from .anonymity import find_anonymity
from .commitment import find_stance
from .cues import Decision
from .hedges import find_hedges
from .sources import find_source_type
from .tone import find_tone

__all__ = [
    "Decision",
    "find_anonymity",
    "find_hedges",
    "find_source_type",
    "find_stance",
    "find_tone",
]
