"""The encoder of the package, loaded where the first text is to be compared and kept then."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from .vectors import Floats

if TYPE_CHECKING:  # onnxruntime is imported by those who compare
    from .encoder import Encoder


def encode(texts: Sequence[str]) -> Floats:
    """A vector of length 1 for each text. Raises :class:`WeightsMissing` at the first call."""
    return kept_encoder().vectors(texts)


@cache
def kept_encoder() -> Encoder:
    """The encoder of this process. Raises :class:`WeightsMissing` with the way out."""
    from .encoder import load_encoder

    return load_encoder()
