"""Ports of this machine for the servers that tests start. A port that was only found free may be gone when its server is up at last.

Those that the system itself hands out, to whoever opens a connection, are left to it; of the others each process holds the ones it got
until it ends, by a name that no second process of this machine can bind (an abstract socket of Linux, which leaves no file behind).
"""

import socket

OURS = range(20_000, 32_768)
_HELD: list[socket.socket] = []


def free_port() -> int:
    """Of this process as long as it lives, whether a server listens there, is still starting, or was killed."""
    for port in OURS:
        if _becomes_ours(port):
            if _is_free(port):
                return port
            _HELD.pop().close()
    raise RuntimeError(f"No port from {OURS[0]} to {OURS[-1]} is free: end what listens there.")


def _becomes_ours(port: int) -> bool:
    name = socket.socket(socket.AF_UNIX)
    try:
        name.bind(f"\0comity-test-port-{port}")
    except OSError:
        name.close()
        return False
    _HELD.append(name)
    return True


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
