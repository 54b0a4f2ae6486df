"""Several checkpoints of one training → one with the weighted mean of their weights.

    python -m training.average OUT.pt A.pt=0.5 B.pt=0.25 weights/model.onnx=0.25

Weights that a file lacks (pointers that it was not trained with) are the mean of the others.
Averaging along a training brought more than its best checkpoint alone (Wortsman et al., 2022).
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from torch import Tensor

from .model import Tagger
from .start import from_weights

_NEW = ("queries.2", "queries.3", "keys.2", "keys.3", "distance")  # not in files of two pointers


def average(parts: dict[Path, float]) -> dict[str, Tensor]:
    """The mean of the files' weights."""
    states = {path: _state(path) for path in parts}
    first = next(iter(states.values()))
    return {name: _mean(name, states, parts) for name in first}


def _state(path: Path) -> dict[str, Tensor]:
    if path.suffix == ".onnx":
        return from_weights(path, Tagger()).state_dict()
    return dict(torch.load(path, weights_only=True))


def _mean(name: str, states: dict[Path, dict[str, Tensor]], parts: dict[Path, float]) -> Tensor:
    holding = [p for p in parts if not (p.suffix == ".onnx" and name.startswith(_NEW))]
    total = sum(parts[path] for path in holding)
    return torch.stack([parts[path] / total * states[path][name] for path in holding]).sum(0)


def main(arguments: list[str]) -> None:
    """Read the command line and write the mean."""
    out, *given = arguments
    parts = {Path(a): float(b) for a, _, b in (x.rpartition("=") for x in given)}
    torch.save(average(parts), out)


if __name__ == "__main__":
    main(sys.argv[1:])
