"""claimtrack: news coverage and the attribution claims in it.

The public API (see ``docs/api.md``) is loaded on first use, so that importing the package,
as Datasette does, loads neither spaCy nor the weights.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_PUBLIC = {
    "extract": "claimtrack.extract",
    "Extractor": "claimtrack.extract",
    "Extraction": "claimtrack.models",
    "AttributionClaim": "claimtrack.models",
    "ResponsibilityClaim": "claimtrack.models",
    "Mention": "claimtrack.models",
    "Reason": "claimtrack.models",
    "Span": "claimtrack.models",
    "ClaimtrackError": "claimtrack.errors",
}

__all__ = ["__version__", *_PUBLIC]


def __getattr__(name: str) -> Any:
    if name not in _PUBLIC:
        raise AttributeError(f"module 'claimtrack' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
