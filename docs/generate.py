"""Write the generated parts of the documentation: the commands and the schema.

    python docs/generate.py            writes them anew
    python docs/generate.py --check    exits with 1 where they are not up to date

Between ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` stands what a function here makes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click
from sqlite_utils import Database

from claimtrack.cli import main as cli
from claimtrack.schema import DICTIONARY, VIEWS, migrate

ROOT = Path(__file__).resolve().parent.parent
_PART = re.compile(r"(<!-- begin (\w+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)


def commands() -> Iterator[str]:
    """Every command with its sentence and its example."""
    yield "| command | what it does | example |"
    yield "|---|---|---|"
    for name, command in _walk(cli, ""):
        example = re.search(r"Example:\s+(.+)", command.help or "")
        shown = f"`{example[1].strip()}`".replace("|", "\\|") if example else ""
        yield f"| `{name}` | {command.get_short_help_str(200)} | {shown} |"


def _walk(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from _walk(command, f"{prefix}{name} ")
        else:
            yield prefix + name, command


def views() -> Iterator[str]:
    """The views that users read, one line each."""
    yield "| view | what a row is |"
    yield "|---|---|"
    for view in VIEWS:
        yield f"| `{view.name}` | {DICTIONARY[view.name].description} |"


def schema() -> Iterator[str]:
    """Every table and view with its columns."""
    db = Database(memory=True)
    migrate(db)
    for name, note in DICTIONARY.items():
        if note.hidden:
            continue
        kind = "view" if name in db.view_names() else "table"
        yield f"### {name}"
        yield ""
        yield f"*{note.title}* ({kind}). {note.description}"
        yield ""
        yield "| column | meaning |"
        yield "|---|---|"
        for column in db[name].columns:
            yield f"| `{column.name}` | {note.note(column.name)} |"
        yield ""


PARTS: dict[str, Callable[[], Iterator[str]]] = {
    "commands": commands,
    "views": views,
    "schema": schema,
}
PAGES = ("README.md", "docs/schema.md")


def fresh(text: str) -> str:
    """``text`` with its generated parts made anew."""
    return _PART.sub(lambda m: m[1] + "\n".join(PARTS[m[2]]()) + "\n" + m[3], text)


def main(arguments: list[str]) -> int:
    """Write the pages, or only compare."""
    stale = []
    for name in PAGES:
        path = ROOT / name
        text = path.read_text("utf-8")
        if fresh(text) != text:
            stale.append(name)
            if "--check" not in arguments:
                path.write_text(fresh(text), "utf-8")
    if stale and "--check" in arguments:
        print(f"not up to date: {', '.join(stale)}; run: python docs/generate.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
