"""Reads the story files: header lines, a blank line, paragraphs; articles parted by ``=====``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

_PART = "\n=====\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One article. ``is_later``: a later state of the article of the same outlet and slug."""

    outlet: str
    slug: str
    date: datetime
    title: str
    authors: tuple[str, ...]
    topic: str
    paragraphs: tuple[str, ...]
    copy_of: str | None = None
    is_later: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Outlet and slug."""
        return self.outlet, self.slug

    @property
    def summary(self) -> str:
        """The first sentences, as feeds give them."""
        return self.paragraphs[0]


def load_stories() -> list[Story]:
    """All articles of the newsroom, in the order of the files."""
    folder = files(__package__).joinpath("stories")
    paths = sorted((p for p in folder.iterdir() if p.name.endswith(".txt")), key=lambda p: p.name)
    texts = (path.read_text("utf-8").strip("\n=") for path in paths)
    return [_story(part.strip()) for text in texts for part in text.split(_PART)]


def _story(text: str) -> Story:
    head, _, body = text.partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    return Story(
        outlet=said["outlet"],
        slug=said["slug"],
        date=datetime.fromisoformat(said["date"]),
        title=said["title"],
        authors=tuple(said["authors"].split(", ")) if "authors" in said else (),
        topic=said.get("topic", "News"),
        paragraphs=tuple(p.replace("\n", " ") for p in body.split("\n\n") if p.strip()),
        copy_of=said.get("copy_of"),
        is_later=said.get("state") == "later",
    )
