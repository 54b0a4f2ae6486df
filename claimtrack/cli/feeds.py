"""Commands on feeds: list, check, parse."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from ..config import Config, load_config
from ..errors import ClaimtrackError, InputError
from ..feeds import parse_feed
from ..fetch import Request
from ..models import Fetched, Outcome, ParsedFeed
from ..render.jsonl import feed_json
from ..store import load_feed_health, open_database
from .tools import db_option, feeds_option, make_fetch_all


@click.group()
def feeds() -> None:
    """Look at feeds: list their health, check one, parse one."""


@feeds.command("list")
@feeds_option
@db_option
def list_command(feeds_file: Path, db: Path) -> None:
    """List the configured feeds with their health.

    \b
    Example:  claimtrack feeds list
    """
    config = load_config(feeds_file)
    known = {}
    if db.exists():
        with open_database(db) as database:
            known = {feed.url: feed for feed in load_feed_health(database)}
    for outlet in config.outlets:
        for feed in outlet.feeds:
            health = known.get(feed.url)
            state = health.outcome or "never polled" if health else "never polled"
            since = (
                f"{health.succeeded_at:%Y-%m-%d %H:%M}" if health and health.succeeded_at else "-"
            )
            click.echo(f"{outlet.name:<30.30}  {state:<14}  {since:<16}  {feed.url}")


@feeds.command()
@click.argument("url", metavar="FILE|URL")
def check(url: str) -> None:
    """Fetch one feed and tell what is right and wrong with it.

    \b
    Example:  claimtrack feeds check https://news.example/feed.xml
    """
    fetched = _fetch(url)
    click.echo(
        f"fetched {len(fetched.body)} bytes in {fetched.seconds:.2f} s from {fetched.final_url}"
    )
    if fetched.moved_to:
        click.echo(f"moved for good: put {fetched.moved_to} into feeds.yaml")
    feed = _parse(fetched)
    linked = sum(entry.url is not None for entry in feed.entries)
    dated = sum(entry.published is not None for entry in feed.entries)
    click.echo(f"{feed.form}: {feed.title or 'without a title'}")
    click.echo(f"{len(feed.entries)} entries, {linked} with a link, {dated} with a date")
    has_state = fetched.etag or fetched.last_modified
    click.echo(f"tells when unchanged: {'yes' if has_state else 'no'}")
    if feed.problem:
        click.echo(f"overlooked: {feed.problem}")


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


def _fetch(url: str) -> Fetched:
    """Fetch one feed; a path is read as a file."""
    if "://" not in url:
        url = Path(url).resolve().as_uri()
    fetched = asyncio.run(_first(Request(url=url, kind="feed")))
    if fetched.outcome != Outcome.OK:
        raise InputError(f"{url}: {fetched.outcome}: {fetched.detail or fetched.status}")
    return fetched


async def _first(request: Request) -> Fetched:
    async for fetched in make_fetch_all(Config(outlets=()))([request]):
        return fetched
    raise AssertionError("every request has its answer")
