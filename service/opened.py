"""Indexes and the models that made their vectors, opened and exchanged together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from index.derived.sync import Indexes
from index.embedding.encoders import Encoder, load
from index.embedding.transformer import TransformerEncoder, deep_encoder
from index.engine.address import EngineAddress
from index.engine.beside import EngineBeside
from index.engine.opening import engine_beside
from index.library.library import Library, ListRequest
from index.records import VectorModel
from service.records import Health


@dataclass(frozen=True, slots=True)
class Opened:
    """Indexes with their models, in one record so that no question meets a mix.

    ``deep`` and ``engine`` are None where none is used.
    """

    indexes: Indexes
    encoder: Encoder
    deep: TransformerEncoder | None = None
    engine: EngineBeside | None = None

    @classmethod
    def open(
        cls, library: Library, encoder: Encoder, model: str | None, address: EngineAddress | None = None
    ) -> Opened:
        """Open the library's indexes for ``encoder``, which the setting ``model`` named, and the engine beside them."""
        deep = deep_encoder(model)
        engine = None
        if address is not None:
            engine = engine_beside(address, library, VectorModel(encoder.name, encoder.dimension))
        indexes = Indexes.open(library.home, library, deep.model if deep else None, engine)
        return cls(indexes, encoder, deep, engine)

    def follow_engine(self) -> None:
        """Bring the engine up to what this process knows of the library."""
        if self.engine is not None:
            self.engine.follow(self.indexes.snapshot().change)

    def stop_engine(self) -> None:
        """Write nothing further to the engine."""
        if self.engine is not None:
            self.engine.stop()

    def health(self, library: Library, labels: Collection[str] | None) -> Health:
        """Sizes and states of the library, as somebody with these access labels sees it; None for all of it."""
        visible = library if labels is None else library.visible_to(labels)
        newest = library.change if labels is None else library.last_change_for(labels)
        held = self.indexes.snapshot().change
        return Health(
            documents=visible.documents(ListRequest(limit=1, access=None)).total,
            passages=visible.count_answering(),
            change=newest,
            index_change=min(newest, held),
            model=self.encoder.name,
            deep=self.deep_count(labels),
            engine=None if self.engine is None else self.engine.health(held),
        )

    def read_weights(self) -> None:
        """Read the transformer's weights now, so that the first question need not wait for them (half a second)."""
        if self.deep is not None and self.deep_count(None):
            self.deep.embed_question("")

    def deep_count(self, labels: Collection[str] | None) -> int | None:
        """The number of passages with deep vectors, of those with these labels; None where no transformer is used."""
        snapshot = self.indexes.snapshot()
        deep = snapshot.deep if labels is None else snapshot.visible_to(labels).deep
        return None if deep is None else len(deep)


def reopened(library: Library, sources: Sequence[str | None], address: EngineAddress | None = None) -> Opened | None:
    """The indexes for the model that the library has gone over to, from the first source that has it; None if none."""
    wanted = library.model()
    for source in sources:
        try:
            encoder = load(source)
        except (OSError, ValueError):
            continue
        if wanted is not None and (encoder.name, encoder.dimension) == (wanted.name, wanted.dimension):
            library.use_model(encoder.name, encoder.dimension)
            return Opened.open(library, encoder, source, address)
    return None
