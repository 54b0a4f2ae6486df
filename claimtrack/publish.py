"""A working database → one that may be shown to others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from .excerpts import Ledger, allowance, excerpts, sentences
from .models import Span
from .store.bodies import delete_due
from .store.publishing import QuotedArticle, Words, copy_capped


def publish(db: Database, target: Path, *, contact: str) -> int:
    """Write the published form of ``db`` to ``target``; returns the number of its articles.

    ::

        copy the database
        note which sentences stand in which articles
        for each article:
            choose what may be quoted          excerpts
            swap the words for that            store.publishing
        drop claims against people that nobody confirmed, victims, minors   persons
        drop texts, feed entries, former claims
        make summaries and full-text indexes anew
    """
    return copy_capped(db, target, _Capper(), contact=contact)


def delete_bodies(db: Database, now: datetime) -> int:
    """Delete the texts that may be kept no longer: how many.

    Those whose ``keep_days`` are over; and, once read and compared, those of which only excerpts or
    nothing may be stored, by feeds.yaml or by what the site reserves.
    """

    def words(article: QuotedArticle) -> Words:
        capper = _Capper()
        capper.see(article)
        return capper.words(article)

    return delete_due(db, now, words)


class _Capper:
    """Keeps one ledger over all articles, so that copies do not tell together what none may."""

    def __init__(self) -> None:
        self._ledger = Ledger(left={})

    def sentences(self, text: str) -> Iterator[Span]:
        return sentences(text)

    def see(self, article: QuotedArticle) -> None:
        self._ledger.left[article.id] = allowance(article.text) if article.may_quote else 0

    def words(self, article: QuotedArticle) -> Words:
        headline = article.headline if article.may_quote else ""
        return excerpts(
            article.id,
            article.text,
            article.claims,
            self._ledger,
            headline=headline,
            shared=article.shared,
        )
