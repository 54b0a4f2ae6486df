"""Has this been claimed before? The page that asks the sentence encoder, and the bank it keeps.

The vectors of a database are loaded when somebody first asks, 436 bytes of memory for each claim,
and anew when there are others; a million take seconds. Whoever asks meanwhile waits, other pages
do not.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from datasette.utils.asgi import Response
from datasette.views.base import DatasetteError
from sqlite_utils import Database

from ..errors import WeightsMissing
from ..hits import ALIKE, MatchedClaim, MatchPage
from ..store.matching import count_placed
from ..store.reading import load_matched
from .desk import GROUP
from .site import ensure_view, home_of, load, may_view, page

if TYPE_CHECKING:  # loads onnxruntime, which only those who ask need
    from ..matching import ClaimBank

_TABLES = ("claims", "articles")
_LONGEST = 1_000  # characters of a question; the encoder reads about half of them
_STAYS = 300.0  # seconds for which a bank is kept although a run adds claims


@dataclass(slots=True)
class _Kept:
    """The bank of one server, and of which state of the database it is."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    bank: ClaimBank | None = None
    state: tuple[int, int] = (0, 0)
    loaded_at: float = 0.0


_kept: WeakKeyDictionary[Any, _Kept] = WeakKeyDictionary()


async def match(request: Any, datasette: Any) -> Response:
    """The claims that are most like what is asked."""
    question = (request.args.get("q") or "")[:_LONGEST]
    await ensure_view(datasette, request, *_TABLES)
    with_groups = await may_view(datasette, request, *GROUP)
    matches: tuple[MatchedClaim, ...] = ()
    if question.strip():
        bank = await _bank(datasette)

        def read(conn: sqlite3.Connection) -> tuple[MatchedClaim, ...]:
            near = bank.nearest(Database(conn, execute_plugins=False), question)
            scores = {int(one.id): one.score for one in near}
            return load_matched(conn, scores, with_groups=with_groups)

        matches = await load(datasette, request, _TABLES, read)
    found = MatchPage(question=question, matches=matches)
    return await page(datasette, request, "match.html", {"page": found, "alike": ALIKE})


async def _bank(datasette: Any) -> ClaimBank:
    """The bank of our database, loaded once however many ask."""
    kept = _kept.setdefault(datasette, _Kept())
    home = datasette.get_database(home_of(datasette))
    async with kept.lock:
        if kept.bank is None or time.monotonic() - kept.loaded_at > _STAYS:
            await home.execute_fn(lambda conn: _refresh(kept, conn))
    assert kept.bank is not None
    return kept.bank


def _refresh(kept: _Kept, conn: sqlite3.Connection) -> None:
    """Load the bank, unless it is of this very state."""
    from ..match.encoder import load_encoder
    from ..matching import ClaimBank

    db = Database(conn, execute_plugins=False)
    state = count_placed(db)
    try:
        if kept.bank is None or state != kept.state:
            kept.bank = ClaimBank(db, load_encoder())
    except WeightsMissing as error:
        raise DatasetteError(
            "Nothing can be matched: the sentence encoder is not installed.", status=503
        ) from error
    kept.state, kept.loaded_at = state, time.monotonic()


MATCH_ROUTES = [(r"^/-/match$", match)]
