"""Imports run one way: a module imports only from floors below its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import claimtrack

ROOT = Path(claimtrack.__file__).parent

FLOORS = (
    {"errors", "models", "urls", "text", "packed", "limits", "lexicon", "schema", "queries"},
    {
        *("comparison", "dating", "polling", "revisions", "alignment", "alerts"),
        *("pages", "excerpts", "terms", "verdicts", "wording", "describing"),
        *("masking", "reviews", "reservations", "persons", "coding"),
    },
    {"changes", "vocabularies", "coverage", "hits", "parties"},
    {
        *("config", "fetch", "feeds", "articles", "sightings", "imports"),
        *("attribution", "entities", "names", "stance", "responsibility", "denials"),
        *("store", "render", "sample"),
        *(
            "copies",
            "stories",
            "independence",
            "timeline",
            "differences",
            "statements",
            "identities",
            "groups",
            "match",
        ),
    },
    {"extract", "comparing", "decisions", "differing", "factchecks", "identifying"},
    {"collect", "following", "grouping", "matching"},
    {"reading"},
    {"withdrawing", "evaluation", "publish", "export", "rulings"},
    {"pipeline", "bulk"},
    {"cli", "plugin"},
    {"__main__"},
)
# Modules that join two rooms of their own floor, and may import just these.
JOINS = {
    "pages": {"coding"},
    "terms": {"lexicon"},
    "describing": {"terms"},
    "sightings": set(),
    "imports": {"articles"},
    "timeline": {"independence"},
    "statements": {"differences"},
}
FLOOR_OF = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    """The rooms of claimtrack that a module imports, at any place in it."""
    package = ["claimtrack", *path.relative_to(ROOT).parts[:-1]]
    rooms = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            target = base + (node.module.split(".") if node.module else [])
            names = [target] if len(target) > 1 else [[*target, a.name] for a in node.names]
            rooms |= {name[1] for name in names}
        elif isinstance(node, ast.ImportFrom):
            assert not (node.module or "").startswith("claimtrack"), "imports inside are relative"
    return rooms & FLOOR_OF.keys()


MODULES = sorted(p for p in ROOT.rglob("*.py") if p != ROOT / "__init__.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_only_from_floors_below(path):
    room = room_of(path)
    allowed = {r for r, floor in FLOOR_OF.items() if floor < FLOOR_OF[room]}

    assert imported_rooms(path) - {room} - JOINS.get(room, set()) <= allowed


def test_only_schema_and_store_know_sql():
    sql = re.compile(r"\b(?:select .+ from|insert into|update \w+ set|delete from)\b", re.I)
    rooms = {room_of(p) for p in MODULES if sql.search(p.read_text("utf-8"))}

    assert rooms <= {"schema", "store", "queries"}


def test_only_fetch_touches_the_network():
    names = {"httpx", "httpcore", "socket", "urllib.request", "requests"}
    users = set()
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            modules = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module or ""]
            if names & set(modules):
                users.add(room_of(path))

    assert users == {"fetch"}
