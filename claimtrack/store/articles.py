"""Articles, the revisions of their words, and the URLs they are known by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..masking import BLOT, HIDDEN, hidden
from ..models import Fetched, Moment, Precision, Revision, Sighting, Visit, digest
from .runs import save_fetch
from .times import moment_text, to_text
from .withholding import withhold


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What a sighting brought. ``article`` None: it is withdrawn, and nothing was stored."""

    article: int | None
    is_new_article: bool
    is_new_revision: bool


def save_sighting(
    db: Database,
    run: int,
    sighting: Sighting,
    *,
    fetched: Fetched | None = None,
    visit: Visit | None = None,
) -> Saved:
    """Store an article as it was seen: its row, its URLs, its words if they are new.

    Feed entries waiting for one of its URLs are done with it. Words seen before make no new
    revision; they become the current ones again, which is noted in ``returns``. A poorer text (a
    summary where the full text is known) never takes the place of a richer one. Nothing that is
    withdrawn is stored.
    """
    with db.atomic():
        allowed = withhold(db, sighting)
        if allowed is None:
            return Saved(article=None, is_new_article=False, is_new_revision=False)
        sighting = allowed
        if fetched:
            save_fetch(db, run, "page", fetched)
        article = known_article(db, sighting)
        is_new_article = article is None
        if article is None:
            article = _insert_article(db, sighting)
        _save_urls(db, article, sighting)
        is_new_revision = False
        if is_new_article or not _is_poorer(db, article, sighting):
            is_new_revision = _save_revision(db, run, article, sighting)
        if visit:
            save_visit_row(db, article, visit)
    return Saved(article=article, is_new_article=is_new_article, is_new_revision=is_new_revision)


def save_known_sighting(db: Database, run: int, article: int, sighting: Sighting) -> bool:
    """Store new words of an article that is known; part of a transaction. Whether they are new."""
    allowed = withhold(db, sighting)
    if allowed is None:
        return False
    sighting = allowed
    _save_urls(db, article, sighting)
    return not _is_poorer(db, article, sighting) and _save_revision(db, run, article, sighting)


def load_known_revision(db: Database, sighting: Sighting) -> Revision | None:
    """The present words of the article that ``sighting`` is one of; None where it is new."""
    article = known_article(db, sighting)
    sql = (
        "select r.title, r.byline, r.text from articles a join revisions r on r.id = a.revision"
        " where a.id = ?"
    )
    return next((Revision(**row) for row in db.query(sql, [article])), None)


def save_visit_row(db: Database, article: int, visit: Visit) -> None:
    """Note when the page was had and when it is looked at again; part of a transaction."""
    row: dict[str, object] = {"revisit_at": to_text(visit.next_at) if visit.next_at else None}
    if visit.is_had:
        row |= {"visited_at": to_text(visit.at), "visit_failures": 0, "visit_url": visit.url}
    if visit.rights is not None:
        row["rights"] = "; ".join(visit.rights) or None
    if visit.is_had or visit.state:
        row |= _state(db, article, visit)
    counter = "visits" if visit.is_had else "visit_failures"
    db.execute(f"update articles set {counter} = {counter} + 1 where id = ?", [article])
    if visit.is_had and (visit.etag or visit.last_modified):
        row |= {"etag": visit.etag, "last_modified": visit.last_modified}
    db.table("articles").update(article, row)


def _state(db: Database, article: int, visit: Visit) -> dict[str, object]:
    """The article's state, and since when: what it was before stays dated as it was."""
    sql = "select state, state_at from articles where id = ?"
    (state, since) = db.execute(sql, [article]).fetchone()
    if visit.state == state:
        return {"state": state, "state_at": since}
    return {"state": visit.state, "state_at": to_text(visit.at)}


def known_article(db: Database, sighting: Sighting) -> int | None:
    """The article that ``sighting`` is one of: by its key, else by a URL it is known by, else by
    the feed entry that now leads to another URL.

    An address that was withdrawn is known by its hash, so that a restore finds its article.
    """
    for key in (sighting.key, hidden(sighting.key)):
        for row in db.query("select id from articles where key = ?", [key]):
            return int(row["id"])
    for url in _urls(sighting):
        sql = "select article from article_urls where url in (?, ?)"
        for row in db.query(sql, [url, hidden(url)]):
            return int(row["article"])
    moved = "select article from feed_entries where url = ? and state = 'pending' and article > 0"
    for url in _urls(sighting):
        for row in db.query(moved, [url]):
            return int(row["article"])
    return None


def _urls(sighting: Sighting) -> list[str]:
    return list(dict.fromkeys(url for url in (sighting.url, *sighting.aliases) if url))


def _insert_article(db: Database, sighting: Sighting) -> int:
    if sighting.outlet:
        db.execute("insert or ignore into outlets (name) values (?)", [sighting.outlet])
    row = {"key": sighting.key, "first_seen_at": to_text(sighting.seen_at), "words": 0}
    row |= _article_row(sighting)
    pk = db.table("articles").insert(row).last_pk
    assert isinstance(pk, int)
    return pk


def _save_urls(db: Database, article: int, sighting: Sighting) -> None:
    for url in _urls(sighting):
        db.execute(
            "insert or ignore into article_urls (url, article) values (?, ?)", [url, article]
        )
        db.execute(
            "update feed_entries set state = 'done', article = ?, summary = null, content = null"
            " where url = ? and state = 'pending'",
            [article, url],
        )


_RICHNESS = ("headline", "summary", "truncated", "full")


def _is_poorer(db: Database, article: int, sighting: Sighting) -> bool:
    known = next(db.query("select text_kind from articles where id = ?", [article]))["text_kind"]
    return _RICHNESS.index(sighting.text_kind) < _RICHNESS.index(known)


def _save_revision(db: Database, run: int, article: int, sighting: Sighting) -> bool:
    """Make the words of ``sighting`` the article's current ones; whether they are new."""
    words = sighting.revision
    before = next(db.query("select revision from articles where id = ?", [article]))["revision"]
    old = _known_revision(db, article, words)
    if old is None:
        row = _revision_row(run, article, sighting) | {"from_revision": before}
        revision = db.table("revisions").insert(row).last_pk
    else:
        revision = old["id"]
        _bring_back(db, old, words)
        if before is not None and before != revision:
            _save_return(db, run, article, sighting, (before, revision))
    count = "select count(*) as n from revisions where article = ?"
    row = _article_row(sighting) | {
        "revision": revision,
        "revisions": next(db.query(count, [article]))["n"],
        "words": len(words.text.split()),
    }
    current = next(db.query("select * from articles where id = ?", [article]))
    row = _without_settled(row, current)
    if current["key"].startswith(HIDDEN):
        row["key"] = sighting.key
    changed = {name: value for name, value in row.items() if current[name] != value}
    if changed:
        db.table("articles").update(article, changed)
        _update_claims(db, article)
    return old is None


def _save_return(
    db: Database, run: int, article: int, sighting: Sighting, step: tuple[int, int]
) -> None:
    """Note that the article went back from one revision to an earlier one."""
    row = {"article": article, "from_revision": step[0], "revision": step[1], "run": run}
    db.table("returns").insert(row | {"seen_at": to_text(sighting.seen_at)})


def _known_revision(db: Database, article: int, words: Revision) -> dict[str, Any] | None:
    """The row of these words; where some of them are withdrawn the hash is that of all of them."""
    sql = (
        "select id, text, text_hash, title, byline, expired_at from revisions where article = ?"
        " and (hash = ? or (text_hash = ? and title = ? and byline = ?))"
    )
    values = [article, words.hash, digest(words.text), words.title, words.byline]
    return next(db.query(sql, values), None)


def _bring_back(db: Database, old: dict[str, Any], words: Revision) -> None:
    """Words that were withdrawn and may be held again: their text is to be read anew."""
    if BLOT not in f"{old['text']}{old['title']}{old['byline']}" or old["text"] == words.text:
        return
    row = {"title": words.title, "byline": words.byline, "text": words.text}
    db.table("revisions").update(old["id"], row | {"text_hash": digest(words.text)})
    db.execute("delete from analyses where revision = ?", [old["id"]])


def _revision_row(run: int, article: int, sighting: Sighting) -> dict[str, object]:
    words = sighting.revision
    return {
        "article": article,
        "hash": words.hash,
        "text_hash": digest(words.text),
        "title": words.title,
        "byline": words.byline,
        "text": words.text,
        "text_kind": sighting.text_kind.value,
        "language": sighting.language,
        "origin": sighting.origin.value,
        "words": len(words.text.split()),
        "seen_at": to_text(sighting.seen_at),
        "run": run,
    }


def _article_row(sighting: Sighting) -> dict[str, object]:
    published = sighting.published
    row: dict[str, object] = {
        "url": sighting.url,
        "external_id": sighting.external_id,
        "outlet": sighting.outlet,
        "country": sighting.country,
        "title": sighting.revision.title,
        "byline": sighting.revision.byline,
        "published_at": moment_text(published),
        "published_precision": _precision(published),
        "published_origin": published.origin.value if published else None,
        "feed_published_at": moment_text(sighting.feed_published),
        "feed_precision": _precision(sighting.feed_published),
        "page_published_at": moment_text(sighting.page_published),
        "page_precision": _precision(sighting.page_published),
        "date_source": sighting.date_source,
        "language": sighting.language,
        "text_kind": sighting.text_kind.value,
    }
    return row


# What a later sighting does not take back: column → the column that says how well it is known.
_DATES = {
    "published_at": ("published_precision", "published_origin"),
    "feed_published_at": ("feed_precision",),
    "page_published_at": ("page_precision", "date_source"),
}
_EXACTNESS = ("unknown", "day", "second")


def _without_settled(row: dict[str, object], current: dict[str, object]) -> dict[str, object]:
    """Leave out of ``row`` what is known as well already: feeds re-date old items."""
    settled = {name for name in ("outlet", "country", "external_id") if current[name] is not None}
    for name, (precision, *others) in _DATES.items():
        old, new = str(current[precision]), str(row[precision])
        if current[name] is not None and _EXACTNESS.index(old) >= _EXACTNESS.index(new):
            settled |= {name, precision, *others}
    return {name: value for name, value in row.items() if name not in settled}


def _precision(moment: Moment | None) -> str:
    return (moment.precision if moment else Precision.UNKNOWN).value


# What the wide tables repeat of their article.
_REPEATED = (
    "outlet",
    "country",
    "published_at",
    "published_precision",
    "title",
    "url",
    "text_kind",
)


def _update_claims(db: Database, article: int) -> None:
    """Bring what the claims repeat of their article up to date, and which of them are current."""
    row = next(db.query("select * from articles where id = ?", [article]))
    sets = ", ".join(f"{name} = ?" for name in _REPEATED)
    values = [row[name] for name in _REPEATED]
    for table in ("claims", "responsibility_claims"):
        db.execute(
            f"update {table} set current = (revision = ? and review is not 'wrong'), {sets}"
            " where article = ?",
            [row["revision"], *values, article],
        )
    db.execute(
        "insert or ignore into stale_sources"
        " select distinct source from claims where article = ? and source is not null",
        [article],
    )
    for name in ("claims", "responsibility_claims"):
        db.execute(
            f"update articles set {name} ="
            f" (select count(*) from {name} where article = ? and current = 1) where id = ?",
            [article, article],
        )
