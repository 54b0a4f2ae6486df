"""Text → vector of length 1: texts that mean the same point the same way.

The encoder is all-MiniLM-L6-v2 (Reimers and Gurevych 2019; Wang et al. 2020) as ``weights/
encoder.onnx``, made once by ``training/encoder.py``; its vocabulary is that of the attribution
weights. wordllama's static vectors were left aside: a word there does not know its neighbours.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from ..errors import WeightsMissing
from .vectors import SIZE, Floats

MODEL = Path(__file__).parent / "weights" / "encoder.onnx"
VOCABULARY = Path(__file__).parent.parent / "attribution" / "weights" / "tokenizer.json"
_LONGEST = 126  # word pieces that are read; the encoder was trained on 128 with both ends
_CLS, _SEP = 101, 102
_BATCH = 32


class Encoder:
    """A session and its vocabulary; ``version`` changes with the weights."""

    def __init__(self, session: Any, tokenizer: Tokenizer, version: str) -> None:
        self.version = version
        self._session = session
        self._tokenizer = tokenizer

    def vectors(self, texts: Sequence[str]) -> Floats:
        """A row for each text. Of long texts the beginning is read; an empty one has a row too."""
        pieces = [
            encoded.ids[:_LONGEST]
            for encoded in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]
        rows = np.zeros((len(pieces), SIZE), np.float32)
        order = sorted(range(len(pieces)), key=lambda n: len(pieces[n]))
        for start in range(0, len(order), _BATCH):
            places = order[start : start + _BATCH]
            rows[places] = self._run([pieces[n] for n in places])
        return rows

    def _run(self, batch: list[list[int]]) -> Floats:
        longest = max(map(len, batch)) + 2
        ids = np.zeros((len(batch), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, pieces in enumerate(batch):
            ids[row, : len(pieces) + 2] = [_CLS, *pieces, _SEP]
            mask[row, : len(pieces) + 2] = 1
        found: Floats = self._session.run(None, {"ids": ids, "mask": mask})[0]
        return found


def load_encoder(
    model: Path = MODEL, vocabulary: Path = VOCABULARY, *, threads: int = 1
) -> Encoder:
    """Load the encoder. Raises :class:`WeightsMissing` with the way out."""
    missing = [str(path) for path in (model, vocabulary) if not path.is_file()]
    if missing:
        raise WeightsMissing(
            f"the sentence encoder is missing ({', '.join(missing)}); install claimtrack anew, or "
            "make it with training/encoder.py and put it there"
        )
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    sha = hashlib.sha256(model.read_bytes() + vocabulary.read_bytes())
    return Encoder(session, Tokenizer.from_file(str(vocabulary)), sha.hexdigest()[:8])
