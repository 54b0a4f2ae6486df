"""Claim groups: what people see of them and decide on them.

Members are known by article and quoted words, so that they outlive a re-extraction. A decision is
one transaction, which changes nothing where an id is unknown, and is only ever added.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from ..errors import InputError
from ..models import (
    ClaimGroup,
    GroupAction,
    GroupDecision,
    GroupMember,
    Independence,
    MemberState,
    OutletReport,
    Precision,
    Quotation,
    SourceType,
    Span,
    Stance,
    Subtracted,
    is_opposed,
)
from .times import from_text, to_text

_MEMBERS = """
select m.claim as id, m.article, m.quote, m.state, m.score, m.why, c.revision, a.outlet,
  a.published_at, a.published_precision, a.title, a.url, a.story, a.copy_of, c.source,
  c.source_type, c.cue, c.stance, c.quotation, c.confidence, c.content_spans
from claim_group_members m join articles a on a.id = m.article
  left join claims c on c.id = m.claim
where m.claim_group = ? and m.state <> 'rejected' and coalesce(c.current, 1) = 1
order by a.published_at is null, a.published_at, a.id, c.content_spans, m.id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Who decides, when, and what they say of it."""

    who: str
    at: datetime
    note: str | None = None


def load_group(db: Database, group: int) -> ClaimGroup:
    """A group with its members. Raises :class:`InputError` where there is none of that number."""
    row = _group_row(db, group)
    members = tuple(_member(found) for found in db.query(_MEMBERS, [group]))
    return _to_group(row, members)


def load_groups(db: Database, *, story: int | None = None) -> Iterator[ClaimGroup]:
    """All groups that have members, or those of one story, by number."""
    where = "" if story is None else " and id in (select m.claim_group from claim_group_members m"
    where += "" if story is None else " join articles a on a.id = m.article where a.story = ?)"
    values = [] if story is None else [story]
    rows = list(
        db.query(f"select id from claim_groups where claims > 0{where} order by id", values)
    )
    return (load_group(db, row["id"]) for row in rows)


def group_of(db: Database, claim: int) -> int | None:
    """The group of a claim, if it is in one."""
    sql = "select claim_group as id from claim_group_members where claim = ?"
    return next((r["id"] for r in db.query(f"{sql} and state <> 'rejected'", [claim])), None)


def load_decisions(db: Database, group: int | None = None) -> list[GroupDecision]:
    """What people decided, in order: all, or what touches one group."""
    where = "" if group is None else " where ? in (claim_group, other_group)"
    values = [] if group is None else [group]
    rows = db.query(f"select * from claim_group_decisions{where} order by id", values)
    return [
        GroupDecision(
            at=from_text(row["at"]),
            who=row["who"],
            action=GroupAction(row["action"]),
            group=row["claim_group"],
            other=row["other_group"],
            article=row["article"],
            quote=row["quote"],
            note=row["note"],
        )
        for row in rows
    ]


def _group_row(db: Database, group: int) -> dict[str, Any]:
    row = next(db.query("select * from claim_groups where id = ?", [group]), None)
    if row is None:
        raise InputError(f"there is no claim group {group}")
    return row


def _to_group(row: dict[str, Any], members: tuple[GroupMember, ...]) -> ClaimGroup:
    return ClaimGroup(
        id=row["id"],
        story=row["story"],
        state=MemberState(row["state"]),
        merged_into=row["merged_into"],
        counts=Independence(
            outlets=row["outlets"],
            independent=row["independent_outlets"],
            subtracted=tuple(Subtracted(**one) for one in json.loads(row["subtracted"])),
        ),
        stances=json.loads(row["stances"]),
        members=members,
    )


def _member(row: dict[str, Any]) -> GroupMember:
    words = {"source_type": SourceType, "stance": Stance, "quotation": Quotation}
    chosen = {name: kind(row[name]) if row[name] else None for name, kind in words.items()}
    spans = json.loads(row.pop("content_spans") or "[]")
    return GroupMember(
        **row
        | chosen
        | {
            "state": MemberState(row["state"]),
            "published_precision": Precision(row["published_precision"]),
            "cue": row["cue"] or "",
            "content": tuple(Span(start=start, end=end) for start, end in spans),
        }
    )


# --- what people decide -------------------------------------------------------------------------


def create_group(db: Database, claims: Sequence[int], by: Judgement) -> int:
    """Make a group of these claims, taking them out of the groups they are in; its number."""
    rows = _claim_rows(db, claims)
    with db.atomic():
        group = new_group(db)
        for row in rows:
            _fix(db, group, row, by, GroupAction.CREATE, None)
    return group


def confirm_claims(db: Database, group: int, claims: Sequence[int], by: Judgement) -> None:
    """Say that these claims belong to the group, also such as were elsewhere; none: all of it."""
    _open_group(db, group)
    rows = _claim_rows(db, claims or _claims_of(db, group))
    with db.atomic():
        for row in rows:
            _fix(db, group, row, by, GroupAction.CONFIRM, None)


def reject_claims(db: Database, group: int, claims: Sequence[int], by: Judgement) -> None:
    """Say that these claims do not belong to the group: no run puts them there again."""
    _open_group(db, group)
    rows = _own_rows(db, group, claims)
    with db.atomic():
        for row in rows:
            _bar(db, group, row)
            _note(db, by, GroupAction.REJECT, group, None, row)


def split_group(db: Database, group: int, claims: Sequence[int], by: Judgement) -> int:
    """Make a group of its own of some claims of a group; its number."""
    _open_group(db, group)
    rows = _own_rows(db, group, claims)
    with db.atomic():
        part = new_group(db)
        for row in rows:
            _fix(db, part, row, by, GroupAction.SPLIT, group)
            _bar(db, group, row)
    return part


def merge_groups(db: Database, group: int, other: int, by: Judgement) -> None:
    """Move the claims of ``other`` to ``group``; ``other`` stays and says where they went.

    All claims of both are confirmed with it.
    """
    if group == other:
        raise InputError(f"claim group {group} cannot be merged into itself")
    for one in (group, other):
        _open_group(db, one)
    rows = _claim_rows(db, [*_claims_of(db, group), *_claims_of(db, other)])
    with db.atomic():
        _unbar(db, group, other)
        for row in rows:
            _fix(db, group, row, by, GroupAction.MERGE, other)
        db.execute(
            "update claim_group_members set claim_group = ? where claim_group = ?", [group, other]
        )
        db.execute("update claim_groups set merged_into = ? where id = ?", [group, other])


def new_group(db: Database) -> int:
    """Make an empty group; its number, which is never used again."""
    db.execute("insert into claim_groups default values")
    return int(next(db.query("select last_insert_rowid() as id"))["id"])


def _open_group(db: Database, group: int) -> None:
    into = _group_row(db, group)["merged_into"]
    if into is not None:
        raise InputError(f"claim group {group} was merged into {into}; name that one")


def _claims_of(db: Database, group: int) -> list[int]:
    sql = "select claim from claim_group_members where claim_group = ? and claim is not null"
    return [row["claim"] for row in db.query(f"{sql} and state <> 'rejected'", [group])]


def _claim_rows(db: Database, claims: Iterable[int]) -> list[dict[str, Any]]:
    rows = []
    for claim in dict.fromkeys(claims):
        found = next(
            db.query("select id, article, content from claims where id = ?", [claim]), None
        )
        if found is None:
            raise InputError(f"there is no claim {claim}")
        rows.append(found)
    if not rows:
        raise InputError("no claim was named")
    return rows


def _own_rows(db: Database, group: int, claims: Sequence[int]) -> list[dict[str, Any]]:
    rows, own = _claim_rows(db, claims), set(_claims_of(db, group))
    for row in rows:
        if row["id"] not in own:
            raise InputError(f"claim {row['id']} is not in claim group {group}")
    return rows


def _fix(
    db: Database,
    group: int,
    row: dict[str, Any],
    by: Judgement,
    action: GroupAction,
    other: int | None,
) -> None:
    """Have a claim in the group by a person's word, and in no other."""
    known = "select 1 from claim_group_members where claim = ? and claim_group = ? and state = ?"
    if any(db.query(known, [row["id"], group, MemberState.CONFIRMED.value])):
        return
    db.execute(
        "delete from claim_group_members where claim = ?"
        " and (state <> 'rejected' or claim_group = ?)",
        [row["id"], group],
    )
    _add_member(db, group, row, MemberState.CONFIRMED)
    _note(db, by, action, group, other, row)


def _bar(db: Database, group: int, row: dict[str, Any]) -> None:
    """Keep a claim out of a group for good."""
    values = [row["id"], group]
    db.execute("delete from claim_group_members where claim = ? and claim_group = ?", values)
    _add_member(db, group, row, MemberState.REJECTED)


def _unbar(db: Database, *groups: int) -> None:
    for group in groups:
        db.execute(
            "delete from claim_group_members where claim_group = ? and state = 'rejected'"
            " and claim in (select claim from claim_group_members where claim_group in (?, ?)"
            " and state <> 'rejected')",
            [group, *groups],
        )


def _add_member(db: Database, group: int, row: dict[str, Any], state: MemberState) -> None:
    db.execute(
        "insert into claim_group_members (claim_group, claim, article, quote, state, why)"
        " values (?, ?, ?, ?, ?, ?)",
        [group, row["id"], row["article"], row["content"], state.value, "decided by a person"],
    )


def _note(
    db: Database,
    by: Judgement,
    action: GroupAction,
    group: int,
    other: int | None,
    row: dict[str, Any],
) -> None:
    values = [to_text(by.at), by.who, action.value, group, other]
    db.execute(
        "insert into claim_group_decisions (at, who, action, claim_group, other_group, article,"
        " quote, note) values (?, ?, ?, ?, ?, ?, ?, ?)",
        [*values, row["article"], row["content"], by.note],
    )


# --- what is counted ----------------------------------------------------------------------------

# An article whose claims in the group all rest on one outlet relays that outlet.
_REPORTS = """
select a.outlet, o.owner, b.outlet as copy_of, case
    when count(distinct c.source) = 1 and min(c.source_type = 'outlet') then min(c.source)
  end as relays
from claim_group_members m join claims c on c.id = m.claim join articles a on a.id = m.article
  left join outlets o on o.name = a.outlet left join articles b on b.id = a.copy_of
where m.claim_group = ? and m.state <> 'rejected' and c.current = 1
group by a.id order by a.published_at is null, a.published_at, a.id
"""
_COUNTED = """
select count(*) as claims, count(distinct c.article) as articles,
  iif(count(distinct coalesce(c.story, -c.article)) = 1, min(c.story), null) as story,
  min(c.published_at) as first_published_at, max(c.published_at) as last_published_at,
  iif(min(m.state = 'confirmed'), 'confirmed', 'suggested') as state
from claim_group_members m join claims c on c.id = m.claim
where m.claim_group = ? and m.state <> 'rejected' and c.current = 1
"""
_FIRST = """
select c.id from claim_group_members m join claims c on c.id = m.claim
where m.claim_group = ? and m.state <> 'rejected' and c.current = 1
order by c.published_at is null, c.published_at, c.article, c.id limit 1
"""
_STANCES = """
select coalesce(c.stance, 'undecided') as stance, count(*) as n
from claim_group_members m join claims c on c.id = m.claim
where m.claim_group = ? and m.state <> 'rejected' and c.current = 1 group by 1 order by 1
"""


def load_group_reports(db: Database, group: int) -> list[OutletReport]:
    """The articles of a group as reports to be counted, earliest first."""
    return [OutletReport(**row) for row in db.query(_REPORTS, [group])]


def save_group_counts(db: Database, group: int, counts: Independence) -> None:
    """Bring the row of a group up to date with its members."""
    row = next(db.query(_COUNTED, [group]))
    stances = {found["stance"]: found["n"] for found in db.query(_STANCES, [group])}
    first = next((found["id"] for found in db.query(_FIRST, [group])), None)
    subtracted = [{"outlet": s.outlet, "reason": s.reason} for s in counts.subtracted]
    counted = {
        "state": row.pop("state") or MemberState.SUGGESTED.value,
        "first_claim": first,
        "outlets": counts.outlets,
        "independent_outlets": counts.independent,
        "subtracted": json.dumps(subtracted, ensure_ascii=False),
        "stances": json.dumps(stances),
        "denied": stances.get(Stance.DENIES, 0),
        "opposed": int(is_opposed(stances)),
    }
    with db.atomic():
        db.table("claim_groups").update(group, row | counted)
