"""Claims as the program groups them: what is still to be placed, and where it was put."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from sqlite_utils import Database

from ..models import MemberState, Mention, MentionKind, Span, Spans, Stance
from ..wording import plain_words, resolved_words, said_words
from .columns import to_spans

_HASH = 16  # bytes of the SHA-256 of a text
_AT_ONCE = 500  # values in one query
_LEAST_OVERLAP = 0.5  # of the quoted words, by which a claim is taken for the one of before


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedContent:
    """The content of a claim, as written and with names put in; ``group`` is None where in none."""

    claim: int
    article: int
    story: int | None
    content: Spans
    plain: str
    resolved: str
    source: str | None
    cue: str | None
    stance: Stance | None
    group: int | None
    is_placed: bool

    @property
    def hash(self) -> bytes:
        """By which its vector is known."""
        return text_hash(self.resolved)

    @property
    def said(self) -> str:
        """Source, cue and content."""
        return said_words(self.source, self.cue or "", self.resolved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A decision on a claim that is not found any more after its article was read anew."""

    group: int
    article: int
    title: str
    url: str | None
    quote: str
    state: MemberState


def text_hash(text: str) -> bytes:
    """By which the vector of a text is known."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:_HASH]


def stories_to_group(db: Database) -> list[int]:
    """Stories with claims that were never placed, in order."""
    rows = db.query(
        "select distinct story from claims c where current = 1 and story is not null"
        " and inside is null"
        " and not exists (select 1 from grouped g where g.claim = c.id) order by story"
    )
    return [row["story"] for row in rows]


_CONTENTS = """
select c.id as claim, c.article, c.story, c.content_spans, c.source, c.cue, c.stance, c.revision,
  r.text,
  (select claim_group from claim_group_members m where m.claim = c.id and m.state <> 'rejected')
    as claim_group,
  exists (select 1 from grouped g where g.claim = c.id) as is_placed
from claims c join revisions r on r.id = c.revision
"""


def load_contents(db: Database, story: int) -> list[ReportedContent]:
    """The claims of a story, by publication and place in the text."""
    sql = (
        f"{_CONTENTS} where c.current = 1 and c.inside is null and c.story = ?"
        " order by c.published_at is null, c.published_at, c.article, c.id"
    )
    return _contents(db, db.query(sql, [story]))


def load_claims(db: Database, claims: Sequence[int]) -> list[ReportedContent]:
    """These claims, in no order."""
    marks = ", ".join("?" * len(claims))
    return _contents(db, db.query(f"{_CONTENTS} where c.id in ({marks})", list(claims)))


def _contents(db: Database, rows: Iterable[dict[str, Any]]) -> list[ReportedContent]:
    found = list(rows)
    names = {revision: _mentions(db, revision) for revision in {r["revision"] for r in found}}
    return [_content(row, names[row["revision"]]) for row in found]


def _mentions(db: Database, revision: int) -> list[Mention]:
    sql = (
        "select m.span_start, m.span_end, e.kind, e.name from mentions m"
        " join entities e on e.id = m.entity where m.revision = ?"
    )
    return [
        Mention(
            span=Span(start=row["span_start"], end=row["span_end"]),
            kind=MentionKind(row["kind"]),
            name=row["name"],
        )
        for row in db.query(sql, [revision])
    ]


def _content(row: dict[str, Any], names: list[Mention]) -> ReportedContent:
    text = row["text"]
    spans = to_spans(row["content_spans"])
    return ReportedContent(
        claim=row["claim"],
        article=row["article"],
        story=row["story"],
        content=spans,
        plain=plain_words(text, spans),
        resolved=resolved_words(text, spans, names),
        source=row["source"],
        cue=row["cue"],
        stance=Stance(row["stance"]) if row["stance"] else None,
        group=row["claim_group"],
        is_placed=bool(row["is_placed"]),
    )


def load_barred(db: Database, story: int | None) -> dict[int, frozenset[int]]:
    """For claims of a story, the groups that a person took them out of."""
    rows = db.query(
        "select m.claim, m.claim_group from claim_group_members m join claims c on c.id = m.claim"
        " where m.state = 'rejected' and c.story = ?",
        [story],
    )
    barred: dict[int, set[int]] = {}
    for row in rows:
        barred.setdefault(row["claim"], set()).add(row["claim_group"])
    return {claim: frozenset(groups) for claim, groups in barred.items()}


def suggest_member(db: Database, group: int, claim: int, score: float, why: str) -> None:
    """Put a claim into a group as the program suggests; one that is in a group stays there."""
    db.execute(
        "insert or ignore into claim_group_members (claim_group, claim, article, quote, state,"
        " score, why) select ?, id, article, content, 'suggested', ?, ? from claims where id = ?",
        [group, score, why, claim],
    )


def save_placed(db: Database, claim: int, method: str, encoder: str, hash: bytes) -> None:
    """Note that a claim was placed, and by which text its vector is known."""
    db.execute("insert or replace into grouped values (?, ?, ?, ?)", [claim, method, encoder, hash])


# --- vectors ------------------------------------------------------------------------------------


def load_vectors(db: Database, encoder: str, texts: Sequence[str]) -> dict[str, bytes]:
    """The vectors of those texts that were made before."""
    by_hash = {text_hash(text): text for text in texts}
    hashes = list(by_hash)
    found: dict[str, bytes] = {}
    for start in range(0, len(hashes), _AT_ONCE):
        part = hashes[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(part))
        sql = f"select hash, vector from vectors where encoder = ? and hash in ({marks})"
        found |= {by_hash[r["hash"]]: r["vector"] for r in db.query(sql, [encoder, *part])}
    return found


def save_vectors(db: Database, encoder: str, vectors: Mapping[str, bytes]) -> None:
    """Keep the vectors of texts."""
    rows = [(text_hash(text), encoder, vector) for text, vector in vectors.items()]
    with db.atomic():
        db.conn.executemany("insert or ignore into vectors values (?, ?, ?)", rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimVectors:
    """Claims in order, and their packed vectors one after the other, in as few bytes as may be."""

    claims: array[int]
    packed: bytearray


def load_claim_vectors(db: Database, encoder: str) -> ClaimVectors:
    """Every current claim that was placed, with its vector."""
    sql = (
        "select g.claim, v.vector from grouped g join vectors v on v.encoder = g.encoder"
        " and v.hash = g.hash join claims c on c.id = g.claim"
        " where g.encoder = ? and c.current = 1 order by g.claim"
    )
    found = ClaimVectors(claims=array("q"), packed=bytearray())
    for claim, vector in db.execute(sql, [encoder]):
        found.claims.append(claim)
        found.packed.extend(vector)
    return found


def load_single(db: Database, claims: Iterable[int]) -> list[tuple[int, bytes]]:
    """Those of the claims that are in no group, with their vectors."""
    sql = (
        "select g.claim, v.vector from grouped g join vectors v on v.encoder = g.encoder"
        " and v.hash = g.hash where g.claim = ? and not exists (select 1 from"
        " claim_group_members m where m.claim = g.claim and m.state <> 'rejected')"
    )
    return [row for claim in claims for row in db.execute(sql, [claim]).fetchall()]


# --- extracted or grouped anew ------------------------------------------------------------------

# A claim that a reviewer called wrong is not lost: it is where it was when that is taken back.
_IS_WRONG = """coalesce(c.review = 'wrong'
  and c.revision = (select a.revision from articles a where a.id = c.article), 0)"""
_LOST = f"""
update claim_group_members set claim = null
where claim in (select m.claim from claim_group_members m join claims c on c.id = m.claim
  where c.current = 0 and not {_IS_WRONG})
"""
_LEFT_ALONE = """
select id, claim_group from claim_group_members m where state = 'suggested' and not exists (
  select 1 from claim_group_members o where o.claim_group = m.claim_group and o.id <> m.id
    and o.state <> 'rejected')
"""


def attach_members(db: Database) -> set[int]:
    """Find the claims of members again, by article and most of the quoted words; groups changed.

    What a person decided waits where no claim is like it (see :func:`load_group_orphans`); what the
    program suggested is forgotten.
    """
    with db.atomic():
        db.execute(_LOST)
        lost = list(
            db.query(
                "select id, claim_group, article, quote, state from claim_group_members"
                " where claim is null order by state = 'suggested', id"
            )
        )
        for row in lost:
            claim = _like(db, row)
            if claim is not None:
                sql = "update claim_group_members set claim = ? where id = ?"
                db.execute(sql, [claim, row["id"]])
            elif row["state"] == MemberState.SUGGESTED:
                db.execute("delete from claim_group_members where id = ?", [row["id"]])
        alone = list(db.query(_LEFT_ALONE)) if lost else []
        for row in alone:
            db.execute("delete from claim_group_members where id = ?", [row["id"]])
    return {row["claim_group"] for row in [*lost, *alone]}


def _like(db: Database, member: dict[str, Any]) -> int | None:
    """The claim of the member's article, in no group, whose words are most like its own."""
    sql = (
        f"select id, content from claims c where article = ? and (current = 1 or {_IS_WRONG})"
        " and inside is null"
        " and not exists ("
        "select 1 from claim_group_members m where m.claim = c.id and (m.claim_group = ?"
        " or (m.state <> 'rejected' and ? <> 'rejected'))) order by id"
    )
    values = [member["article"], member["claim_group"], member["state"]]
    words = member["quote"].split()
    scored = [
        (SequenceMatcher(None, words, row["content"].split(), autojunk=False).ratio(), -row["id"])
        for row in db.query(sql, values)
    ]
    ratio, claim = max(scored, default=(0.0, 0))
    return -claim if ratio >= _LEAST_OVERLAP else None


def load_group_orphans(db: Database) -> list[Orphan]:
    """What people decided of claims that are not found any more."""
    rows = db.query(
        "select m.claim_group, m.article, m.quote, m.state, a.title, a.url"
        " from claim_group_members m join articles a on a.id = m.article"
        " where m.claim is null and m.state <> 'suggested' order by m.id"
    )
    return [
        Orphan(
            group=row["claim_group"],
            article=row["article"],
            title=row["title"],
            url=row["url"],
            quote=row["quote"],
            state=MemberState(row["state"]),
        )
        for row in rows
    ]


_UNTOUCHED = """
from claim_group_members where state = 'suggested' and claim_group not in (
  select claim_group from claim_group_members where state <> 'suggested')
"""


def forget_suggestions(db: Database) -> dict[int, int]:
    """Forget where the program put claims; the group in which each was.

    A group on which a person decided anything stays whole: what they left in it they saw there.
    """
    rows = db.query(f"select claim, claim_group {_UNTOUCHED}")
    kept = {row["claim"]: row["claim_group"] for row in rows}
    db.execute(f"delete {_UNTOUCHED}")
    db.execute("delete from grouped")
    return kept


def restore_numbers(db: Database, kept: Mapping[int, int]) -> None:
    """Give new groups the number of the empty one that held most of their claims before."""
    newest = max(kept.values(), default=0)
    free = set(kept.values()) - set(groups_with_members(db))
    for group in [g for g in groups_with_members(db) if g > newest]:
        rows = db.query("select claim from claim_group_members where claim_group = ?", [group])
        before = Counter(kept[r["claim"]] for r in rows if kept.get(r["claim"]) in free)
        if before:
            old = max(before, key=lambda g: (before[g], -g))
            free.remove(old)
            sql = "update claim_group_members set claim_group = ? where claim_group = ?"
            db.execute(sql, [old, group])
            db.execute("delete from claim_groups where id = ?", [group])


_CHANGED = """
insert or ignore into stale_groups select id from claim_groups g where claims <> (
  select count(*) from claim_group_members m join claims c on c.id = m.claim
  where m.claim_group = g.id and m.state <> 'rejected' and c.current = 1)
"""


def mark_changed_groups(db: Database) -> None:
    """Note the groups that lost a claim since they were counted; part of a transaction."""
    db.execute(_CHANGED)


def load_stale_groups(db: Database) -> list[int]:
    """Groups whose claims were corrected or withdrawn since they were counted."""
    return [row["id"] for row in db.query("select claim_group as id from stale_groups order by 1")]


def save_counted(db: Database, group: int) -> None:
    """Note that a group was counted anew."""
    db.execute("delete from stale_groups where claim_group = ?", [group])


def groups_with_members(db: Database) -> list[int]:
    """Groups that hold a claim."""
    sql = "select distinct claim_group as id from claim_group_members where state <> 'rejected'"
    return [row["id"] for row in db.query(f"{sql} order by id")]
