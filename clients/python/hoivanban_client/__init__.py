"""A typed client of the HTTP interface: ``from hoivanban_client import Client, AsyncClient`` (extra ``client``).

    with Client("https://hoi.example.gov.vn", key="hvb_...") as client:
        answer = client.ask("Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?")
        print(answer.message, [source.formal for source in answer.sources])

Results are the models of the service's contract; fields that a newer service adds are passed over. Errors are
:class:`ApiError` with the service's problem in them. Reads, questions and writes are tried again when the service
cannot be reached or is busy: every write carries an ``Idempotency-Key``, so it is done once.
"""

from __future__ import annotations

from hoivanban_client.asynchronous import AsyncClient
from hoivanban_client.blocking import Client
from hoivanban_client.errors import ApiError, Forbidden, Invalid, NotFound, Unauthorized, Unreachable, Unreadable
from hoivanban_client.events import Answered, Event, Found, Stated
from hoivanban_client.models import AnswerOut, DocumentOut, FiltersIn, SourceOut, StatementOut
from hoivanban_client.page import ResultPage

__all__ = [
    "AnswerOut",
    "Answered",
    "ApiError",
    "AsyncClient",
    "Client",
    "DocumentOut",
    "Event",
    "FiltersIn",
    "Forbidden",
    "Found",
    "Invalid",
    "NotFound",
    "ResultPage",
    "SourceOut",
    "Stated",
    "StatementOut",
    "Unauthorized",
    "Unreachable",
    "Unreadable",
]
