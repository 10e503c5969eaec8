"""Requests to the few hosts an installation names, and to nothing else: neither other hosts nor addresses inside the own network.

A listed place is a host (`push.example.org`, by https), `*.example.org`, or a whole origin (`http://10.0.0.7:8080`). An address inside
the network is reached only where it is listed by its number: then whoever runs the installation means it.
"""

from __future__ import annotations

import socket
from collections.abc import Sequence
from fnmatch import fnmatchcase
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from requests import Session
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

PORTS = {"https": 443, "http": 80}


def is_listed(address: str, listed: Sequence[str]) -> bool:
    """Whether the address stands at a listed place; one with a user name, a space or a broken port does not."""
    try:
        asked = urlsplit(address)
        place = asked.scheme, asked.hostname, asked.port or PORTS.get(asked.scheme)
    except ValueError:
        return False
    if not place[1] or asked.username is not None or asked.password is not None or any(one.isspace() or ord(one) < 32 for one in address):
        return False
    return any(_is_at(place, one) for one in listed)


def _is_at(place: tuple[str, str | None, int | None], listed: str) -> bool:
    known = urlsplit(listed if "://" in listed else f"https://{listed}")
    if place[0] != known.scheme or place[2] != (known.port or PORTS.get(known.scheme)):
        return False
    return fnmatchcase(str(place[1]), str(known.hostname)) and (known.hostname or "")[:1] not in ("", "?")


def is_outside(number: str) -> bool:
    """Whether an address belongs to the open network."""
    found = ip_address(number.partition("%")[0])
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


class _Looked(HTTPConnection):
    """Looks at whom it has really reached, so that a name can not lead inside the network, whatever it answered a moment ago."""

    def _new_conn(self) -> socket.socket:
        made = super()._new_conn()
        reached = str(made.getpeername()[0])
        if reached != self.host.strip("[]") and not is_outside(reached):
            made.close()
            raise NewConnectionError(self, "a name that leads inside the network is not followed")
        return made


class _LookedSecure(_Looked, HTTPSConnection):
    pass


class _Plain(HTTPConnectionPool):
    ConnectionCls = _Looked


class _Secure(HTTPSConnectionPool):
    ConnectionCls = _LookedSecure


class _Guarded(HTTPAdapter):
    def init_poolmanager(self, *what: Any, **more: Any) -> None:
        super().init_poolmanager(*what, **more)
        self.poolmanager.pool_classes_by_scheme = {"http": _Plain, "https": _Secure}


def session() -> Session:
    """A session that follows no proxy of the environment. Callers ask `is_listed` first and follow no redirect."""
    made = Session()
    made.trust_env = False
    for scheme in PORTS:
        made.mount(f"{scheme}://", _Guarded())
    return made
