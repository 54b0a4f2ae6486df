"""Whether a document declares entities that would grow without bound."""

from __future__ import annotations

import re
from collections import Counter

_MOST = 5_000_000  # characters that entities of one's own may become; real feeds need thousands
_DECLARED = re.compile(rb"<!ENTITY\s+([^\s%<>\"'&;]{1,100})\s+(?:\"([^\"]*)\"|'([^']*)')")
_USED = re.compile(rb"&([^\s%<>\"'&;#]{1,100});")


def is_bomb(body: bytes) -> bool:
    """Whether the text of declared entities, each time that it is used, is too much.

    Entities within entities count once: the parser does not resolve them.
    """
    if b"\0" in body[:200]:  # UTF-16 or 32
        body = body.replace(b"\0", b"")
    if b"<!ENTITY" not in body:
        return False
    sizes = {found[1]: len(found[2] or found[3] or b"") for found in _DECLARED.finditer(body)}
    used = Counter(found[1] for found in _USED.finditer(body))
    return sum(size * used[name] for name, size in sizes.items()) > _MOST
