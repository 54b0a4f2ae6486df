"""Stores which claims state the same. Calls the judging module in order and decides nothing.

::

    attach members whose claims were extracted anew       (by article and quoted words)
    for each story with claims not yet placed:
        load its claims with their names, make their vectors, once for every text
        place the claims not yet placed, save
    for each of these that found no group: look for a like claim in other stories
    count the outlets of every group that changed

What a person decided stays: a confirmed claim is not moved, a rejected one is not put back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from sqlite_utils import Database

from . import store
from .decisions import refresh_group
from .groups import (
    AT_ONCE,
    JOIN_ELSEWHERE_AT,
    GroupIndex,
    Placed,
    Statement,
)
from .match.vectors import VectorIndex, pack, unpack
from .models import Extraction
from .store import ReportedContent
from .wording import plain_words, resolved_words, said_words

if TYPE_CHECKING:  # whoever has nothing to compare loads no encoder, nor its library
    from .match.encoder import Encoder

METHOD = "2"  # changes with every change of weights or thresholds
_NEAREST = 8  # claims of other stories that are asked

Step = Callable[[], None]
LoadEncoder = Callable[[], "Encoder"]


def make_statements(
    texts: Iterable[tuple[str, str, Extraction]], encoder: Encoder
) -> list[Statement]:
    """The claims of articles (id, text, what was found in it), as they are compared."""
    made = [
        (id, number, claim, plain_words(text, claim.content), found, text)
        for id, text, found in texts
        for number, claim in enumerate(found.attributions)
    ]
    resolved = [resolved_words(t, c.content, f.mentions) for _, _, c, _, f, t in made]
    said = [
        said_words(claim.source_name, plain_words(text, claim.cue), words)
        for (_, _, claim, _, _, text), words in zip(made, resolved, strict=True)
    ]
    rows = zip(made, resolved, encoder.vectors(resolved), encoder.vectors(said), strict=True)
    return [
        Statement(
            id=f"{id}#{number}",
            article=id,
            content=claim.content,
            plain=plain,
            resolved=words,
            source=claim.source_name,
            stance=claim.stance,
            vector=vector,
            said=whole,
        )
        for (id, number, claim, plain, _, _), words, vector, whole in rows
    ]


def group_new(db: Database, load_encoder: LoadEncoder, *, step: Step = lambda: None) -> int:
    """Place every claim that was never placed; how many there were."""
    touched = store.attach_members(db)
    stories = store.stories_to_group(db)
    placed = []
    if stories:
        encoder = load_encoder()
        for story in stories:
            placed += _group_story(db, story, encoder, touched)
            step()
        _group_elsewhere(db, encoder, placed, touched)
    for group in sorted(touched):
        refresh_group(db, group)
    return len(placed)


def regroup_claims(db: Database, load_encoder: LoadEncoder, *, step: Step = lambda: None) -> int:
    """Forget what the program suggested and place all claims anew; numbers of groups stay."""
    with db.atomic():
        kept = store.forget_suggestions(db)
        count = group_new(db, load_encoder, step=step)
        store.restore_numbers(db, kept)
        for group in sorted(set(kept.values()) | set(store.groups_with_members(db))):
            refresh_group(db, group)
    return count


def _group_story(db: Database, story: int, encoder: Encoder, touched: set[int]) -> list[int]:
    """Place the claims of one story among themselves; which were not placed before."""
    reported = store.load_contents(db, story)
    statements = _statements(db, reported, encoder)
    barred = store.load_barred(db, story)
    index = GroupIndex({str(c): frozenset(map(str, g)) for c, g in barred.items()})
    for one, statement in zip(reported, statements, strict=True):
        if one.group is not None:
            index.keep(statement, str(one.group))
    fresh = [(r, s) for r, s in zip(reported, statements, strict=True) if not r.is_placed]
    lone = [
        (r, s) for r, s in zip(reported, statements, strict=True) if r.is_placed and not r.group
    ]
    for _, statement in lone:
        index.keep(statement, f"single {statement.id}")
    with db.atomic():
        for start in range(0, len(fresh), AT_ONCE):
            _place(db, fresh[start : start + AT_ONCE], encoder, index, touched)
    return [one.claim for one, _ in fresh]


def _place(
    db: Database,
    fresh: Sequence[tuple[ReportedContent, Statement]],
    encoder: Encoder,
    index: GroupIndex,
    touched: set[int],
) -> None:
    """Place some claims of a story; one that a person's decision put somewhere stays there."""
    free = [statement for one, statement in fresh if one.group is None]
    for statement, found in zip(free, index.place(free), strict=True):
        group = _join(db, found, index, touched)
        index.keep(statement, f"single {statement.id}" if group is None else str(group))
    for one, _ in fresh:
        store.save_placed(db, one.claim, METHOD, encoder.version, one.hash)


def _join(db: Database, placed: Placed | None, index: GroupIndex, touched: set[int]) -> int | None:
    """Save where a claim was put; the group, made new where it joins a single claim."""
    if placed is None:
        return None
    beside = index.group_of[placed.beside]
    if beside.startswith("single"):
        group = store.new_group(db)
        store.suggest_member(db, group, int(placed.beside), placed.score, placed.why)
        index.rename(beside, str(group))
    else:
        group = int(beside)
    store.suggest_member(db, group, int(placed.id), placed.score, placed.why)
    touched.add(group)
    return group


def _statements(
    db: Database, reported: Sequence[ReportedContent], encoder: Encoder
) -> list[Statement]:
    texts = [*(one.resolved for one in reported), *(one.said for one in reported)]
    vectors = [unpack(vector) for vector in vectors_of(db, texts, encoder)]
    return [
        Statement(
            id=str(one.claim),
            article=str(one.article),
            content=one.content,
            plain=one.plain,
            resolved=one.resolved,
            source=one.source,
            stance=one.stance,
            vector=vector,
            said=said,
        )
        for one, vector, said in zip(
            reported, vectors[: len(reported)], vectors[len(reported) :], strict=True
        )
    ]


def vectors_of(db: Database, texts: Sequence[str], encoder: Encoder) -> list[bytes]:
    """The packed vector of each text; what was made before is not made again."""
    known = store.load_vectors(db, encoder.version, texts)
    missing = [text for text in dict.fromkeys(texts) if text not in known]
    made = [pack(vector) for vector in encoder.vectors(missing)] if missing else []
    fresh = dict(zip(missing, made, strict=True))
    store.save_vectors(db, encoder.version, fresh)
    return [(known | fresh)[text] for text in texts]


def _group_elsewhere(
    db: Database, encoder: Encoder, claims: Sequence[int], touched: set[int]
) -> None:
    """Put claims that found no group in their story beside a like one of another."""
    single = store.load_single(db, claims)
    if not single:
        return
    known = store.load_claim_vectors(db, encoder.version)
    index = VectorIndex(known.packed)
    for claim, vector in single:
        places, _ = index.alike(unpack(vector), _NEAREST + 1)
        near = [c for place in places.tolist() if (c := known.claims[place]) != claim]
        _compare_elsewhere(db, claim, near, encoder, touched)


def _compare_elsewhere(
    db: Database, claim: int, near: Sequence[int], encoder: Encoder, touched: set[int]
) -> None:
    reported = store.load_claims(db, [claim, *near])
    own, *others = sorted(reported, key=lambda one: one.claim != claim)
    statements = _statements(db, [own, *others], encoder)
    barred = store.load_barred(db, own.story)
    index = GroupIndex({str(c): frozenset(map(str, g)) for c, g in barred.items()})
    for one, statement in zip(others, statements[1:], strict=True):
        if one.story != own.story:
            index.keep(statement, str(one.group) if one.group else f"single {statement.id}")
    with db.atomic():
        if own.group is None:
            _join(db, index.place(statements[:1], join_at=JOIN_ELSEWHERE_AT)[0], index, touched)
