"""A BERT written out: what the transformer encoder is trained with and exported from.

The exporter of torch turned the library's own BERT into a graph with other vectors (a cosine of .77 to the right ones);
this one agrees to 1e-6. It is cut in two, because only the last layers are trained: the states below them are computed
once for each passage.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import cast

import torch
from torch import Tensor, nn

#: Added to the attention of places that are only padding.
_FAR = -10000.0


@dataclass(frozen=True, slots=True)
class BertShape:
    """The sizes of a BERT."""

    vocabulary: int
    width: int
    layers: int
    heads: int
    inner: int
    positions: int


class BertLayer(nn.Module):
    """One layer: attention, then two linear maps, each added to what came in and normalised."""

    def __init__(self, shape: BertShape) -> None:
        super().__init__()
        width = shape.width
        self.width, self.heads, self.size = width, shape.heads, width // shape.heads
        self.q, self.k, self.v, self.ao = (nn.Linear(width, width) for _ in range(4))
        self.aln, self.oln = nn.LayerNorm(width, 1e-12), nn.LayerNorm(width, 1e-12)
        self.fi, self.fo = nn.Linear(width, shape.inner), nn.Linear(shape.inner, width)

    def forward(self, states: Tensor, bias: Tensor) -> Tensor:
        count, length = states.shape[0], states.shape[1]
        q, k, v = (
            part(states).reshape(count, length, self.heads, self.size).transpose(1, 2)
            for part in (self.q, self.k, self.v)
        )
        weights = torch.softmax(q @ k.transpose(-1, -2) / math.sqrt(self.size) + bias, -1)
        seen = (weights @ v).transpose(1, 2).reshape(count, length, self.width)
        states = self.aln(self.ao(seen) + states)
        return cast(Tensor, self.oln(self.fo(nn.functional.gelu(self.fi(states))) + states))


class Bert(nn.Module):
    """Piece ids -> unit vectors: the mean of the last layer's states."""

    def __init__(self, shape: BertShape) -> None:
        super().__init__()
        self.shape = shape
        self.words = nn.Embedding(shape.vocabulary, shape.width)
        self.positions = nn.Embedding(shape.positions, shape.width)
        #: What marks the first of two texts: here every text is one.
        self.kind = nn.Parameter(torch.zeros(shape.width))
        self.norm = nn.LayerNorm(shape.width, 1e-12)
        self.layers = nn.ModuleList(BertLayer(shape) for _ in range(shape.layers))

    def states(self, ids: Tensor, mask: Tensor, until: int) -> Tensor:
        """The states after the first layers."""
        embedded = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.kind
        return self._through(self.norm(embedded), mask, 0, until)

    def vectors(self, states: Tensor, mask: Tensor, since: int) -> Tensor:
        """The unit vectors of texts whose states after the first ``since`` layers are known."""
        states = self._through(states, mask, since, self.shape.layers).float()
        kept = mask.to(states.dtype)[:, :, None]
        mean = (states * kept).sum(1) / kept.sum(1)
        return mean / torch.sqrt((mean * mean).sum(1, keepdim=True))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        return self.vectors(self.states(ids, mask, 0), mask, 0)

    def _through(self, states: Tensor, mask: Tensor, since: int, until: int) -> Tensor:
        bias = (1.0 - mask.to(states.dtype))[:, None, None, :] * _FAR
        for layer in self.layers[since:until]:
            states = layer(states, bias)
        return states
