"""A visitor of the pages: asks the real Datasette on a real database, as one or several would."""

from __future__ import annotations

import asyncio
import sqlite3
from html.parser import HTMLParser
from pathlib import Path

from datasette.app import Datasette

_LOOP = asyncio.new_event_loop()
_KEPT: dict[Path, Datasette] = {}  # of databases that no test changes, so that one start is enough


def keep(path: Path) -> None:
    """Serve ``path`` to all tests from one server."""
    _KEPT[path] = _LOOP.run_until_complete(_start([path]))


def close() -> None:
    """Stop what :func:`keep` started."""
    for datasette in _KEPT.values():
        datasette.close()
    _KEPT.clear()


async def _start(paths: list[Path], **options) -> Datasette:
    datasette = Datasette([str(path) for path in paths], **options)
    await datasette.invoke_startup()
    return datasette


def ask(
    path: Path,
    *urls: str,
    config: dict | None = None,
    actor: dict | None = None,
    **settings,
) -> list:
    """The answers to ``urls``, in their order."""

    async def run() -> list:
        datasette = None if config or settings else _KEPT.get(path)
        datasette = datasette or await _start([path], config=config, settings=settings)
        return [await datasette.client.get(url, actor=actor) for url in urls]

    return _LOOP.run_until_complete(run())


def get(path: Path, url: str, **options):
    """The answer to ``url``, which must be a page."""
    (answer,) = ask(path, url, **options)
    assert answer.status_code == 200, answer.text[:2000]
    return answer


def row(path: Path, sql: str, *values: object) -> tuple:
    """The first row of a query."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute(sql, values).fetchone()
    finally:
        connection.close()


class Seen(HTMLParser):
    """What a reader sees of a page, and what a browser would load or run."""

    BLOCKS = frozenset("dd dt div h1 h2 h3 h4 h5 li p summary td th tr".split())
    VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.classes: dict[str, list[str]] = {}
        self.pieces: list[tuple[str, set[str]]] = []
        self._open: list[tuple[str, str]] = []
        self._hidden = 0
        self.feed(html)
        self.close()
        self.unclosed = [tag for tag, _ in self._open]

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.tags.append((tag, values))
        self.words += [" "] if tag == "br" else []
        self.ids += [values["id"]] if "id" in values else []
        self.links += [values["href"]] if tag == "a" and values.get("href") else []
        if tag not in self.VOID:
            self._open.append((tag, values.get("class") or ""))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.words += [" "] if tag in self.BLOCKS else []
        while self._open and self._open[-1][0] != tag and self._open[-1][0] in ("p", "li"):
            self._open.pop()
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data):
        if any(tag in ("style", "script") for tag, _ in self._open):
            return
        self.words.append(data)
        around = " ".join(classes for _, classes in self._open).split()
        self.pieces.append((data, set(around)))
        for _, classes in self._open:
            for name in classes.split():
                self.classes.setdefault(name, []).append(data)

    @property
    def text(self) -> str:
        """All words of the page, with single spaces."""
        return " ".join("".join(self.words).split())

    def marked(self, name: str) -> list[str]:
        """The pieces of text inside elements of this class."""
        return self.classes.get(name, [])
