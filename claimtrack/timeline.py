"""The responsibility claims of a story → who holds whom responsible, since when, how it stands.

Claims are of one *matter* where the accused is the same, the act is of the same sort, and no other
target is named. Within a matter the reports of what one accuser says (same stance) are one entry.
Claims whose accused nobody names, or names by a pronoun, are left out: whom they mean is not known.

Errs towards two matters where an outlet describes the accused ("the operator") and another names
it. Decides only; reads and stores nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from .alignment import split_sentences
from .comparison import Blame, MatterState, TimelineEntry
from .independence import count_independent
from .models import Independence, OutletReport, Precision, Stance, Voice, digest
from .parties import act_sort, party_words, same_party, share_words

_KEY_LENGTH = 20
_DAY = len("2026-03-01")
_HOLD = frozenset({Stance.ASSERTS, Stance.HEDGES, Stance.SELF_CLAIMS})
_DOUBT = frozenset({Stance.DENIES, Stance.QUESTIONS})
_GUILTY = re.compile(
    r"\b(?:(?:was|were|been|is|are|and) (?:convicted|found guilty|found liable)"
    r"|(?:jury|court|judge|tribunal|panel)s? (?:has |have |had )?(?:convicted|found)"
    r"|convicted (?:him|her|them|of)|(?:pleaded|pled|pleads|plead) guilty"
    r"|(?:confessed|confesses|admitted|admits) (?:to|that|having|\w+ing)\b)",
    re.IGNORECASE,
)
_RETRACTED = re.compile(
    r"\b(?:retract(?:s|ed)|recant(?:s|ed)|withdrew|withdraws|withdrawn|took back|takes back"
    r"|(?:apologi[sz]e(?:s|d) for) (?:\w+ ){0,3}(?:accus|claim|alleg|blam)\w*)",
    re.IGNORECASE,
)
# Before the words that settle: what takes them back.
_UNSETTLED = re.compile(
    r"\b(?:not|n['’]t|never|nor|no|if|unless|until|whether|could|would|may|might|should|yet|denie[sd]"
    r"|refused|declined)\b[^.;,]{0,40}$",
    re.IGNORECASE,
)


@dataclass(slots=True, kw_only=True)
class _Matter:
    """What is held against one accused; named by its first claim."""

    first: Blame
    accused: frozenset[str]
    act: str
    claims: list[Blame] = field(default_factory=list)


def build_timeline(story: int, blames: Iterable[Blame]) -> tuple[TimelineEntry, ...]:
    """The entries of a story, by the time of their first report; undated ones last."""
    matters = _matters(sorted(blames, key=_order))
    found = [
        _entry(story, matter, claims, matters)
        for matter in matters
        for claims in _positions(matter.claims)
    ]
    return tuple(entry for _, entry in sorted(found, key=lambda pair: pair[0]))


def _order(blame: Blame) -> tuple[bool, str, int]:
    return (blame.at is None, blame.at or "", blame.id)


# --- same matter --------------------------------------------------------------------------------


def _matters(blames: Sequence[Blame]) -> list[_Matter]:
    matters: list[_Matter] = []
    for blame in blames:
        accused, act = party_words(blame.accused), act_sort(blame.act)
        if not accused or not act:
            continue
        home = next((m for m in matters if _is_of(m, blame, accused, act)), None)
        if home is None:
            home = _Matter(first=blame, accused=accused, act=act)
            matters.append(home)
        home.claims.append(blame)
    return matters


def _is_of(matter: _Matter, blame: Blame, accused: frozenset[str], act: str) -> bool:
    return (
        matter.act == act
        and same_party(matter.accused, accused)
        and not _is_other_target(matter.first, blame)
    )


def _is_other_target(a: Blame, b: Blame) -> bool:
    """Whether two targets are surely not the same: both are names without a common word."""
    if not (a.is_target_named and b.is_target_named):
        return False
    return not share_words(party_words(a.target), party_words(b.target))


# --- one entry ----------------------------------------------------------------------------------


def _positions(claims: Sequence[Blame]) -> list[list[Blame]]:
    """The claims of a matter by who makes them and what they commit to."""
    found: list[tuple[frozenset[str], list[Blame]]] = []
    for claim in claims:
        said_by = _accuser(claim)
        same = (
            group
            for words, group in found
            if group[0].stance is claim.stance and (words == said_by or same_party(words, said_by))
        )
        group = next(same, None)
        if group is None:
            found.append((said_by, [claim]))
        else:
            group.append(claim)
    return [group for _, group in found]


def _accuser(claim: Blame) -> frozenset[str]:
    if claim.accuser is None:
        return frozenset({"author" if claim.voice is Voice.AUTHOR else "nobody named", ""})
    return party_words(claim.accuser) or frozenset({claim.accuser, f"article {claim.article}"})


def _entry(
    story: int, matter: _Matter, claims: Sequence[Blame], matters: Sequence[_Matter]
) -> tuple[tuple[bool, str, int], TimelineEntry]:
    first = claims[0]
    name = digest(str(story), " ".join(sorted(matter.accused)), matter.act, matter.first.key)
    denial = next((c for c in matter.claims if c.stance is Stance.DENIES), None)
    is_denied = denial is not None and first.stance is not Stance.DENIES
    state, settled_by = _state(matter, matters)
    entry = TimelineEntry(
        key=digest(name, first.key)[:_KEY_LENGTH],
        matter=name[:_KEY_LENGTH],
        claims=tuple(c.id for c in claims),
        articles=len({c.article for c in claims}),
        first_outlet=first_told(claims),
        counts=_counts(claims),
        basis=_known(c.basis for c in claims),
        kind=_known(c.kind for c in claims),
        stated_confidence=next((c.stated_confidence for c in claims if c.stated_confidence), None),
        denied_since=denial.at if denial and is_denied else None,
        denied_by=denial.accuser if denial and is_denied else None,
        state=state,
        settled_by=settled_by,
    )
    return _order(first), entry


def _known(values: Iterable[str | None]) -> str | None:
    """The first that the text tells; else that it does not tell; else nothing."""
    given = [value for value in values if value]
    return next((v for v in given if v != "unknown"), given[0] if given else None)


def first_told(claims: Sequence[Blame]) -> str | None:
    """Which outlet was first, so far as the dates tell: "A", or "same day: A, B".

    Outlets without any date are named, for they may have been earlier; None where none has one.
    """
    outlets = {c.outlet for c in claims if c.outlet}
    if len(outlets) < 2:
        return next(iter(outlets), None)
    dated = [c for c in claims if c.outlet and c.at and c.precision is not Precision.UNKNOWN]
    if not dated:
        return None
    undated = sorted(outlets - {c.outlet for c in dated if c.outlet})
    tail = f"; undated: {', '.join(undated)}" if undated else ""
    return _earliest(dated) + tail


def _earliest(dated: Sequence[Blame]) -> str:
    day = min((c.at or "")[:_DAY] for c in dated)
    on_day = [c for c in dated if (c.at or "").startswith(day)]
    if all(c.precision is Precision.SECOND for c in on_day):
        second = min(c.at or "" for c in on_day)
        on_day = [c for c in on_day if c.at == second]
    names = sorted({c.outlet for c in on_day if c.outlet})
    return names[0] if len(names) == 1 else f"same day: {', '.join(names)}"


def _counts(claims: Sequence[Blame]) -> Independence:
    """Outlets twice. Of copies whose original does not report this, the first stands for it."""
    present = {c.article for c in claims}
    stand_in: dict[int, str | None] = {}
    reports = []
    for claim in claims:
        copy_of = claim.copy_of
        if claim.original is not None and claim.original not in present:
            copy_of = stand_in.get(claim.original)
            stand_in.setdefault(claim.original, claim.outlet)
        reports.append(
            OutletReport(
                outlet=claim.outlet, owner=claim.owner, copy_of=copy_of, relays=claim.relays
            )
        )
    return count_independent(reports)


# --- how a matter stands ------------------------------------------------------------------------


def _state(matter: _Matter, matters: Sequence[_Matter]) -> tuple[MatterState, str | None]:
    for claim in matter.claims:
        if words := settling_words(claim):
            return MatterState.SETTLED, words
    if any(c.stance in _DOUBT for c in matter.claims) or _has_rival(matter, matters):
        return MatterState.CONTESTED, None
    own = next((c for c in matter.claims if c.stance is Stance.SELF_CLAIMS), None)
    if own:
        return MatterState.SETTLED, f"{own.accused} says so itself"
    return MatterState.UNANSWERED, None


def _has_rival(matter: _Matter, matters: Sequence[_Matter]) -> bool:
    """Whether somebody else is held to have done the same, and one of the two says so itself."""
    for other in matters:
        if other is matter or other.act != matter.act:
            continue
        if same_party(other.accused, matter.accused) or _is_other_target(other.first, matter.first):
            continue
        claims = (*matter.claims, *other.claims)
        is_held = all(any(c.stance in _HOLD for c in m.claims) for m in (matter, other))
        if is_held and any(c.stance is Stance.SELF_CLAIMS for c in claims):
            return True
    return False


def settling_words(claim: Blame) -> str | None:
    """The words by which its sentence says that the matter is settled; None where it does not."""
    if claim.stance is Stance.HEDGES:
        return None
    is_open = claim.stance in _DOUBT or claim.stance is Stance.WITHHOLDS
    patterns = (_RETRACTED,) if is_open else (_GUILTY, _RETRACTED)
    sentence = _sentence(claim)
    for pattern in patterns:
        for hit in pattern.finditer(sentence):
            if not _UNSETTLED.search(sentence[: hit.start()]):
                return hit[0]
    return None


def _sentence(claim: Blame) -> str:
    """The sentence in which the act stands."""
    place = claim.act_span.start if claim.act_span else -1
    home = (s.text for s in split_sentences(claim.text) if s.start <= place < s.end)
    return next(home, "")
