"""Where training starts: the pretrained encoder, or weights made before."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import numpy_helper
from torch import Tensor

from .model import POINTERS, WIDTH, Tagger

_MATRIX = re.compile(r"onnx::MatMul_(\d+)")
_PARTS = ("query", "key", "value", "out", "inner", "outer")
_NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "out_norm": "attention.output.LayerNorm",
    "inner": "intermediate.dense",
    "outer": "output.dense",
    "norm": "output.LayerNorm",
}


def from_pretrained(path: Path) -> Tagger:
    """The encoder of a BERT in safetensors (MiniLM-L6), the heads untrained."""
    from safetensors.torch import load_file

    given = {k.removeprefix("bert."): v.float() for k, v in load_file(path).items()}
    state = _encoder_state(given)
    model = Tagger()
    missing, unknown = model.load_state_dict(state, strict=False)
    assert not unknown, unknown
    assert not any(name.startswith(("words", "places", "layers")) for name in missing)
    return model


def _encoder_state(given: dict[str, Tensor]) -> dict[str, Tensor]:
    state = {
        "words.weight": given["embeddings.word_embeddings.weight"],
        "places.weight": given["embeddings.position_embeddings.weight"],
        "kind": given["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": given["embeddings.LayerNorm.weight"],
        "norm.bias": given["embeddings.LayerNorm.bias"],
    }
    for number in range(len([k for k in given if k.endswith("intermediate.dense.bias")])):
        for own, theirs in _NAMES.items():
            for kind in ("weight", "bias"):
                name = f"encoder.layer.{number}.{theirs}.{kind}"
                state[f"layers.{number}.{own}.{kind}"] = given[name]
    return state


def from_weights(path: Path, model: Tagger) -> Tagger:
    """Weights as they were exported, unpacked from int8, over those of ``model``.

    Where the file has fewer pointers, the others stay as they are.
    """
    graph = onnx.load(path).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    state = model.state_dict()
    tables = {
        name.removesuffix("_quantized"): _unpacked(held, name)
        for name in held
        if name.endswith("_quantized")
    }
    tables |= {k: v for k, v in held.items() if v.dtype == np.float32}
    for name, table in tables.items():
        if (own := _own_name(name)) in state:
            state[own] = torch.tensor(table)
    _take_products(state, _products(tables))
    model.load_state_dict(state)
    return model


def _own_name(name: str) -> str:
    """Ours for the names of embeddings, norms and biases in an exported file."""
    name = name.removeprefix("m.").removeprefix("enc.")
    name = name.replace("embeddings.word_embeddings", "words").replace(
        "embeddings.position_embeddings", "places"
    )
    name = name.replace("embeddings.LayerNorm", "norm").replace("encoder.layer", "layers")
    for own, theirs in _NAMES.items():
        name = name.replace(theirs, own)
    first = {"q.": "queries.0.", "k.": "keys.0.", "sq.": "queries.1.", "sk.": "keys.1."}
    for theirs, own in first.items():
        if name.startswith(theirs):
            return own + name.removeprefix(theirs)
    return name


def _unpacked(held: dict[str, NDArray[np.generic]], name: str) -> NDArray[np.float32]:
    base = name.removesuffix("_quantized")
    scale, zero = held[f"{base}_scale"], held[f"{base}_zero_point"].astype(np.float32)
    if scale.ndim and scale.shape[0] == held[name].shape[0] != held[name].shape[-1]:
        scale, zero = scale[:, None], zero[:, None]
    return ((held[name].astype(np.float32) - zero) * scale).astype(np.float32)


def _products(tables: dict[str, NDArray[np.generic]]) -> list[NDArray[np.generic]]:
    """The matrices of the linear layers, in the order in which torch wrote them."""
    numbered = {
        int(m[1]): table for name, table in tables.items() if (m := _MATRIX.fullmatch(name))
    }
    return [numbered[number].T for number in sorted(numbered)]


def _take_products(state: dict[str, Tensor], matrices: list[NDArray[np.generic]]) -> None:
    layers = 1 + max(int(k.split(".")[1]) for k in state if k.startswith("layers."))
    names = [f"layers.{n}.{part}.weight" for n in range(layers) for part in _PARTS]
    names += ["mid.weight", "tag.weight"]
    pointers = (len(matrices) - len(names)) // 2
    assert pointers <= len(POINTERS)
    names += [f"queries.{n}.weight" for n in range(pointers)]
    names += [f"keys.{n}.weight" for n in range(pointers)]
    for name, matrix in zip(names, matrices, strict=True):
        assert tuple(state[name].shape) == matrix.shape, (name, matrix.shape, WIDTH)
        state[name] = torch.tensor(np.array(matrix))
