"""The names of one article joined among themselves.

Names that the model overlooked are found by the full name elsewhere. A surname that two persons
share means the one whom the article names first: relatives are named in full every time.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from ..lexicon import entries, pairs
from ..models import Mention, MentionKind, Span
from .forms import (
    gender_of,
    is_full,
    is_initials,
    is_misspelt,
    is_part_of_organization,
    is_part_of_person,
    is_same_person,
    rank,
    surname_of,
    without_article,
    words_of,
)

_TITLES = {"mr": "he", "mrs": "she", "ms": "she", "miss": "she", "sir": "he", "lady": "she"}
_FAR, _NEAR = 3000, 1000  # characters: a namesake named so near is meant, the other being so far
_STATES = {"UN": "United Nations", "US": "United States", "UK": "United Kingdom"}
_JOINED = (MentionKind.ORGANIZATION, MentionKind.WORK, MentionKind.PLACE)


def name_mentions(doc: Doc, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Give every mention the fullest name that the article has for it, and its kind.

    Adds mentions that the model overlooked, where the name is known from elsewhere in the article.
    """
    found = tuple(mentions)
    people = _People(doc, [m for m in found if m.kind is MentionKind.PERSON])
    found = tuple(sorted((*found, *_overlooked(doc, found, people)), key=lambda m: m.span))
    organizations = Counter(m.name for m in found if m.kind is MentionKind.ORGANIZATION)
    text = doc.text  # spaCy joins it anew at every access
    return tuple(_named(text, m, people, organizations) for m in found)


def title_gender(text: str, start: int) -> str | None:
    """ "he" or "she" by the word before the character ``start``: "Mr.", "Ms."."""
    before = text[max(0, start - 6) : start].split()
    return _TITLES.get(before[-1].strip(".").casefold()) if before else None


def _named(text: str, mention: Mention, people: _People, organizations: Counter[str]) -> Mention:
    words = words_of(mention.name)
    if mention.kind is MentionKind.PERSON or people.is_surname(words):
        full = people.meant(mention, title_gender(text, mention.span.start))
        return replace(mention, kind=MentionKind.PERSON, name=full or mention.name)
    if mention.kind in _JOINED:
        return _organization(mention, organizations)
    return mention


# --- persons ------------------------------------------------------------------------------------


class _People:
    """The persons that an article names in full, by their surnames and first names."""

    def __init__(self, doc: Doc, mentions: Sequence[Mention]) -> None:
        full = [(m.name, m.span.start) for m in mentions if is_full(m.name)]
        full += _within_names(doc, {m.name for m in mentions if not is_full(m.name)})
        self._fullest = _fullest_names(Counter(name for name, _ in full))
        self._places: dict[str, list[int]] = defaultdict(list)
        for name, start in full:
            self._places[self._fullest[name]].append(start)
        self._spoken_of: dict[str, int] = {}  # where each was last, in whatever form
        self.surnames = {surname_of(name) for name in self._places}
        self._titled = _sexes_by_title(doc.text, mentions)

    def is_surname(self, words: tuple[str, ...]) -> bool:
        if words in self.surnames or len(words) != 1:
            return words in self.surnames
        return sum(is_misspelt(words[0], surname[-1]) for surname in self.surnames) == 1

    def meant(self, mention: Mention, gender: str | None) -> str | None:
        """The fullest name of the person; None where the article has no fuller one, or two.

        To be asked in the order of the text: who was spoken of last, is likelier meant.
        """
        name = self._meant(mention, gender)
        if name:
            self._spoken_of[name] = mention.span.start
        return name

    def _meant(self, mention: Mention, gender: str | None) -> str | None:
        if mention.name in self._fullest:
            return self._fullest[mention.name]
        words = words_of(mention.name)
        bearers = [n for n in self._places if words and is_part_of_person(words, n)]
        if not bearers and len(words) == 1:
            bearers = [n for n in self._places if is_misspelt(words[0], surname_of(n)[-1])]
            return bearers[0] if len(bearers) == 1 else None
        sexes = {gender} if gender else self._titled.get(words, set())
        bearers = [n for n in bearers if not sexes or gender_of(n) in (None, *sexes)]
        by_surname = [n for n in bearers if words_of(n)[-len(words) :] == words]
        return self._one_of(by_surname or bearers, mention.span.start)

    def _one_of(self, bearers: Sequence[str], place: int) -> str | None:
        if len(bearers) < 2:
            return bearers[0] if bearers else None
        known = [n for n in bearers if self._places[n][0] < place] or bearers
        main = min(known, key=lambda n: self._places[n][0])
        last = max(known, key=lambda n: self._spoken_of.get(n, -_FAR))
        is_far = place - self._spoken_of.get(main, -_FAR) > _FAR
        return last if is_far and place - self._spoken_of.get(last, -_FAR) < _NEAR else main


def _sexes_by_title(text: str, mentions: Sequence[Mention]) -> dict[tuple[str, ...], set[str]]:
    """Surname → the sexes of those whom the article calls "Mr." or "Mrs." by it."""
    sexes: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for mention in mentions:
        if not is_full(mention.name) and (sex := title_gender(text, mention.span.start)):
            sexes[words_of(mention.name)].add(sex)
    return sexes


def _within_names(doc: Doc, surnames: set[str]) -> Iterator[tuple[str, int]]:
    """Persons in longer names: "Ann Lee" of the "Ann Lee Prize", where "Lee" is somebody."""
    for following in doc:
        if following.text not in surnames or not following.i:
            continue
        token = following.nbor(-1)
        if token.is_sent_start and "?" in token.sent.text[-4:]:  # "Will Lee resign?"
            continue
        if token.text.istitle() and token.lower_ in pairs("first_names"):
            yield f"{token.text} {following.text}", token.idx


def _fullest_names(names: Counter[str]) -> dict[str, str]:
    """Each full name → the longest form of it."""
    fullest = {}
    for name in names:
        same = [other for other in names if other == name or is_same_person(name, other)]
        fullest[name] = max(same, key=lambda n: (rank(n), names[n]))
    return fullest


def _overlooked(doc: Doc, mentions: Sequence[Mention], people: _People) -> Iterator[Mention]:
    """Capitalised surnames of known persons where the model saw no name at all."""
    last_words = {words[-1] for words in people.surnames if len(words) == 1}
    houses = {m.name for m in mentions if m.kind is MentionKind.ORGANIZATION}
    short = {t.text for t in doc if t.shape_.startswith(("XX", "X.X"))}
    initials = {s for s in short if any(is_initials(s, name) for name in houses)}
    firms = {m.name.split()[0] for m in mentions if _is_of_two(m)}
    common = {token.text for token in doc if token.is_lower}
    taken = {place for m in mentions for place in range(m.span.start, m.span.end)}
    for token in doc:
        if token.idx in taken or not token.text[:1].isupper():
            continue
        word = token.lower_.replace("’", "'").strip(".'")
        if word in last_words and (_is_capital(token) or token.lower_ not in common):
            span = Span(start=token.idx, end=token.idx + len(token.text))
            yield Mention(span=span, kind=MentionKind.PERSON, name=token.text)
        elif token.text in initials or _is_firm(token, firms):
            span = Span(start=token.idx, end=token.idx + len(token.text))
            yield Mention(span=span, kind=MentionKind.ORGANIZATION, name=token.text)


def _is_capital(token: Token) -> bool:
    """Whether the capital is one of a name, and not that of the first word of a sentence."""
    return token.pos_ == "PROPN" or not token.is_sent_start


def _is_firm(token: Token, firms: set[str]) -> bool:
    return token.text in firms and token.pos_ == "PROPN" and token.dep_ != "compound"


def _is_of_two(mention: Mention) -> bool:
    """ "Peabody Energy", of which "Peabody" is the short form."""
    words = mention.name.split()
    is_firm = mention.kind is MentionKind.ORGANIZATION and len(words) == 2
    return is_firm and words[1] in entries("organization_tails")


# --- organisations ------------------------------------------------------------------------------


def _organization(mention: Mention, names: Counter[str]) -> Mention:
    """With the longer name, where just one fits; a firm may have been taken for a place."""
    if mention.name in ("U.N.", "UN"):
        return replace(mention, kind=MentionKind.ORGANIZATION, name=_STATES["UN"])
    longer = [n for n in names if is_part_of_organization(mention.name, n)]
    if mention.kind is MentionKind.ORGANIZATION:
        longer += [n for n in names if _is_short_outlet(mention.name, n)]
    tops = {
        _spelled_out(n).casefold(): n
        for n in sorted(longer, key=len)
        if not any(is_part_of_organization(n, other) for other in longer)
    }
    if len(tops) != 1:
        return mention
    return replace(mention, kind=MentionKind.ORGANIZATION, name=next(iter(tops.values())))


def _spelled_out(name: str) -> str:
    """ "United Nations Mission" for "the U.N. Mission": not two of which one must be chosen."""
    words = without_article(name).split()
    return " ".join([_STATES.get(words[0].replace(".", ""), words[0]), *words[1:]])


def _is_short_outlet(short: str, full: str) -> bool:
    """ "the Post" of "The Washington Post"."""
    a, b = without_article(short).split(), without_article(full).split()
    is_ending = len(a) == 1 and a[0] in entries("outlet_endings")
    return is_ending and len(b) > 1 and b[-1] == a[0]
