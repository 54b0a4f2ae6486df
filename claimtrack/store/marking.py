"""What is to be withdrawn → the marks by which it is found in any text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlite_utils import Database

from ..errors import InputError
from ..masking import EVERYWHERE, Mark, hash_whole, is_short, mark_whole, mark_words, words_of
from ..models import Withdrawable
from .columns import spans_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """What is to be withdrawn: ``target`` tells it from others, ``marks`` are how it is found.

    ``hints`` are rows of words, one of which every text to be purged holds; they are not kept.
    """

    kind: Withdrawable
    target: str
    marks: tuple[Mark, ...]
    outlet: str | None = None
    hints: tuple[tuple[str, ...], ...] = ()


def plan_withdrawal(db: Database, kind: Withdrawable, what: str) -> Withdrawal:
    """How ``what`` is found in all texts. Errors: :class:`InputError` where there is no such."""
    planners = {
        Withdrawable.CLAIM: _plan_claim,
        Withdrawable.ARTICLE: _plan_article,
        Withdrawable.OUTLET: _plan_outlet,
        Withdrawable.PERSON: _plan_person,
    }
    return planners[kind](db, what.strip())


def find_claim(db: Database, what: str) -> tuple[str, dict[str, Any]]:
    """Table and row of a claim by its key, its number, or for responsibility claims ``r12``."""
    key = what.rstrip("/").rsplit("/", 1)[-1]
    is_blame, number = key[:1] == "r", key.removeprefix("r")
    tables = ("responsibility_claims",) if is_blame else ("claims", "responsibility_claims")
    for table in tables:
        for row in db.query(f"select * from {table} where key = ?", [key]):
            return table, row
    if number.isascii() and number.isdigit() and len(number) < 16:
        for row in db.query(f"select * from {tables[0]} where id = ?", [int(number)]):
            return tables[0], row
    raise InputError(
        f"{what}: no such claim; name its key, its number in claim_list, or r and its number in"
        " responsibility_list"
    )


def _plan_claim(db: Database, what: str) -> Withdrawal:
    table, row = find_claim(db, what)
    sql = "select a.key, r.text from articles a, revisions r where a.id = ? and r.id = ?"
    key, text = db.execute(sql, [row["article"], row["revision"]]).fetchone()
    words = _words_of_claim(table, row, text)
    home = hash_whole("address", key)
    marks = [
        mark
        for part in words
        if (mark := mark_words(part, article=None if _is_long(part) else home))
    ]
    if not marks:
        raise InputError(f"{what}: no words of this claim are held; withdraw its article instead")
    return Withdrawal(
        kind=Withdrawable.CLAIM,
        target=row["key"],
        marks=tuple(marks),
        outlet=row["outlet"],
        hints=tuple(tuple(words_of(part)) for part in words),
    )


def _is_long(words: str) -> bool:
    return len(words_of(words)) >= EVERYWHERE


def _words_of_claim(table: str, row: dict[str, Any], text: str) -> list[str]:
    """The words that say what the claim says; where they are few, with what stands between."""
    names = ("content_spans",) if table == "claims" else ("accused_span", "act_span", "target_span")
    spans = [span for name in names for span in spans_of(row[name])]
    if not text:
        held = row["content"] if table == "claims" else row["act"]
        return [part for part in (held or "").split(" … ") if words_of(part)]
    parts = [text[span.start : span.end] for span in spans]
    if table == "claims" and all(not is_short(part) for part in parts):
        return parts
    if table == "claims":
        spans += spans_of(row["cue_spans"]) + spans_of(row["source_spans"])
    hull = text[min(s.start for s in spans) : max(s.end for s in spans)] if spans else ""
    return [hull] if words_of(hull) else []


def _plan_article(db: Database, what: str) -> Withdrawal:
    sql = (
        "select * from articles where id = :what or key = :what or id ="
        " (select article from article_urls where url = :what)"
    )
    row = next(db.query(sql, {"what": what}), None)
    if row is None:
        raise InputError(f"{what}: no article with this number or URL is stored")
    urls = db.execute("select url from article_urls where article = ?", [row["id"]]).fetchall()
    addresses = dict.fromkeys(a for a in (row["key"], row["url"], *(u for (u,) in urls)) if a)
    return Withdrawal(
        kind=Withdrawable.ARTICLE,
        target=hash_whole("address", row["key"]),
        marks=tuple(mark_whole("address", address) for address in addresses),
        outlet=row["outlet"],
    )


def _plan_outlet(db: Database, what: str) -> Withdrawal:
    if not db.execute("select 1 from outlets where name = ?", [what]).fetchone():
        raise InputError(f"{what}: no outlet of this name is stored")
    mark = mark_whole("outlet", what)
    return Withdrawal(kind=Withdrawable.OUTLET, target=mark.hash, marks=(mark,))


def _plan_person(db: Database, what: str) -> Withdrawal:
    """The name wherever it stands; parts of it, and other forms, where the name stands as well."""
    name = mark_words(what)
    if name is None:
        raise InputError("a name needs words")
    words = words_of(what)
    forms = {words[-1]} if len(words) > 1 else set()
    sql = (
        "select distinct r.text, m.span_start, m.span_end from entities e"
        " join mentions m on m.entity = e.id join revisions r on r.id = m.revision"
        " where e.kind = 'person' and lower(e.name) = lower(?)"
    )
    forms |= {text[start:end] for text, start, end in db.execute(sql, [what])}
    others = [mark_words(form, beside=name.hash) for form in sorted(forms)]
    marks = dict.fromkeys((name, *(m for m in others if m and m.hash != name.hash)))
    return Withdrawal(
        kind=Withdrawable.PERSON,
        target=name.hash,
        marks=tuple(marks),
        hints=tuple({tuple(words_of(form)) for form in (what, *forms) if words_of(form)}),
    )
