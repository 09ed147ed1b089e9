"""Checks of the neighbours: their file can be used, and each answers now, with a key that it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from service.doctor.check_result import CheckResult
from service.neighbours.configuration import NeighboursError
from service.neighbours.neighbour import STATE_WORDS, NeighbourReply
from service.neighbours.neighbours import Neighbours
from service.schemas.searches import SearchOut
from service.settings import Settings


def check_neighbours(settings: Settings) -> Iterator[CheckResult]:
    """One finding for each neighbour; none where no other service is asked."""
    name = "dịch vụ láng giềng"
    try:
        neighbours = Neighbours.of(settings)
    except NeighboursError as error:
        yield CheckResult(name, "bad", str(error), "Sửa tệp mà HOIVANBAN_NEIGHBOURS nêu.")
        return
    if neighbours is None:
        return
    for reply in asyncio.run(_tried(neighbours)):
        said = f"{reply.neighbour.title} ({reply.neighbour.address}): {STATE_WORDS[reply.state]}."
        if reply.state in ("answered", "nothing"):
            yield CheckResult(name, "ok", said)
        else:
            yield CheckResult(name, "warn", said, "Xem lại địa chỉ, khóa, chứng thư; hỏi đơn vị giữ dịch vụ ấy.")


async def _tried(neighbours: Neighbours) -> list[NeighbourReply[SearchOut]]:
    try:
        return await neighbours.try_each()
    finally:
        await neighbours.close()
