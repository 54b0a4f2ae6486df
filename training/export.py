"""A checkpoint → the weights folder: the encoder in int8, and the decoder's untuned numbers.

Matrices are quantised per channel to 7 bits: per tensor costs 1.5 points of F1, 8 bits overflow on
processors without VNNI.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer

from claimtrack.attribution.weights import FOLDER

from .corpus import Document, load_documents
from .model import Tagger
from .train import HELD_OUT

_UNTUNED = {
    "transition_weight": 0.5,
    "tag_bias": {"source": 0.9, "cue": 0.7, "content": 0.0},
    "no_source_bias": 0.0,
    "edge_tags": 2.0,
    "least_confidence": 0.0,
    "noun_bias": {"cue": 1.0, "content": 2.0},
    "confidence": [0.5, 0.5, 1.0, 1.0, 0.0, 0.0],
}


def export(checkpoint: Path, corpus: Path, out: Path) -> None:
    """Write model.onnx and decoder.json into ``out``."""
    model = Tagger()
    model.load_state_dict(torch.load(checkpoint, weights_only=True))
    out.mkdir(parents=True, exist_ok=True)
    _write_onnx(model.eval(), out / "model.onnx")
    documents = load_documents(corpus, Tokenizer.from_file(str(FOLDER / "tokenizer.json")))
    numbers = _UNTUNED | {
        "transitions": transitions([d for n, d in enumerate(documents) if n % HELD_OUT]),
        "distances": np.round(model.distance.detach().numpy(), 5).tolist(),
    }
    (out / "decoder.json").write_text(json.dumps(numbers) + "\n", "utf-8")


def _write_onnx(model: Tagger, path: Path) -> None:
    example = (torch.randint(1000, 9000, (1, 200)), torch.zeros(1, 200, 2, dtype=torch.long))
    names = {"input_names": ["ids", "feat"], "output_names": ["tag", "q", "k"]}
    axes = {name: {0: "b", 1: "n"} for name in ("ids", "feat", "tag", "q", "k")}
    with tempfile.TemporaryDirectory() as folder:
        full = Path(folder) / "full.onnx"
        torch.onnx.export(
            model, example, str(full), dynamic_axes=axes, opset_version=17, dynamo=False, **names
        )
        quantize_dynamic(
            full,
            path,
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
            op_types_to_quantize=["MatMul", "Gather"],
            extra_options={"MatMulConstBOnly": True},
        )


def transitions(documents: Sequence[Document]) -> list[list[float]]:
    """Log-probabilities [7, 7] of a tag after another, each seen once more than it was."""
    counts = np.ones((7, 7))
    for document in documents:
        tags = document.labels[0].tags
        np.add.at(counts, (tags[:-1], tags[1:]), 1)
    return np.round(np.log(counts / counts.sum(1, keepdims=True)), 4).tolist()
