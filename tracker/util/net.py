"""Facts about web addresses."""

import ipaddress
import socket
from collections.abc import Callable
from urllib.parse import urlsplit


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine alone. A name other than localhost is not looked up."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


_ALWAYS_THERE = ("a.root-servers.net", "k.root-servers.net")
"""Names that every resolver knows, and that tell nobody what is looked for."""


def is_offline(resolve: Callable[[str, None], object] = socket.getaddrinfo) -> bool:
    """Whether no name at all resolves, so that it is not one host that is missing. Asks the resolver alone."""
    for name in _ALWAYS_THERE:
        try:
            resolve(name, None)
        except OSError:
            continue
        return False
    return True
