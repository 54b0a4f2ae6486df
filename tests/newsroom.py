"""An outlet on the local web, and the tools to collect it."""

from __future__ import annotations

from functools import partial

from factories import ScriptedExtractor
from fakes import Answer

from claimtrack.config import Config
from claimtrack.fetch import Manners, fetch_all
from claimtrack.models import Feed, Outlet
from claimtrack.pipeline import Tools, ingest

WORDS = "The bureau said that hackers attacked the studio. It was quiet in town. " + " ".join(
    f"Shopkeeper number {n} opened at {n} in the morning and sold bread, milk and papers to all."
    for n in range(12)
)


class Quiet:
    def __init__(self) -> None:
        self.notes: list[str] = []

    def start(self, stage, total):
        """Nothing to show."""

    def step(self, note=""):
        self.notes += [note] * bool(note)

    def finish(self):
        """Nothing to show."""


class Newsroom:
    """One outlet with a feed on the local web."""

    def __init__(self, web, clock) -> None:
        self.web, self.clock = web, clock
        self.extractor = ScriptedExtractor()
        self.progress = Quiet()
        self.loads = 0
        self.post = None
        self.config = Config(
            outlets=(Outlet(name="Alpha", domain="a.example", feeds=(Feed(url=f"{web.url}/rss"),)),)
        )

    def publish(self, *slugs: str, words: str = WORDS) -> None:
        items = "".join(
            f"<item><guid isPermaLink='false'>{s}</guid><link>{self.web.url}/{s}</link>"
            f"<title>On {s}</title><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate>"
            f"<description>Short of {s}.</description></item>"
            for s in slugs
        )
        self.web.pages["/rss"] = Answer(
            f"<rss version='2.0'><channel>{items}</channel></rss>".encode()
        )
        for slug in slugs:
            self.web.pages[f"/{slug}"] = self.page(slug, words)

    @staticmethod
    def page(slug: str, words: str = WORDS) -> Answer:
        body = f"<html><h1>On {slug}</h1><article><p>{words}</p></article></html>"
        return Answer(body.encode(), headers={"Content-Type": "text/html; charset=utf-8"})

    def tools(self) -> Tools:
        manners = Manners(
            user_agent="test", host_gap=0.0, timeout=2.0, allow_private=frozenset({"127.0.0.1"})
        )
        return Tools(
            clock=self.clock,
            fetch_all=partial(fetch_all, manners=manners, clock=self.clock),
            load_extractor=self.load,
            progress=self.progress,
            post=self.post,
        )

    def load(self) -> ScriptedExtractor:
        self.loads += 1
        return self.extractor

    def run(self, db, **values):
        return ingest(db, self.config, self.tools(), **values)
