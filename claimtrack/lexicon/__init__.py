"""Word lists as sorted text files, one entry a line; a line that starts with # gives the reason."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def entries(name: str) -> frozenset[str]:
    """The entries of the list ``name``."""
    text = files(__package__).joinpath(f"{name}.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


@cache
def pairs(name: str) -> dict[str, str]:
    """The entries of a list of two columns, the first in lower case, parted by a tab."""
    return {key.casefold(): value for key, value in (entry.split("\t") for entry in entries(name))}
