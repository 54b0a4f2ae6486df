"""Stored texts → claims. Reads after the pages are had, and meanwhile what is there already.

Waiting for hosts and reading texts take about as long, so a run that did one after the other would
take twice the time. The extractor works in a thread; whatever touches the database stays in one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlite_utils import Database

from . import store
from .collect import Tools
from .errors import WeightsMissing
from .models import Extraction

if TYPE_CHECKING:  # a run without a new text loads no language model, nor its library
    from .extract import Extractor

_FEW = 16  # texts read at once while pages are fetched: about two seconds
_LOOK = 0.1  # seconds between two looks for new texts


class Reader:
    """Reads texts for one run. The language model is loaded at the first text, and once."""

    def __init__(self, db: Database, run: int, counts: store.RunCounts, tools: Tools) -> None:
        self._db, self._run, self._counts, self._tools = db, run, counts, tools
        self._extractor: Extractor | None = None

    @property
    def extractor(self) -> Extractor:
        """The extractor; raises :class:`WeightsMissing` where it cannot be had."""
        if self._extractor is None:
            self._extractor = self._tools.load_extractor()
        return self._extractor

    def read_pending(self) -> None:
        """Read what was never analysed. Loads no language model where there is nothing."""
        total = store.count_pending(self._db, None)
        if total:
            self.read(store.load_pending(self._db, None), total=total)

    def read(
        self,
        batches: Iterable[list[store.PendingRevision]],
        *,
        total: int,
        since: datetime | None = None,
    ) -> None:
        """Read batches of texts; what the same extractor read (since a time) is not read again."""
        self._tools.progress.start("extraction", total)
        for batch in batches:
            found, fresh = self._sort(batch, since)
            found |= dict(zip(fresh, self.extractor.extract_many(fresh.values()), strict=True))
            self._save(batch, found)
            for _ in batch:
                self._tools.progress.step()
        self._tools.progress.finish()

    async def read_meanwhile(self, is_over: asyncio.Event) -> None:
        """Read what is stored from now on, until it ``is_over``; the rest is left to later.

        Without weights nothing is read here: all is to be collected before that is told.
        """
        after, seen = store.last_revision(self._db), self._counts.revisions
        while not is_over.is_set():
            if seen == self._counts.revisions:
                await asyncio.sleep(_LOOK)
                continue
            batch = next(store.load_pending(self._db, None, after=after, batch=_FEW), None)
            if batch is None:
                seen = self._counts.revisions
                continue
            after = batch[-1].id
            try:
                await self._read_in_thread(batch)
            except WeightsMissing:
                return

    async def _read_in_thread(self, batch: list[store.PendingRevision]) -> None:
        extractor = await asyncio.to_thread(lambda: self.extractor)
        found, fresh = self._sort(batch, None)
        texts = list(fresh.values())
        read = await asyncio.to_thread(lambda: list(extractor.extract_many(texts)))
        self._save(batch, found | dict(zip(fresh, read, strict=True)))

    def _sort(
        self, batch: list[store.PendingRevision], since: datetime | None
    ) -> tuple[dict[str, Extraction], dict[str, str]]:
        """What is known of the same texts, and the other texts; both by the hash of the text."""
        version = self.extractor.version
        found = {
            revision.text_hash: stored
            for revision in batch
            if (
                stored := store.stored_extraction(
                    self._db, revision.text_hash, version, since=since
                )
            )
        }
        return found, {r.text_hash: r.text for r in batch if r.text_hash not in found}

    def _save(self, batch: list[store.PendingRevision], found: Mapping[str, Extraction]) -> None:
        version, now = self.extractor.version, self._tools.clock
        store.use_extractor(self._db, version, at=now())
        for revision in batch:
            extraction = found[revision.text_hash]
            store.save_extraction(self._db, self._run, revision.id, version, extraction, at=now())
            self._counts.claims += len(extraction.claims)
            self._counts.responsibility_claims += len(extraction.responsibility)
