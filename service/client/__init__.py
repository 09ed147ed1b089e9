"""A typed client of the HTTP interface: ``from service.client import Client, AsyncClient`` (extra ``client``).

    with Client("https://hoi.example.gov.vn", key="hvb_...") as client:
        answer = client.ask("Kế hoạch 516/KH-UBND do cơ quan nào chủ trì?")
        print(answer.message, [source.formal for source in answer.sources])

Results are the wire models of the service; fields that a newer service adds are passed over. Errors are
:class:`ApiError` with the service's problem in them. Reads, questions and writes are tried again when the service
cannot be reached or is busy: every write carries an ``Idempotency-Key``, so it is done once.
"""

from __future__ import annotations

from service.client.asynchronous import AsyncClient
from service.client.blocking import Client
from service.client.errors import ApiError, Forbidden, Invalid, NotFound, Unauthorized, Unreachable
from service.client.events import Answered, Event, Found, Stated
from service.client.page import ResultPage

__all__ = [
    "Answered",
    "ApiError",
    "AsyncClient",
    "Client",
    "Event",
    "Forbidden",
    "Found",
    "Invalid",
    "NotFound",
    "ResultPage",
    "Stated",
    "Unauthorized",
    "Unreachable",
]
