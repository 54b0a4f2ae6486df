"""Train the encoder and its heads; writes a checkpoint of averaged weights.

The losses: tags; the cue of every piece of a content; the source of every cue; the starts and
ends of the contents of every cue. Every :data:`HELD_OUT`-th article is kept for :mod:`.tune`.
Labelled paragraphs of other domains (:mod:`.other`) are seen :data:`OTHER_TIMES` times a pass.
"""

from __future__ import annotations

import argparse
import copy
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from claimtrack.attribution.weights import FOLDER

from .corpus import Document, Window, cut, load_documents
from .model import Tagger
from .other import LABELS, load_other
from .start import from_pretrained, from_weights

HELD_OUT = 14  # every such article of the corpus is not trained on
OTHER_TIMES = 3  # how often a pass sees each paragraph of other domains
_MASK, _MASKED = 103, 0.05  # share of pieces hidden, against learning names by heart
_WEIGHTS = {"tags": 1.0, "cue_of": 0.3, "source_of": 0.3, "start_of": 0.2, "end_of": 0.2}
_RATES = {"encoder": 1.5e-4, "heads": 7e-4, "words": 5e-5}
_AVERAGE = 0.998  # of the weights that are written
_WARM_UP = 60  # steps
_TOLD = 50  # steps between lines of progress


@dataclass(frozen=True, slots=True)
class Batch:
    """Windows of one length; a link is (row, from, targets)."""

    ids: Tensor
    features: Tensor
    tags: Tensor
    links: dict[str, list[tuple[int, int, tuple[int, ...]]]]


def train(args: argparse.Namespace) -> None:
    """Train until the time is over."""
    chance = random.Random(args.seed)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    documents = _documents(args)
    model = _start(args.start)
    average = copy.deepcopy(model).eval()
    optimizer = _optimizer(model)
    rates = [group["lr"] for group in optimizer.param_groups]
    recent: list[dict[str, float]] = []
    for steps, batch in enumerate(_batches(documents, args.batch, chance), 1):
        share = time.process_time() / (60 * args.minutes)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * min(1.0, steps / _WARM_UP) * max(0.01, 1 - share)
        recent.append(_step(model, optimizer, batch))
        _move_average(average, model, min(_AVERAGE, steps / (steps + 10)))
        if len(recent) == _TOLD or share >= 1:
            print(f"step {steps} {share:.0%} {_means(recent)}", flush=True)
            recent.clear()
            torch.save(average.state_dict(), args.checkpoint)
        if share >= 1:
            return


def _documents(args: argparse.Namespace) -> list[Document]:
    tokenizer = Tokenizer.from_file(str(FOLDER / "tokenizer.json"))
    documents = [d for n, d in enumerate(load_documents(args.corpus, tokenizer)) if n % HELD_OUT]
    if args.other:
        documents += load_other(args.other, LABELS, tokenizer) * OTHER_TIMES
    return documents


def _means(recent: Sequence[dict[str, float]]) -> str:
    return " ".join(f"{k} {np.mean([losses[k] for losses in recent]):.4f}" for k in _WEIGHTS)


def _start(path: Path) -> Tagger:
    if path.suffix == ".onnx":
        return from_weights(path, Tagger()).train()
    if path.suffix == ".pt":
        model = Tagger()
        model.load_state_dict(torch.load(path, weights_only=True))
        return model.train()
    return from_pretrained(path).train()


def _optimizer(model: Tagger) -> torch.optim.AdamW:
    groups: dict[str, list[nn.Parameter]] = {"encoder": [], "heads": [], "words": []}
    for name, parameter in model.named_parameters():
        kind = name.split(".")[0]
        encoder = kind in ("layers", "places", "norm", "kind")
        groups["words" if kind == "words" else "encoder" if encoder else "heads"].append(parameter)
    return torch.optim.AdamW(
        [{"params": groups[name], "lr": rate} for name, rate in _RATES.items()], weight_decay=0.01
    )


def _move_average(average: Tagger, model: Tagger, keep: float) -> None:
    with torch.no_grad():
        for ours, theirs in zip(average.parameters(), model.parameters(), strict=True):
            ours.lerp_(theirs, 1 - keep)


# --- batches ------------------------------------------------------------------------------------


def _batches(documents: Sequence[Document], size: int, chance: random.Random) -> Iterator[Batch]:
    """Passes over the corpus without end, windows of like length together, ``size`` pieces each."""
    while True:
        windows = [window for document in documents for window in cut(document, chance)]
        chance.shuffle(windows)
        windows.sort(key=lambda window: len(window.ids) // 8)
        groups = list(_grouped(windows, size))
        chance.shuffle(groups)
        for group in groups:
            yield _collate(group)


def _grouped(windows: Sequence[Window], size: int) -> Iterator[list[Window]]:
    """Windows in order, as many at once as fill ``size`` pieces when padded."""
    group: list[Window] = []
    for window in windows:
        if group and (len(group) + 1) * max(len(w.ids) for w in (*group, window)) > size:
            yield group
            group = []
        group.append(window)
    if group:
        yield group


def _collate(windows: Sequence[Window]) -> Batch:
    longest = max(len(window.ids) for window in windows)
    shape = (len(windows), longest)
    ids = torch.zeros(shape, dtype=torch.long)
    features = torch.zeros((*shape, 2), dtype=torch.long)
    tags = torch.full(shape, -100)
    links: dict[str, list[tuple[int, int, tuple[int, ...]]]] = {
        name: [] for name in _WEIGHTS if name != "tags"
    }
    for row, window in enumerate(windows):
        length = len(window.ids)
        ids[row, :length] = torch.from_numpy(window.ids)
        features[row, :length] = torch.from_numpy(window.features)
        tags[row, :length] = torch.from_numpy(window.tags)
        for cue, source, starts, ends in window.links:
            links["source_of"].append((row, cue, (source,)))
            links["start_of"].append((row, cue, starts))
            links["end_of"].append((row, cue, ends))
            for start, end in zip(starts, ends, strict=True):
                links["cue_of"] += [(row, place, (cue,)) for place in range(start, end + 1)]
    return Batch(ids, features, tags, links)


# --- one step -----------------------------------------------------------------------------------


def _step(model: Tagger, optimizer: torch.optim.Optimizer, batch: Batch) -> dict[str, float]:
    mask = batch.ids != 0
    hidden = (torch.rand(batch.ids.shape) < _MASKED) & (batch.tags >= 0)
    ids = batch.ids.masked_fill(hidden, _MASK)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        tags, queries, keys = model(ids, batch.features, mask)
    losses = {"tags": functional.cross_entropy(tags.float().flatten(0, 1), batch.tags.flatten())}
    candidates = {
        "cue_of": batch.tags == 3,
        "source_of": batch.tags == 1,
        "start_of": mask,
        "end_of": mask,
    }
    for name, allowed in candidates.items():
        allowed = allowed.clone()
        allowed[:, 0] = True
        scores = model.pointer(name, queries, keys).masked_fill(~allowed[:, None, :], -1e4)
        # where parts overlap, a head may carry another part's tag and be no candidate
        links = [x for x in batch.links[name] if all(allowed[x[0], place] for place in x[2])]
        losses[name] = _pointer_loss(scores, links)
    optimizer.zero_grad(set_to_none=True)
    torch.stack([_WEIGHTS[name] * loss for name, loss in losses.items()]).sum().backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    return {name: float(loss.detach()) for name, loss in losses.items()}


def _pointer_loss(scores: Tensor, links: Sequence[tuple[int, int, tuple[int, ...]]]) -> Tensor:
    """Cross entropy against an even spread over the targets of each link."""
    if not links:
        return scores.sum() * 0
    rows = torch.tensor([row for row, _, targets in links for _ in targets])
    places = torch.tensor([place for _, place, targets in links for _ in targets])
    targets = torch.tensor([target for _, _, targets in links for target in targets])
    shares = torch.tensor([1 / len(targets) for _, _, targets in links for _ in targets])
    losses = functional.cross_entropy(scores[rows, places], targets, reduction="none")
    return (losses * shares).sum() / shares.sum()
