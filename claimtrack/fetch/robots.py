"""What a site's robots.txt allows (RFC 9309), asked once a run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from protego import Protego

from ..models import Fetched, Outcome
from .request import Request

MAX_BYTES = 512_000  # RFC 9309, 2.5: at least 500 KiB are to be read

Ask = Callable[[Request], Awaitable[Fetched]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The rules of one origin. ``problem`` is set where they could not be had."""

    parsed: Protego | None = None
    problem: Fetched | None = None

    def allows(self, url: str, agent: str) -> bool:
        """Whether ``agent`` may fetch ``url``."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, agent))

    def delay(self, agent: str) -> float | None:
        """Seconds that the site wants between two requests."""
        wanted = self.parsed.crawl_delay(agent) if self.parsed else None
        return None if wanted is None else float(wanted)


class Robots:
    """Remembers the rules of every origin asked in this run."""

    def __init__(self, ask: Ask, rules: dict[str, Rules]) -> None:
        self._ask = ask
        self._rules = rules

    async def rules(self, url: str) -> Rules:
        """The rules for ``url``. Without a robots.txt (4xx) all is allowed; where the site cannot
        answer (5xx, no connection) nothing is, in this run."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            answer = await self._ask(Request(url=f"{origin}/robots.txt", kind="page"))
            self._rules[origin] = _judge(answer)
        return self._rules[origin]


def _judge(answer: Fetched) -> Rules:
    if answer.outcome == Outcome.OK:
        return Rules(parsed=Protego.parse(answer.body.decode("utf-8", "replace")))
    if answer.outcome == Outcome.HTTP and answer.status and 400 <= answer.status < 500:
        return Rules()
    if answer.outcome in (Outcome.REDIRECT, Outcome.TOO_LARGE):
        return Rules()  # RFC 9309, 2.3.1.2: more redirects than are followed count as none
    return Rules(problem=answer)
