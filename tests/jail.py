"""Reads feeds in a process that may neither connect, nor open files, nor take much memory.

Usage: python jail.py FILE… ; prints a line of JSON for each: entries, or the reason why none.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

import feedparser  # noqa: F401  (what is imported later would open files)

import claimtrack
from claimtrack.errors import NotAFeed
from claimtrack.feeds import parse_feed
from claimtrack.packed import unpacked

HOUSE = str(Path(claimtrack.__file__).parent)
MEMORY = 1_500_000_000  # bytes of address space
SECONDS = 2.0  # of processor time: on a busy machine a harmless file takes one


class Escaped(BaseException):
    """The parser did what it must not."""


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.system"):
        raise Escaped(event)
    own = (sys.prefix, sys.base_prefix, HOUSE)  # codecs and word lists, when they are first used
    if event == "open" and is_armed and not str(arguments[0]).startswith(own):
        raise Escaped(f"open {arguments[0]}")


def outcome(body: bytes) -> dict[str, object]:
    started = time.process_time()
    try:
        feed = parse_feed(body, url="https://news.example/rss", seconds=SECONDS)
        found: dict[str, object] = {
            "entries": len(feed.entries),
            "told": "ill" if feed.problem else "well",
            "size": len(str(feed)),
            "text": str(feed)[:20_000],
        }
    except NotAFeed as error:
        found = {"entries": "not_a_feed", "told": "", "reason": str(error)}
    except Escaped as error:
        found = {"entries": "escaped", "reason": str(error)}
    return found | {"seconds": time.process_time() - started}


is_armed = False
bodies = [unpacked(Path(name).read_bytes(), 10_000_000) for name in sys.argv[1:]]
parse_feed(b"<rss version='2.0'><channel><item><title>&amp;</title></item></channel></rss>")
resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
sys.addaudithook(watch)
is_armed = True
for body in bodies:
    print(json.dumps(outcome(body)))
