"""Which documents are annexes of which, by a clerk's word."""

from __future__ import annotations

from sqlalchemy import Engine

from index.store.clerk_annexes import annexes_of, main_and_name
from index.store.clerk_values import values_of
from index.store.database import read_transaction


class ClerkAnnexes:
    """The annexes in files of their own that clerks made; whether somebody may see them is asked elsewhere."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def main_of(self, document_id: str) -> tuple[str, str] | None:
        """The id of the main text and the annex's name; None for a document that is no annex by a clerk's word."""
        with read_transaction(self._engine) as connection:
            return main_and_name(values_of(connection, document_id))

    def of_main(self, document_id: str) -> tuple[str, ...]:
        """The documents that are annexes of this one."""
        with read_transaction(self._engine) as connection:
            return tuple(annexes_of(connection, document_id))
