"""Security headers on every answer of the server.

Our own pages carry no script and load nothing from elsewhere, and say so. Datasette's pages use
scripts in the page; theirs is the narrowest policy under which they work.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

_FRAME = "base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'"
PAGE_POLICY = {
    "content-security-policy": f"default-src 'none'; style-src 'self'; img-src 'self'; {_FRAME}"
}
_CORE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    f"img-src 'self' data:; {_FRAME}"
)
_ALWAYS = {
    "content-security-policy": _CORE_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
_App = Callable[[dict[str, Any], Any, Any], Awaitable[None]]


def with_headers(app: _App) -> _App:
    """The application, whose answers carry every header that they do not carry themselves."""

    async def wrapped(scope: dict[str, Any], receive: Any, send: Any) -> None:
        async def send_with_headers(event: dict[str, Any]) -> None:
            if event["type"] == "http.response.start":
                given = list(event.get("headers", []))
                names = {name.lower() for name, _ in given}
                given += [
                    (name.encode(), value.encode())
                    for name, value in _ALWAYS.items()
                    if name.encode() not in names
                ]
                event = {**event, "headers": given}
            await send(event)

        await app(scope, receive, send_with_headers)

    return wrapped
