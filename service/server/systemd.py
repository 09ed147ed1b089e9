"""systemd: inherited listening sockets, and notification of the service's state.

Protocols: ``sd_listen_fds(3)`` and ``sd_notify(3)``. With a socket unit no connection is refused during a restart:
connections wait in the queue of the socket, which systemd keeps open.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

#: The first descriptor that systemd hands over (``SD_LISTEN_FDS_START``).
FIRST_DESCRIPTOR = 3


def inherited_sockets(environment: Mapping[str, str] = os.environ) -> list[socket.socket]:
    """The listening sockets passed to this process; none if it was not started by a socket unit."""
    if environment.get("LISTEN_PID") != str(os.getpid()):
        return []
    count = int(environment.get("LISTEN_FDS", "0"))
    return [socket.socket(fileno=FIRST_DESCRIPTOR + number) for number in range(count)]


def notify(state: str, environment: Mapping[str, str] = os.environ) -> bool:
    """Send a state to systemd (``READY=1``, ``STOPPING=1``). False if it did not ask for notifications."""
    address = environment.get("NOTIFY_SOCKET")
    if not address:
        return False
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        # A leading @ stands for the zero byte of an abstract address.
        channel.connect("\0" + address[1:] if address.startswith("@") else address)
        channel.sendall(state.encode())
    return True
