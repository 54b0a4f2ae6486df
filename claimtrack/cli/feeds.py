"""Commands on feeds: list, check, parse, resume."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import click

from ..config import Config, Settings, load_config
from ..errors import ClaimtrackError, InputError
from ..feeds import parse_feed
from ..fetch import Request
from ..models import Fetched, Outcome, ParsedFeed
from ..polling import Trouble
from ..render.diagnosis import diagnose
from ..render.jsonl import feed_json
from ..store import FeedHealth, load_feed_health, open_database, resume_feed
from .tools import db_option, feeds_option, make_fetch_all, now


@click.group()
def feeds() -> None:
    """Look at feeds: list their health, check one, parse one, resume one."""


@feeds.command("list")
@feeds_option
@db_option
def list_command(feeds_file: Path, db: Path) -> None:
    """List the configured feeds with their health.

    \b
    Example:  claimtrack feeds list
    """
    config = load_config(feeds_file)
    known: dict[str, FeedHealth] = {}
    if db.exists():
        with open_database(db) as database:
            known = {feed.url: feed for feed in load_feed_health(database)}
    click.echo(_ROW.format("outlet", "state", "last well", "last news", "every", "next", "feed"))
    for outlet in config.outlets:
        for feed in outlet.feeds:
            click.echo(_health_line(outlet.name, feed.url, known.get(feed.url)))


_ROW = "{:<24.24}  {:<22}  {:<16}  {:<16}  {:>6}  {:<16}  {}"


def _health_line(outlet: str, url: str, health: FeedHealth | None) -> str:
    if health is None or health.outcome is None:
        return _ROW.format(outlet, "never polled", "-", "-", "-", "-", url)
    state = health.outcome
    if health.trouble:
        state = f"{health.trouble}: {health.outcome}"
        state += f" ×{health.failures}" if health.failures > 1 else ""
    every = f"{health.every // 60} min" if health.every else "-"
    times = (health.succeeded_at, health.news_at, health.next_poll_at)
    good, news, later = (f"{at:%Y-%m-%d %H:%M}" if at else "-" for at in times)
    later = "never" if health.trouble == Trouble.GONE else later
    return _ROW.format(outlet, state, good, news, every, later, url)


@feeds.command()
@click.argument("url", metavar="FILE|URL")
@click.option("--allow-private", is_flag=True, help="Also where the host has a private address.")
def check(url: str, allow_private: bool) -> None:
    """Fetch one feed and tell what is right and wrong with it.

    \b
    Example:  claimtrack feeds check https://news.example/feed.xml
    """
    fetched = _fetch(url, allow_private=allow_private)
    feed = _parse(fetched)
    for line in diagnose(fetched, feed, now()):
        click.echo(line)


@feeds.command()
@click.argument("url", metavar="URL")
@db_option
def resume(url: str, db: Path) -> None:
    """Ask a feed again that is gone (410) or waits after failures.

    \b
    Example:  claimtrack feeds resume https://news.example/feed.xml
    """
    with open_database(db, create=False) as database:
        if not resume_feed(database, url):
            raise InputError(f"{url}: not a known feed; see 'claimtrack feeds list'")
    click.echo(f"{url} is polled at the next run")


@feeds.command()
@click.argument("url", metavar="FILE|URL")
def parse(url: str) -> None:
    """Print a feed and its entries as JSON (docs/feed.schema.json).

    \b
    Example:  claimtrack feeds parse feed.xml
    """
    click.echo(feed_json(_parse(_fetch(url))))


def _parse(fetched: Fetched) -> ParsedFeed:
    try:
        return parse_feed(fetched.body, url=fetched.final_url, content_type=fetched.content_type)
    except ClaimtrackError as error:
        raise InputError(f"{fetched.url}: {error}") from error


def _fetch(url: str, *, allow_private: bool = False) -> Fetched:
    """Fetch one feed; a path is read as a file."""
    if "://" not in url:
        url = Path(url).resolve().as_uri()
    hosts = (urlsplit(url).hostname or "",) if allow_private else ()
    config = Config(outlets=(), settings=Settings(allow_private=hosts))
    fetched = asyncio.run(_first(config, Request(url=url, kind="feed")))
    if fetched.outcome != Outcome.OK:
        raise InputError(f"{url}: {fetched.outcome}: {fetched.detail or fetched.status}")
    return fetched


async def _first(config: Config, request: Request) -> Fetched:
    async for fetched in make_fetch_all(config)([request]):
        return fetched
    raise AssertionError("every request has its answer")
