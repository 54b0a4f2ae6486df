"""The addresses of pages, feeds and exports."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

STATIC = Path(__file__).parents[1] / "static"
TEMPLATES = Path(__file__).parents[1] / "templates"


class Links:
    """Addresses on this server; paths only, so that they hold under any host name."""

    def __init__(self, datasette: Any, home: str) -> None:
        self._urls = datasette.urls
        self._home = home

    def index(self) -> str:
        """The home page."""
        return str(self._urls.path("/"))

    def article(self, article: int, revision: int | None = None) -> str:
        """An article; with ``revision`` one of its former states."""
        query = f"?revision={revision}" if revision else ""
        return str(self._urls.path(f"/-/article/{article}{query}"))

    def claim(self, key: str) -> str:
        """A claim to be cited: by its key, which is the same however often it is made again."""
        return str(self._urls.path(f"/-/claim/{key}"))

    def faults(self) -> str:
        """Known faults, measured."""
        return str(self._urls.path("/-/faults"))

    def review(self, key: str) -> str:
        """Where a claim is reviewed."""
        return str(self._urls.path(f"/-/review/{key}"))

    def source(self, name: str, **more: object) -> str:
        """A source."""
        return self._asked("/-/source", name=name, **more)

    def story(self, story: int) -> str:
        """A story."""
        return str(self._urls.path(f"/-/story/{story}"))

    def outlet(self, name: str) -> str:
        """An outlet."""
        return self._asked("/-/outlet", name=name)

    def group(self, group: int, **query: object) -> str:
        """A group of claims, compared."""
        path = str(self._urls.path(f"/-/group/{group}"))
        return f"{path}?{urlencode(query)}" if query else path

    def ruling(self, group: int) -> str:
        """Where it is decided what belongs to a group."""
        return str(self._urls.path(f"/-/group/{group}/ruling"))

    def reviews(self, group: int) -> str:
        """The verdicts on a group as ClaimReview."""
        return str(self._urls.path(f"/-/group/{group}.jsonld"))

    def desk_table(self, desk: str, **filters: object) -> str:
        """The verdicts that stand, as a table of the database of that name."""
        path = str(self._urls.table(desk, "verdict_list"))
        return f"{path}?{urlencode(filters)}" if filters else path

    def desk_csv(self, desk: str) -> str:
        """Every verdict that stands."""
        return f"{self._urls.table(desk, 'verdict_list')}.csv?_stream=on"

    def verdicts(self) -> str:
        """The newest verdicts, and what waits for one."""
        return str(self._urls.path("/-/verdicts"))

    def sign_in(self) -> str:
        """Where checkers sign in."""
        return str(self._urls.path("/-/login"))

    def search(self, question: str, **more: object) -> str:
        """A search."""
        return self._asked("/-/search", q=question, **more)

    def match(self, question: str = "") -> str:
        """Has this been claimed before?"""
        return self._asked("/-/match", q=question) if question else str(self._urls.path("/-/match"))

    def atom(self, page: str, **query: object) -> str:
        """The feed of a source, an outlet, a search or a story."""
        return self._asked(f"/-/{page}.atom", **query)

    def table(self, name: str, **filters: object) -> str:
        """A table or view, faceted, with ``filters`` set."""
        path = str(self._urls.table(self._home, name))
        return f"{path}?{urlencode(filters)}" if filters else path

    def query(self, name: str) -> str:
        """A stored query."""
        return str(self._urls.query(self._home, name))

    def database(self) -> str:
        """All tables, views and queries."""
        return str(self._urls.database(self._home))

    def export(self, view: str, form: str) -> str:
        """Every row of a view, in csv, json or jsonl."""
        return str(self._urls.path(f"/-/export/{view}.{form}"))

    def dictionary(self, anchor: str = "") -> str:
        """What every column means."""
        return str(self._urls.path("/-/dictionary")) + (f"#{anchor}" if anchor else "")

    def asset(self, name: str) -> str:
        """A file of ours, by an address that changes with it."""
        return self._asked(f"/-/claimtrack/{name}", v=_hash(name))

    def _asked(self, path: str, **query: object) -> str:
        return f"{self._urls.path(path)}?{urlencode(query)}"


@cache
def _hash(name: str) -> str:
    return sha256((STATIC / name).read_bytes()).hexdigest()[:12]
