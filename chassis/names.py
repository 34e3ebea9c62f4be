"""Names of hosts are looked up by the system's own resolver, in a native thread, so that nobody waits for DNS.

eventlet's own green resolver reads /etc/resolv.conf but not nsswitch.conf, and its import takes a quarter of a start.
"""

import os
import socket
from typing import Any


def leave_to_the_system() -> None:
    """Keep eventlet from bringing its resolver; before it is imported."""
    os.environ.setdefault("EVENTLET_NO_GREENDNS", "yes")


def install() -> None:
    """Look names up in a thread from now on; after monkey_patch."""
    from eventlet import tpool
    from eventlet.green import socket as green

    native = socket.getaddrinfo

    def getaddrinfo(host: Any, port: Any, family: int = 0, type: int = 0, proto: int = 0, flags: int = 0) -> Any:
        try:
            # An address needs no resolver, and so no thread.
            return native(host, port, family, type, proto, flags | socket.AI_NUMERICHOST)
        except socket.gaierror:
            return tpool.execute(native, host, port, family, type, proto, flags)

    socket.getaddrinfo = green.getaddrinfo = getaddrinfo
