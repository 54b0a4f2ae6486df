"""feeds.yaml → outlets, feeds and settings; all mistakes at once, each with its line.

Every key is described in the README. Unknown keys are mistakes: a typing error in ``interval``
would otherwise go unseen for months.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from . import __version__
from .errors import ConfigError
from .models import Feed, Outlet, OutletKind, StorePolicy, Watch
from .urls import canonical_url

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhd]?)")
_DOMAIN = re.compile(r"(?:[a-z0-9_-]+\.)+[a-z0-9-]{2,}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*")
_MIN_INTERVAL = 60  # more frequent polls would be impolite and gain nothing
_Word = TypeVar("_Word", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How to fetch. Times in seconds, sizes in bytes after decompression.

    ``contact`` is an address that outlets can write to; it stands in the User-Agent.
    ``allow_private`` names hosts that may have a private address (a mirror in the house).
    ``webhook`` is where alerts are sent, ``alerts_file`` the Atom feed in which they stand.
    ``revisits`` are the ages at which an article is looked at again; none: never.
    """

    contact: str | None = None
    timeout: float = 20.0
    total_timeout: float = 60.0
    max_feed_bytes: int = 10_000_000
    max_page_bytes: int = 5_000_000
    connections: int = 32
    host_gap: float = 1.0
    allow_private: tuple[str, ...] = ()
    revisits: tuple[int, ...] = (3_600, 86_400, 604_800)
    webhook: str | None = None
    alerts_file: str | None = None

    @property
    def user_agent(self) -> str:
        """Who we are and how to reach us."""
        return (
            f"claimtrack/{__version__} ({f'+{self.contact}' if self.contact else 'news research'})"
        )


_WATCHED = ("source", "accused", "words", "story")


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All of feeds.yaml."""

    outlets: tuple[Outlet, ...]
    settings: Settings = field(default_factory=Settings)
    watches: tuple[Watch, ...] = ()

    @property
    def mirrors(self) -> dict[str, tuple[Path, ...]]:
        """Folders that stand for a domain instead of the network."""
        return {o.domain: tuple(map(Path, o.mirror)) for o in self.outlets if o.mirror}


def load_config(path: Path) -> Config:
    """Read and check the file at ``path``. Raises :class:`ConfigError` with every mistake."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except OSError as error:
        raise ConfigError(str(path), (f"cannot be read: {error.strerror}",)) from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), ("is not UTF-8; save it as UTF-8",)) from error
    except yaml.MarkedYAMLError as error:
        raise ConfigError(str(path), (_yaml_problem(error),)) from error
    except yaml.YAMLError as error:
        raise ConfigError(str(path), (f"is no YAML: {error}",)) from error
    reader = _Reader(path.parent)
    config = reader.config(node)
    if reader.problems:
        raise ConfigError(str(path), tuple(p for _, p in sorted(reader.problems)))
    return config


def _yaml_problem(error: yaml.MarkedYAMLError) -> str:
    mark = error.problem_mark or error.context_mark
    place = f"line {mark.line + 1}: " if mark else ""
    return f"{place}is no YAML: {error.problem or error.context}; check indents and quotation marks"


class _Reader:
    """Walks the YAML nodes and collects mistakes instead of stopping at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[tuple[int, str]] = []

    def problem(self, node: yaml.Node, text: str) -> None:
        line = node.start_mark.line + 1
        self.problems.append((line, f"line {line}: {text}"))

    # --- the parts of the file ---

    def config(self, node: yaml.Node | None) -> Config:
        if node is None:
            self.problems.append((1, "is empty; it needs a list 'outlets'"))
            return Config(outlets=())
        parts = self.mapping(node, {"settings", "outlets", "watch"}, needed={"outlets"})
        settings = self.settings(parts["settings"]) if "settings" in parts else Settings()
        nodes = self.items(parts["outlets"], "'outlets'") if "outlets" in parts else []
        outlets = tuple(self.outlet(item) for item in nodes)
        self.unlike(nodes, [o.name for o in outlets], "outlet")
        watch_nodes = self.items(parts["watch"], "'watch'") if "watch" in parts else []
        watches = tuple(self.watch(item) for item in watch_nodes)
        self.unlike(watch_nodes, [w.name for w in watches], "watch")
        return Config(outlets=outlets, settings=settings, watches=watches)

    def watch(self, node: yaml.Node) -> Watch:
        parts = self.mapping(node, {"name", *_WATCHED}, needed={"name"})
        lists = {n: self.texts(parts[n], n) for n in _WATCHED if n in parts}
        if parts and not lists:
            self.problem(node, "a watch needs 'source', 'accused', 'words' or 'story'")
        return Watch(
            name=self.text(parts["name"], "name") or "" if "name" in parts else "", **lists
        )

    def settings(self, node: yaml.Node) -> Settings:
        parts = self.mapping(node, {f.name for f in fields(Settings)})
        values: dict[str, object] = {}
        for name in ("timeout", "total_timeout", "host_gap"):
            if name in parts:
                values[name] = self.seconds(parts[name], name)
        for name in ("max_feed_bytes", "max_page_bytes", "connections"):
            if name in parts:
                values[name] = self.whole(parts[name], name)
        if "contact" in parts:
            values["contact"] = self.text(parts["contact"], "contact")
        if "allow_private" in parts:
            values["allow_private"] = self.texts(parts["allow_private"], "allow_private")
        if "webhook" in parts:
            values["webhook"] = self.url(parts["webhook"]) or None
        if "alerts_file" in parts:
            file = self.text(parts["alerts_file"], "alerts_file")
            values["alerts_file"] = str(self.folder / file) if file else None
        if "revisits" in parts:
            nodes = self.items(parts["revisits"], "'revisits'")
            times = [self.seconds(node, "revisits") for node in nodes]
            values["revisits"] = tuple(int(t) for t in times if t)
        return Settings(**{k: v for k, v in values.items() if v is not None})  # type: ignore[arg-type]

    def outlet(self, node: yaml.Node) -> Outlet:
        known = {f.name for f in fields(Outlet)}
        parts = self.mapping(node, known, needed={"name", "domain", "feeds"})

        def text(name: str, form: re.Pattern[str] | None = None, example: str = "") -> str | None:
            return self.text(parts[name], name, form, example) if name in parts else None

        nodes = self.items(parts["feeds"], "'feeds'") if "feeds" in parts else []
        feeds = [self.feed(item) for item in nodes]
        self.unlike(nodes, [feed.url for feed in feeds], "feed")
        keep = self.whole(parts["keep_days"], "keep_days") if "keep_days" in parts else None
        kind = self.word(parts["kind"], "kind", OutletKind) if "kind" in parts else None
        store = self.word(parts["store"], "store", StorePolicy) if "store" in parts else None
        mirror = self.texts(parts["mirror"], "mirror") if "mirror" in parts else ()
        return Outlet(
            name=text("name") or "",
            domain=text("domain", _DOMAIN, "news.example") or "",
            country=text("country", _COUNTRY, "US (ISO 3166)"),
            language=text("language", _LANGUAGE, "en"),
            kind=kind,
            owner=text("owner"),
            terms_url=self.no_password(parts["terms_url"]) if "terms_url" in parts else None,
            store=store or StorePolicy.FULL,
            keep_days=keep,
            mirror=tuple(str(self.folder / name) for name in mirror),
            feeds=tuple(feeds),
        )

    def feed(self, node: yaml.Node) -> Feed:
        if isinstance(node, yaml.ScalarNode):
            return Feed(url=self.url(node))
        parts = self.mapping(node, {"url", "topics", "interval"}, needed={"url"})
        topics = self.texts(parts["topics"], "topics") if "topics" in parts else ()
        interval = self.seconds(parts["interval"], "interval") if "interval" in parts else None
        if interval is not None and interval < _MIN_INTERVAL:
            self.problem(parts["interval"], f"'interval' is under {_MIN_INTERVAL} seconds")
        url = self.url(parts["url"]) if "url" in parts else ""
        return Feed(url=url, topics=topics, **({"interval": int(interval)} if interval else {}))

    # --- values ---

    def mapping(
        self, node: yaml.Node, known: set[str], *, needed: set[str] | None = None
    ) -> dict[str, yaml.Node]:
        if not isinstance(node, yaml.MappingNode):
            self.problem(node, f"expected keys such as {', '.join(sorted(needed or known))}")
            return {}
        parts: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            if name not in known:
                self.problem(key, f"unknown key '{name}'; known: {', '.join(sorted(known))}")
            elif name in parts:
                self.problem(key, f"'{name}' stands here twice")
            elif not _is_null(value):
                parts[name] = value
        for name in sorted((needed or set()) - set(parts)):
            self.problem(node, f"'{name}' is missing")
        return parts

    def items(self, node: yaml.Node, what: str) -> list[yaml.Node]:
        if isinstance(node, yaml.SequenceNode):
            return list(node.value)
        self.problem(node, f"{what} must be a list, each item behind '- '")
        return []

    def unlike(self, nodes: list[yaml.Node], names: list[str], what: str) -> None:
        seen: set[str] = set()
        for node, name in zip(nodes, names, strict=True):
            if name and name in seen:
                self.problem(node, f"the {what} '{name}' stands here twice; remove one")
            seen.add(name)

    def text(
        self,
        node: yaml.Node,
        name: str,
        form: re.Pattern[str] | None = None,
        example: str = "",
    ) -> str | None:
        if not isinstance(node, yaml.ScalarNode) or not node.value.strip():
            self.problem(node, f"'{name}' must be a text")
            return None
        value = str(node.value).strip()
        if node.tag == "tag:yaml.org,2002:bool" and form is not _COUNTRY:  # NO is Norway
            self.problem(node, f"'{name}' cannot be '{value}'; quote it")
        elif form and not form.fullmatch(value):
            self.problem(node, f"'{name}' cannot be '{value}'; write it like {example}")
        else:
            return value
        return None

    def texts(self, node: yaml.Node, name: str) -> tuple[str, ...]:
        nodes = [node] if isinstance(node, yaml.ScalarNode) else self.items(node, f"'{name}'")
        return tuple(text for item in nodes if (text := self.text(item, name)))

    def word(self, node: yaml.Node, name: str, words: type[_Word]) -> _Word | None:
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        try:
            return words(value)
        except ValueError:
            self.problem(node, f"'{name}' must be one of {', '.join(words)}, not '{value}'")
            return None

    def whole(self, node: yaml.Node, name: str) -> int | None:
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        if re.fullmatch(r"[1-9][\d_]{0,14}", value):
            return int(value)
        self.problem(node, f"'{name}' must be a whole number above 0, not '{value}'")
        return None

    def seconds(self, node: yaml.Node, name: str) -> float | None:
        value = node.value if isinstance(node, yaml.ScalarNode) else ""
        found = _DURATION.fullmatch(value)
        if found:
            return float(found[1]) * _UNITS[found[2] or "s"]
        self.problem(node, f"'{name}' must be a time such as 30s, 15m or 1h, not '{value}'")
        return None

    def no_password(self, node: yaml.Node) -> str | None:
        """A URL without a user and password before its host."""
        value = self.text(node, "URL") or ""
        if "@" in value.partition("://")[2].partition("/")[0]:
            self.problem(node, "a URL must hold no password, for it is stored and shown")
            return None
        return value or None

    def url(self, node: yaml.Node) -> str:
        value = self.no_password(node)
        if value is None:
            return ""
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
            if canonical_url(value):
                return value
        elif value:
            return (self.folder / value).resolve().as_uri()
        self.problem(node, f"'{value}' is no http, https or file URL and no path")
        return ""


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:null"
