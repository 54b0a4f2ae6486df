"""The press of a small town: outlets on the local web that write about one night, read by a script.

What the articles say is found by patterns, so that a test knows every claim; all else is real.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from click.testing import CliRunner
from fakes import Answer, FakeClock, LocalWeb
from newsroom import Quiet

from claimtrack import pipeline, store
from claimtrack.cli import main
from claimtrack.cli.tools import load_encoder
from claimtrack.config import Config, Settings
from claimtrack.fetch import Manners, fetch_all
from claimtrack.models import (
    AttributionClaim,
    Extraction,
    Feed,
    Mention,
    MentionKind,
    Outlet,
    ResponsibilityClaim,
    SourceType,
    Span,
    Stance,
    StorePolicy,
    Voice,
    Watch,
)

BREACH = "the dam at Millbrae broke shortly after midnight on Friday"
BELL = "the seventh bell of the old tower was sold abroad to a travelling circus last spring"
MOON = "the moon fell into the harbour"

# Outlet → headline of its article by slug, and what it reports beside its own words.
REPORTS = {
    "Alpha": {
        "dam": f"The mayor said that {BREACH}. The clerk said that Rolf Brandt robbed the mill. "
        "The clerk said that Ines Holm burnt the barn.",
        "bell": f"The smith said that {BELL}. The baker said that {MOON}.",
    },
    "Beta": {
        "dam": f"The mayor said that {BREACH}. The sexton said that Ines Holm burnt the barn. "
        "The sexton said that the gang attacked Pia Lund.",
        "key": "Mara Lindqvist said that the key to the vault was lost. Lars Vik, 14, watched.",
    },
    "Gamma": {
        "dam": f"The mayor denied that {BREACH}. The miller said that Oskar Veit attacked the inn.",
        "lifted": "The ferryman said that the ferry leaked badly in the storm of last autumn.",
    },
    "Delta": {"dam": "The gardener said that the orchard was frozen until the very end of May."},
    "Short": {"eel": "The angler said that an eel stopped the wheel of the upper water mill."},
    "Mute": {"owl": "The warden said that an owl had nested under the roof of the town hall."},
    "Brief": {"fox": "The hunter said that a fox slept in the pulpit of the northern chapel."},
    "Later": {
        "gone": "The tailor said that the coats of the guard were far too long this year.",
        "reserved": "The cooper said that the barrels of the brewery had been full of rain.",
    },
}
POLICIES = {
    "Short": {"store": StorePolicy.EXCERPT},
    "Mute": {"store": StorePolicy.NONE},
    "Brief": {"keep_days": 1},
}
PEOPLE = ("Rolf Brandt", "Ines Holm", "Oskar Veit", "Pia Lund", "Lars Vik", "Mara Lindqvist")
OWN = (
    *("anchors barges candles dredgers engines ferries gables hatches inlets jetties".split()),
    *("kilns ladders masts nets oars pumps quays ropes sails tillers".split()),
)
TEMPLATES = (
    "{outlet} looked for {thing} near the {place}.",
    "Nobody at {outlet} had seen {thing} since the {place} came.",
    "A box full of {thing} was left under the {place}, as {outlet} heard.",
    "Rain fell on all the {thing}, so {outlet} shut the {place} early.",
    "They sold {thing} for a song beside the {place}, readers of {outlet} wrote.",
    "Old {thing} hung over every one of the {place} which {outlet} knew.",
    "Without {thing} the {place} stood quite still, in the eyes of {outlet}.",
    "Two of the {thing} were painted red for the {place} of {outlet}.",
)
_SAID = re.compile(r"(?P<source>The \w+|Mara Lindqvist) (?P<cue>said|denied) that (?P<that>[^.]+)")
_BLAME = re.compile(
    r"(?P<accused>Rolf Brandt|Ines Holm|Oskar Veit|the gang) (?P<act>robbed|burnt|attacked)"
    r" (?P<target>the \w+|Pia Lund)"
)


def own_words(outlet: str, slug: str) -> str:
    """Sentences that no other article has, so that none is a copy."""
    number = [(name, one) for name, reports in REPORTS.items() for one in reports].index(
        (outlet, slug)
    )
    sentence = TEMPLATES[number % len(TEMPLATES)]
    things = [OWN[(3 * number + 7 * n) % len(OWN)] for n in range(9)]
    return " ".join(
        sentence.format(outlet=outlet, thing=thing, place=OWN[n + number])
        for n, thing in enumerate(things)
    )


class PatternExtractor:
    """Reads "X said that Y" and who harmed what; from version 2 on a content begins with "that"."""

    def __init__(self, version: str = "1") -> None:
        self.version = version

    def extract_many(self, texts: Sequence[str]) -> Iterator[Extraction]:
        return map(self._extract, texts)

    def _extract(self, text: str) -> Extraction:
        lead = 0 if self.version == "1" else len("that ")
        claims = tuple(self._claim(m, lead) for m in _SAID.finditer(text))
        blames = tuple(self._blame(m, claims, text) for m in _BLAME.finditer(text))
        mentions = tuple(
            Mention(span=Span(start=m.start(), end=m.end()), kind=MentionKind.PERSON, name=name)
            for name in PEOPLE
            for m in re.finditer(name, text)
        )
        return Extraction(mentions=mentions, attributions=claims, responsibility=blames)

    @staticmethod
    def _claim(found: re.Match[str], lead: int) -> AttributionClaim:
        start, end = found.span("that")
        is_person = found["source"] in PEOPLE
        return AttributionClaim(
            source=(_span(found, "source"),),
            cue=(_span(found, "cue"),),
            content=(Span(start=start - lead, end=end),),
            source_name=found["source"],
            source_type=SourceType.PERSON if is_person else SourceType.ORGANIZATION,
            stance=Stance.DENIES if found["cue"] == "denied" else Stance.ASSERTS,
            confidence=0.9,
        )

    @staticmethod
    def _blame(
        found: re.Match[str], claims: Sequence[AttributionClaim], text: str
    ) -> ResponsibilityClaim:
        carrier = next(c for c in claims if c.content[0].end >= found.end())
        (accuser,) = carrier.source
        return ResponsibilityClaim(
            accused=_span(found, "accused"),
            act=_span(found, "act"),
            target=_span(found, "target"),
            accuser=accuser,
            accused_name=found["accused"] if found["accused"] in PEOPLE else None,
            target_name=found["target"] if found["target"] in PEOPLE else None,
            accuser_name=text[accuser.start : accuser.end],
            stance=Stance.ASSERTS,
            voice=Voice.SOURCE,
            confidence=0.9,
        )


def _span(found: re.Match[str], part: str) -> Span:
    start, end = found.span(part)
    return Span(start=start, end=end)


class Town:
    """The outlets, and a folder with everything that is made of what they write."""

    def __init__(self, web: LocalWeb, folder: Path) -> None:
        self.web, self.folder, self.clock = web, folder, FakeClock()
        folder.mkdir()
        self.db, self.public = folder / "x.db", folder / "public.db"
        self.backup = folder.parent / "old-backup.db"
        self.extractor = PatternExtractor()
        self.config = Config(
            outlets=tuple(self._outlet(name) for name in REPORTS),
            settings=Settings(alerts_file=str(folder / "alerts.xml")),
            watches=(
                Watch(name="Brandt", accused=("Brandt",)),
                Watch(name="Gang", accused=("gang",)),
                Watch(name="Moon", words=("moon",)),
            ),
        )
        for name, reports in REPORTS.items():
            self._feed(name, reports)
            for slug in reports:
                self.web.pages[self._path(name, slug)] = self.page(name, slug)

    def _outlet(self, name: str) -> Outlet:
        feed = Feed(url=f"{self.web.url}/{name.lower()}.xml")
        one = Outlet(name=name, domain=f"{name.lower()}.example", feeds=(feed,))
        return replace(one, **POLICIES.get(name, {}))

    @staticmethod
    def _path(name: str, slug: str) -> str:
        return f"/{name.lower()}/{slug}"

    def url(self, name: str, slug: str) -> str:
        return self.web.url + self._path(name, slug)

    def _feed(self, name: str, slugs: Sequence[str]) -> None:
        items = "".join(
            f"<item><link>{self.url(name, s)}</link><title>On the {s} in {name}</title>"
            "<pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>"
            for s in slugs
        )
        feed = f"<rss version='2.0'><channel>{items}</channel></rss>"
        self.web.pages[f"/{name.lower()}.xml"] = Answer(feed.encode())

    @staticmethod
    def page(name: str, slug: str, more: str = "", **headers: str) -> Answer:
        said = f"{REPORTS[name][slug]} {own_words(name, slug)} {more}"
        html = f"<html><h1>On the {slug} in {name}</h1><article><p>{said}</p></article></html>"
        names = {key.replace("_", "-"): value for key, value in headers.items()}
        return Answer(html.encode(), headers={"Content-Type": "text/html; charset=utf-8", **names})

    def tools(self) -> pipeline.Tools:
        manners = Manners(user_agent="test", host_gap=0.0, allow_private=frozenset({"127.0.0.1"}))
        return pipeline.Tools(
            clock=self.clock,
            fetch_all=partial(fetch_all, manners=manners, clock=self.clock),
            load_extractor=lambda: self.extractor,
            load_encoder=load_encoder,
            progress=Quiet(),
            post=None,
        )

    def ingest(self, *, hours: int = 0) -> None:
        self.clock.now += timedelta(hours=hours)
        with store.open_database(self.db) as db:
            pipeline.ingest(db, self.config, self.tools())

    def reextract(self, version: str) -> None:
        self.extractor = PatternExtractor(version)
        with store.open_database(self.db) as db:
            pipeline.reextract(db, self.tools())

    def regroup(self) -> None:
        self.run("regroup")

    def publish(self) -> None:
        self.run("publish", "--to", self.public, "--contact", "desk@town.example")

    def back_up(self) -> None:
        self.run("backup", self.backup)

    def restore(self) -> None:
        self.run("backup", "--restore", self.backup)

    def run(self, *arguments: object) -> str:
        """A command on the database, which must succeed; what it printed."""
        return run(self.db, *arguments)


def run(db: Path, *arguments: object) -> str:
    """A command on a database, which must succeed; what it printed."""
    result = CliRunner().invoke(main, [*map(str, arguments), "--db", str(db)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.stdout
