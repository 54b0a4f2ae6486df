"""Looks up names and refuses private addresses, at the moment of connecting.

Checking the name first and connecting later would let a name change its address in between, so the
check stands below the HTTP library, for every connection and thus every redirect.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Iterable

import httpcore
import httpx

_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NameNotFound(httpcore.ConnectError):
    """The host's name has no address."""


class PrivateAddress(httpcore.ConnectError):
    """The host's address is none of the public internet."""


class GuardedBackend(httpcore.AsyncNetworkBackend):
    """Connects to public addresses only, and to the hosts in ``allowed``."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self._backend = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Try the host's addresses in turn."""
        addresses = await _look_up(host, port, timeout)
        if host not in self._allowed and not all(map(is_public, addresses)):
            raise PrivateAddress(f"{host} has a private address; see allow_private in feeds.yaml")
        for address in addresses[:-1]:
            try:
                return await self._backend.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError:
                continue
        return await self._backend.connect_tcp(
            addresses[-1], port, timeout, local_address, socket_options
        )

    async def sleep(self, seconds: float) -> None:
        """As the library asks."""
        await asyncio.sleep(seconds)


async def _look_up(host: str, port: int, timeout: float | None) -> list[str]:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(timeout):
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except TimeoutError as error:
        raise httpcore.ConnectTimeout(f"looking up {host} took too long") from error
    except (socket.gaierror, UnicodeError) as error:
        raise NameNotFound(f"no address for {host}") from error
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also when wrapped in IPv6."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


_KEPT = 200  # hosts whose connection is left open for the next request; well below 1,024 files


class GuardedTransport(httpx.AsyncBaseTransport):
    """HTTP over guarded connections, a pool for each host: a pool for all looks at every connection
    for every request. How many requests there are at a time is the caller's care.

    httpx has no argument for the guard, so its pool is replaced; tests/test_fetch.py proves the
    block.
    """

    def __init__(self, allowed: frozenset[str], *, kept: int = _KEPT) -> None:
        self._backend = GuardedBackend(allowed)
        self._kept = kept
        self._ssl = httpx.create_ssl_context()
        self._hosts: dict[bytes, httpx.AsyncHTTPTransport] = {}  # the last used at the end

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send ``request`` on the host's connection."""
        host = request.url.netloc
        transport = self._hosts.pop(host, None) or self._transport()
        self._hosts[host] = transport
        if len(self._hosts) > self._kept:
            await self._close_oldest()
        return await transport.handle_async_request(request)

    async def aclose(self) -> None:
        """Close all connections."""
        for transport in self._hosts.values():
            await transport.aclose()
        self._hosts.clear()

    def _transport(self) -> httpx.AsyncHTTPTransport:
        transport = httpx.AsyncHTTPTransport(verify=self._ssl)
        transport._pool = httpcore.AsyncConnectionPool(
            ssl_context=self._ssl, keepalive_expiry=15.0, network_backend=self._backend
        )
        return transport

    async def _close_oldest(self) -> None:
        """Close the connection that waits the longest; none that is in use."""
        for host, transport in list(self._hosts.items())[:-1]:
            pool = transport._pool
            assert isinstance(pool, httpcore.AsyncConnectionPool)
            if all(connection.is_idle() for connection in pool.connections):
                del self._hosts[host]
                await transport.aclose()
                return
