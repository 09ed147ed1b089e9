"""Indexes and the models that made their vectors, opened and exchanged together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.derived.sync import Indexes
from index.embedding.encoders import Encoder, load
from index.embedding.transformer import TransformerEncoder, deep_encoder
from index.library.library import Library


@dataclass(frozen=True, slots=True)
class Opened:
    """Indexes with their models, in one record so that no question meets a mix. ``deep`` is None where none is used."""

    indexes: Indexes
    encoder: Encoder
    deep: TransformerEncoder | None = None

    @classmethod
    def open(cls, library: Library, encoder: Encoder, model: str | None) -> Opened:
        """Open the library's indexes for ``encoder``, which the setting ``model`` named."""
        deep = deep_encoder(model)
        return cls(Indexes.open(library.home, library, deep.model if deep else None), encoder, deep)

    def read_weights(self) -> None:
        """Read the transformer's weights now, so that the first question need not wait for them (half a second)."""
        if self.deep is not None and self.deep_count(None):
            self.deep.embed_question("")

    def deep_count(self, labels: Collection[str] | None) -> int | None:
        """The number of passages with deep vectors, of those with these labels; None where no transformer is used."""
        snapshot = self.indexes.snapshot()
        deep = snapshot.deep if labels is None else snapshot.visible_to(labels).deep
        return None if deep is None else len(deep)


def reopened(library: Library, sources: Sequence[str | None]) -> Opened | None:
    """The indexes for the model that the library has gone over to, from the first source that has it; None if none."""
    wanted = library.model()
    for source in sources:
        try:
            encoder = load(source)
        except (OSError, ValueError):
            continue
        if wanted is not None and (encoder.name, encoder.dimension) == (wanted.name, wanted.dimension):
            library.use_model(encoder.name, encoder.dimension)
            return Opened.open(library, encoder, source)
    return None
