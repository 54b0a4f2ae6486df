"""Pages of claim groups, and what signed-in checkers file on them.

What is filed goes into the database of verdicts. A decision on what belongs to a group is also
carried out in the database that is served, unless that is a published copy or is being written to;
then the next ``claimtrack publish`` or ``serve`` of the working database carries it out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from datasette.utils.asgi import NotFound, Response
from sqlite_utils import Database

from ..coverage import GroupPage
from ..render.claimreview import Reviewed, claim_reviews, ld_json
from ..render.diff import diff_words
from ..rulings import apply_ruling
from ..store.reading import contradicted_groups, lines_of, load_group
from ..store.verdicts import (
    load_decisions,
    load_newest_verdicts,
    load_verdicts,
    save_decision,
    save_verdict,
)
from ..verdicts import (
    FILE_VERDICTS,
    Decision,
    Draft,
    Judged,
    Rating,
    Ruling,
    Verdict,
    draft_of,
    read_draft,
    standing,
)
from .links import Links
from .site import desk_of, home_of, load, may_file, may_view, page, takes_changes

GROUP = (
    *("claim_groups", "claim_group_members", "stories"),
    *("claims", "responsibility_claims", "articles", "factchecks", "factcheck_matches"),
)
_FILED = {
    "verdict": "Your verdict is filed.",
    "same": "That verdict stands already; nothing was filed.",
    "ruling": "Your decision is filed.",
    "later": "Your decision is filed. It takes effect when the working database is next served or "
    "published.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filed:
    """What was filed on a group: all verdicts on it, those on another group of its number."""

    history: tuple[Verdict, ...] = ()
    strangers: int = 0
    decisions: tuple[Decision, ...] = ()

    @property
    def standing(self) -> tuple[Verdict, ...]:
        return standing(self.history)


async def group(request: Any, datasette: Any) -> Response:
    """A group of claims, compared; with POST a verdict on it is filed."""
    number = int(request.url_vars["id"])
    if request.method == "POST":
        return await _file_verdict(request, datasette, number)
    return await _shown(request, datasette, number)


async def _shown(request: Any, datasette: Any, number: int, draft: Draft | None = None) -> Response:
    found = await _group(request, datasette, number)
    filed = await _filed(request, datasette, found)
    checker = (request.actor or {}).get("id")
    own = next((v for v in filed.standing if v.checker == checker), None)
    members = {member.claim.key: member.claim for member in found.members}
    first = found.members[0].claim if found.members else None
    against = members.get(request.args.get("against") or "", first)
    reviews = claim_reviews(_reviewed(request, datasette, found), filed.standing)
    context = {
        "page": found,
        "address": _address(request, datasette, number),
        "reviews": ld_json(reviews) if reviews else None,
        "verdicts": filed.standing,
        "history": filed.history,
        "strangers": filed.strangers,
        "decided": {d.claim: d for d in filed.decisions},
        "rejected": [d for d in filed.decisions if d.claim not in members],
        "against": against,
        "diffs": {
            key: diff_words(against.content, claim.content) if against else None
            for key, claim in members.items()
        },
        "filed": _FILED.get(request.args.get("filed") or ""),
        "own": own,
        "draft": draft or (draft_of(own) if own else Draft()),
        "ratings": [rating.value for rating in Rating],
        "desk": desk_of(datasette),
    }
    status = 400 if draft else 200
    return await page(datasette, request, "group.html", context, status=status)


async def _group(request: Any, datasette: Any, number: int) -> GroupPage:
    found = await load(datasette, request, GROUP, partial(load_group, group=number))
    if found is None:
        raise NotFound("No such group of claims")
    return found


async def _filed(request: Any, datasette: Any, found: GroupPage) -> _Filed:
    """What was filed on the group, as far as the visitor may see it."""
    desk, number = desk_of(datasette), found.line.id
    if desk is None or not await may_view(datasette, request, "verdicts", "decisions", of=desk):
        return _Filed()

    def read(conn: sqlite3.Connection) -> tuple[tuple[Verdict, ...], tuple[Decision, ...]]:
        return load_verdicts(conn, number), load_decisions(conn, number)

    verdicts, decisions = await load(datasette, request, ("verdicts", "decisions"), read, of=desk)
    articles = {member.article_key for member in found.members}
    own = tuple(v for v in verdicts if not articles or articles & set(v.articles))
    return _Filed(history=own, strangers=len(verdicts) - len(own), decisions=decisions)


def _reviewed(request: Any, datasette: Any, found: GroupPage) -> Reviewed:
    return Reviewed(
        statement=found.statement,
        source=found.line.source,
        source_type=found.line.source_type,
        appearances=[member.claim.article for member in found.members],
        url=_address(request, datasette, found.line.id),
    )


def _address(request: Any, datasette: Any, number: int) -> str:
    return str(datasette.absolute_url(request, Links(datasette, "").group(number)))


async def reviews(request: Any, datasette: Any) -> Response:
    """The verdicts on a group as ClaimReview."""
    found = await _group(request, datasette, int(request.url_vars["id"]))
    filed = await _filed(request, datasette, found)
    if not filed.standing:
        raise NotFound("No verdict on this group stands")
    told = claim_reviews(_reviewed(request, datasette, found), filed.standing)
    return Response(str(ld_json(told)), content_type="application/ld+json; charset=utf-8")


# --- filing -------------------------------------------------------------------------------------


async def _file_verdict(request: Any, datasette: Any, number: int) -> Response:
    checker, desk = await _checker(request, datasette)
    found = await _group(request, datasette, number)
    draft = read_draft(await request.post_vars())
    if draft.problems:
        return await _shown(request, datasette, number, draft)
    judged = Judged(
        group=number,
        claims=tuple(member.claim.key for member in found.members),
        articles=tuple(dict.fromkeys(member.article_key for member in found.members)),
    )
    is_new = await desk.execute_write_fn(
        lambda conn: save_verdict(conn, judged, draft, checker=checker, at=_now())
    )
    return _back(datasette, number, "verdict" if is_new else "same")


async def ruling(request: Any, datasette: Any) -> Response:
    """File whether a claim belongs to a group, and carry it out where that can be."""
    if request.method != "POST":
        raise NotFound("Decisions are filed from the page of a group")
    checker, desk = await _checker(request, datasette)
    number = int(request.url_vars["id"])
    values = await request.post_vars()
    decision = await _decision(request, datasette, number, values, checker)
    await desk.execute_write_fn(
        lambda conn: save_decision(
            conn,
            number,
            decision.claim,
            decision.ruling,
            checker=checker,
            at=decision.recorded_at,
        )
    )
    done = await _carry_out(datasette, decision)
    return _back(datasette, number, "ruling" if done else "later")


async def _checker(request: Any, datasette: Any) -> tuple[str, Any]:
    """Who files, and the database of verdicts; Forbidden for anybody who may not."""
    await datasette.ensure_permission(action=FILE_VERDICTS, actor=request.actor)
    if not await may_file(datasette, request):
        raise NotFound("No database of verdicts is served here")
    return str(request.actor["id"]), datasette.get_database(desk_of(datasette))


async def _decision(
    request: Any, datasette: Any, number: int, values: Mapping[str, str], checker: str
) -> Decision:
    """The form as a decision; NotFound for a claim that never was in the group."""
    found = await _group(request, datasette, number)
    filed = await _filed(request, datasette, found)
    known = {member.claim.key for member in found.members} | {d.claim for d in filed.decisions}
    claim, chosen = values.get("claim", ""), values.get("ruling", "")
    if claim not in known or chosen not in list(Ruling):
        raise NotFound("No such claim in this group, or no such decision")
    return Decision(
        id=0,
        group=number,
        claim=claim,
        ruling=Ruling(chosen),
        checker=checker,
        note="",
        recorded_at=_now(),
    )


async def _carry_out(datasette: Any, decision: Decision) -> bool:
    if not await takes_changes(datasette):
        return False
    home = datasette.get_database(home_of(datasette))
    try:
        await home.execute_write_fn(
            lambda conn: apply_ruling(Database(conn, execute_plugins=False), decision),
            transaction=False,
        )
    except sqlite3.OperationalError:  # a run is writing: it is filed, and carried out later
        return False
    return True


def _back(datasette: Any, number: int, filed: str) -> Response:
    where = Links(datasette, "").group(number, filed=filed)
    return Response.redirect(where, status=303)


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# --- all verdicts -------------------------------------------------------------------------------


async def verdicts(request: Any, datasette: Any) -> Response:
    """The newest verdicts that stand, and contradicted claims that wait for one."""
    desk = desk_of(datasette)
    if desk is None:
        raise NotFound("No database of verdicts is served here")
    newest = await load(datasette, request, ("verdicts",), load_newest_verdicts, of=desk)
    wanted = [verdict.group for verdict in newest]
    groups = await load(datasette, request, GROUP, partial(lines_of, groups=wanted))
    waiting = await load(datasette, request, GROUP, contradicted_groups)
    context = {
        "verdicts": [(verdict, groups.get(verdict.group)) for verdict in newest],
        "waiting": [line for line in waiting if line.id not in groups],
        "desk": desk,
    }
    return await page(datasette, request, "verdicts.html", context)
