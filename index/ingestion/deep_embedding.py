"""The deep vectors of passages that have none yet: made in portions, here or in a process of idle priority.

A portion is one transaction, so that a run that is killed loses a portion at most and the next one goes on. One process
of a machine embeds at a time: the others would only make the same vectors.
"""

from __future__ import annotations

import fcntl
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from index.embedding.transformer import deep_encoder, deep_text
from index.library.library import Library
from index.records import Floats, VectorModel
from index.store import deep_vectors
from index.store.database import read_transaction

#: Passages embedded at a time: some three seconds on one core.
PORTION = 256
#: The priority of a process that embeds in the background: whoever asks goes first.
NICE = 19
LOCK_FILE = "deep.lock"


class PassageEncoder(Protocol):
    """What embedding needs of the transformer."""

    @property
    def model(self) -> VectorModel: ...
    def embed_passages(self, texts: Sequence[str]) -> Floats:
        """The vectors of passages."""


def embed_unread(
    library: Library,
    encoder: PassageEncoder,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
    stop: Callable[[], bool] = lambda: False,
) -> bool:
    """Embed the answering passages that have no deep vector. False when stopped before the end."""
    number = deep_vectors.register_model(library.engine, encoder.model)
    with read_transaction(library.engine) as connection:
        total = deep_vectors.count_unread(connection, number)
    done = 0
    while not stop():
        with read_transaction(library.engine) as connection:
            passages = deep_vectors.unread_passages(connection, number, PORTION)
        if not passages:
            # Only now: until then the vectors of former weights cost nothing but room.
            deep_vectors.remove_other_models(library.engine, encoder.model)
            return True
        vectors = encoder.embed_passages([deep_text(one.subject, one.headings, one.text) for one in passages])
        deep_vectors.store_vectors(library.engine, number, [one.id for one in passages], vectors)
        done += len(passages)
        on_progress(min(done, total), total)
    return False


def has_unread(library: Library, model: VectorModel) -> bool:
    """True if an answering passage has no deep vector yet."""
    with read_transaction(library.engine) as connection:
        number = deep_vectors.model_number(connection, model)
        # A model that the library does not know has made no vector: no number is 0.
        return bool(deep_vectors.unread_passages(connection, number or 0, 1))


@contextmanager
def only_embedder(home: Path) -> Iterator[bool]:
    """Whether this process may embed: False while another one does. The system frees a killed one's lock."""
    with (home / LOCK_FILE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def start_idle_embedding(home: Path, url: str | None) -> BaseProcess:
    """Start a process of idle priority that embeds what is missing, and ends then or with this process."""
    process = multiprocessing.get_context("spawn").Process(
        target=_embed_at_idle_priority, args=(home, url, os.getpid()), daemon=True
    )
    process.start()
    return process


def _embed_at_idle_priority(home: Path, url: str | None, parent: int) -> None:
    os.nice(NICE)
    encoder = deep_encoder(None, threads=os.cpu_count() or 1)
    if encoder is None:
        return
    with Library.open(home, url) as library, only_embedder(home) as alone:
        if alone:
            # A parent that was killed cannot stop this process.
            embed_unread(library, encoder, stop=lambda: os.getppid() != parent)
