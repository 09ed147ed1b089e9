"""Neighbours in ``hoivanban status``: how each fared when the service last asked it. ``doctor`` asks them itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from service.commands.shared_options import fail

if TYPE_CHECKING:
    from service.schemas.neighbours import NeighbourOut
    from service.settings import Settings


def kept_neighbours(settings: Settings) -> tuple[NeighbourOut, ...]:
    """The neighbours of the settings as the service left them; a file that cannot be used ends the command."""
    if settings.neighbours is None:
        return ()
    from service.neighbours.configuration import NeighboursError, read_neighbours
    from service.neighbours.neighbour_health import NeighbourHealthFile, neighbour_out

    try:
        listed = read_neighbours(settings.neighbours)
    except NeighboursError as error:
        fail(str(error))
    return tuple(neighbour_out(one, NeighbourHealthFile(settings.home, one.name).read()) for one in listed)


def neighbour_line(neighbour: NeighbourOut) -> str:
    """A neighbour as a line of text: its state, why, and when it was asked."""
    if neighbour.asked_at is None:
        return f"Dịch vụ láng giềng {neighbour.title}: chưa hỏi lần nào"
    asked = datetime.fromisoformat(neighbour.asked_at).astimezone().strftime("%H:%M ngày %d/%m/%Y")
    why = f" ({neighbour.reason})" if neighbour.reason else ""
    return f"Dịch vụ láng giềng {neighbour.title}: {neighbour.described}{why}, lúc {asked}"
