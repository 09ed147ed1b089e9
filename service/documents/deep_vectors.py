"""Deep vectors beside the service: embedded by a process of idle priority whenever passages have none yet."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from index.embedding.transformer import TransformerEncoder
from index.ingestion.deep_embedding import has_unread, start_idle_embedding
from index.library.library import Library

#: How often the library is looked at for passages without deep vectors, and a running process for its end.
LOOK_SECONDS, STEP_SECONDS = 1.0, 0.2
#: How long is waited after a process that failed.
AGAIN_SECONDS = 60.0

_log = logging.getLogger("hoivanban")


class DeepEmbedding:
    """Follows a library: :meth:`run` in a thread of its own, until :meth:`stop`.

    ``encoder`` gives the transformer in use; None while the library has none.
    """

    def __init__(
        self,
        library: Library,
        url: str | None,
        encoder: Callable[[], TransformerEncoder | None],
    ) -> None:
        self._library = library
        self._home: Path = library.home
        self._url = url
        self._encoder = encoder
        self._ending = threading.Event()

    def stop(self) -> None:
        """End the thread, and the process that it has started."""
        self._ending.set()

    @contextmanager
    def in_background(self) -> Iterator[None]:
        """Embed beside the block."""
        thread = threading.Thread(target=self.run, name="hoivanban-deep", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.stop()
            thread.join()

    def run(self) -> None:
        """Embed what is missing, now and after every change."""
        looked_at: tuple[int, int] | None = None
        wait = 0.0
        while not self._ending.wait(wait):
            wait = LOOK_SECONDS
            try:
                state, encoder = self._library.deep_state(), self._encoder()
                if state == looked_at or encoder is None:
                    continue
                if not has_unread(self._library, encoder.model):
                    looked_at = state
                elif self._embed() != 0 or self._library.deep_state() == state:
                    # It failed, or found another process at work.
                    wait = AGAIN_SECONDS
            except (OSError, SQLAlchemyError):
                _log.exception("deep vectors could not be made; trying again")
                wait = AGAIN_SECONDS

    def _embed(self) -> int:
        """Run a process to its end, or to that of the service. Returns its exit code."""
        process = start_idle_embedding(self._home, self._url)
        while process.is_alive():
            if self._ending.is_set():
                process.terminate()
            process.join(STEP_SECONDS)
        code = process.exitcode or 0
        if code and not self._ending.is_set():
            _log.error("the process that makes deep vectors ended with code %s; trying again", code)
        return code
