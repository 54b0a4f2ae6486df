"""The encoder with its heads, in torch: a BERT written out, so that its export stays small.

Heads on the last layer: seven tags; four pointers as pairs of queries and keys, side by side:
content → cue, cue → source, cue → start of content, cue → end of content.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

POINTERS = ("cue_of", "source_of", "start_of", "end_of")
WIDTH = 96  # of one pointer's vectors
_SCALE = 4.0
_FARTHEST = 30


@dataclass(frozen=True, slots=True)
class Size:
    """Of MiniLM-L6."""

    vocabulary: int = 30_522
    places: int = 512
    hidden: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 6


class Layer(nn.Module):
    """One transformer layer, post-norm as in BERT."""

    def __init__(self, size: Size) -> None:
        super().__init__()
        self.heads = size.heads
        self.query = nn.Linear(size.hidden, size.hidden)
        self.key = nn.Linear(size.hidden, size.hidden)
        self.value = nn.Linear(size.hidden, size.hidden)
        self.out = nn.Linear(size.hidden, size.hidden)
        self.out_norm = nn.LayerNorm(size.hidden, eps=1e-12)
        self.inner = nn.Linear(size.hidden, size.inner)
        self.outer = nn.Linear(size.inner, size.hidden)
        self.norm = nn.LayerNorm(size.hidden, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor | None) -> Tensor:
        def split(t: Tensor) -> Tensor:
            return t.reshape(t.shape[0], -1, self.heads, t.shape[-1] // self.heads).transpose(1, 2)

        q, k, v = split(self.query(x)), split(self.key(x)), split(self.value(x))
        weights = q @ k.transpose(-1, -2) * q.shape[-1] ** -0.5
        if mask is not None:
            weights = weights.masked_fill(~mask[:, None, None, :], -1e4)
        mixed = (torch.softmax(weights, -1) @ v).transpose(1, 2).reshape(x.shape)
        x = self.out_norm(self.out(mixed) + x)
        return self.norm(self.outer(functional.gelu(self.inner(x))) + x)


class Tagger(nn.Module):
    """ids [b, n], features [b, n, 2] → tags [b, n, 7], queries and keys [b, n, 4 * WIDTH]."""

    def __init__(self, size: Size | None = None) -> None:
        super().__init__()
        size = size or Size()
        self.words = nn.Embedding(size.vocabulary, size.hidden)
        self.places = nn.Embedding(size.places, size.hidden)
        self.kind = nn.Parameter(torch.zeros(size.hidden))
        self.shape = nn.Embedding(4, size.hidden)
        self.quote = nn.Embedding(2, size.hidden)
        self.norm = nn.LayerNorm(size.hidden, eps=1e-12)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers))
        self.drop = nn.Dropout(0.1)
        self.mid = nn.Linear(size.hidden, size.hidden)
        self.tag = nn.Linear(size.hidden, 7)
        self.queries = nn.ModuleList(nn.Linear(size.hidden, WIDTH) for _ in POINTERS)
        self.keys = nn.ModuleList(nn.Linear(size.hidden, WIDTH) for _ in POINTERS)
        self.distance = nn.Parameter(torch.zeros(len(POINTERS), 64))
        nn.init.zeros_(self.shape.weight)
        nn.init.zeros_(self.quote.weight)

    def forward(
        self, ids: Tensor, features: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        x = self.words(ids) + self.shape(features[:, :, 0]) + self.quote(features[:, :, 1])
        x = self.norm(x + self.places.weight[: ids.shape[1]][None] + self.kind)
        for layer in self.layers:
            x = layer(x, mask)
        tags = self.tag(functional.gelu(self.mid(self.drop(x))))
        queries = torch.cat([head(x) for head in self.queries], -1)
        keys = torch.cat([head(x) for head in self.keys], -1)
        return tags, queries, keys

    def pointer(self, name: str, queries: Tensor, keys: Tensor) -> Tensor:
        """Scores [b, from, to] of one pointer."""
        number = POINTERS.index(name)
        part = slice(number * WIDTH, (number + 1) * WIDTH)
        dots = queries[..., part].float() @ keys[..., part].float().transpose(1, 2)
        places = torch.arange(queries.shape[1])
        distance = self.distance[number][bucket(places[None, :] - places[:, None])]
        return dots / WIDTH**0.5 * _SCALE + distance


def bucket(distance: Tensor) -> Tensor:
    """As :func:`claimtrack.attribution.decode._bucket`: three for each doubling, by side."""
    size = (torch.log2(distance.abs().clamp(min=1).float()) * 3).long().clamp(max=_FARTHEST) + 1
    size = torch.where(distance == 0, 0, size)
    return torch.where(distance > 0, size + 32, size)
