"""What the commands share: options, clock, fetching, progress."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..alerts import signature_of
from ..config import Config, Settings
from ..fetch import Manners, Memory, Request, fetch_all, post_json
from ..models import Fetched
from ..pipeline import Post, Tools

if TYPE_CHECKING:
    from ..extract import Extractor
    from ..match.encoder import Encoder

_Command = TypeVar("_Command", bound=Callable[..., Any])

DEFAULT_DB = Path("db/claimtrack.db")
DEFAULT_FEEDS = Path("feeds.yaml")
FEEDS_FAILED = 3


def db_option(command: _Command) -> _Command:
    """``--db``."""
    return click.option(
        "--db",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="CLAIMTRACK_DB",
        default=DEFAULT_DB,
        show_default=True,
        help="The database; also CLAIMTRACK_DB.",
    )(command)


def feeds_option(command: _Command) -> _Command:
    """``--feeds``."""
    return click.option(
        "--feeds",
        "feeds_file",
        type=click.Path(dir_okay=False, path_type=Path),
        default=DEFAULT_FEEDS,
        show_default=True,
        help="The outlets and their feeds.",
    )(command)


def verdicts_option(command: _Command) -> _Command:
    """``--verdicts``."""
    return click.option(
        "--verdicts",
        type=click.Path(dir_okay=False, path_type=Path),
        envvar="CLAIMTRACK_VERDICTS",
        help="What checkers filed; verdicts.db beside the database by default, also"
        " CLAIMTRACK_VERDICTS.",
    )(command)


def verdicts_beside(db: Path, *, is_demo: bool) -> Path:
    """Where verdicts on the claims of ``db`` are kept; those on invented ones by themselves."""
    return db.with_name(f"{db.stem}-verdicts.db" if is_demo else "verdicts.db")


def now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)


def load_extractor() -> Extractor:
    """Import spaCy and load the models; seconds, so only where there is a text to read."""
    from ..extract import Extractor

    return Extractor.load()


def load_encoder() -> Encoder:
    """Import onnxruntime and load the sentence encoder; only where something is compared.

    It is the one by which differences are sought: a process loads it once.
    """
    from ..match.encoding import kept_encoder

    return kept_encoder()


def make_tools(config: Config | None = None) -> Tools:
    """The world as the runs use it."""
    return Tools(
        clock=now,
        fetch_all=make_fetch_all(config or Config(outlets=())),
        load_extractor=load_extractor,
        load_encoder=load_encoder,
        progress=TerminalProgress(),
        post=_make_post(config) if config and config.settings.webhook else None,
    )


def _make_post(config: Config) -> Post:
    """Posting to the webhook of ``config``, signed with ``CLAIMTRACK_WEBHOOK_SECRET`` if set."""
    url, secret = config.settings.webhook or "", os.environ.get("CLAIMTRACK_WEBHOOK_SECRET")
    manners = _manners(config.settings, {})

    async def post(body: bytes, key: str) -> str | None:
        headers = {"Idempotency-Key": key}
        if secret:
            headers["X-Claimtrack-Signature"] = signature_of(body, secret)
        return await post_json(url, body, headers=headers, manners=manners)

    return post


def make_fetch_all(config: Config) -> Callable[[Iterable[Request]], AsyncIterator[Fetched]]:
    """Fetching with the manners of ``config``."""
    manners = _manners(config.settings, config.mirrors)
    memory = Memory(manners.host_gap)

    def fetch(requests: Iterable[Request]) -> AsyncIterator[Fetched]:
        return fetch_all(requests, manners=manners, clock=now, memory=memory)

    return fetch


def _manners(settings: Settings, mirrors: dict[str, tuple[Path, ...]]) -> Manners:
    return Manners(
        user_agent=settings.user_agent,
        timeout=settings.timeout,
        total_timeout=settings.total_timeout,
        max_feed_bytes=settings.max_feed_bytes,
        max_page_bytes=settings.max_page_bytes,
        connections=settings.connections,
        host_gap=settings.host_gap,
        allow_private=frozenset(settings.allow_private),
        mirrors=mirrors,
    )


class TerminalProgress:
    """A bar on a terminal; elsewhere a plain line at most every few seconds. On stderr."""

    _EVERY = 5.0

    def __init__(self) -> None:
        self._stream = sys.stderr
        self._bar: Any = None
        self._stage = ""
        self._total: int | None = None
        self._done = 0
        self._told = 0.0

    def start(self, stage: str, total: int | None) -> None:
        """A stage begins; one without anything to do is not mentioned."""
        self._stage, self._total, self._done = stage, total, 0
        self._told = time.monotonic()
        if total == 0:
            return
        if self._stream.isatty():
            bar: Any = click.progressbar(
                length=total or 0, label=f"{stage:<10}", file=self._stream, show_pos=True
            )
            bar.render_progress()
            self._bar = bar

    def step(self, note: str = "") -> None:
        """One more step; a note is a line of its own."""
        self._done += 1
        if note:
            click.echo(f"{chr(13) if self._bar else ''}claimtrack: {note}", err=True)
        if self._bar:
            self._bar.update(1)
        elif not self._stream.isatty() and time.monotonic() - self._told > self._EVERY:
            self._told = time.monotonic()
            click.echo(self._line(), err=True)

    def finish(self) -> None:
        """The stage is over."""
        if self._bar:
            self._bar.render_finish()
            self._bar = None
        elif self._done:
            click.echo(self._line(), err=True)

    def _line(self) -> str:
        return f"{self._stage}: {self._done}{f' of {self._total}' if self._total else ''}"
