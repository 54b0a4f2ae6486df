"""The trained weights: a folder with the encoder, its vocabulary and the decoder's numbers.

The folder is package data and can be removed by itself (see docs/model-card.md); then everything
but extraction works.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from ..errors import WeightsMissing
from .decode import TAGS, Weights
from .encode import Ints
from .windows import Floats, Session

FOLDER = Path(__file__).parent / "weights"
_MODEL, _TOKENIZER, _DECODER = "model.onnx", "tokenizer.json", "decoder.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """All that turning text into claims takes."""

    tokenizer: Tokenizer
    session: Session
    weights: Weights


def load_model(folder: Path = FOLDER, *, threads: int = 1) -> Model:
    """Load the weights in ``folder``. Raises :class:`WeightsMissing` with the way out."""
    missing = [name for name in (_MODEL, _TOKENIZER, _DECODER) if not (folder / name).is_file()]
    if missing:
        raise WeightsMissing(
            f"the attribution weights are missing ({', '.join(missing)} in {folder}); install "
            "claimtrack anew, or make them with training/ and put them there"
        )
    return Model(
        tokenizer=Tokenizer.from_file(str(folder / _TOKENIZER)),
        session=_session(folder / _MODEL, threads),
        weights=_decoder(json.loads((folder / _DECODER).read_text(encoding="utf-8"))),
    )


def weights_hash(folder: Path = FOLDER) -> str:
    """Eight hex digits that change with the weights; "none" where there are none."""
    sha = hashlib.sha256()
    for name in (_MODEL, _TOKENIZER, _DECODER):
        path = folder / name
        if not path.is_file():
            return "none"
        sha.update(path.read_bytes())
    return sha.hexdigest()[:8]


def _session(path: Path, threads: int) -> Session:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def run(ids: Ints, features: Ints) -> tuple[Floats, Floats, Floats]:
        tags, queries, keys = session.run(None, {"ids": ids[None], "feat": features[None]})
        return tags[0], queries[0], keys[0]

    return run


def _decoder(values: dict[str, Any]) -> Weights:
    bias = values["tag_bias"]
    per_tag = [0.0 if name == "O" else float(bias[name[2:]]) for name in TAGS]
    return Weights(
        transitions=np.array(values["transitions"], np.float32),
        transition_weight=float(values["transition_weight"]),
        tag_bias=np.array(per_tag, np.float32),
        no_source_bias=float(values["no_source_bias"]),
        distances=np.array(values["distances"], np.float32),
        edge_tags=float(values["edge_tags"]),
        confidence=np.array(values["confidence"], np.float32),
        least_confidence=float(values["least_confidence"]),
        noun_bias=np.array([values["noun_bias"][part] for part in ("cue", "content")], np.float32),
    )
