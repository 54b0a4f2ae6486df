"""Sends alerts to a webhook, with some patience."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import httpx

from .guard import GuardedTransport
from .request import Manners

_ATTEMPTS = 3
_LATER = frozenset({408, 425, 429})


async def post_json(
    url: str, body: bytes, *, headers: Mapping[str, str], manners: Manners, pause: float = 1.0
) -> str | None:
    """Post ``body``; None where it was taken (2xx), else why not, in one sentence.

    Tried three times, after ``pause`` and twice of it, unless the answer says that it is of no use.
    No redirect is followed, and no private address asked that ``allow_private`` does not name.
    """
    sent = {"Content-Type": "application/json", "User-Agent": manners.user_agent, **headers}
    problem = None
    transport = GuardedTransport(manners.allow_private)
    async with httpx.AsyncClient(
        transport=transport, timeout=manners.timeout, trust_env=False
    ) as http:
        for attempt in range(_ATTEMPTS):
            if attempt:
                await asyncio.sleep(pause * 2 ** (attempt - 1))
            try:
                async with http.stream("POST", url, content=body, headers=sent) as answer:
                    status = answer.status_code
            except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError) as error:
                problem = str(error) or type(error).__name__
                continue
            if 200 <= status < 300:
                return None
            problem = f"HTTP status {status}"
            if status < 500 and status not in _LATER:
                break
    return problem
