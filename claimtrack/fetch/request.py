"""What to fetch, and how."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address. ``etag`` and ``last_modified`` are those of the last successful attempt."""

    url: str
    kind: Literal["feed", "page"]
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How to fetch: times in seconds, sizes in bytes after decompression.

    ``mirrors`` gives the folders that stand for a host; ``allow_private`` the hosts that may have a
    private address.
    """

    user_agent: str
    timeout: float = 20.0
    total_timeout: float = 60.0
    max_feed_bytes: int = 10_000_000
    max_page_bytes: int = 5_000_000
    connections: int = 32
    host_gap: float = 1.0
    allow_private: frozenset[str] = frozenset()
    mirrors: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)

    def max_bytes(self, request: Request) -> int:
        """The size at which a body is given up."""
        return self.max_feed_bytes if request.kind == "feed" else self.max_page_bytes
