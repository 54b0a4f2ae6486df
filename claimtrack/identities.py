"""Which names of different articles mean one person, organisation or place.

Does no I/O. A wrong merge is worse than a missed one, so two names are one entity only where

* somebody ruled so (``entity_rulings``),
* a curated list says so (``lexicon/aliases.txt``, ``threat_actors.txt``),
* one article has the very same name, read once as a place and once as a firm,
* they differ in article, points, hyphens, accents or legal form ("Inc.") alone, or
* an article itself uses the shorter one, of two words or more, for the longer.

A surname alone is nobody's: it may be several people's. "Sony" is never "Sony Pictures".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from .errors import InputError
from .lexicon import entries, pairs
from .models import Ascription, MentionKind, Ruling

_NAMED = (MentionKind.ORGANIZATION, MentionKind.PLACE)
_LEGAL = frozenset("inc corp corporation ltd limited llc llp plc co company ag sa gmbh nv".split())
_NICKNAME = re.compile(r"[\"“][^\"”]*[\"”]")
_ARTICLE = re.compile(r"^(?:the|a|an) ", re.IGNORECASE)
_SHORTEST = 2  # words of a short form that can be told apart from other firms of the name
_CASED = 4  # letters up to which capitals count: "WHO" is not "who", "US" not "us"


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """A name that was not judged before; ``own`` are other words that articles use for it.

    ``kin``: the entity of the same name, but of another kind, that the same articles name.
    """

    id: int
    kind: MentionKind
    name: str
    own: tuple[str, ...] = ()
    kin: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """To which entity a name belongs: one that is known, a listed one, or its own (both None)."""

    entity: int | None = None
    listed: tuple[MentionKind, str] | None = None
    how: str = "its own name"


@dataclass(slots=True)
class Register:
    """Entities that were judged, by the forms of their names and aliases."""

    forms: dict[tuple[MentionKind, str], set[int]] = field(default_factory=dict)
    names: dict[tuple[MentionKind, str], int] = field(default_factory=dict)

    def add(self, entity: int, kind: MentionKind, name: str) -> None:
        """Make a name of an entity known."""
        self.forms.setdefault((kind, form_of(name, kind)), set()).add(entity)
        self.names.setdefault((kind, name), entity)

    def only(self, kind: MentionKind, name: str) -> int | None:
        """The entity with this form of a name; None where there is none, or two."""
        found = self.forms.get((kind, form_of(name, kind)), set())
        return next(iter(found)) if len(found) == 1 else None


def judge(newcomer: Newcomer, register: Register, rulings: Iterable[Ruling]) -> Verdict:
    """Where the name belongs. What was ruled wins over the lists, and these over the forms."""
    kind, name = newcomer.kind, newcomer.name
    ruled = [r for r in rulings if r.kind is kind and name in (r.name, r.other)]
    same = next((r for r in ruled if r.ruling == "same" and name == r.other), None)
    if same is not None:
        return Verdict(listed=(kind, same.name), how="ruled to be the same")
    apart = {r.other if r.name == name else r.name for r in ruled if r.ruling == "apart"}
    found = _listed(kind, name)
    if found and found.listed and found.listed[1] not in apart:
        return found
    if is_nobody(kind, name):
        return Verdict(how="a surname alone: may be several people's")
    barred = {register.names.get((kind, other)) for other in apart}
    for words, how in ((name, "written otherwise"), *_short_forms(newcomer)):
        entity = register.only(kind, words)
        if entity is not None and entity not in barred:
            return Verdict(entity=entity, how=how)
    if newcomer.kin is not None and newcomer.kin not in barred:
        return Verdict(entity=newcomer.kin, how="one article has the name as of both kinds")
    return Verdict()


def is_nobody(kind: MentionKind, name: str) -> bool:
    """Whether the name is a surname or first name alone, which no row of its own can stand for."""
    return kind is MentionKind.PERSON and len(form_of(name, kind).split()) < _SHORTEST


def _short_forms(newcomer: Newcomer) -> list[tuple[str, str]]:
    how = "an article calls it so for short"
    return [(own, how) for own in newcomer.own if is_short_form(own, newcomer.name, newcomer.kind)]


def is_short_form(short: str, name: str, kind: MentionKind) -> bool:
    """ "Sony Pictures" of "Sony Pictures Entertainment", "Ann Lee" of "Ann B. Lee"."""
    a, b = form_of(short, kind).split(), form_of(name, kind).split()
    if not _SHORTEST <= len(a) < len(b):
        return False
    if kind is MentionKind.PERSON:
        return len(a) == _SHORTEST and (a[0], a[-1]) == (b[0], b[-1])
    return kind is MentionKind.ORGANIZATION and b[: len(a)] == a


def _listed(kind: MentionKind, name: str) -> Verdict | None:
    form = form_of(name, kind)
    if kind in _NAMED and (found := _aliases().get(form)):
        return Verdict(listed=found, how="listed as the same")
    if kind in _NAMED and (actor := _actors().get(form)):
        how = "listed as the same by the MISP galaxy"
        return Verdict(listed=(MentionKind.ORGANIZATION, actor), how=how)
    return None


def suspected_state(name: str) -> Ascription | None:
    """The state that a list suspects behind a threat actor, and whose suspicion it is."""
    state = pairs("threat_actor_states").get(name.casefold())
    if state is None:
        return None
    said_by = "Council on Foreign Relations, as quoted by the MISP galaxy"
    return Ascription(field="suspected state", value=state, said_by=said_by)


def parse_rulings(text: str) -> list[Ruling]:
    """Lines of words parted by tabs → rulings. Raises :class:`InputError` for a line of neither."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = [part.strip() for part in line.split("\t")]
        is_whole = len(parts) == _PARTS.get(parts[0]) and all(parts)
        if not is_whole or parts[1] not in set(MentionKind):
            raise InputError(f"line {number}: needs same|apart, kind, name, name; or split … URL")
        kind, name, other, *url = parts[1:]
        found.append(
            Ruling(
                ruling=parts[0], kind=MentionKind(kind), name=name, other=other, url="".join(url)
            )
        )
    return found


_PARTS = {"same": 4, "apart": 4, "split": 5}


@cache
def _aliases() -> Mapping[str, tuple[MentionKind, str]]:
    rows = (entry.split("\t") for entry in entries("aliases"))
    found = {}
    for alias, word, name in rows:
        kind = MentionKind(word)
        found[form_of(alias, kind)] = found[form_of(name, kind)] = (kind, name)
    return found


@cache
def _actors() -> Mapping[str, str]:
    kind = MentionKind.ORGANIZATION
    rows = (entry.split("\t") for entry in entries("threat_actors"))
    return {form_of(alias, kind): name for alias, name in rows}


@cache
def form_of(name: str, kind: MentionKind) -> str:
    """A name as it is compared: without article, points, accents, hyphens, legal form."""
    plain = unicodedata.normalize("NFKD", _NICKNAME.sub(" ", name).replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _ARTICLE.sub("", plain.replace("&", " and ").replace(".", "").replace("'s ", " "))
    words = re.findall(r"[^\W_]+", plain)
    words = [w if w.isupper() and len(w) <= _CASED else w.casefold() for w in words]
    while kind is not MentionKind.PERSON and len(words) > 1 and words[-1].casefold() in _LEGAL:
        words.pop()
    return " ".join(words)
